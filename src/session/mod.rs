//! A whole run: from settings to a document of verdicts.

mod after_setup;
mod against;
mod baseline_plan;
mod capture;
mod check;
mod compare;
mod conduct;
mod conversations;
mod diff;
mod editable;
mod error;
mod health;
mod import_failure;
mod missing_name;
mod nightly;
mod own_names;
mod prepare_fault;
mod prepared;
mod probe;
mod pull_request;
mod sampled;
mod side;

pub use self::against::against;
pub use self::baseline_plan::Replay;
pub use self::capture::{Captured, capture};
pub use self::check::run;
pub use self::compare::{Comparing, compare, in_place};
pub use self::conduct::{Conduct, Run};
pub use self::conversations::{conversations, is_conversation};
pub use self::diff::diff;
pub use self::error::SessionError;
pub use self::health::{Asked, LookBack, audit, checks_of, health, last_good};
pub use self::nightly::{MeasuredNight, NIGHTLY, Past, Tonight, judge, keep, measure_night, trends};
pub use self::prepare_fault::{PrepareFault, PreparedSide};
pub use self::pull_request::{AskedOfBranch, pull_request};
pub use self::side::whereabouts;
