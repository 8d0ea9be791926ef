//! A look at a list of recovery, for a person.

use super::words::event_with_names;
use crate::incident::{Event, Look};
use crate::report::table::Rows;
use crate::report::terminal::{DIM, line, plain_table};
use crate::untrusted::printable;

/// The list, and what it came to.
pub fn human_look(look: &Look) -> String {
    let mut text = String::new();
    let mut table = Rows::of(&["line", "holds", "by"]);
    for seen in &look.lines {
        let by = seen.by.as_ref().map(|by| format!(" by {}", printable(by))).unwrap_or_default();
        let why = format!("{}{by}", printable(&seen.why));
        table.add([printable(&seen.line), seen.answer.word().to_owned(), why]);
    }
    plain_table(&mut text, &table, "", DIM);
    line(&mut text, &event_with_names(&Event::Looked(Box::new(look.clone()))));
    text
}
