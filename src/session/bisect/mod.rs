//! Takes a good commit, a bad one and a question, gives the commit at fault, or an honest set.

mod asked;
mod journal;
mod place;
mod prior;
mod question;
mod revisions;
mod search;
mod signature;
mod user_command;

pub use asked::{AskedOfCommits, Question};
pub use journal::{Journal, Opened};
pub use place::journal_beside;
pub use search::bisect;
