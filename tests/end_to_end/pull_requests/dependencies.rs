//! A dependency bump: each side has an environment of its own, and the lock file's difference stands beside the module.

use std::fs;

use super::job::PullRequest;
use crate::repository::Repository;
use crate::sources::WORKS;
use crate::support::wheels::{self, Wheel};

/// `slow-parts`, of which the second release imports for longer.
fn slow_parts() -> [Wheel<'static>; 2] {
    [("1.0", ""), ("2.0", WORKS)].map(|(version, source)| Wheel {
        name: "slow-parts",
        version,
        module: "slowparts",
        source,
        requires: &[],
    })
}

fn locked(version: &str) -> String {
    format!("version = 1\n[[package]]\nname = \"slow-parts\"\nversion = \"{version}\"\n")
}

fn project(wheels: &str) -> Repository {
    let author = Repository::empty();
    author.write("app.py", "import json\n\nimport slowparts\n");
    author.write("uv.lock", locked("1.0"));
    author.write("requirements.txt", "slow-parts==1.0\n");
    author.write(".gitignore", ".venv/\n");
    let install = format!(
        "[\".venv/bin/python\", \"-m\", \"pip\", \"install\", \"--quiet\", \"--no-index\", \"--find-links\", \"{wheels}\", \
         \"-r\", \"requirements.txt\"]"
    );
    author.write(
        "vitals.toml",
        format!("[pr]\nprepare = [[\"python\", \"-m\", \"venv\", \".venv\"], {install}]\n[[probe.import]]\nmodule = \"app\"\n"),
    );
    author.commit("First");
    author
}

#[test]
fn each_side_of_a_bump_has_its_own_environment_and_the_package_is_named() {
    let wheels = tempfile::tempdir().expect("a folder");
    wheels::write(wheels.path(), &slow_parts());
    let pull_request = PullRequest::of(project(&wheels.path().display().to_string()));
    pull_request.author.write("uv.lock", locked("2.0"));
    pull_request.author.write("requirements.txt", "slow-parts==2.0\n");
    pull_request.push("Bump");
    let run = pull_request.run_alone(&["--pairs", "6"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let body = pull_request.api.bodies().pop().expect("a comment");
    assert!(body.contains("uv.lock: slow-parts 1.0 → 2.0"), "{body}");
    assert!(body.contains("slowparts is of a package that changed: slow-parts 1.0 → 2.0 in "), "{body}");
    assert!(body.contains("app.py:3"), "{body}");
    assert!(
        !fs::exists(pull_request.job.path().join(".venv")).expect("known"),
        "the checkout stays as it was"
    );

    // Without an environment for each side a bump does not show, and that is said.
    let alone = pull_request.author.answer(&["show", "HEAD:vitals.toml"]);
    let (_, probes) = alone.split_once("[[probe").expect("a probe");
    pull_request.author.write("app.py", "import json\n");
    pull_request.author.write("vitals.toml", format!("[[probe{probes}\n"));
    pull_request.push("Without");
    let run = pull_request.run(&["--no-post", "--pairs", "4", "--tolerance", "100s"]);
    assert!(run.says("both sides were measured with one environment"), "{}{}", run.out, run.err);
}

#[test]
fn a_preparation_that_fails_names_its_side_and_gives_no_verdict() {
    let author = Repository::empty();
    author.write("app.py", "");
    author.write("marker", "");
    author.write(
        "vitals.toml",
        "[pr]\nprepare = [[\"cat\", \"marker\"]]\n[[probe.import]]\nmodule = \"app\"\n",
    );
    author.commit("First");
    let pull_request = PullRequest::of(author);
    fs::remove_file(pull_request.author.path().join("marker")).expect("removed");
    pull_request.push("Without a marker");
    let run = pull_request.run(&[]);
    assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{}", run.err);
    assert!(
        run.says("failed for the head, ") && run.says("`cat marker` ended with exit status: 1"),
        "{}",
        run.err
    );
    assert!(run.says("marker: No such file or directory"), "{}", run.err);
    assert_eq!(pull_request.api.bodies(), [""; 0]);

    pull_request.author.git(&["reset", "--quiet", "--hard", "main"]);
    pull_request.author.write("new", "");
    let configuration = "[pr]\nprepare = [[\"cat\", \"new\"]]\n[[probe.import]]\nmodule = \"app\"\n";
    pull_request.author.write("vitals.toml", configuration);
    pull_request.push("A new file");
    let run = pull_request.run(&[]);
    assert!(run.code == Some(64) && run.says("failed for the base, "), "{}", run.err);
}
