//! The answer for a person, and each step as it is made.

use super::super::comparison::human_comparison;
use super::super::terminal::{BOLD, DIM, line, styled};
use super::document::{BisectDocument, BisectEnd, BisectEvent, Suspect};
use super::forecast::forecast_line;
use super::skip::{SkipKind, skip_line};
use crate::culprit::Tally;
use crate::git::Commit;
use crate::report::words::sentence;
use crate::untrusted::printable;

/// Skipped commits that are listed.
const LISTED: usize = 5;

/// One line of progress.
pub fn bisect_line(event: &BisectEvent) -> String {
    match event {
        BisectEvent::Forecast(forecast) => forecast_line(forecast),
        BisectEvent::Branch { merge } => {
            format!("{} is a merge: the search goes on in its branch", short(merge))
        }
        BisectEvent::Measured { commit, held, left } => {
            format!(
                "{} measured; 95 % of the probability is in {}, {:.0} % in one",
                short(commit),
                counted(*left, "commit"),
                held * 100.0
            )
        }
    }
}

fn short(hash: &str) -> &str {
    hash.get(..10).unwrap_or(hash)
}

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_bisect(document: &BisectDocument) -> String {
    let mut text = String::new();
    result(&mut text, document);
    let command = match &document.branch {
        Some(branch) => {
            line(&mut text, "");
            line(&mut text, "in the branch that it merges:");
            result(&mut text, branch);
            next_command(branch).or_else(|| next_command(document))
        }
        None => next_command(document),
    };
    if let Some(command) = command {
        line(&mut text, &format!("next: {command}"));
    }
    text
}

fn result(text: &mut String, document: &BisectDocument) {
    let [good, bad] = document.range.each_ref().map(Commit::short);
    line(text, &format!("{good} → {bad}: {}", counted(document.commits, "commit")));
    line(text, &styled(BOLD, &printable(&headline(document))));
    for suspect in &document.suspects {
        line(text, &printable(&about(suspect)));
    }
    if let ([suspect], None, BisectEnd::Found) =
        (document.suspects.as_slice(), &document.branch, document.end)
        && suspect.is_merge
    {
        line(text, "  `vitals bisect --into-merges` with the same words searches the commits that it brings");
    }
    for reason in &document.failure {
        line(text, &format!("  {}", printable(&sentence(reason))));
    }
    warnings(text, document);
    let shown = match document.end {
        BisectEnd::Alike | BisectEnd::Undecided => &document.ends,
        _ => &document.comparison,
    };
    if let Some(comparison) = shown {
        line(text, "");
        text.push_str(&human_comparison(comparison, true));
    }
    skips(text, document);
    let took = format!(
        "{} made ready, {}, {}, {} skipped",
        counted(document.builds, "commit"),
        counted(document.batches, "batch of runs"),
        counted(document.answers, "answer"),
        document.skips.len()
    );
    line(text, &styled(DIM, &took));
}

fn about(suspect: &Suspect) -> String {
    let merge = if suspect.is_merge { ", a merge" } else { "" };
    format!(
        "  {} {}  ({}, {}{merge}; {:.1} %)",
        suspect.commit.short(),
        suspect.commit.subject,
        suspect.author,
        suspect.committed,
        suspect.probability * 100.0
    )
}

/// Those with another failure first: one of them may be the culprit of that.
fn skips(text: &mut String, document: &BisectDocument) {
    let mut skips: Vec<_> = document.skips.iter().collect();
    skips.sort_by_key(|skip| skip.kind != SkipKind::AnotherFailure);
    for skip in skips.iter().take(LISTED) {
        line(text, &format!("  {}", printable(&skip_line(skip))));
    }
    if skips.len() > LISTED {
        line(text, &format!("  and {} more skipped", skips.len() - LISTED));
    }
}

fn counted(count: usize, what: &str) -> String {
    match (count, what.split_once(' ')) {
        (1, _) => format!("1 {what}"),
        (_, Some((first, rest))) => format!("{count} {first}es {rest}"),
        _ => format!("{count} {what}s"),
    }
}

fn headline(document: &BisectDocument) -> String {
    let held = document.held * 100.0;
    match (document.end, document.suspects.as_slice()) {
        (BisectEnd::Found, [suspect]) => format!("first bad commit: {}", suspect.commit.short()),
        (BisectEnd::Set, [_]) => {
            "most probably this commit, though it did not differ from its parent once more".into()
        }
        (BisectEnd::Set | BisectEnd::Found, some) => {
            format!("one of {} commits, which hold {held:.0} % of the probability", some.len())
        }
        (BisectEnd::Alike, _) => "the two ends do not differ".into(),
        (BisectEnd::Undecided, _) => "whether the two ends differ could not be decided".into(),
        (BisectEnd::OverBudget, _) => "not begun: it takes longer than there is time".into(),
        (BisectEnd::CutShort, []) => "not finished: `vitals bisect resume` goes on".into(),
        (BisectEnd::CutShort, some) => format!(
            "not finished: one of {} commits, which hold {held:.0} %; `vitals bisect resume` goes on",
            some.len()
        ),
    }
}

fn warnings(text: &mut String, document: &BisectDocument) {
    if let Some((commit, level)) = &document.second_step {
        let short = commit.get(..10).unwrap_or(commit);
        let part = level * 100.0;
        line(
            text,
            &format!(
                "warning: {short} has {part:.0} % of the difference: there is a second step; the larger is named"
            ),
        );
    }
    for (end, tally) in ["good", "bad"].into_iter().zip(document.ends_tally) {
        let Some(Tally { bad, runs }) = tally else { continue };
        if bad > 0 && bad < runs {
            line(text, &format!("warning: the {end} end failed {bad} of {runs} times: the check is flaky"));
        }
    }
    let Some([before, after]) = document.flaky else { return };
    let sides = [
        ("good commits failed", before.bad, before.runs),
        ("bad commits passed", after.runs - after.bad, after.runs),
    ];
    for (what, wrong, runs) in sides.into_iter().filter(|(_, wrong, _)| *wrong > 0) {
        let part = 100.0 * f64::from(wrong) / f64::from(runs);
        let said = format!("warning: {what} {wrong} of {runs} times, {part:.0} %: the check is flaky");
        line(text, &said);
    }
}

fn next_command(document: &BisectDocument) -> Option<String> {
    let [suspect] = document.suspects.as_slice() else { return None };
    (document.end == BisectEnd::Found)
        .then(|| format!("vitals rollback plan --revert {}", suspect.commit.short()))
}
