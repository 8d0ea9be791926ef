//! The end of what a command said, without secrets.

use super::super::own_program::Said;
use crate::untrusted::redact;

/// Lines that are kept.
const LINES: usize = 8;
/// Characters of each.
const COLUMNS: usize = 300;

/// Its error output; where that is empty, its answer, but for a document.
pub fn lines(said: &Said) -> Vec<String> {
    let answer = if said.out.trim_start().starts_with(['{', '[']) { "" } else { said.out.as_str() };
    let text = if answer.trim().is_empty() { said.err.as_str() } else { answer };
    last(text)
}

/// The last lines of a text.
pub fn last(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(LINES)..];
    last.iter().map(|line| redact(&line.chars().take(COLUMNS).collect::<String>())).collect()
}
