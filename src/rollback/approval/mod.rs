//! The approval of a plan that rewrites history: another account's file, or a signed tag, for a quarter of an hour.

mod account;
mod common_folder;
mod file;
mod looked_up;
mod tag;

pub use account::maker;
pub use common_folder::common_folder;
pub use file::{give, open_folder};
pub(super) use looked_up::expect;
pub use looked_up::expect_other;
pub use tag::sign;
