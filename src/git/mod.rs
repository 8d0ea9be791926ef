//! The target's repository: what a name means there, and a commit's files outside of it.
//!
//! Two runners: the one that reads (`command.rs`) writes nothing and may be ended at any time; the one that writes (`writing.rs`) runs the
//! user's git with the user's hooks and configuration, and is never ended. Only `rollback/` and `refs.rs` use the second.

mod ancestry;
mod blame;
mod command;
mod commit;
mod error;
mod hosted;
mod lfs;
mod log;
mod changes;
mod checkout;
mod merge_base;
mod names;
mod objects;
mod planning;
mod undone;
mod worktree;
mod refs;
mod remotes;
mod refusal;
mod repository;
mod scratch_clone;
mod signed;
mod standing;
mod state;
mod tree;
mod trial;
mod trees;
mod version;
mod writing;

pub use ancestry::Described;
pub use blame::LineOrigin;
pub use changes::{Changed, Dirt};
pub use commit::{Commit, DatedCommit};
pub use error::GitError;
pub use hosted::Hosted;
pub use merge_base::Branch;
pub use names::names;
pub use objects::{BlobEntry, FileChange};
pub use planning::{OwnObjects, Taken};
pub use refs::HeadNow;
pub use repository::{Repository, state};
pub use scratch_clone::{Objects, ScratchClone};
pub use signed::SignedTag;
pub use state::Hindrance;
pub use tree::Tree;
pub use trees::Entry;
pub use undone::LoggedCommit;
pub use version::Version;
pub use worktree::{MORE_OBJECTS, Worktree};
pub use writing::{WRITING, write};
