//! The configuration's file as written: its tables, and what they mean.

mod check;
mod contact;
mod defaults;
mod escalation;
mod event;
mod file;
mod http;
mod keys;
mod kind;
mod notify;
mod nul;
mod probe;
mod service;
mod shared;
mod tables;
mod texts;
mod websocket;
mod whole;

pub use file::TomlFile;
