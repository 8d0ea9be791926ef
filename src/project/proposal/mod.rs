//! What is proposed to be measured and checked, each with why.

mod arguments;
mod checks;
mod choose;
mod doors;
mod entry;
mod factories;
mod named;
mod own;
mod target;

pub use choose::propose;
pub use entry::{Entry, Fate, Item, Making, Proposal, Template, Why, WhyNot};
