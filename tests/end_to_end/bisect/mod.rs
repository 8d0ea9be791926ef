//! Which commit is the first bad one: by a command of the user's, after a kill, and what cannot be searched.

mod faults;
mod kills;
mod leak;
mod lines;
mod merges;
mod steps;
mod surroundings;

use serde_json::Value;

use crate::program::Run;
use crate::repository::Repository;

/// Nine commits of a number, the fifth of which makes it bad, and a search by a command that reads it.
fn numbers() -> Repository {
    let repository = Repository::empty();
    repository.write("vitals.toml", "[target]\nroot = \".\"\n");
    for number in 1..=9 {
        repository.write("number.txt", format!("{number}\n"));
        repository.commit(&format!("Number {number}"));
    }
    repository
}

/// Exits with 1 from five on; `more` is Python that runs before.
fn question(more: &str) -> String {
    format!("import os, sys\n{more}\nsys.exit(int(open('number.txt').read()) >= 5)")
}

fn run(repository: &Repository, arguments: &[&str]) -> Run {
    // Not `Run::of`, which does what `next:` says.
    Run::from(repository.vitals(arguments).output().expect("it runs"))
}

/// What `--json` printed.
fn document(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

fn search(repository: &Repository, ends: [&str; 2], code: &str) -> Run {
    run(repository, &[&["bisect"], &ends[..], &["--", "python3", "-c", code]].concat())
}

#[test]
fn a_command_finds_the_first_bad_commit_and_skips_what_it_cannot_answer() {
    let repository = numbers();
    // The third and the seventh cannot be asked.
    let code = question("if open('number.txt').read().strip() in '37': sys.exit(125)");
    let found = search(&repository, ["HEAD~8", "HEAD"], &code);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    let bad = repository.answer(&["rev-parse", "--short=10", "HEAD~4"]);
    assert!(found.out.contains(&format!("first bad commit: {bad}")), "{}{}", found.out, found.err);
    assert!(found.out.contains("Number 5"), "{}", found.out);
    assert_eq!(repository.leftovers(), [""; 0]);
}

#[test]
fn a_search_that_was_killed_goes_on_and_one_that_is_abandoned_leaves_nothing() {
    let repository = numbers();
    let flag = repository.temporary().with_extension("killed");
    // Once, in the middle, the program that asks is killed.
    let more = format!(
        "if open('number.txt').read().strip() not in '19' and not os.path.exists({flag:?}):\n    \
         open({flag:?}, 'w').close()\n    os.kill(os.getppid(), 9)"
    );
    let killed = search(&repository, ["HEAD~8", "HEAD"], &question(&more));
    assert_eq!(killed.code, None, "{}{}", killed.out, killed.err);
    let status = run(&repository, &["bisect", "status"]);
    assert!(status.out.contains("open: vitals bisect HEAD~8 HEAD"), "{}{}", status.out, status.err);
    let other = search(&repository, ["HEAD~3", "HEAD"], &question(""));
    assert_eq!(other.code, Some(64), "another search is open: {}{}", other.out, other.err);
    let resumed = run(&repository, &["bisect", "resume"]);
    assert_eq!(resumed.code, Some(0), "{}{}", resumed.out, resumed.err);
    let bad = repository.answer(&["rev-parse", "--short=10", "HEAD~4"]);
    assert!(resumed.out.contains(&format!("first bad commit: {bad}")), "{}", resumed.out);
    assert!(!repository.path().join(".vitals/bisect").exists(), "the journal of a search that is over goes");

    std::fs::remove_file(&flag).expect("it was killed");
    let killed = search(&repository, ["HEAD~8", "HEAD"], &question(&more));
    assert_eq!(killed.code, None, "{}{}", killed.out, killed.err);
    assert_eq!(run(&repository, &["bisect", "abandon"]).code, Some(0));
    assert!(!repository.path().join(".vitals/bisect").exists());
    assert_eq!(run(&repository, &["bisect", "resume"]).code, Some(64));
    assert_eq!(repository.answer(&["status", "--porcelain"]), "");
}

#[test]
fn what_cannot_be_searched_is_said_with_what_to_do() {
    let repository = numbers();
    for (ends, code, words) in [
        (["HEAD", "HEAD~8"], 64, "swap them"),
        (["HEAD", "HEAD"], 64, "are the same commit"),
        (["HEAD~3", "HEAD"], 8, "the two ends do not differ"),
        (["HEAD~8", "no-such-branch"], 64, "`no-such-branch` is no commit"),
    ] {
        let run = search(&repository, ends, &question(""));
        assert_eq!(run.code, Some(code), "{ends:?}: {}{}", run.out, run.err);
        assert!(run.out.contains(words) || run.err.contains(words), "{ends:?}: {}{}", run.out, run.err);
    }
    repository.git(&["checkout", "--quiet", "-b", "other", "HEAD~4"]);
    repository.write("number.txt", "50\n");
    repository.commit("On another branch");
    let unrelated = search(&repository, ["main", "other"], &question(""));
    assert_eq!(unrelated.code, Some(64), "{}{}", unrelated.out, unrelated.err);
    assert!(unrelated.says("they are on two branches"), "{}", unrelated.err);
    repository.git(&["checkout", "--quiet", "main"]);
    // A range of one commit has one answer.
    let one = search(&repository, ["HEAD~5", "HEAD~4"], &question(""));
    assert_eq!(one.code, Some(0), "{}{}", one.out, one.err);
    assert!(one.says("Number 5"), "{}", one.out);
    let aborted = search(&repository, ["HEAD~8", "HEAD"], "import sys; sys.exit(127)");
    assert_eq!(aborted.code, Some(64), "{}{}", aborted.out, aborted.err);
    assert!(aborted.err.contains("126 and 127 end the search"), "{}", aborted.err);
}
