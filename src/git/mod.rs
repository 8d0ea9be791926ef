//! The target's repository: what a name means there, and a commit's files outside of it. Nothing in it is ever written.

mod command;
mod commit;
mod error;
mod objects;
mod refusal;
mod repository;
mod tree;

pub use commit::Commit;
pub use error::GitError;
pub use objects::{BlobEntry, FileChange};
pub use repository::{Repository, state};
pub use tree::Tree;
