//! What would fail in an emergency: findings as data, and how much each matters.

mod ages;
mod area;
mod finding;
mod said;
mod severity;

pub use ages::{OLD, old_audit, old_drill};
pub use area::{Area, Examined, Looked, Unlooked};
pub use finding::{AuditDoubt, Finding, HookName};
pub use said::Said;
pub use severity::Severity;
