//! One import under measurement: prepares its caches, then gives one fresh process a sample.

mod sampling;
mod warm_up;

pub use sampling::Importer;
pub use warm_up::warm_up_both;
