//! Rollbacks: real repositories, faults injected at every step, and what lies there afterwards, byte for byte.

mod applied;
mod approved;
mod crashes;
mod full_disk;
mod elsewhere;
mod interrupted;
mod journals;
mod kept;
mod published;
mod refused;
mod service;
mod state;
mod undone;
