//! The four scenarios and a phase, on the example service: its real server, and a bare remote.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::place::{Place, STATE, short};
use crate::program::Run;
use crate::repository::Repository;
use crate::shop::{self, CHAT};
use crate::support::needs::needs;

/// The example service with these checks; `python` has what its server needs.
struct Service {
    place: Place,
    python: String,
}

impl Service {
    fn new(python: &Path, configuration: &str) -> Self {
        let repository = Repository::of_the_shop();
        for (name, value) in [("user.name", "A"), ("user.email", "a@example.org"), ("gc.auto", "0")] {
            repository.git(&["config", name, value]);
        }
        repository.write("server.py", fs::read(shop::folder().join("server.py")).expect("readable"));
        repository.write("vitals.toml", configuration);
        repository.write(".gitignore", ".vitals/\nreports/\n__pycache__/\n*.local\n");
        repository.commit("A service that works");
        let service =
            Self { place: Place { repository }, python: python.to_str().expect("a path").to_owned() };
        service.looked_at();
        service
    }

    fn run(&self, words: &[&str]) -> Run {
        let mut command = self.place.repository.plain(words);
        if ["respond", "health"].contains(&words[0]) {
            command.args(["--python", &self.python]);
        }
        Run::from(command.output().expect("the program"))
    }

    fn looked_at(&self) {
        let health = self.run(&["health", "--no-report"]);
        assert_eq!(health.code, Some(0), "{}{}", health.out, health.err);
    }

    /// A commit that is not at fault, the one that is, and another one that is not.
    fn broken(&self, file: &str, old: &str, new: &str) {
        let repository = &self.place.repository;
        repository.write("notes.md", "One.\n");
        repository.commit("Notes");
        let text = fs::read_to_string(repository.path().join(file)).expect("text");
        assert!(text.contains(old), "{file} has no {old:?}");
        repository.write(file, text.replacen(old, new, 1));
        repository.commit("Improve the service");
        repository.write("notes.md", "Two.\n");
        repository.commit("More notes");
    }

    #[track_caller]
    fn respond(&self, words: &[&str], code: i32) -> Run {
        let run = self.run(&[&["respond"], words].concat());
        assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
        assert_eq!(self.place.repository.leftovers(), [""; 0], "nothing is left behind");
        run
    }
}

/// A conversation with a server that is started for it.
fn conversation(name: &str, more: &str) -> String {
    format!(
        "[[check]]\nname = \"{name}\"\nkind = \"websocket\"\ncritical = true\n\
         url = \"ws://127.0.0.1:{{port}}/ws?token={{token}}\"\n\
         login = {{ url = \"http://127.0.0.1:{{port}}/login\", body = '{{\"user\": \"{{user}}\"}}' }}\n\
         start = [\"python\", \"server.py\", \"--port\", \"{{port}}\", \"--think\", \"0.05\"]\n{more}{CHAT}\n"
    )
}

const TARGET: &str = "[target]\nroot = \".\"\n";

#[test]
fn a_lost_event_is_rolled_back_and_pushed_within_its_clock() {
    let python = needs!(shop::python());
    let service = Service::new(python, &format!("{TARGET}{}", conversation("golden path", "")));
    let repository = &service.place.repository;
    let folder = tempfile::tempdir().expect("a folder");
    let remote = folder.path().join("remote.git").display().to_string();
    repository.git(&["init", "--quiet", "--bare", "--initial-branch=main", &remote]);
    repository.git(&["remote", "add", "origin", &remote]);
    let lost = "            (EventType.TOOL_COMPLETED, {\"tool\": \"stock\", \"status\": \"ok\"}),\n";
    service.broken("server.py", lost, "");
    repository.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
    let run = service.respond(&["golden-path", "--yes", "--publish"], 0);
    let steps = short(&service.place.steps());
    assert_eq!(steps, ["open done", "see done", "plan done", "apply done", "verify done", "publish done"]);
    let head = repository.answer(&["rev-parse", "HEAD"]);
    assert_eq!(repository.answer(&["--git-dir", &remote, "rev-parse", "main"]), head, "the remote has it");
    assert!(run.out.contains("golden-path: done and verified in"), "{}", run.out);
    assert!(run.out.contains("of 5 min 0 s") && !run.out.contains(" late"), "{}", run.out);
    // Each command stands there before what it came to.
    let place = |text: &str| run.out.find(text).unwrap_or_else(|| panic!("{text}: {}", run.out));
    assert!(place("vitals rollback plan --for 'golden path'") < place(", verified: the work of"));
    assert!(place("done in") < place("vitals rollback apply"));
    let records = service.place.records();
    let begun: Vec<&Value> = records.iter().filter(|it| it.0 == "begun").map(|it| &it.1).collect();
    let ended: Vec<&Value> = records.iter().filter(|it| it.0 == "ended").map(|it| &it.1).skip(1).collect();
    assert_eq!(begun.len(), ended.len(), "each begin has its end");
    for (begin, end) in begun.iter().zip(&ended) {
        assert_eq!((&begin["step"], &begin["command"]), (&end["step"], &end["command"]));
        assert_eq!(end["exit"], if begin["step"] == "see" { 3 } else { 0 }, "{end}");
    }
    let (name, over) = records.last().expect("a record");
    assert_eq!((name.as_str(), &over["outcome"]), ("over", &"done".into()));
}

