//! Where something was written.

use std::ops::Range;

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The shipped profile.
    Profile,
    /// The configuration's file.
    File,
}

/// Where in it, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which text.
    pub source: Source,
    /// From where to where.
    pub span: Range<usize>,
}
