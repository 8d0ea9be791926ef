//! Who is called when: the built program, an open incident, receivers that are files and programs.

mod alertmanager;
mod calls;
mod kills;
mod lint;
mod project;
mod refused;
mod watched;
