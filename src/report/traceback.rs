//! As much of a traceback as is shown beside a verdict.

use vitals_probes::traceback::excerpt;
use vitals_probes::wire::Raised;

/// Its lines, at most so many for each of the two exceptions that are shown of a chain.
pub fn traceback_lines(raised: &Raised, most: usize) -> Vec<String> {
    let exceptions = if raised.chain.is_empty() { 1 } else { 2 };
    excerpt(&raised.traceback, most * exceptions, |_| 1).lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitals_probes::wire::Earlier;

    #[test]
    fn c4_the_innermost_frames_stay_and_the_gap_is_counted() {
        let frames: String = (1..=30).map(|line| format!("  File \"a.py\", line {line}, in f\n")).collect();
        let traceback = format!("Traceback (most recent call last):\n{frames}ImportError: x");
        let mut raised = Raised { traceback, ..Raised::default() };
        let lines = traceback_lines(&raised, 12);
        assert_eq!(lines.len(), 12);
        assert!(lines.contains(&"  … 21 frames left out …".to_owned()), "{lines:?}");
        assert!(lines[10].contains("line 30"), "{lines:?}");
        raised.chain.push(Earlier::default());
        assert_eq!(traceback_lines(&raised, 12).len(), 24);
    }
}
