//! One child process, one sample: the tool's binary again, with the target's interpreter inside.
//!
//! [`run`] is the parent's side: it starts the child, feeds it a task and makes an [`Outcome`] of whatever
//! happens. [`child`] is the other side: it becomes the interpreter.

pub mod child;
mod answer;
mod conditions;
mod failure;
mod fault_report;
mod last_look;
mod launch;
mod library;
mod meeting;
mod outcome;
mod own_files;
mod parent;
mod runner;

pub use conditions::{ConditionError, try_conditions};
pub use failure::Failure;
pub use fault_report::{main_thread, relevant};
pub use launch::COMMAND;
pub use meeting::{Meeting, Place};
pub use outcome::{LastOutput, Outcome};
pub use own_files::NotFrom;
pub use parent::{Environment, Order, Worker};
pub use runner::{AfterSetup, TaskRunner};
