//! What people and programs read.

pub mod document;
mod human;
mod module_tree;
pub mod progress;
mod storage;

pub use human::{Detail, human};
pub use storage::store;
