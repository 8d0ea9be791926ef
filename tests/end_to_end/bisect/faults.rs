//! What fails while a search is on: an end, a commit for a moment, a commit with a failure of its own.

use super::{document, numbers, question, run, search};
use crate::repository::Repository;

/// A flag outside of the repository, which a test sets and removes.
fn flag(repository: &Repository, name: &str) -> String {
    repository.temporary().with_extension(name).display().to_string()
}

#[test]
fn an_end_that_answers_no_more_ends_the_search_and_skips_no_commit() {
    let repository = numbers();
    let count = flag(&repository, "count");
    // The good end answers once; then the command is ended by a signal each time it is asked, four times in all.
    let more = format!(
        "if open('number.txt').read().strip() == '1':\n    \
         lines = open({count:?}, 'a+'); lines.seek(0); asked = len(lines.readlines()); lines.write('x\\n'); lines.close()\n    \
         if 1 <= asked <= 3:\n        os.kill(os.getpid(), 9)"
    );
    let ended = search(&repository, ["HEAD~8", "HEAD"], &question(&more));
    assert_eq!(ended.code, Some(70), "{}{}", ended.out, ended.err);
    let good = repository.answer(&["rev-parse", "--short=10", "HEAD~8"]);
    let said = format!("the good end, {good}, gave no answer in 3 tries: the command ended with signal 9");
    assert!(ended.says(&said), "{}", ended.err);
    let resumed = run(&repository, &["bisect", "resume", "--json"]);
    assert_eq!(resumed.code, Some(0), "{}{}", resumed.out, resumed.err);
    let document = document(&resumed);
    assert_eq!(document["skips"], serde_json::json!([]), "{document}");
    assert_eq!(document["suspects"][0]["commit"]["subject"], "Number 5");
    assert_eq!(repository.leftovers(), [""; 0]);
}

/// A module that sleeps from the fifth commit on, in a repository whose commits are prepared by this program.
fn slow_module(prepare: &str, module: &str) -> Repository {
    let repository = Repository::empty();
    let settings = format!("[target]\nroot = \".\"\n[pr]\nprepare = [[\"python3\", \"-c\", {prepare:?}]]\n");
    repository.write("vitals.toml", settings);
    for number in 1..=6 {
        repository.write("number.txt", format!("{number}\n"));
        let sleep = if number >= 5 { "time.sleep(0.05)\n" } else { "" };
        repository.write("slow.py", format!("import time\nNUMBER = {number}\n{module}\n{sleep}"));
        repository.commit(&format!("Number {number}"));
    }
    repository
}

#[test]
fn an_end_that_gives_no_time_once_it_did_is_named_and_no_commit_is_skipped() {
    let repository = Repository::empty();
    let broken = flag(&repository, "broken");
    std::fs::write(&broken, "").expect("written");
    drop(repository);
    let others = broken.clone();
    // Once a commit between both is made ready, the bad end cannot be imported any more.
    let prepare = format!(
        "import os\nif open('number.txt').read().strip() not in '16' and os.path.exists({others:?}):\n    \
         open({others:?}, 'w').write('on')"
    );
    let module = format!(
        "import os\nif NUMBER == 6 and os.path.exists({broken:?}) and open({broken:?}).read() == 'on':\n    \
         raise OSError('no disk')"
    );
    let repository = slow_module(&prepare, &module);
    let arguments = ["bisect", "HEAD~5", "HEAD", "--import", "slow"];
    let ended = run(&repository, &arguments);
    assert_eq!(ended.code, Some(70), "{}{}", ended.out, ended.err);
    let bad = repository.answer(&["rev-parse", "--short=10", "HEAD"]);
    assert!(ended.says(&format!("the bad end, {bad}, gave no answer in 3 tries: ")), "{}", ended.err);
    assert!(ended.says("no disk"), "{}", ended.err);
    let again = run(&repository, &["bisect", "resume"]);
    assert_eq!(again.code, Some(70), "the same is decided again: {}{}", again.out, again.err);
    std::fs::remove_file(&broken).expect("it is there");
    let resumed = run(&repository, &["bisect", "resume", "--json"]);
    assert_eq!(resumed.code, Some(0), "{}{}", resumed.out, resumed.err);
    let document = document(&resumed);
    assert_eq!(document["skips"], serde_json::json!([]), "{document}");
    assert_eq!(document["suspects"][0]["commit"]["subject"], "Number 5");
}

