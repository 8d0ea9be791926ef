//! A proposal as the text of a `vitals.toml`, each line with why.

mod entry;
mod sentence;
mod value;
mod whole;

pub use whole::text;
