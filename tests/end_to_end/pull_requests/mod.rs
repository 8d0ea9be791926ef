//! `vitals pr`: scripted pull requests, with the API of their host played by a server on loopback.

mod api;
mod comments;
mod dependencies;
mod job;
mod selection;
mod troubles;
