//! What is asked of a change before it counts.

/// What is asked of a change before it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Two-sided error rate of one look at one place, from which the price of a step follows.
    pub error: f64,
    /// Largest p-value of the confirming tests.
    pub confirmed_at: f64,
    /// A smaller step is none: 0.01 is one percent.
    pub least_step: f64,
    /// A smaller drift over its nights is none.
    pub least_drift: f64,
    /// A point with fewer nights since is provisional.
    pub settled_after: usize,
}

impl Default for Rule {
    /// The rates measured with these stand in `docs/explanation/statistics.md`.
    fn default() -> Self {
        Self { error: 2e-4, confirmed_at: 1e-3, least_step: 0.01, least_drift: 0.03, settled_after: 7 }
    }
}
