//! Times, sizes, ratios and counts as types, and how they are written.

mod count;
mod tolerance;
mod written;
mod written_again;

pub use count::{Between, CountError, HourlyRate, Kept, Lines, Objects, Pairs, RateError, Rounds, Samples};
pub use tolerance::{MemoryTolerance, Tolerance, ToleranceError, WrittenTolerance};
pub use vitals_probes::quantity::{Bytes, BytesDelta, Monotonic, Nanos, NanosDelta};
pub use written::{DurationOrZero, QuantityError, WrittenDuration, WrittenRatio, WrittenSize};
