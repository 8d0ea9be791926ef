//! A search that is killed after each of its journal's lines.

use std::fs;
use std::path::PathBuf;

use super::{document, numbers, question, run};
use crate::processes::until;
use crate::repository::Repository;

/// The command that asks, which kills the search once, where its journal has so many lines. `mark` says that it did.
fn killing(repository: &Repository, lines: usize, mark: &PathBuf) -> String {
    let journal = repository.path().join(".vitals/bisect/journal.jsonl");
    question(&format!(
        "if os.path.exists({journal:?}) and len(open({journal:?}).readlines()) == {lines} and not os.path.exists({mark:?}):\n    \
         open({mark:?}, 'w').close()\n    os.kill(os.getppid(), 9)"
    ))
}

/// What a search says of the commit, without what differs from run to run.
fn answer(out: &crate::program::Run) -> serde_json::Value {
    let document = document(out);
    serde_json::json!({ "end": document["end"], "suspects": document["suspects"][0]["commit"], "skips": document["skips"] })
}

/// Nothing of the search is left: no tree, no process with a file in one, no ref, no file of the repository.
#[track_caller]
fn nothing_is_left(repository: &Repository, refs: &str) {
    until("the guardian removes what the kill left", || repository.leftovers().is_empty());
    assert_eq!(repository.answer(&["for-each-ref"]), refs);
    assert_eq!(repository.answer(&["worktree", "list", "--porcelain"]).matches("worktree ").count(), 1);
    assert_eq!(repository.answer(&["status", "--porcelain"]), "");
    assert!(!repository.path().join(".vitals/bisect").exists());
}

#[test]
fn after_each_line_of_the_journal_a_killed_search_goes_on_to_the_same_answer_or_leaves_nothing() {
    let repository = numbers();
    let refs = repository.answer(&["for-each-ref"]);
    let mark = repository.temporary().with_extension("killed");
    let search = |lines: usize| {
        let code = killing(&repository, lines, &mark);
        run(&repository, &["bisect", "HEAD~8", "HEAD", "--json", "--seed", "7", "--", "python3", "-c", &code])
    };
    let whole = search(1000);
    assert_eq!(whole.code, Some(0), "{}{}", whole.out, whole.err);
    let expected = answer(&whole);
    for lines in 1..=6 {
        let killed = search(lines);
        assert_eq!((killed.code, mark.exists()), (None, true), "{lines}: {}{}", killed.out, killed.err);
        match lines % 3 {
            0 => assert_eq!(run(&repository, &["bisect", "abandon"]).code, Some(0)),
            _ => {
                let resumed = run(&repository, &["bisect", "resume", "--json"]);
                assert_eq!(resumed.code, Some(0), "{lines}: {}{}", resumed.out, resumed.err);
                assert_eq!(answer(&resumed), expected, "{lines}");
            }
        }
        nothing_is_left(&repository, &refs);
        fs::remove_file(&mark).expect("it was killed");
    }
}
