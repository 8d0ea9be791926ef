//! Four faults in a service with forty commits: one command names the line, the name or the event, and the commit.

use std::fmt::Write;

use crate::program::Run;
use crate::repository::Repository;
use crate::shop::{self, CHAT};
use crate::support::needs::needs;

/// Of the forty commits, the one that brings the fault.
const BROKEN: usize = 23;
const COMMITS: usize = 40;

/// The example service in so many commits of one day each, of which one does this and is called so.
fn forty_commits(broken: usize, subject: &str, settings: &str, fault: impl Fn(&Repository)) -> Repository {
    let repository = Repository::of_the_shop();
    repository.write("server.py", std::fs::read(shop::folder().join("server.py")).expect("readable"));
    repository.write("vitals.toml", format!("[target]\nroot = \".\"\n{settings}"));
    for name in ["cart", "orders", "prices"] {
        let user = "from shop.canonical_imports import Event, live_managers\n\n\n\
                    async def tell(user):\n    await live_managers.publish(user, Event(\"cart.updated\"))\n";
        repository.write(format!("shop/{name}.py"), user);
    }
    repository.commit_on(2, "Users of the shop");
    for number in 3..=COMMITS {
        if number == broken {
            fault(&repository);
            repository.commit_on(number, subject);
        } else {
            repository.append("shop/__init__.py", &format!("# Note {number}.\n"));
            repository.commit_on(number, &format!("Note {number}"));
        }
    }
    repository
}

fn replace(repository: &Repository, file: &str, old: &str, new: &str) {
    let text = std::fs::read_to_string(repository.path().join(file)).expect("text");
    assert!(text.contains(old), "{old} in {file}");
    repository.write(file, text.replacen(old, new, 1));
}

/// Ten digits of the commit with this subject.
fn commit_of(repository: &Repository, subject: &str) -> String {
    repository.answer(&["log", "-1", "--format=%h", "--abbrev=10", "--fixed-strings", "--grep", subject])
}

#[track_caller]
fn says_in_order(run: &Run, expected: &[&str]) {
    let mut rest = run.out.as_str();
    for words in expected {
        let found = rest.find(words);
        let end = found.unwrap_or_else(|| panic!("{words} is not there, or not in its place: {}", run.out));
        rest = &rest[end + words.len()..];
    }
}

#[test]
fn an_export_that_the_newest_commit_removed_is_named_with_the_commit_and_its_users() {
    let settings = "[[check]]\nname = \"carts\"\nkind = \"command\"\ncommand = [\"python\", \"-c\", \"import shop.cart\"]\n";
    let subject = "Drop the registry of all";
    let repository = forty_commits(COMMITS, subject, settings, |repository| {
        replace(repository, "shop/canonical_imports.py", "live_managers = ", "_managers = ");
    });
    let run = repository.run(&["triage"]);
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    let removed =
        format!("shop.canonical_imports:live_managers was removed by {}", commit_of(&repository, subject));
    let needed = "shop.canonical_imports:live_managers is needed in 4 places: \
                  server.py:23, shop/cart.py:1, shop/orders.py:1, shop/prices.py:1";
    says_in_order(
        &run,
        &["import cascade", "carts is fail", &removed, " ago: \"Drop the registry of all\"", needed],
    );
}

/// A sleep on import, by one of forty commits.
fn slow_line(subject: &str) -> Repository {
    let settings = "[[probe.import]]\nmodule = \"shop.canonical_imports\"\nlimit = \"100ms\"\n";
    forty_commits(BROKEN, subject, settings, |repository| {
        replace(
            repository,
            "shop/registry.py",
            "import asyncio\n",
            "import asyncio\nimport time\n\ntime.sleep(0.2)\n",
        );
    })
}

/// A list that keeps something of each connection, by one of forty commits.
fn leak(subject: &str) -> Repository {
    let settings = "[[probe.growth]]\nfactory = \"shop.canonical_imports:create_websocket_manager\"\n\
                    setup = \"from shop.context import UserContext\"\n\
                    args = [\"UserContext(user_id=f'user-{i}')\", \"f'connection-{i}'\"]\n\
                    cleanup = \"await made.close()\"\nobjects = 10\nrounds = 12\nlimit = \"5MB\"\n";
    forty_commits(BROKEN, subject, settings, |repository| {
        let file = "shop/registry.py";
        replace(
            repository,
            file,
            "        self._by_user = {}\n",
            "        self._by_user = {}\n        self._seen = []\n",
        );
        let add = "    def add(self, manager: WebSocketManager):\n";
        replace(repository, file, add, &format!("{add}        self._seen.append(bytearray(100_000))\n"));
    })
}

/// Searches all of the history, and gives the answer; how many commits were made ready.
fn searched(repository: &Repository, question: &[&str]) -> (Run, usize) {
    let first = repository.answer(&["rev-list", "--max-parents=0", "HEAD"]);
    let arguments = [&["bisect", &first, "HEAD"], question].concat();
    // Not `Run::of`, which does what `next:` says.
    let run = Run::from(repository.vitals(&arguments).output().expect("it runs"));
    assert_eq!(repository.leftovers(), [""; 0], "nothing is left behind");
    let builds = run.out.lines().find_map(|line| line.split_once(" commits made ready")?.0.parse().ok());
    let builds = builds.unwrap_or_else(|| panic!("{}{}", run.out, run.err));
    (run, builds)
}

