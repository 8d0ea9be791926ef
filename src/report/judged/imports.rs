//! The static graph: what was asked of it, one entry for each thing to complain of, or one that says there is none.

use std::borrow::Cow;

use super::entry::Judged;
use crate::imports::{Failure, Step};
use crate::report::imports::{
    ImportsDocument, absent_in_words, computed_in_words, near_in_words, path_in_words, since_in_words,
};
use crate::verdict::{Location, Status};

/// Each complaint; none at all is one pass.
pub fn judged(document: &ImportsDocument) -> Vec<Judged<'_>> {
    let mut found: Vec<Judged<'_>> = Vec::new();
    for cycle in document.cycles.iter().flatten() {
        let mut judged = of_cycle(&cycle.modules, &cycle.shortest, &cycle.feedback_edges);
        judged.reasons.extend(cycle.since.as_ref().map(since_in_words));
        found.push(judged);
    }
    let failures = match &document.difference {
        Some(difference) => {
            found.extend(
                difference
                    .new_cycles
                    .iter()
                    .map(|cycle| of_cycle(&cycle.modules, &cycle.shortest, &cycle.feedback_edges)),
            );
            &difference.new_failures
        }
        None => match &document.users {
            Some(users) => &users.users.failures,
            None => &document.failures,
        },
    };
    found.extend(failures.iter().map(of_failure));
    if found.is_empty() {
        found.push(of_the_question(document));
    }
    found
}

fn entry<'a>(kind: &'static str, name: Cow<'a, str>, status: Status, reasons: Vec<String>) -> Judged<'a> {
    Judged {
        kind: kind.into(),
        name,
        status,
        reasons,
        evidence: Vec::new(),
        measured: String::new(),
        limit: String::new(),
        took: None,
        figures: Vec::new(),
        places: Vec::new(),
        output: Vec::new(),
    }
}

fn of_cycle<'a>(modules: &'a [String], shortest: &[Step], feedback_edges: &'a [Step]) -> Judged<'a> {
    let reasons = vec![
        format!("goes round on import: {}", path_in_words(shortest)),
        format!(
            "it opens without: {}",
            feedback_edges
                .iter()
                .map(|step| path_in_words(std::slice::from_ref(step)))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    ];
    let name = modules.first().map_or("", String::as_str);
    let mut judged = entry("cycle", name.into(), Status::Fail, reasons);
    judged.measured = format!("{} modules", modules.len());
    let steps = feedback_edges.iter().chain(shortest);
    judged.places = steps.map(Location::from).collect();
    judged
}

fn of_failure(failure: &Failure) -> Judged<'_> {
    let file = failure.file.display().to_string();
    let reason = format!("{file}:{}: {}", failure.fault.line, failure.fault.message);
    let mut judged = entry("source", file.clone().into(), Status::Fail, vec![reason]);
    judged.places = vec![Location { file, line: failure.fault.line }];
    judged
}

/// The one entry of a graph without complaint, and of `--why` and `--who-uses`.
fn of_the_question(document: &ImportsDocument) -> Judged<'_> {
    let sound = document.is_sound();
    let status = if sound { Status::Pass } else { Status::Fail };
    if let Some(why) = &document.why {
        let through = why.package.as_ref().map(|package| format!("the package {package} runs first: "));
        let path = why.steps.as_deref().map_or("there is no path".to_owned(), path_in_words);
        let path = through.unwrap_or_default() + &path;
        return entry("why", format!("{} → {}", why.from, why.to).into(), status, vec![path]);
    }
    if let Some(record) = &document.users {
        let users = &record.users;
        let reason = match sound {
            true => format!("{} uses", users.usages.len()),
            false => format!("the name is gone, and {} places need it", users.in_need()),
        };
        return entry("name", format!("{}:{}", users.module, users.name).into(), status, vec![reason]);
    }
    let what = if document.difference.is_some() { "no new cycle" } else { "no cycle" };
    let absent = document.absent.iter().map(absent_in_words);
    let near = document.near.iter().map(near_in_words);
    let computed = document.computed.iter().map(|one| format!("not seen: {}", computed_in_words(one)));
    let reasons = [what.to_owned()].into_iter().chain(absent).chain(near).chain(computed).collect();
    let mut judged = entry("imports", "cycles".into(), status, reasons);
    judged.measured = format!("{} modules, {} imports", document.counts.modules, document.counts.edges);
    judged
}