#[test]
fn users_who_see_each_other_are_cut_off_from_the_running_server_first() {
    let python = needs!(shop::python());
    let respond = "[respond]\ncontain = [\"sh\", \"-c\", \"kill $(cat pid.local)\"]\n\
        contained = [\"sh\", \"-c\", \"! kill -0 $(cat pid.local) 2>/dev/null\"]\n";
    let isolation = conversation("user isolation", "class = \"security\"\nusers = 3\n");
    let service = Service::new(python, &format!("{TARGET}{isolation}{respond}"));
    service.broken(
        "server.py",
        "for reader in self.users if self.fault == \"leak\" else [user]:",
        "for reader in self.users:",
    );
    let path = service.place.repository.path().to_owned();
    let mut server = Command::new(python)
        .current_dir(&path)
        .args(["server.py", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a server");
    let mut reported = String::new();
    BufReader::new(server.stdout.take().expect("piped")).read_line(&mut reported).expect("it runs");
    fs::write(path.join("pid.local"), server.id().to_string()).expect("written");
    // Whoever started it takes in its end: without that it would be there for ever, as one that has ended.
    let waiter = std::thread::spawn(move || server.wait().expect("ended"));
    let run = service.respond(&["isolation-breach", "--yes"], 0);
    assert!(!waiter.join().expect("joined").success(), "the server was stopped");
    let steps = short(&service.place.steps());
    let all = ["open", "contain", "evidence", "see", "good", "plan", "apply", "verify"];
    assert_eq!(steps, all.map(|step| format!("{step} done")), "{}", run.out);
    assert!(run.out.contains("of 2 min 0 s"), "{}", run.out);
}

#[test]
fn imports_that_fail_in_a_circle_are_led_back_by_the_smallest_change() {
    let python = needs!(shop::python());
    let import = "[[check]]\nname = \"imports\"\nkind = \"import\"\nmodule = \"shop.canonical_imports\"\n\
        limit = \"20s\"\nsamples = 3\n";
    let service = Service::new(python, &format!("{TARGET}{import}"));
    service.broken("shop/events.py", "import json\n", "import json\n\nfrom shop.manager import HISTORY\n");
    let run = service.respond(&["import-cascade", "--yes"], 0);
    assert!(run.out.contains("--for imports --ladder"), "{}", run.out);
    let steps = short(&service.place.steps());
    assert_eq!(steps, ["open done", "see done", "plan done", "apply done", "verify done"]);
    let planned =
        service.place.records().into_iter().find(|(name, step)| name == "ended" && step["step"] == "plan");
    let planned = planned.expect("a plan").1;
    assert_eq!((&planned["known"]["partial"], &planned["known"]["commits"]), (&true.into(), &1.into()));
}

#[test]
fn what_became_slower_is_taken_back_alone_and_more_than_15_percent_is_said() {
    let python = needs!(shop::python());
    let import = "[[check]]\nname = \"import time\"\nkind = \"import\"\nmodule = \"shop.canonical_imports\"\n\
        limit = \"60s\"\nsamples = 3\n";
    let service = Service::new(
        python,
        &format!("{TARGET}{import}[[probe.import]]\nmodule = \"shop.canonical_imports\"\n"),
    );
    service.broken("shop/registry.py", "import asyncio\n", "import asyncio\nimport time\ntime.sleep(0.4)\n");
    let run = service.respond(&["performance", "--yes"], 0);
    let steps = short(&service.place.steps());
    let all = [
        "open done",
        "see not-seen",
        "good done",
        "compare done",
        "culprit done",
        "plan done",
        "apply done",
        "verify done",
        "compare-again done",
    ];
    assert_eq!(steps, all, "{}", run.out);
    assert!(run.out.contains("more than 15 % slower: the next level has to know"), "{}", run.out);
    assert!(run.out.contains("the work of 1 commits goes"), "{}", run.out);
    assert_eq!(fs::read_to_string(service.place.repository.path().join("notes.md")).expect("text"), "Two.\n");
    // What is no slower is no emergency.
    let again = service.respond(&["performance", "--yes"], 8);
    assert!(again.out.contains("no slower than at the good commit"), "{}", again.out);
}

#[test]
fn a_phase_is_taken_back_to_where_it_began() {
    let place = Place::good(STATE);
    let marked = place.run(&["phase", "start", "phase-1", "--no-measure"]);
    assert_eq!(marked.code, Some(0), "{}", marked.err);
    let good = place.tree("HEAD");
    let place = place.with_bad("state.txt", "bad\n");
    let run = place.respond(&["phase:phase-1", "--yes"], 0);
    assert!(
        run.out.contains("phase:phase-1: done and verified in") && run.out.contains("of 5 min 0 s"),
        "{}",
        run.out
    );
    assert_eq!(short(&place.steps()), ["open done", "plan done", "apply done", "verify done"]);
    assert_eq!(place.tree("HEAD"), good);
    let unknown = place.respond(&["phase:nothing", "--yes"], 3);
    assert!(unknown.out.contains("no phase of the name nothing was started"), "{}", unknown.out);
}
