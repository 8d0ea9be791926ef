//! One journal, several operators, files that are not as they were written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;

use jiff::Timestamp;

use super::*;
use crate::journal::{Damage, Fault};

fn opening(name: &str) -> Opening {
    Opening {
        name: name.into(),
        severity: Severity::try_from(2).expect("a level"),
        scenario: Some(Scenario::GoldenPath),
        summary: None,
        detection: None,
        configuration: None,
        content: None,
        head: None,
        operators: None,
    }
}

fn note(text: &str) -> Event {
    Event::Note { text: text.into() }
}

fn opened(common: &Path) -> Incident {
    open(common, opening("shop-down")).expect("opened").0
}

#[test]
fn one_is_open_at_a_time_and_only_its_owner_reads_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let common = folder.path();
    assert!(!is_open(common));
    assert_eq!(Incident::open_current(common).expect("none"), None);
    let incident = opened(common);
    assert!(is_open(common));
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&incident.folder()), mode(&incident.journal())), (0o700, 0o600));
    let second = open(common, opening("other")).expect_err("one at a time");
    assert!(second.to_string().contains(&incident.id), "{second}");
    assert_eq!(Incident::open_current(common).expect("one"), Some(incident.clone()));
    incident.close(|_| Ok(Closing { in_spite: None, missing: Vec::new() })).expect("closed");
    assert!(!is_open(common));
    let twice = incident.close(|_| Ok(Closing { in_spite: None, missing: Vec::new() }));
    assert!(matches!(twice, Err(IncidentError::AlreadyClosed { .. })), "{twice:?}");
    let late = incident.append(vec![note("late")]);
    assert!(matches!(late, Err(IncidentError::AlreadyClosed { .. })), "{late:?}");
    let none = expect_open(common).expect_err("none is open").to_string();
    assert!(none.contains(&incident.id) && none.contains("was closed at"), "{none}");
    open(common, opening("the-next")).expect("another one");
}

#[test]
fn a_mark_that_a_dead_process_left_at_a_closed_one_is_no_open_incident() {
    let folder = tempfile::tempdir().expect("a folder");
    let incident = opened(folder.path());
    let mark = folder_of(folder.path()).join("open");
    let left = fs::read(&mark).expect("the mark");
    incident.close(|_| Ok(Closing { in_spite: None, missing: Vec::new() })).expect("closed");
    fs::write(&mark, left).expect("written");
    assert_eq!(Incident::open_current(folder.path()).expect("none"), None);
    let (next, _) = open(folder.path(), opening("next")).expect("opened");
    assert_eq!(Incident::open_current(folder.path()).expect("one"), Some(next));
}

#[test]
fn many_operators_append_at_once_and_the_chain_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let incident = opened(folder.path());
    thread::scope(|scope| {
        for operator in 0..8 {
            let incident = &incident;
            scope.spawn(move || {
                for number in 0..10 {
                    incident.append(vec![note(&format!("{operator}/{number}"))]).expect("appended");
                }
            });
        }
    });
    let log = incident.read().expect("read");
    assert_eq!((log.entries.len(), log.damage.len(), log.cut_off), (80, 0, false));
    for operator in 0..8 {
        let own: Vec<String> = log
            .entries
            .iter()
            .filter_map(|entry| match &entry.event {
                Event::Note { text } if text.starts_with(&format!("{operator}/")) => Some(text.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(own, (0..10).map(|number| format!("{operator}/{number}")).collect::<Vec<_>>());
    }
    assert_eq!(jumps(&log), []);
}

#[test]
fn what_is_damaged_is_named_and_the_rest_is_read_and_written_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let incident = opened(folder.path());
    incident.append(vec![note("one"), note("two"), note("three")]).expect("appended");
    let text = fs::read_to_string(incident.journal()).expect("text");
    fs::write(incident.journal(), text.replace("\"two\"", "\"too\"")).expect("written");
    let log = incident.read().expect("read");
    assert_eq!(log.entries.len(), 3);
    assert!(log.damage.contains(&Damage::Broken(3)), "{:?}", log.damage);
    let changed = fs::read(incident.journal()).expect("bytes");
    let log = incident.append(vec![note("four")]).expect("it goes on");
    assert!(log.damage.contains(&Damage::Broken(3)), "{:?}", log.damage);
    let after = fs::read(incident.journal()).expect("bytes");
    assert!(after.starts_with(&changed), "nothing is repaired silently");
}

#[test]
fn a_line_that_was_cut_off_has_no_effect_and_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let incident = opened(folder.path());
    incident.append(vec![note("one"), note("two")]).expect("appended");
    let bytes = fs::read(incident.journal()).expect("bytes");
    fs::write(incident.journal(), &bytes[..bytes.len() - 20]).expect("written");
    let log = incident.read().expect("read");
    assert_eq!((log.entries.len(), log.cut_off), (1, true));
    let log = incident.append(vec![note("three")]).and_then(|_| incident.read()).expect("it goes on");
    let last = log.entries.last().map(|entry| entry.event.clone());
    assert_eq!((last, log.entries.len()), (Some(note("three")), 2));
    assert_eq!(log.damage, [Damage::Unreadable(3)]);
}

