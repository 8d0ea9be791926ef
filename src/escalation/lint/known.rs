//! What else the configuration has.

/// What else the configuration has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The names of `[[notify]]`.
    pub receivers: Vec<String>,
    /// The names of `[[check]]`, each with whether it is critical.
    pub checks: Vec<(String, bool)>,
}
