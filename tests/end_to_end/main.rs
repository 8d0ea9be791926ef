//! The built program, end to end: real interpreters, small services with one known fault each.

// Helpers of tests may fail as loudly as tests.
#![expect(clippy::expect_used)]

mod bad_input;
mod baselines;
mod browser;
mod budget;
mod causes;
mod comparison;
mod explain;
mod formats;
mod health;
mod history;
mod imports;
mod interrupt;
mod machine;
mod main_job;
mod nightly;
mod page;
mod program;
mod readings;
mod reports;
mod repository;
mod schema;
mod services;
mod starved;
mod websocket;
