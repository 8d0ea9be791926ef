//! The files that a user names: how they are written, how they are read, and what is never overwritten.

mod destination;
mod draft;
mod error;
mod kind;
mod own;
mod protected;
mod read;
mod write;

pub use destination::{Destination, check, check_folder};
pub use error::{Unwritable, Why};
pub use kind::FileKind;
pub use own::{create, replace};
pub use protected::{OWN_FOLDER, protect};
pub use read::{open_or_kind, open_regular, read, read_to_string};
pub use write::{UserFile, write};
