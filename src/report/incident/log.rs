//! A journal, entry by entry.

use serde::Serialize;

use super::words::{event, jump, moment, writer};
use crate::incident::{Begun, Entry, Jump, Log, jumps};
use crate::report::terminal::line;
use crate::untrusted::printable;

/// A journal, as JSON.
#[derive(Serialize)]
pub struct LogDocument<'a> {
    begun: &'a Begun,
    entries: &'a [Entry],
    open: bool,
    /// Lines that are not as they were written.
    damage: Vec<String>,
    /// The last line was cut off.
    cut_off: bool,
    /// Where the clock was set.
    clock_jumps: Vec<Jump>,
}

impl<'a> From<&'a Log> for LogDocument<'a> {
    fn from(log: &'a Log) -> Self {
        Self {
            begun: &log.begun,
            entries: &log.entries,
            open: log.closed().is_none(),
            damage: log.damage.iter().map(ToString::to_string).collect(),
            cut_off: log.cut_off,
            clock_jumps: jumps(log),
        }
    }
}

/// A journal for a person.
pub fn human_log(log: &Log) -> String {
    let begun = &log.begun;
    let mut text = String::new();
    let state = if log.closed().is_some() { "closed" } else { "OPEN" };
    let scenario = begun.scenario.map(|scenario| format!(", {}", scenario.word())).unwrap_or_default();
    line(
        &mut text,
        &format!("{}  {state}, severity {}{scenario}", printable(&begun.id), begun.severity.level()),
    );
    for warning in warnings(log) {
        line(&mut text, &format!("warning: {warning}"));
    }
    line(&mut text, &format!("  1  {}  opened, by {}", moment(begun.stamp.time), writer(&begun.stamp)));
    for detail in opening(begun) {
        line(&mut text, &format!("     {detail}"));
    }
    for (number, entry) in log.entries.iter().enumerate() {
        let said = event(&entry.event);
        let by = writer(&entry.stamp);
        line(&mut text, &format!("{:>3}  {}  {said}  [{by}]", number + 2, moment(entry.stamp.time)));
    }
    text
}

/// What was known when it was opened.
fn opening(begun: &Begun) -> Vec<String> {
    let mut lines: Vec<String> = begun.summary.iter().map(|summary| printable(summary)).collect();
    lines.push(match &begun.detection {
        Some(found) => format!(
            "detected {} by run {}: {} {}; last green {}",
            moment(found.at),
            found.run,
            printable(&found.check),
            printable(&found.verdict),
            moment(found.last_green)
        ),
        None => "the history has no failing run after a green one".to_owned(),
    });
    lines
}

/// What is wrong with the journal itself.
pub fn warnings(log: &Log) -> Vec<String> {
    let damage =
        log.damage.iter().map(|damage| format!("the journal is damaged: {damage}; the rest is shown"));
    let cut_off = log.cut_off.then(|| "the journal's last line was cut off, and had no effect".to_owned());
    damage.chain(cut_off).chain(jumps(log).iter().map(jump)).collect()
}
