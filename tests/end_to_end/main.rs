//! The built program, end to end: real interpreters, small services with one known fault each.

// Helpers of tests may fail as loudly as tests.
#![expect(clippy::expect_used)]

mod at_once;
mod awaited;
mod bad_factories;
mod bad_input;
mod baselines;
mod bisect;
mod broken_projects;
mod budget;
mod cascades;
mod causes;
mod chaos;
mod check_paths;
mod command_line;
mod comparison;
mod configuration;
mod conversations;
mod creations;
mod doctor;
mod documents;
mod drills;
mod editable;
mod errors;
mod evidence;
mod explain;
mod figures;
mod formats;
mod hangs;
mod health;
mod history;
mod hot_lines;
mod http;
mod import_graphs;
mod imports;
mod init;
mod init_doors;
mod init_measured;
mod inside;
mod interrupt;
mod kept;
mod last_version;
mod launch;
mod lock_search;
mod look_back;
mod main_job;
mod needs;
mod nightly;
mod notify;
mod one_configuration;
mod operations;
mod only;
mod output;
mod page;
mod page_bounds;
mod page_browser;
mod phases;
mod preparation;
mod pull_requests;
mod readings;
mod rollback_plan;
mod reports;
mod sarif;
mod rollback;
mod secrets;
mod services;
mod shells;
#[path = "../support/mod.rs"]
mod support;
mod tables;
mod triage;
mod untraced;
mod user_files;
mod websocket;

use support::{baseline, browser, night, processes, program, repository, shop, sources};
