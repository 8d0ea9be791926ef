//! The end of what a failed command wrote.

use crate::process::Ended;

/// Lines that are shown.
const LINES: usize = 12;

/// The last lines of both streams, without empty ones.
pub fn last_lines(ended: &Ended) -> Vec<String> {
    let texts = [ended.stdout.text(), ended.stderr.text()];
    let lines: Vec<&str> =
        texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].iter().map(|line| (*line).to_owned()).collect()
}
