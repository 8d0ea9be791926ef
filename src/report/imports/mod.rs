//! The import graph as data, and as the answer for a person.

mod cycles;
mod difference;
mod document;
mod path;
mod unseen;
mod users;
mod why;

use self::cycles::of_cycles;
use self::difference::of_difference;
use self::path::{counted, rest};
use self::unseen::of_unseen;
use self::users::of_users;
use self::why::of_why;
use super::terminal::{BOLD, DIM, line, style_of, styled};
use crate::imports::{Failure, Unresolved};
use crate::untrusted::printable;
use crate::verdict::Status;

pub use cycles::since_in_words;
pub use document::{Counts, CycleRecord, ImportsDocument, UsersRecord};
pub use path::path_in_words;
pub use unseen::{absent_in_words, computed_in_words, near_in_words};

/// Cycles, edges and places of each kind that are printed where not all are asked for.
const SHOWN: usize = 10;

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_imports(document: &ImportsDocument, all: bool) -> String {
    let mut text = String::new();
    let most = if all { usize::MAX } else { SHOWN };
    if let Some(users) = &document.users {
        of_users(&mut text, users, most);
        failures(&mut text, &users.users.failures, most);
        return text;
    }
    head(&mut text, document);
    if let Some(why) = &document.why {
        of_why(&mut text, why);
    } else if let Some(difference) = &document.difference {
        of_difference(&mut text, difference, most);
    } else if let Some(cycles) = &document.cycles {
        of_cycles(&mut text, document, cycles, most);
        of_unseen(&mut text, document, most);
        unresolved(&mut text, &document.unresolved, most);
    }
    failures(&mut text, &document.failures, most);
    text
}

fn head(text: &mut String, document: &ImportsDocument) {
    let Counts { modules, edges, plain, conditional, lazy, type_checking, .. } = document.counts;
    let counted = format!("{modules} modules, {edges} imports of each other");
    let kinds =
        format!("{plain} plain, {conditional} conditional, {lazy} lazy, {type_checking} type_checking");
    let root = printable(&document.root.display().to_string());
    line(text, &format!("{}  {}", styled(BOLD, &counted), styled(DIM, &format!("({kinds}; {root})"))));
    line(text, "");
}

fn unresolved(text: &mut String, missing: &[Unresolved], most: usize) {
    if missing.is_empty() {
        return;
    }
    line(text, "");
    let title = format!("{} of modules that are not there", counted(missing.len(), "import"));
    line(text, &styled(style_of(Status::Inconclusive), &title));
    for import in missing.iter().take(most) {
        let reported = format!(
            "{} ({}:{}, {})",
            import.imported,
            import.file.display(),
            import.line,
            import.kind.word()
        );
        line(text, &format!("  {}", printable(&reported)));
    }
    rest(text, missing.len(), most, "imports");
}

fn failures(text: &mut String, failures: &[Failure], most: usize) {
    if failures.is_empty() {
        return;
    }
    line(text, "");
    let title =
        format!("{} could not be read: what is imported there is not known", counted(failures.len(), "file"));
    line(text, &styled(style_of(Status::Fail), &title));
    for Failure { file, fault } in failures.iter().take(most) {
        line(
            text,
            &format!("  {}", printable(&format!("{}:{}: {}", file.display(), fault.line, fault.message))),
        );
    }
    rest(text, failures.len(), most, "files");
}
