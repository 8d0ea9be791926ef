//! The version of the database's shape.

/// The version that this program writes.
pub const VERSION: i32 = 4;
