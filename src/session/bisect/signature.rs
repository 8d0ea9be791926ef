//! By what a failure is known again in another commit: what was raised, where and with which words, which event was lost; never its
//! line's number or an amount, which move.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::verdict::{CommandReason, Location, Reason, RetentionReason, SuiteReason, WebsocketReason};
use crate::websocket::Failure;

/// Fields that make a failure what it is.
const KNOWN_BY: [&str; 22] = [
    "about",
    "kind",
    "reason",
    "type_name",
    "exception",
    "message",
    "file",
    "function",
    "test",
    "tests",
    "name",
    "names",
    "module",
    "event",
    "before",
    "waiting_for",
    "pattern",
    "expected",
    "signal",
    "status",
    "trouble",
    "what",
];
/// Of these the text varies by amounts: addresses, counts, times.
const WORDED: [&str; 2] = ["message", "what"];
/// Numbers that are part of a failure: how a process ended, what a server answered.
const NUMBERS: [&str; 2] = ["signal", "status"];

/// A failure, as it is known again in another commit.
pub type Signature = BTreeSet<(String, String)>;

/// The failures of a verdict's reasons, the one that decides first: of tests each that failed, of a program what it raised, of a leak
/// each line that allocates what stays and the first reason, of all else the first reason. `top` is the folder of the commit's files,
/// `own` how a place is named below it.
pub fn signatures(
    reasons: &[Reason],
    top: &Path,
    own: &dyn Fn(&Location) -> Option<Location>,
) -> Vec<Signature> {
    let precise = |reason: &&Reason| {
        is_leaking_line(reason)
            || matches!(
                reason,
                Reason::Suite(SuiteReason::TestFailed(_)) | Reason::Command(CommandReason::Raised { .. })
            )
    };
    let named: Vec<&Reason> = reasons.iter().filter(precise).collect();
    // The lines of a leak are searched for afterwards, for which there may have been no time.
    let is_whole = named.is_empty() || named.iter().all(|reason| is_leaking_line(reason));
    let first = reasons.first().filter(|first| is_whole && !named.contains(first));
    named.into_iter().chain(first).map(|reason| signature(reason, top, own)).collect()
}

fn is_leaking_line(reason: &Reason) -> bool {
    matches!(reason, Reason::Retention(RetentionReason::Allocated { .. }))
}

/// Whether a failure is known by the line that allocates what stays.
pub fn is_of_a_line(signature: &Signature) -> bool {
    let has = |key: &str, value: &str| signature.contains(&(key.to_owned(), value.to_owned()));
    has("about", "retention") && has("kind", "allocated")
}

/// How one failure is known again.
pub fn signature(reason: &Reason, top: &Path, own: &dyn Fn(&Location) -> Option<Location>) -> Signature {
    let mut found = Signature::new();
    if let Ok(value) = serde_json::to_value(reason) {
        collect(&value, "", &format!("{}/", top.display()), &mut found);
    }
    if is_breach(reason) {
        // In which message a user first sees what is another's changes from run to run.
        found.retain(|(key, _)| key != "event");
    }
    // The line moves when lines above it do; its text stays.
    let places = reason.locations();
    let line = places.first().and_then(own).and_then(|place| line_of(top, &place));
    found.extend(line.map(|text| ("line".to_owned(), text)));
    found
}

fn is_breach(reason: &Reason) -> bool {
    matches!(reason, Reason::Websocket(WebsocketReason::Failed { failure: Failure::Leaked { .. }, .. }))
}

/// The text of a line, without its indentation.
fn line_of(top: &Path, place: &Location) -> Option<String> {
    let text = fs::read_to_string(top.join(&place.file)).ok()?;
    let line = text.lines().nth(place.line.checked_sub(1)? as usize)?;
    Some(line.trim().to_owned())
}

/// A message without what varies from run to run: each word with a digit in it, as addresses, counts, times and names of users have.
fn without_amounts(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_word(c) != is_word(first)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        let varies = part.bytes().any(|byte| byte.is_ascii_digit());
        kept.push_str(if varies { "#" } else { part });
        rest = after;
    }
    kept
}

