//! What the test binaries share.

// Each binary uses a part of it.
#![allow(dead_code, unused_imports)]

pub mod alertmanager;
pub mod axe;
pub mod baseline;
pub mod browser;
pub mod deployed;
pub mod environment;
pub mod interpreters;
pub mod machine;
pub mod needs;
pub mod next;
pub mod night;
pub mod packed;
pub mod processes;
pub mod program;
pub mod projects;
pub mod proposed;
pub mod receiver;
pub mod remote;
pub mod repository;
pub mod shop;
pub mod small_disk;
pub mod sources;
pub mod wheels;
