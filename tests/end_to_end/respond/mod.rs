//! `vitals respond`: an emergency from the first look to green, by this program's own commands, each in the incident's journal.

mod contained;
mod goes_on;
mod place;
mod refused;
mod scenarios;
