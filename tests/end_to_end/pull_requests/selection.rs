//! Which probes a change touches, and bases that cannot be had.

use serde_json::Value;

use super::job::PullRequest;
use crate::program::Run;
use crate::repository::Repository;

const CONFIGURATION: &str = "[[probe.import]]\nmodule = \"one.app\"\n[[probe.import]]\nmodule = \"two.app\"\n\
    [[probe.create]]\nfactory = \"three:make\"\nsetup = \"import four\"\n[[probe.import]]\nmodule = \"json\"\n";

fn project() -> PullRequest {
    let author = Repository::empty();
    author.write("one/__init__.py", "");
    author.write("one/app.py", "from one import parts\n");
    author.write("one/parts.py", "def later():\n    import shared\n");
    author.write("two/__init__.py", "");
    author.write("two/app.py", "import json\n");
    author.write("three.py", "def make():\n    return object()\n");
    author.write("four.py", "");
    author.write("shared.py", "");
    author.write("unused.py", "");
    author.write("vitals.toml", CONFIGURATION);
    author.write("uv.lock", "version = 1\n");
    author.commit("First");
    PullRequest::of(author)
}

/// The probes that a run says are touched, and by what.
fn touched(pull_request: &PullRequest) -> Vec<(String, Value)> {
    let run = pull_request.run(&["--no-post", "--pairs", "4", "--tolerance", "100s", "--json"]);
    let document = run.document();
    let list = document["pull_request"]["touched"].as_array().expect("a list").clone();
    assert_eq!(document["probes"].as_array().map(Vec::len), Some(list.len()), "each is measured");
    list.iter()
        .map(|one| (one["name"].as_str().expect("a name").to_owned(), one["touch"]["by"].clone()))
        .collect()
}

#[test]
fn a_change_touches_what_imports_it_and_what_is_configured_otherwise() {
    let pull_request = project();
    let one = ("import one.app".to_owned(), Value::from("module"));
    let three = "create three:make".to_owned();
    for (file, text, expected) in [
        ("two/data.csv", "a,b\n", vec![("import two.app".to_owned(), "beside".into())]),
        ("shared.py", "NAME = 1\n", vec![one]),
        ("four.py", "NAME = 1\n", vec![(three.clone(), "module".into())]),
        ("unused.py", "NAME = 1\n", vec![]),
        ("docs/guide.md", "Words.\n", vec![]),
        (
            "vitals.toml",
            &CONFIGURATION.replace("import four", "import shared"),
            vec![(three, "probe".into())],
        ),
    ] {
        pull_request.author.git(&["reset", "--quiet", "--hard", "main"]);
        pull_request.author.write(file, text);
        pull_request.push(file);
        assert_eq!(touched(&pull_request), expected, "{file}");
    }
    let all = |by: &str| {
        let names = ["import one.app", "import two.app", "import json", "create three:make"];
        names.map(|name| (name.to_owned(), Value::from(by))).to_vec()
    };
    let target = format!("[target]\nenv = {{ A = \"1\" }}\n{CONFIGURATION}");
    for (file, text, by) in [("uv.lock", "version = 2\n", "environment"), ("vitals.toml", &*target, "target")]
    {
        pull_request.author.git(&["reset", "--quiet", "--hard", "main"]);
        pull_request.author.write(file, text);
        pull_request.push(file);
        let mut found = touched(&pull_request);
        let mut expected = all(by);
        found.sort_by(|one, other| one.0.cmp(&other.0));
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(found, expected, "{file}");
    }
}

#[test]
fn what_is_undecided_fails_where_that_is_asked_for() {
    let pull_request = project();
    pull_request.author.write("shared.py", "NAME = 1\n");
    pull_request.push("A change");
    // It is none of the commits' own files: comparing them says nothing of it.
    let foreign =
        |more: &[&str]| pull_request.run(&[&["--no-post", "--all", "--only", "json"], more].concat());
    let (passes, fails) = (foreign(&[]), foreign(&["--fail-on", "undecided"]));
    assert_eq!((passes.code, fails.code), (Some(0), Some(2)), "{}{}", passes.out, fails.err);
    assert!(passes.says("vacuous"), "{}", passes.out);
}

#[test]
fn a_base_that_is_not_here_is_explained() {
    let pull_request = project();
    pull_request.author.write("shared.py", "NAME = 1\n");
    pull_request.push("A change");
    let run = |arguments: &[&str]| pull_request.run(&[&["--no-post"], arguments].concat());
    let unknown = run(&["--base", "nowhere"]);
    assert!(unknown.code == Some(64) && unknown.says("`nowhere` is no commit of"), "{}", unknown.err);
    // A checkout as `actions/checkout` makes it unless asked otherwise.
    let shallow = Repository::empty();
    let remote = format!("file://{}", pull_request.remote().display());
    shallow.git(&["fetch", "--quiet", "--depth", "1", &remote, "feature"]);
    shallow.git(&["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
    let of_shallow = || Run::of(&mut shallow.vitals(&["pr", "--base", "main", "--no-report"]));
    let run = of_shallow();
    assert!(run.code == Some(64) && run.says("`fetch-depth: 0` for actions/checkout"), "{}", run.err);
    // The base is there, and nothing between.
    shallow.git(&["fetch", "--quiet", "--depth", "1", &remote, "main:refs/remotes/origin/main"]);
    let run = of_shallow();
    assert!(run.code == Some(64) && run.says("`fetch-depth: 0` for actions/checkout"), "{}", run.err);
    let foreign = Repository::empty();
    foreign.write("vitals.toml", CONFIGURATION);
    foreign.commit("Alone");
    foreign.git(&["checkout", "--quiet", "--orphan", "other"]);
    foreign.commit("Other");
    let run = Run::of(&mut foreign.vitals(&["pr", "--base", "main", "--no-report"]));
    assert!(run.code == Some(64) && run.says("have no commit in common"), "{}", run.err);
}
