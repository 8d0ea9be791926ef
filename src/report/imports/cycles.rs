//! Cycles for a person.

use super::document::CycleRecord;
use super::path::{counted, edge_in_words, path_in_words, rest};
use crate::imports::Step;
use crate::report::terminal::{BOLD, line, style_of, styled};
use crate::verdict::Status;

pub fn of_cycles(text: &mut String, cycles: &[CycleRecord], most: usize) {
    if cycles.is_empty() {
        line(text, &format!("{}  nothing goes round on import", styled(style_of(Status::Pass), "no cycle")));
        return;
    }
    let strongly_connected: usize = cycles.iter().map(|cycle| cycle.size).sum();
    let title = format!("{} of {strongly_connected} modules", counted(cycles.len(), "cycle"));
    line(text, &styled(style_of(Status::Fail), &title));
    for cycle in cycles.iter().take(most) {
        round(text, &format!("{} modules", cycle.size), &cycle.shortest, &cycle.feedback_edges, most);
    }
    rest(text, cycles.len(), most, "cycles");
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
