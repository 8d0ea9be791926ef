//! The ledger for a person, and as a table for auditors.

use super::history::csv;
use super::table::Rows;
use super::terminal::{DIM, line, plain_table};
use crate::store::Green;
use crate::untrusted::printable;

/// Entries that a person is shown.
const SHOWN: usize = 40;

/// The last known good of one check, as one line.
pub fn last_known_good(check: &str, green: &Green) -> String {
    let subject = printable(&green.commit.subject);
    format!(
        "{}: last known good is {}, {}, seen {}: \"{subject}\"",
        printable(check),
        green.commit.short(),
        ago(green.commits_ago),
        green.seen.strftime("%Y-%m-%d %H:%M UTC"),
    )
}

fn ago(commits: Option<usize>) -> String {
    match commits {
        None => "not in HEAD's history".into(),
        Some(0) => "which is HEAD".into(),
        Some(1) => "1 commit ago".into(),
        Some(count) => format!("{count} commits ago"),
    }
}

/// The ledger; with a check its last known good first.
pub fn human_ledger(greens: &[Green], check: Option<&str>) -> String {
    let mut text = String::new();
    if greens.is_empty() {
        let of = check.map(|check| format!(" for {}", printable(check))).unwrap_or_default();
        line(&mut text, &format!("no commit was seen green{of} yet"));
        line(&mut text, "`vitals health` on a checkout without changes adds one for each check that passes");
        return text;
    }
    if let Some((check, green)) = check.zip(greens.iter().find(|green| green.commits_ago.is_some())) {
        line(&mut text, &last_known_good(check, green));
    }
    let row = |green: &Green| {
        vec![
            green.commit.short().to_owned(),
            printable(&green.check),
            green.seen.strftime("%Y-%m-%d %H:%M").to_string(),
            ago(green.commits_ago),
            green.times.to_string(),
            printable(&green.machine),
            printable(&green.commit.subject),
        ]
    };
    let header = ["commit", "green by", "seen (UTC)", "", "times", "machine", "subject"];
    let mut rows = Rows::of(&header);
    greens.iter().take(SHOWN).for_each(|green| rows.add(row(green)));
    plain_table(&mut text, &rows, "", DIM);
    if greens.len() > SHOWN {
        line(&mut text, &format!("and {} more: --export csv has all", greens.len() - SHOWN));
    }
    text
}

/// One line for each check and commit.
pub fn csv_ledger(greens: &[Green]) -> String {
    let header = ["check", "commit", "subject", "commits_ago", "seen", "times", "command", "run", "machine"];
    let mut text = csv(&header.map(str::to_owned));
    for green in greens {
        text.push_str(&csv(&[
            green.check.clone(),
            green.commit.hash.clone(),
            green.commit.subject.clone(),
            green.commits_ago.map(|ago| ago.to_string()).unwrap_or_default(),
            green.seen.to_string(),
            green.times.to_string(),
            green.command.clone(),
            green.run.to_string(),
            green.machine.clone(),
        ]));
    }
    text
}
