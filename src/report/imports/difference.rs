//! The difference of two commits for a person.

use super::cycles::round;
use super::path::{counted, edge_in_words, path_in_words, rest};
use crate::imports::{ClosedBy, Difference, NewCycle, Step};
use crate::report::terminal::{BOLD, DIM, line, style_of, styled};
use crate::untrusted::printable;
use crate::verdict::Status;

pub fn of_difference(text: &mut String, difference: &Difference, most: usize) {
    for (name, commit) in [("base", &difference.base), ("head", &difference.head)] {
        let reported = format!("{name} {}  {}", commit.short(), commit.subject);
        line(text, &styled(DIM, &printable(&reported)));
    }
    let names = |sign: &str, names: &[String]| -> Vec<String> {
        names.iter().map(|name| format!("{sign} {}", printable(name))).collect()
    };
    let edges = |sign: &str, edges: &[Step]| -> Vec<String> {
        edges.iter().map(|edge| format!("{sign} {}", edge_in_words(edge))).collect()
    };
    let modules = &difference.modules;
    list(text, "module", &names("+", &modules.new), &names("-", &modules.gone), most);
    let imports = &difference.edges;
    list(text, "import", &edges("+", &imports.new), &edges("-", &imports.gone), most);
    let gone: Vec<String> = difference
        .gone_cycles
        .iter()
        .map(|modules| format!("- {} modules: {}", modules.len(), printable(&modules.join(", "))))
        .collect();
    list(text, "cycle", &[], &gone, most);
    line(text, "");
    match difference.new_cycles.len() {
        0 => line(text, &styled(style_of(Status::Pass), "no new cycle")),
        count => line(text, &styled(style_of(Status::Fail), &format!("{} new", counted(count, "cycle")))),
    }
    for cycle in difference.new_cycles.iter().take(most) {
        new_cycle(text, cycle, most);
    }
    rest(text, difference.new_cycles.len(), most, "cycles");
}

fn list(text: &mut String, what: &str, new: &[String], gone: &[String], most: usize) {
    if new.is_empty() && gone.is_empty() {
        return;
    }
    let title = format!("{} new, {} gone", counted(new.len(), what), gone.len());
    line(text, &styled(BOLD, &title));
    for lines in [new, gone] {
        lines.iter().take(most).for_each(|reported| line(text, &format!("  {reported}")));
        rest(text, lines.len(), most, &format!("{what}s"));
    }
}

fn new_cycle(text: &mut String, cycle: &NewCycle, most: usize) {
    let grown = if cycle.grown { ", some of which went round before" } else { "" };
    let title = format!("{} modules{grown}", cycle.modules.len());
    round(text, &title, &cycle.shortest, &cycle.feedback_edges, most);
    match &cycle.closed_by {
        ClosedBy::Commit(closing) => {
            let commit = format!("{}  {}", closing.commit.short(), closing.commit.subject);
            line(text, &format!("  closed by {}", styled(BOLD, &printable(&commit))));
            line(text, &format!("  with {}", edge_in_words(&closing.edge)));
            if cycle.grown {
                line(text, &format!("  which went round {}", path_in_words(&closing.cycle)));
            }
        }
        ClosedBy::BeforeTheFork => {
            line(text, "  the history that base does not have begins with it: base has opened it meanwhile");
        }
    }
}
