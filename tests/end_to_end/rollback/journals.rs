//! Journals that are cut off, damaged, of another version, or of another repository.

use std::fs;
use std::path::PathBuf;

use super::service::Service;

/// A service with one journal, and its lines.
fn applied() -> (Service, PathBuf, Vec<String>) {
    let service = Service::broken();
    assert_eq!(service.apply(&service.plan("HEAD~1")).code, Some(0));
    let path = service.journals().pop().expect("a journal");
    let lines = fs::read_to_string(&path).expect("text").split_inclusive('\n').map(str::to_owned).collect();
    (service, path, lines)
}

#[test]
fn one_that_is_cut_off_in_the_middle_of_a_record_is_read_as_far_as_it_goes() {
    let (service, path, lines) = applied();
    let after = service.state();
    for kept in 1..lines.len() {
        let whole: String = lines[..kept].concat();
        let next = &lines[kept];
        fs::write(&path, whole + &next[..next.len() / 2]).expect("written");
        let status = service.rollback(&["status"]);
        assert!(status.code == Some(9) && status.says("cut off"), "{kept}: {}{}", status.out, status.err);
        let run = service.recover();
        let moved = lines[..kept].iter().any(|line| line.contains("\"move\""));
        assert_eq!(run.code, Some(0), "{kept}, {moved}: {}{}", run.out, run.err);
        assert!(service.state() == after, "{kept}: what is there stays");
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.lines().last().is_some_and(|line| line.contains("closed")), "{text}");
    }
}

#[test]
fn damage_another_version_and_another_repository_are_said_and_nothing_is_done() {
    let (service, path, lines) = applied();
    let whole: String = lines.concat();
    let other_repository = whole.replacen("/.git\"", "/elsewhere\"", 1);
    for (text, words) in [
        (whole.replacen("\"from\"", "\"form\"", 2), "damaged"),
        (lines[1..].concat(), "line 1 does not follow"),
        (
            whole.replace("vitals-rollback-journal/1", "vitals-rollback-journal/2"),
            "vitals-rollback-journal/2",
        ),
        (String::new(), "it has no first record"),
        (other_repository, "damaged"),
    ] {
        fs::write(&path, text).expect("written");
        for command in [&["status"][..], &["undo"]] {
            let run = service.rollback(command);
            assert!(run.code == Some(3) && run.says(words), "{words}: {}{}", run.out, run.err);
        }
        let run = service.recover();
        assert!(run.code == Some(3) && run.says(words), "{words}: {}{}", run.out, run.err);
    }
    // A whole one of another repository.
    let (other, copied, _) = applied();
    fs::write(&path, &whole).expect("written");
    fs::copy(&path, copied.with_file_name("20200101T000000-00000000.journal")).expect("copied");
    let run = other.rollback(&["status"]);
    assert!(run.code == Some(3) && run.says("it is of the repository"), "{}{}", run.out, run.err);
}