#[test]
fn another_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let incident = opened(folder.path());
    let text = fs::read_to_string(incident.journal()).expect("text");
    let newer = text.replace(SCHEMA, "vitals-incident-journal/9");
    fs::write(incident.journal(), &newer).expect("written");
    for error in [incident.read().expect_err("newer"), incident.append(vec![note("x")]).expect_err("newer")] {
        assert!(matches!(&error, IncidentError::Journal { fault: Fault::Schema(_), .. }), "{error}");
        assert!(error.to_string().contains("vitals-incident-journal/9"), "{error}");
    }
    assert_eq!(fs::read_to_string(incident.journal()).expect("text"), newer);
    // It is open all the same: nothing is opened beside it.
    assert!(open(folder.path(), opening("other")).is_err());
    let all = all(folder.path()).expect("a list");
    assert!(all.len() == 1 && all[0].log.is_err());
}

#[test]
fn a_clock_that_is_set_is_seen_and_counts_for_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let incident = opened(folder.path());
    let (first, _) = (incident.read().expect("read").begun.stamp, ());
    let at = |after_ms: i64, uptime: u64, boot: &str| Entry {
        stamp: Stamp {
            time: Timestamp::from_millisecond(first.time.as_millisecond() + after_ms).expect("a time"),
            uptime_ms: first.uptime_ms + uptime,
            boot: boot.into(),
            ..first.clone()
        },
        event: note("x"),
    };
    let boot = first.boot.clone();
    let entries = vec![
        at(1_000, 1_000, &boot),
        at(3_601_500, 1_500, &boot),
        at(2_000, 2_000, &boot),
        at(-60_000, 5, "next"),
    ];
    let log = incident.append_stamped(|_| Ok(entries)).expect("appended");
    let seen: Vec<(usize, i64, bool)> =
        jumps(&log).into_iter().map(|jump| (jump.entry, jump.by_ms / 1_000, jump.is_certain)).collect();
    assert_eq!(seen, [(3, 3_600, true), (4, -3_600, true), (5, -62, false)]);
    assert_eq!(between(&log, 0, 3), 2_000);
}

#[test]
fn a_later_answer_takes_the_place_of_an_earlier_one_and_what_has_expired_holds_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let incident = opened(folder.path());
    let answered = |text: &str| Event::Answered { section: Section::RootCause, text: text.into() };
    let now = Timestamp::now();
    let hour = jiff::SignedDuration::from_hours(1);
    let attested = |question: &str, answer, until| {
        let question = question.to_owned();
        Event::Attested(Attestation { question, answer, by: None, until })
    };
    let events = vec![
        answered("first"),
        answered("second"),
        attested("monitoring", Answer::Yes, Some(now + hour)),
        attested("alerts", Answer::Yes, None),
        attested("alerts", Answer::Unknown, None),
    ];
    let log = incident.append(events).expect("appended");
    assert_eq!(log.answer(Section::RootCause).map(|(_, text)| text), Some("second"));
    assert!(log.holds("monitoring", now) && !log.holds("monitoring", now + hour + hour));
    assert!(!log.holds("alerts", now) && !log.holds("nothing", now));
}

#[test]
fn the_common_git_directory_is_found_from_a_worktree_and_from_below() {
    let folder = tempfile::tempdir().expect("a folder");
    let top = folder.path().canonicalize().expect("a path");
    fs::create_dir_all(top.join("shop/.git/worktrees/side")).expect("made");
    fs::create_dir_all(top.join("shop/src/deep")).expect("made");
    fs::create_dir_all(top.join("side")).expect("made");
    fs::write(top.join("shop/.git/HEAD"), "ref: refs/heads/main\n").expect("written");
    fs::write(top.join("shop/.git/worktrees/side/HEAD"), "x\n").expect("written");
    fs::write(top.join("shop/.git/worktrees/side/commondir"), "../..\n").expect("written");
    fs::write(top.join("side/.git"), format!("gitdir: {}/shop/.git/worktrees/side\n", top.display()))
        .expect("written");
    let common = Some(top.join("shop/.git"));
    assert_eq!(around(&top.join("shop/src/deep")), common);
    assert_eq!(around(&top.join("side")), common);
    assert_eq!(around(&top), None);
}
