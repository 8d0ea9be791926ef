//! The target's repository: what a name means there, and a commit's files outside of it. Nothing in it is ever written.

mod blame;
mod command;
mod commit;
mod error;
mod hosted;
mod log;
mod merge_base;
mod names;
mod objects;
mod refusal;
mod repository;
mod tree;

pub use blame::LineOrigin;
pub use commit::{Commit, DatedCommit};
pub use error::GitError;
pub use hosted::Hosted;
pub use merge_base::Branch;
pub use names::names;
pub use objects::{BlobEntry, FileChange};
pub use repository::{Repository, state};
pub use tree::Tree;
