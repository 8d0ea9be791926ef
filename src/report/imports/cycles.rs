//! Cycles for a person.

use super::document::{CycleRecord, ImportsDocument};
use super::path::{counted, edge_in_words, path_in_words, rest};
use crate::imports::{Closing, Since, Step};
use crate::report::terminal::{BOLD, line, style_of, styled};
use crate::untrusted::printable;
use crate::verdict::Status;

pub fn of_cycles(text: &mut String, document: &ImportsDocument, cycles: &[CycleRecord], most: usize) {
    if cycles.is_empty() {
        let all_is_seen = document.computed.is_empty() && document.near.is_empty();
        let (status, what, why) = if all_is_seen {
            (Status::Pass, "no cycle", "nothing goes round on import")
        } else {
            (Status::Inconclusive, "no cycle is seen", "not every import can be followed")
        };
        line(text, &format!("{}  {why}", styled(style_of(status), what)));
        return;
    }
    let strongly_connected: usize = cycles.iter().map(|cycle| cycle.size).sum();
    let title = format!("{} of {strongly_connected} modules", counted(cycles.len(), "cycle"));
    line(text, &styled(style_of(Status::Fail), &title));
    for cycle in cycles.iter().take(most) {
        round(text, &format!("{} modules", cycle.size), &cycle.shortest, &cycle.feedback_edges, most);
        if let Some(since) = &cycle.since {
            line(text, &format!("  {}", printable(&since_in_words(since))));
        }
    }
    rest(text, cycles.len(), most, "cycles");
}

/// `closed by 50c6efe9b4  Take the value from m200, with a -> b (a.py:3)`
pub fn since_in_words(since: &Since) -> String {
    match since {
        Since::Uncommitted => "closed by what is not committed".into(),
        Since::Commit(closing) => {
            let Closing { commit, edge, .. } = closing;
            format!("closed by {}  {}, with {}", commit.short(), commit.subject, edge_in_words(edge))
        }
        Since::Ever => "the history begins with it".into(),
    }
}

pub fn round(text: &mut String, title: &str, shortest: &[Step], feedback_edges: &[Step], most: usize) {
    line(text, &format!("{}: {}", styled(BOLD, title), path_in_words(shortest)));
    let [one] = feedback_edges else {
        line(text, &format!("  it opens without these {}:", counted(feedback_edges.len(), "import")));
        for step in feedback_edges.iter().take(most) {
            line(text, &format!("    {}", edge_in_words(step)));
        }
        return rest(text, feedback_edges.len(), most, "imports");
    };
    line(text, &format!("  it opens without {}", edge_in_words(one)));
}
