//! What is around a search: a repository that changes meanwhile, a history of 14,000 commits.

use super::{document, numbers, question, run};
use crate::program::{Run, a_python};
use crate::repository::Repository;

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
