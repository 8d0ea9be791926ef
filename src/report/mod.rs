//! What people and programs read.

pub mod baseline;
pub mod comparison;
pub mod document;
pub mod export;
pub mod health;
mod human;
pub mod imports;
mod module_tree;
pub mod progress;
mod storage;
mod terminal;
pub mod websocket;

pub use human::{Detail, human, tree_of};
pub use storage::store;
