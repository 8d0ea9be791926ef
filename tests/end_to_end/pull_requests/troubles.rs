//! An API that fails: the verdict stands, what failed is said, and nothing is written twice.

use super::api::Scripted::{Answer, DoneButFailed, Half, Silence};
use super::job::PullRequest;
use crate::program::Run;
use crate::repository::Repository;

/// A branch that breaks an import: what is measured takes a moment.
fn broken() -> PullRequest {
    let author = Repository::empty();
    author.write("app.py", "");
    author.write("vitals.toml", "[[probe.import]]\nmodule = \"app\"\n");
    author.commit("First");
    let pull_request = PullRequest::of(author);
    pull_request.author.write("app.py", "raise RuntimeError('gone')\n");
    pull_request.push("Gone");
    pull_request
}

fn run(pull_request: &PullRequest) -> Run {
    run_within("40s", pull_request)
}

fn run_within(longest: &str, pull_request: &PullRequest) -> Run {
    let run = pull_request.run(&["--post-timeout", longest]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    run
}

#[test]
fn an_answer_that_is_none_is_said_and_the_verdict_stands() {
    let pull_request = broken();
    let not_found = r#"{"message": "Not Found"}"#;
    let by_a_fork = r#"{"message": "Resource not accessible by integration"}"#;
    for (script, said) in [
        (Answer(403, "", by_a_fork), "a job of a fork's pull request never has it"),
        (Answer(404, "", not_found), "GitHub answered 404 (Not Found)"),
        (Answer(422, "", r#"{"message": "Validation Failed"}"#), "GitHub answered 422: Validation Failed"),
        (
            Answer(429, "Retry-After: 3600\r\n", ""),
            "to be tried again in 3600 s, which is longer than was left",
        ),
        (
            Answer(302, "Location: http://127.0.0.1:1/\r\n", ""),
            "leads to another address (http://127.0.0.1:1/)",
        ),
        (Answer(200, "", "<html>"), "answered with something else than JSON"),
        (Silence, "GitHub did not answer within 2 s"),
        (Half, "GitHub did not answer within 2 s"),
    ] {
        let longest = if matches!(script, Silence | Half) { "2s" } else { "40s" };
        pull_request.api.script([script]);
        let run = run_within(longest, &pull_request);
        assert!(run.says("comment: not written:") && run.says(said), "{said}: {}", run.err);
        assert!(run.says("the verdict stands; the job's summary has the same"), "{}", run.err);
        assert_eq!(pull_request.api.bodies(), [""; 0]);
    }
    assert!(
        pull_request.summary().contains("### vitals pr: 0 of 1 passed: 1 error"),
        "{}",
        pull_request.summary()
    );
}

#[test]
fn what_may_go_better_is_tried_again() {
    let pull_request = broken();
    pull_request.api.script([Answer(429, "Retry-After: 1\r\n", ""), Answer(500, "", "")]);
    assert!(run(&pull_request).says("comment: written on GitHub"));
    assert_eq!(pull_request.api.bodies().len(), 1);
    // Always: it gives up.
    pull_request.api.script((0..20).map(|_| Answer(500, "", "down")));
    pull_request.api.asked();
    let run = run(&pull_request);
    assert!(run.says("comment: not written: GitHub answered 500: down"), "{}", run.err);
    let asked = pull_request.api.asked().len();
    assert_eq!(asked, 4);
}

/// The answer to the request that makes the comment is lost: the comment is there.
#[test]
fn a_comment_is_not_made_twice() {
    let pull_request = broken();
    let nothing = || Answer(200, "", "[]");
    pull_request.api.script([nothing(), DoneButFailed]);
    let run = run(&pull_request);
    assert!(run.says("comment: as it was on GitHub"), "{}", run.err);
    assert_eq!(pull_request.api.bodies().len(), 1);
}

#[test]
fn a_server_that_is_not_there_or_not_private_gets_no_token() {
    let pull_request = broken();
    for (url, said) in [
        ("http://127.0.0.1:1", "GitHub cannot be reached"),
        ("http://192.0.2.1/api/v3", "is not encrypted: the token is not sent there"),
        ("no address", "is not encrypted"),
    ] {
        let mut command = pull_request.command(&["--post-timeout", "8s"]);
        let run = Run::of(command.env("GITHUB_API_URL", url));
        assert_eq!(run.code, Some(1), "{}", run.err);
        assert!(run.says(said), "{url}: {}", run.err);
    }
}
