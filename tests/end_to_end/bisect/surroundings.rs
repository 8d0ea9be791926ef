//! What is around a search: a repository that changes meanwhile, a disk that is full, a history of 14,000 commits.

use super::{document, numbers, question, run};
use crate::program::{Run, a_python};
use crate::repository::Repository;
use crate::support::needs::needs;
use crate::support::small_disk::in_a_small_folder;

/// Ends and commits are resolved once: what becomes of the branch, the checkout and the configuration is nothing to a search.
#[test]
fn a_repository_that_changes_while_a_search_runs_changes_no_answer() {
    let repository = numbers();
    let bad = repository.answer(&["rev-parse", "HEAD~4"]);
    // Asked about the first commit between both ends, it moves the branch back, removes the configuration, and commits another number.
    let top = repository.path();
    let more = format!(
        "import subprocess\ntop = {top:?}\nif open('number.txt').read().strip() not in '19' and os.path.exists(top + '/vitals.toml'):\n    \
         git = lambda *words: subprocess.run(['git', '-c', 'user.name=B', '-c', 'user.email=b@example.org', *words], cwd=top, check=True)\n    \
         git('reset', '--quiet', '--hard', 'HEAD~8')\n    os.remove(top + '/vitals.toml')\n    \
         open(top + '/number.txt', 'w').write('50')\n    git('commit', '--quiet', '--all', '--message', 'Fifty')"
    );
    let found =
        run(&repository, &["bisect", "HEAD~8", "HEAD", "--json", "--", "python3", "-c", &question(&more)]);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    let document = document(&found);
    assert_eq!(document["suspects"][0]["commit"]["hash"], bad, "{document}");
    assert_eq!((&document["commits"], &document["skips"]), (&8.into(), &serde_json::json!([])));
    assert_eq!(repository.answer(&["log", "-1", "--format=%s"]), "Fifty", "it did change");
    assert_eq!(repository.leftovers(), [""; 0]);
}

#[test]
fn a_full_disk_ends_a_search_which_goes_on_when_there_is_room() {
    let repository = numbers();
    // Each commit has two megabytes of files; there is room for those of both ends.
    repository.git(&["checkout", "--quiet", "-b", "large", "HEAD~8"]);
    repository.write("large.bin", vec![b'x'; 2 << 20]);
    for number in 1..=9 {
        repository.write("number.txt", format!("{number}\n"));
        repository.commit(&format!("Large {number}"));
    }
    let code = question("");
    let ended = |size: &str| {
        let small = tempfile::tempdir().expect("a folder");
        let mut command = in_a_small_folder(small.path(), size)?;
        command.current_dir(repository.path()).args(["bisect", "HEAD~8", "HEAD", "--quiet", "--python"]);
        command.arg(a_python()).args(["--", "python3", "-c", &code]);
        Ok::<Run, String>(command.output().expect("it runs").into())
    };
    let none = needs!(ended("1m"));
    assert_eq!(none.code, Some(70), "{}{}", none.out, none.err);
    assert!(none.says("No space left on device"), "{}", none.err);
    assert_eq!(run(&repository, &["bisect", "status"]).code, Some(64), "nothing was observed");
    let some = needs!(ended("5m"));
    assert_eq!(some.code, Some(70), "{}{}", some.out, some.err);
    assert!(some.says("No space left on device"), "{}", some.err);
    assert_eq!(run(&repository, &["bisect", "status"]).code, Some(0), "both ends were observed");
    let resumed = run(&repository, &["bisect", "resume"]);
    assert_eq!(resumed.code, Some(0), "{}{}", resumed.out, resumed.err);
    assert!(resumed.says("Large 5"), "{}", resumed.out);
}

/// As many as a large project makes in some years: the forecast grows with their logarithm, and so does the search.
#[test]
fn of_fourteen_thousand_commits_a_few_are_made_ready() {
    const COMMITS: usize = 14_000;
    const BROKEN: usize = 9_001;
    let repository = Repository::empty();
    let commit = |number: usize| {
        let (subject, text) = (format!("Number {number}"), format!("{number}\n"));
        let when = 1_700_000_000 + 60 * number;
        format!(
            "commit refs/heads/main\ncommitter A <a@example.org> {when} +0000\ndata {}\n{subject}\nM 100644 inline number.txt\ndata {}\n{text}\n",
            subject.len(),
            text.len()
        )
    };
    repository.fast_import(&(1..=COMMITS).map(commit).collect::<String>());
    let code = format!("import sys\nsys.exit(int(open('number.txt').read()) >= {BROKEN})");
    let ends = [format!("HEAD~{}", COMMITS - 1), "HEAD".to_owned()];
    let mut command = repository.plain(&["bisect", &ends[0], &ends[1], "--json", "--python"]);
    command.arg(a_python()).args(["--", "python3", "-c", &code]);
    let found = Run::from(command.output().expect("it runs"));
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    let document = document(&found);
    assert_eq!(document["suspects"][0]["commit"]["subject"], format!("Number {BROKEN}"), "{document}");
    let builds = |value: &serde_json::Value| value.as_u64().expect("a number");
    assert!(builds(&document["forecast"]["builds"]) <= 16 && builds(&document["builds"]) <= 20, "{document}");
    assert!(found.err.starts_with("13999 commits; about "), "{}", found.err);
    assert_eq!(repository.leftovers(), [""; 0]);
}
