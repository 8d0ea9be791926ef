//! Takes a text and a CI job's variables, gives the one comment of its pull request: made, or brought up to date.
//!
//! The one module that speaks TLS.

mod client;
mod comment;
mod host;
mod post;
mod trouble;
mod variables;

pub use host::{Host, HostKind};
pub use post::{Comment, Posted, post};
pub use trouble::Trouble;
pub use variables::{Job, NoJob, base_of, job};