#[test]
fn an_end_that_cannot_be_made_ready_is_named_and_leaves_no_search_open() {
    let prepare = "import sys\nif open('number.txt').read().strip() == '1':\n    sys.exit('no wheel')";
    let repository = slow_module(prepare, "");
    let ended = run(&repository, &["bisect", "HEAD~5", "HEAD", "--import", "slow"]);
    assert_eq!(ended.code, Some(64), "{}{}", ended.out, ended.err);
    let good = repository.answer(&["rev-parse", "--short=10", "HEAD~5"]);
    assert!(ended.says(&format!("the good end, {good}, cannot be made ready: ")), "{}", ended.err);
    let status = run(&repository, &["bisect", "status"]);
    assert_eq!(status.code, Some(64), "nothing was observed: {}{}", status.out, status.err);
}

#[test]
fn every_commit_between_that_cannot_be_made_ready_stays_possible() {
    let prepare = "import sys\nif open('number.txt').read().strip() in '2345':\n    sys.exit('no wheel')";
    let repository = slow_module(prepare, "");
    let ended = run(&repository, &["bisect", "HEAD~5", "HEAD", "--import", "slow", "--json"]);
    assert_eq!(ended.code, Some(2), "{}{}", ended.out, ended.err);
    let document = document(&ended);
    let suspects = document["suspects"].as_array().expect("a list");
    let has = |subject: &str| suspects.iter().any(|suspect| suspect["commit"]["subject"] == subject);
    assert!(has("Number 5") && suspects.len() > 1, "{document}");
    let skips = document["skips"].as_array().expect("a list");
    assert!(!skips.is_empty() && skips.iter().all(|skip| skip["kind"] == "not_ready"), "{document}");
}

#[test]
fn one_unknown_answer_skips_no_commit_and_three_do() {
    let repository = numbers();
    let count = flag(&repository, "killed");
    // The fourth is ended by a signal the first two times that it is asked.
    let more = |times: u32| {
        format!(
            "if open('number.txt').read().strip() == '4':\n    \
             lines = open({count:?}, 'a+'); lines.seek(0); asked = len(lines.readlines()); lines.write('x\\n'); lines.close()\n    \
             if asked < {times}:\n        os.kill(os.getpid(), 11)"
        )
    };
    let json = |times| {
        let _ = std::fs::remove_file(&count);
        let code = question(&more(times));
        run(&repository, &["bisect", "HEAD~8", "HEAD", "--json", "--", "python3", "-c", &code])
    };
    let answered = json(2);
    assert_eq!(answered.code, Some(0), "{}{}", answered.out, answered.err);
    assert_eq!(document(&answered)["skips"], serde_json::json!([]));
    let silent = json(99);
    assert_eq!(silent.code, Some(2), "{}{}", silent.out, silent.err);
    let document = document(&silent);
    let skip = &document["skips"][0];
    let commit = repository.answer(&["rev-parse", "HEAD~5"]);
    let expected = serde_json::json!({
        "commit": commit, "kind": "not_answered", "tries": 3, "why": "the command ended with signal 11 (SIGSEGV)"
    });
    assert_eq!(*skip, expected);
    assert_eq!(
        document["suspects"].as_array().map(Vec::len),
        Some(2),
        "the fourth and the fifth: {document}"
    );
}

#[test]
fn a_commit_with_a_failure_of_its_own_is_skipped_and_said() {
    let repository = Repository::empty();
    let check = "[[check]]\nname = \"price\"\nkind = \"command\"\ncommand = [\"python3\", \"price.py\"]\n";
    repository.write("vitals.toml", format!("[target]\nroot = \".\"\n{check}"));
    for number in 1..=6 {
        // The fourth cannot import; from the fifth on the price is missing.
        let text = match number {
            4 => "import no_such_module\n",
            5.. => "prices = {}\nprint(prices['tea'])\n",
            _ => "prices = {'tea': 3}\nprint(prices['tea'])\n",
        };
        repository.write("price.py", format!("{}{text}", "#\n".repeat(number)));
        repository.commit(&format!("Price {number}"));
    }
    let ended = run(&repository, &["bisect", "HEAD~5", "HEAD", "--check", "price"]);
    assert_eq!(ended.code, Some(2), "{}{}", ended.out, ended.err);
    let own = repository.answer(&["rev-parse", "--short=10", "HEAD~2"]);
    assert!(ended.says(&format!("{own} skipped: another failure: ")), "{}", ended.out);
    assert!(
        ended.says("Price 4") && ended.says("Price 5") && ended.says("one of 2 commits"),
        "{}",
        ended.out
    );
}
