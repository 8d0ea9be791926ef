//! What runs inside the measured interpreter, and the words it speaks with the tool outside.
//!
//! Without the `python` feature this crate is only the shared vocabulary ([`quantity`], [`wire`],
//! [`frame`]) and the parts of what it reads that need no interpreter ([`laps`], [`readings`], [`stacks`], [`search_plan`], [`kernel_wait`], [`traceback`]). With it, built as a `cdylib`, it is the
//! extension module `_vitals_probes` that the worker loads into any CPython from 3.9 on.

pub mod frame;
pub mod kernel_wait;
pub mod laps;
pub mod quantity;
pub mod readings;
pub mod search_plan;
pub mod stacks;
pub mod traceback;
pub mod wire;

#[cfg(feature = "python")]
mod python;
#[cfg(feature = "python-tests")]
pub use python::add_tests;
