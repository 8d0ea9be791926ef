//! Experiments of the Chaos Toolkit: what runs, in which order, and what is refused before anything does.

mod laboratory;
mod refused;
mod requests;
mod run;