#[test]
fn one_command_leads_from_a_slow_import_to_the_commit_in_five_builds() {
    let subject = "Wait for the registry";
    let repository = slow_line(subject);
    let (run, builds) = searched(&repository, &["--import", "shop.canonical_imports"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let commit = commit_of(&repository, subject);
    says_in_order(
        &run,
        &[
            &format!("first bad commit: {commit}"),
            subject,
            "asleep at shop/registry.py:6",
            &format!("next: vitals rollback plan --revert {commit}"),
        ],
    );
    assert!(builds <= 5, "{builds}: {}", run.err);
}

#[test]
fn one_command_leads_from_a_leak_to_the_commit_in_five_builds() {
    let subject = "Remember who was here";
    let repository = leak(subject);
    let (run, builds) =
        searched(&repository, &["--probe", "shop.canonical_imports:create_websocket_manager"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let commit = commit_of(&repository, subject);
    says_in_order(
        &run,
        &[&format!("first bad commit: {commit}"), subject, "shop/registry.py:25 in add", "held by"],
    );
    assert!(!run.out.contains("vitals-run-"), "{}", run.out);
    assert!(builds <= 5, "{builds}: {}", run.err);
}

#[test]
fn a_sleep_in_one_of_forty_commits_is_named_with_its_line_and_commit() {
    let subject = "Wait for the registry";
    let repository = slow_line(subject);
    let run = repository.run(&["triage"]);
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    let commit = commit_of(&repository, subject);
    let line = format!("shop/registry.py:6, from {commit}, ");
    let next = format!("next: vitals compare {commit}~1 .");
    says_in_order(
        &run,
        &[
            "slower or larger",
            "over the limit of 100 ms",
            "asleep",
            "shop/registry.py:6 in <module>",
            &line,
            &next,
        ],
    );
}

#[test]
fn a_leak_is_named_with_the_line_that_allocates_its_holder_and_the_commit() {
    let subject = "Remember who was here";
    let repository = leak(subject);
    let run = repository.run(&["triage"]);
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    let line = format!("shop/registry.py:25, from {}, ", commit_of(&repository, subject));
    let held = "bytearray is held by shop.canonical_imports.live_managers -> ManagerRegistry._seen -> list[";
    says_in_order(
        &run,
        &[
            "slower or larger",
            "over the limit of 5.00 MB",
            "shop/registry.py:25 in add",
            held,
            &line,
            "Remember",
        ],
    );
}

#[test]
fn a_lost_event_is_named_and_nothing_is_blamed_that_is_not_certain() {
    let python = needs!(shop::python());
    let mut settings = String::from("[[check]]\nname = \"golden path\"\nkind = \"websocket\"\n");
    let _ = write!(
        settings,
        "url = \"ws://127.0.0.1:{{port}}/ws?token={{token}}\"\n\
         login = {{ url = \"http://127.0.0.1:{{port}}/login\", body = '{{\"user\": \"{{user}}\"}}' }}\nusers = 2\n\
         start = [{python:?}, \"server.py\", \"--port\", \"{{port}}\"]\n{CHAT}\n"
    );
    let subject = "Answer without the tool's result";
    let repository = forty_commits(BROKEN, subject, &settings, |repository| {
        replace(
            repository,
            "server.py",
            "        if self.fault == \"missing\":\n            del",
            "        if True:\n            del",
        );
    });
    let run = repository.run(&["triage"]);
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    let lost = "`tool_completed` did not come; in its place came `agent_completed`";
    says_in_order(&run, &["golden path broken", "golden path is fail", lost, "next: vitals health"]);
    assert!(!run.out.contains(", from "), "no line is known: {}", run.out);
}

/// Whatever the history knows: a run that passed, then commits, one of which breaks it.
#[test]
fn commits_since_the_last_run_that_passed_are_listed() {
    let settings = "[[check]]\nname = \"carts\"\nkind = \"command\"\ncommand = [\"python\", \"-c\", \"import shop.cart; print('1 ok')\"]\n\
                    evidence = { pattern = \"1 ok\" }\n";
    let repository = Repository::of_the_shop();
    repository.write("shop/cart.py", "from shop.canonical_imports import live_managers\n");
    repository.write("vitals.toml", settings);
    repository.commit_on(2, "A cart");
    let good = repository.answer(&["rev-parse", "--short=10", "HEAD"]);
    assert_eq!(repository.run(&["health", "--no-report"]).code, Some(0));
    let failed_before = |run: &Run| {
        assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    };
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    let changed = repository.run(&["triage"]);
    failed_before(&changed);
    let since = format!(") passed at {good}, and files that are not committed");
    says_in_order(
        &changed,
        &[
            "shop/cart.py:2 is not committed yet",
            "changed: nothing was committed since run 1 (health, ",
            &since,
        ],
    );
    for number in 3..=9 {
        repository.append("shop/__init__.py", "#\n");
        repository.commit_on(number, &format!("Change {number}"));
    }
    let committed = repository.run(&["triage"]);
    failed_before(&committed);
    let since = format!(" UTC) passed at {good}\n");
    says_in_order(
        &committed,
        &["7 commits since run 1 (health, ", &since, "Change 9", "Change 8", "Change 5", "and 2 before"],
    );
    let document = repository.run(&["triage", "--format", "json"]).document();
    let note = document["head"]["notes"].as_array().or(document["notes"].as_array()).expect("notes");
    let note = note.iter().find(|note| note["kind"] == "since").expect("a note of the commits since");
    assert_eq!((&note["count"], note["newest"].as_array().map(Vec::len)), (&7.into(), Some(5)), "{note}");
    // Every format has the line's commit and the commits since.
    for format in ["junit", "markdown", "html"] {
        let run = repository.run(&["triage", "--format", format]);
        assert!(run.says("7 commits since run 1") && run.says("Change 3"), "{format}: {}", run.out);
    }
}
