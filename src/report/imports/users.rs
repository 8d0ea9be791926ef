//! The users of a name for a person.

use super::document::UsersRecord;
use super::path::{counted, rest};
use crate::imports::{Presence, Removal, Use};
use crate::report::terminal::{BOLD, DIM, line, style_of, styled};
use crate::untrusted::printable;
use crate::verdict::Status;

pub fn of_users(text: &mut String, record: &UsersRecord, most: usize) {
    let users = &record.users;
    let what = printable(&format!("{}:{}", users.module, users.name));
    let is_there = match users.presence {
        Presence::Defined => "is defined",
        Presence::Unknown => {
            "may be defined: by a star import from outside, by __getattr__, or in a file that cannot be read"
        }
        Presence::Missing => "is not defined",
        Presence::OnlyListed => "is not defined, though __all__ lists it",
        Presence::NoModule => "is not there: there is no such module",
    };
    let gone = !matches!(users.presence, Presence::Defined | Presence::Unknown);
    let status = if gone { Status::Fail } else { Status::Pass };
    line(text, &format!("{} {is_there}", styled(style_of(status), &what)));
    match &record.removal {
        Some(Removal::Commit(commit)) => {
            let commit = printable(&format!("{}  {}", commit.short(), commit.subject));
            line(text, &format!("  removed by {}", styled(BOLD, &commit)));
        }
        Some(Removal::Uncommitted) => line(text, "  HEAD has it: the working tree does not"),
        Some(Removal::NeverThere) => line(text, "  no commit of the history had it"),
        None => {}
    }
    let still = if gone { " still" } else { "" };
    let verb = if users.in_need() == 1 { "needs" } else { "need" };
    line(text, &format!("{}{still} {verb} it", counted(users.in_need(), "place")));
    for usage in users.usages.iter().take(most) {
        let how = match usage.how {
            Use::From => "from … import",
            Use::Attribute => "attribute",
            Use::Star => "star import, and the name is said",
            Use::StarUnsaid => "star import, and the name is not said",
            Use::Text => "in a text",
        };
        let place = printable(&format!("{}:{}", usage.file.display(), usage.line));
        line(text, &format!("  {place}  {}", styled(DIM, how)));
    }
    rest(text, users.usages.len(), most, "places");
}
