//! What a project declares beside its Python: how it is served, what it installs, which variables it has.

pub mod command;
pub mod compose;
pub mod dockerfile;
pub mod environment;
pub mod gunicorn;
pub mod procfile;
pub mod pyproject;
pub mod script;
pub mod setup_cfg;
pub mod setup_py;
mod shell;
