//! What would fail in an emergency: real repositories with one thing wrong each, and one that is ready.

mod configured;
mod patient;
mod pushed;
mod repository;
mod seen;
