//! A leak among forty commits of the example service: one command from the check that fails to the commit and its line.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::document;
use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;

/// The example service with a leak in the middle of forty commits.
fn service(folder: &Path) -> std::path::PathBuf {
    let make = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/recovery/make.py");
    let mut command = Command::new("python3");
    let made = command.arg(make).arg(folder).args(["phase-2", "--notes", "3"]).output().expect("Python runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder.join("service")
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let done = Command::new("git").args(arguments).current_dir(folder).output().expect("git runs");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

#[test]
fn a_check_that_fails_by_a_leak_leads_to_the_commit_and_its_line_by_one_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let service = service(&folder.path().join("made"));
    let program = |arguments: &[&str]| {
        let mut command = vitals();
        command.current_dir(&service).args(arguments).arg("--python").arg(a_python());
        command.env("TMPDIR", folder.path());
        Run::from(command.output().expect("it runs"))
    };
    let range = ["rev-list", "--first-parent", "--count", "HEAD"];
    assert_eq!(git(&service, &range), "41");
    // It was seen green before the migration; and fails today.
    git(&service, &["checkout", "--quiet", "--detach", "main~40"]);
    let green = program(&["health", "--only", "memory", "--no-report"]);
    assert_eq!(green.code, Some(0), "{}{}", green.out, green.err);
    git(&service, &["checkout", "--quiet", "main"]);
    let failing = program(&["health", "--only", "memory", "--no-report"]);
    let next = failing.out.lines().find_map(|line| line.strip_prefix("next: vitals bisect "));
    let [good, bad, check, memory, ..] =
        next.unwrap_or_else(|| panic!("{}{}", failing.out, failing.err)).split(' ').collect::<Vec<_>>()[..]
    else {
        panic!("{}", failing.out)
    };
    // As it is printed.
    let found = program(&["bisect", good, bad, check, memory, "--json"]);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    let document = document(&found);
    assert_eq!(document["commits"], 40);
    let suspect = &document["suspects"][0]["commit"];
    assert_eq!(suspect["subject"], "Keep an archive of closed connections", "{document}");
    let place = &document["places"][0];
    let text = std::fs::read_to_string(service.join(place["file"].as_str().expect("a file"))).expect("text");
    let line = place["line"].as_u64().expect("a line") as usize;
    assert!(text.lines().nth(line - 1).is_some_and(|line| line.contains("ARCHIVE.append")), "{place}");
    assert!(document["builds"].as_u64() <= Some(5), "{document}");
    let entries = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(entries, 1, "nothing is left beside the repository");
}

/// Six commits of a service whose factory has these lines in each, and what a search of its leak comes to.
fn searched(lines: impl Fn(usize) -> String) -> Value {
    let repository = Repository::empty();
    repository.write(
        "vitals.toml",
        "[target]\nroot = \".\"\n[[probe.growth]]\nfactory = \"service:make\"\nrounds = 10\n",
    );
    for number in 1..=6 {
        let text = format!(
            "KEPT = []\nARCHIVE = []\n\n\ndef make():\n{}    return object()\n# {number}\n",
            lines(number)
        );
        repository.write("service.py", text);
        repository.commit(&format!("Number {number}"));
    }
    let found =
        super::run(&repository, &["bisect", "HEAD~5", "HEAD", "--check", "growth service:make", "--json"]);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    document(&found)
}

/// A service that leaks a little all along fails the check at both ends; the line that leaks more is what is looked for.
#[test]
fn of_a_service_that_leaks_already_the_commit_of_the_new_line_is_found() {
    let document = searched(|number| {
        let more = if number < 4 { "" } else { "    ARCHIVE.append(bytearray(200_000))\n" };
        format!("    KEPT.append(bytearray(9_000))\n{more}")
    });
    assert_eq!(document["suspects"][0]["commit"]["subject"], "Number 4", "{document}");
    assert_eq!(document["places"][0], serde_json::json!({"file": "service.py", "line": 7}), "{document}");
}

/// The line that is to blame today was rewritten after the leak had come: whoever rewrote it is not at fault.
#[test]
fn a_commit_that_rewrites_the_line_that_leaks_is_not_named() {
    let document = searched(|number| {
        let line = match number {
            ..3 => "",
            3..5 => "    ARCHIVE.append(bytearray(200_000))\n",
            _ => "    ARCHIVE.extend([bytes(200_000)])\n",
        };
        line.to_owned()
    });
    assert_eq!(document["suspects"][0]["commit"]["subject"], "Number 3", "{document}");
}
