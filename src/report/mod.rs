//! What people and programs read.

mod any;
pub mod audit;
pub mod audited;
pub mod baseline;
pub mod charts;
pub mod comparison;
pub mod chaos;
pub mod doctor;
pub mod document;
pub mod drill;
pub mod export;
pub mod format;
mod head;
mod hot_lines;
pub mod health;
pub mod history;
pub mod html;
mod human;
pub mod imports;
pub mod incident;
pub mod judged;
mod known;
pub mod ladder;
pub mod ledger;
pub mod bisect;
pub mod lock_search;
mod module_tree;
pub mod nightly;
pub mod phases;
pub mod progress;
pub mod respond;
pub mod rollback_plan;
pub mod pull_request;
mod reading;
mod record;
mod prune;
mod run_index;
#[cfg(test)]
mod schema_reference_tests;
#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod schema_types;
mod storage;
mod table;
mod terminal;
mod traceback;
pub mod trend;
pub mod websocket;
pub mod tried;
pub mod words;

pub use any::Report;
pub use head::{Head, command_line, now};
pub use html::Links;
pub use human::{Detail, human, tree_of};
pub use known::known_line;
pub use prune::Unpruned;
pub use reading::UnreadableReport;
pub use record::record;
pub use storage::{Images, Stored, Trouble, Wanted, store};
