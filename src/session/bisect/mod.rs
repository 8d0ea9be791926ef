//! Takes a good commit, a bad one and a question, gives the commit at fault, or an honest set.

mod asked;
mod branch;
mod ends;
mod forecast;
mod journal;
mod measuring;
mod named;
mod place;
mod prior;
mod question;
mod range;
mod revisions;
mod search;
mod signature;
mod times;
mod user_command;
mod wanted;
mod work;

pub use asked::{AskedOfCommits, Question};
pub use journal::{Journal, Opened};
pub use place::journal_beside;
pub use search::bisect;
