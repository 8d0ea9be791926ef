//! How much of a page the charts of one trace may take: a page's room is shared by all traces in it.

/// Modules that are drawn in one view of a tree, on a page with a single trace;
const FRAMES: usize = 200;
/// on a page with many, these are shared,
const SHARED_FRAMES: usize = 176;
/// and so many are drawn in any case.
const LEAST_FRAMES: usize = 12;
/// The same for the rows of an import over time.
const BARS: usize = 36;
const SHARED_BARS: usize = 76;
const LEAST_BARS: usize = 8;

/// How much of a page the charts of one trace may take.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Modules in each view of a tree.
    pub frames: usize,
    /// Modules in an import over time.
    pub bars: usize,
}

impl Room {
    /// The room of each of so many traces.
    pub fn shared_by(traces: usize) -> Self {
        let each = |shared: usize, least, most| (shared / traces.max(1)).clamp(least, most);
        Self { frames: each(SHARED_FRAMES, LEAST_FRAMES, FRAMES), bars: each(SHARED_BARS, LEAST_BARS, BARS) }
    }

    /// Of a chart that stands alone.
    pub fn alone() -> Self {
        Self::shared_by(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_traces_share_what_one_has() {
        let [one, four, many] = [1, 4, 10_000].map(|traces| Room::shared_by(traces).frames);
        assert!(one > four && four > many && many == LEAST_FRAMES, "{one} {four} {many}");
    }
}