fn collect(value: &Value, key: &str, top: &str, found: &mut Signature) {
    match value {
        Value::String(text) if KNOWN_BY.contains(&key) => {
            let text = text.replace(top, "");
            let text = if WORDED.contains(&key) { without_amounts(&text) } else { text };
            found.insert((key.to_owned(), text));
        }
        Value::Number(number) if NUMBERS.contains(&key) => {
            found.insert((key.to_owned(), number.to_string()));
        }
        // Serde names a variant by a key.
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            if value.is_object() {
                found.insert(("kind".to_owned(), key.clone()));
            }
            collect(value, key, top, found);
        }),
        Value::Array(values) => values.iter().for_each(|value| collect(value, key, top, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Ending;
    use crate::quantity::{Bytes, BytesDelta};
    use crate::verdict::{Counts, Exception, GrowthReason, TestFailure, WebsocketReason};
    use crate::websocket::Failure;
    use vitals_probes::wire::{AllocationSite, SearchOf, Site};

    fn of(reasons: &[Reason], top: &Path) -> Vec<Signature> {
        signatures(reasons, top, &|place| Some(place.clone()))
    }

    fn raised(type_name: &str, message: &str, line: u32) -> Reason {
        let exception = Exception { type_name: type_name.into(), message: message.into() };
        let location = Some(Location { file: "shop/cart.py".into(), line });
        CommandReason::Raised { exception, location }.into()
    }

    fn exit() -> Reason {
        CommandReason::WrongExit { ending: Ending::Status(1), expected: 0 }.into()
    }

    #[test]
    fn an_exception_is_known_by_its_type_words_and_line_and_not_by_numbers() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("shop")).expect("made");
        let text = "\n    price = PRICES[name]\nother = 1\nprice = PRICES[name]\n";
        std::fs::write(folder.path().join("shop/cart.py"), text).expect("written");
        let one = |reason: Reason| of(&[exit(), reason], folder.path());
        let known = one(raised("KeyError", "no 17 at 0x7f00aa", 2));
        assert_eq!(known, one(raised("KeyError", "no 3 at 0x55bb12", 4)), "the line moved");
        for other in [
            raised("ValueError", "no 17 at 0x7f00aa", 2),
            raised("KeyError", "none 17 at 0x7f00aa", 2),
            raised("KeyError", "no 17 at 0x7f00aa", 3),
        ] {
            assert_ne!(known, one(other));
        }
        assert_ne!(known, of(&[exit()], folder.path()), "an exit code without an exception is another one");
    }

    #[test]
    fn a_test_is_known_among_others_that_fail_and_a_count_is_none() {
        let failed = |test: &str| {
            let exception = Some(Exception { type_name: "AssertionError".into(), message: "1 == 2".into() });
            let failure =
                TestFailure { test: test.into(), in_error: false, exception, message: None, location: None };
            Reason::from(SuiteReason::TestFailed(failure))
        };
        let counts = Counts { passed: 3, failed: 1, errors: 0, skipped: 0 };
        let counted = || Reason::from(SuiteReason::Counted { counts });
        let top = Path::new("/nowhere");
        let wanted = of(&[counted(), failed("test_price")], top).remove(0);
        assert!(of(&[counted(), failed("test_name"), failed("test_price")], top).contains(&wanted));
        assert!(!of(&[counted(), failed("test_name")], top).contains(&wanted));
    }

    #[test]
    fn a_breach_is_known_whichever_user_sees_it_in_whichever_message() {
        let seen = |whose: &str, event: &str| {
            let failure = Failure::Leaked { whose: whose.into(), event: event.into() };
            Reason::from(WebsocketReason::Failed { failure, user: "user-1".into(), count: 2, users: 3 })
        };
        let top = Path::new("/nowhere");
        let known = of(&[seen("user-0", "agent_started")], top);
        assert_eq!(known, of(&[seen("user-2", "tool_executing")], top));
        assert!(!known[0].is_empty());
    }

    #[test]
    fn a_leak_is_known_by_the_line_that_allocates_what_stays_and_by_itself() {
        let over =
            Reason::from(GrowthReason::KeptOverLimit { kept: BytesDelta(9), made: 3, limit: Bytes(5) });
        let line = |file: &str, bytes| {
            let site = Site { file: file.into(), line: 7, function: "make".into() };
            let site = AllocationSite { site, bytes: BytesDelta(bytes), blocks: 1 };
            Reason::from(RetentionReason::Allocated { site, rounds: 6, of: SearchOf::Growing })
        };
        let top = Path::new("/nowhere");
        let known = of(&[over.clone(), line("shop.py", 400), line("logs.py", 2)], top);
        assert!(is_of_a_line(&known[0]) && known.len() == 3, "the line first: {known:?}");
        assert!(of(&[over.clone(), line("shop.py", 3)], top).contains(&known[0]), "whatever it amounts to");
        assert!(!of(&[over.clone(), line("logs.py", 400)], top).contains(&known[0]));
        // Without the lines it is the leak that is known, in a commit with them too.
        let without = of(&[over], top);
        assert!(known.contains(&without[0]) && !is_of_a_line(&without[0]));
    }

    #[test]
    fn a_lost_event_is_known_by_its_name() {
        let lost = |event: &str, count| {
            let failure = Failure::Missing {
                event: event.into(),
                instead: vec![format!("other {count}")],
                more: count,
                unlike: None,
            };
            Reason::from(WebsocketReason::Failed { failure, user: "user-1".into(), count, users: 2 })
        };
        let top = Path::new("/nowhere");
        assert_eq!(of(&[lost("tool_completed", 1)], top), of(&[lost("tool_completed", 2)], top));
        assert_ne!(of(&[lost("tool_completed", 1)], top), of(&[lost("agent_completed", 1)], top));
    }
}
