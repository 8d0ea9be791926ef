//! Whose fault an error is: each error says so of itself, and the exit code follows from it.

/// Whose fault an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The command line's, the configuration's, or that of a file which the user named.
    Usage,
    /// The tool's own, or the system's.
    System,
    /// Nobody's: Ctrl-C.
    Interrupted,
}
