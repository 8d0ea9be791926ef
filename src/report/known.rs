//! What failed in an earlier run, in a line.

use super::judged::Judged;
use super::terminal::{DIM, style_of, styled};
use crate::store::history::RunRow;
use crate::untrusted::printable;

/// One line for what failed in an earlier run.
pub fn known_line(run: &RunRow, entry: &Judged<'_>) -> String {
    let known = format!(
        "known since {} (run {}, {})",
        run.started.strftime("%Y-%m-%d %H:%M UTC"),
        run.id.0,
        run.kind
    );
    let status = styled(style_of(entry.status), entry.status.word());
    let reason = entry.reasons.first().map(String::as_str).unwrap_or_default();
    format!("{} {status} {}  {}", styled(DIM, &known), printable(&entry.title()), printable(reason))
}
