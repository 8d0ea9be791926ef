//! The comment, the summary and the annotations of a pull request, and what a second push makes of them.

use super::job::{PullRequest, TOKEN};
use crate::program::Run;
use crate::repository::Repository;
use crate::sources::SLEEPS;

const SLOW: &str = "shop/slow.py";

fn of_the_shop() -> PullRequest {
    let author = Repository::of_the_shop();
    author.append("vitals.toml", "[[probe.import]]\nmodule = \"shop.context\"\n");
    author.commit("Two probes");
    PullRequest::of(author)
}

#[test]
fn a_slow_import_is_commented_on_once_and_the_comment_follows_the_pushes() {
    let pull_request = of_the_shop();
    pull_request.author.import_in_the_third_line("shop/events.py", SLOW, SLEEPS);
    pull_request.push("A slow import");
    let run = pull_request.run(&["--pairs", "6"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.says("1 of 2 probes were not measured"), "{}", run.out);
    assert!(run.says("comment: written on GitHub: https://example.org/c/1"), "{}", run.err);

    // The comment has the verdict, the module and the line; the summary has the same.
    let bodies = pull_request.api.bodies();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    let first = &bodies[0];
    assert!(
        first.starts_with("<!-- vitals pr vitals.toml -->\n\n### vitals pr: 0 of 1 passed: 1 fail"),
        "{first}"
    );
    assert!(first.ends_with("<!-- end of vitals pr vitals.toml -->"), "{first}");
    assert!(first.contains("| ❌ fail | compare import | shop.canonical\\_imports |"), "{first}");
    assert!(first.contains("shop.slow") && first.contains("shop/events.py:3"), "{first}");
    assert!(first.contains("import shop.context"), "what was not measured: {first}");
    assert!(
        pull_request.summary().contains("### vitals pr: 0 of 1 passed: 1 fail"),
        "{}",
        pull_request.summary()
    );
    let annotation =
        "::error file=shop/events.py,line=3,title=vitals pr%3A compare import shop.canonical_imports::";
    assert!(run.err.lines().any(|line| line.starts_with(annotation)), "{}", run.err);
    let asked = pull_request.api.asked();
    assert!(asked.iter().all(|one| one.token == format!("Bearer {TOKEN}")), "{asked:?}");

    // Further pushes: the comment is brought up to date, and not repeated; what others wrote stays.
    pull_request.api.edit(|body| format!("{body}\n\nA note by hand."));
    pull_request.author.write(SLOW, "# Fast now.\n");
    pull_request.push("Fast again");
    let run = pull_request.run(&["--pairs", "6", "--tolerance", "10s"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("comment: brought up to date on GitHub"), "{}", run.err);
    let bodies = pull_request.api.bodies();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert!(bodies[0].contains("### vitals pr: 1 of 1 passed"), "{}", bodies[0]);
    assert!(bodies[0].ends_with("\n\nA note by hand."), "{}", bodies[0]);
}

#[test]
fn nothing_is_written_where_nothing_changed() {
    let pull_request = of_the_shop();
    pull_request.author.write("README.md", "Words.\n");
    pull_request.push("Words");
    let run = pull_request.run(&[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(
        run.says("0 of 2 probes touched") && run.says("comment: none, because nothing changed"),
        "{}{}",
        run.out,
        run.err
    );
    assert!(pull_request.summary().contains("the change touches no probe"), "{}", pull_request.summary());
    assert_eq!(pull_request.api.bodies(), [""; 0]);

    // An old comment says so.
    let old = "<!-- vitals pr vitals.toml -->\nold\n<!-- end of vitals pr vitals.toml -->";
    for (author, kind) in [("a", "User"), ("b", "User"), ("c", "User")] {
        // Quoted by people, marks and all.
        pull_request.api.comment(author, kind, old);
    }
    let own = pull_request.api.comment("github-actions[bot]", "Bot", old);
    let run = pull_request.run(&[]);
    assert!(run.says("brought up to date"), "{}", run.err);
    assert!(pull_request.api.text(own).contains("the change touches no probe"));
    assert_eq!(pull_request.api.text(1), old, "another's comment stays");
    let run = pull_request.run(&[]);
    assert!(run.says("comment: as it was on GitHub"), "{}", run.err);
    let written = pull_request.api.asked().into_iter().filter(|asked| asked.method != "GET").count();
    assert_eq!(written, 1);
}

#[test]
fn whether_a_comment_is_written_is_decided_by_the_job_or_by_its_user() {
    let pull_request = of_the_shop();
    pull_request.author.append("shop/manager.py", "# A comment.\n");
    pull_request.push("A comment");
    let run = |arguments: &[&str], unset: &[&str], set: &[(&str, &str)]| {
        let mut command =
            pull_request.command(&[&["--all", "--pairs", "4", "--tolerance", "10s"], arguments].concat());
        unset.iter().for_each(|name| {
            command.env_remove(name);
        });
        command.envs(set.iter().copied());
        Run::of(&mut command)
    };
    assert_eq!(run(&["--no-post"], &[], &[]).code, Some(0));
    let without = run(&[], &["GITHUB_TOKEN"], &[]);
    assert_eq!(without.code, Some(0), "{}", without.err);
    assert!(without.says("no comment is written: GITHUB_TOKEN is not set"), "{}", without.err);
    let insisted = run(&["--post"], &["GITHUB_TOKEN"], &[]);
    assert_eq!(insisted.code, Some(64), "{}", insisted.err);
    let target = run(&["--no-post"], &[], &[("GITHUB_EVENT_NAME", "pull_request_target")]);
    assert_eq!(target.code, Some(64), "{}", target.err);
    assert!(target.says("would run with the repository's token"), "{}", target.err);
    let no_base = run(&[], &["GITHUB_BASE_REF"], &[]);
    assert!(no_base.code == Some(64) && no_base.says("vitals pr --base main"), "{}", no_base.err);
    assert!(pull_request.api.asked().is_empty());
}

#[test]
fn a_merge_request_of_gitlab_has_a_note() {
    let pull_request = of_the_shop();
    pull_request.author.write("shop/context.py", "raise RuntimeError('gone')\n");
    pull_request.push("Gone");
    let base = pull_request.job.answer(&["rev-parse", "origin/main"]);
    let mut command = pull_request.job.vitals(&["pr", "--no-report", "--pairs", "4"]);
    command
        .env("GITLAB_CI", "true")
        .env("CI_API_V4_URL", &pull_request.api.address)
        .env("CI_PROJECT_ID", "9")
        .env("CI_MERGE_REQUEST_IID", "7")
        .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base)
        .env("GITLAB_TOKEN", TOKEN);
    let run = Run::of(&mut command);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.says("comment: written on GitLab"), "{}", run.err);
    let bodies = pull_request.api.bodies();
    assert!(bodies.len() == 1 && bodies[0].contains("💥 error"), "{bodies:?}");
    let asked = pull_request.api.asked();
    assert_eq!(asked.last().map(|asked| asked.path.as_str()), Some("/projects/9/merge_requests/7/notes"));
    assert!(asked.iter().all(|asked| asked.token == TOKEN), "{asked:?}");
}
