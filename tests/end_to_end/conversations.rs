//! `vitals compare` has the configured conversations with the servers of both variants.

use std::process::Stdio;

use rustix::process::Signal;
use serde_json::Value;

use crate::browser::Browser;
use crate::page::sound;
use crate::processes::{marked, signal, until};
use crate::program::{Run, a_python};
use crate::repository::Repository;
use crate::support::needs::needs;

/// A WebSocket server of the standard library alone: it answers a message with events, each after a while.
const SERVER: &str = r#"
import base64, hashlib, json, os, socket, sys, threading, time
from waits import WAITS

def exactly(stream, count):
    taken = b""
    while len(taken) < count:
        more = stream.recv(count - len(taken))
        if not more:
            raise EOFError
        taken += more
    return taken

def frame(text):
    return bytes([0x81, len(text)]) + text

def talk(stream):
    asked = b""
    while b"\r\n\r\n" not in asked:
        asked += exactly(stream, 1)
    key = [line.split(b":", 1)[1].strip() for line in asked.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key:")]
    if not key:
        return stream.close()
    accept = base64.b64encode(hashlib.sha1(key[0] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    stream.sendall(b"HTTP/1.1 101 Hi\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    length = exactly(stream, 2)[1] & 127
    exactly(stream, 4 + length)
    if heard := os.environ.get("HEARD"):
        open(heard, "w").close()
    for event, wait in WAITS:
        time.sleep(wait)
        stream.sendall(frame(json.dumps({"type": event}).encode()))
    try:
        exactly(stream, 1)
    except (EOFError, OSError):
        pass

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    stream, _ = server.accept()
    threading.Thread(target=talk, args=(stream,), daemon=True).start()
"#;

pub const FAST: &str = "WAITS = [('started', 0.02), ('thinking', 0.02), ('completed', 0.02)]\n";
pub const SLOW: &str = "WAITS = [('started', 0.02), ('thinking', 0.3), ('completed', 0.02)]\n";
const BROKEN: &str = "raise RuntimeError('no database')\n";
const DEAF: &str = "import time\nprint('still loading', flush=True)\ntime.sleep(600)\n";
const ELSEWHERE: &str = "import sys\nsys.argv[1] = '0'\nWAITS = []\n";
const SILENT: &str = "WAITS = [('started', 0.02), ('thinking', 600)]\n";
/// It starts a process that outlives it, in a session of its own.
const FORKS: &str = "import subprocess, sys\n\
    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)\n\
    WAITS = [('started', 0.02), ('thinking', 0.02), ('completed', 0.02)]\n";

pub fn configuration(port: &str) -> String {
    format!(
        "[target]\npython = \"{}\"\n[[check]]\nname = \"talk\"\nkind = \"websocket\"\n\
         url = \"ws://127.0.0.1:{port}/\"\nsend = [\"hello\"]\nexpect = [\"started\", \"thinking\", \"completed\"]\n\
         within = \"60s\"\nready_within = \"60s\"\nstart = [\"python\", \"server.py\", \"{port}\"]\n",
        a_python().display()
    )
}

/// Three commits: as it should be, with a slow event, and with a server that does not start.
fn repository(port: &str) -> Repository {
    of_commits(&configuration(port), &[FAST, SLOW, BROKEN])
}

/// A commit for each of these, the first of them the oldest.
pub fn of_commits(configuration: &str, all: &[&str]) -> Repository {
    let repository = Repository::empty();
    repository.write("vitals.toml", configuration);
    repository.write("server.py", SERVER);
    for (number, waits) in all.iter().enumerate() {
        repository.write("waits.py", waits);
        repository.commit(&format!("Number {number}"));
    }
    repository
}

fn compare(repository: &Repository, more: &[&str]) -> Run {
    repository.run(&[&["compare"], more, &["--pairs", "4", "--no-report", "--no-history"]].concat())
}

fn names(list: &Value, place: &str) -> Vec<String> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one.pointer(place).and_then(Value::as_str).unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_commit_that_makes_an_event_slow_regresses_and_the_event_is_named() {
    let repository = repository("{port}");
    let mark = format!("VITALS_TEST_MARK=conversations-{}", std::process::id());
    let compared = compare(&repository, &["HEAD~2", "HEAD~1", "--env", &mark, "--format", "json"]);
    let document = compared.document();
    assert_eq!(compared.code, Some(1), "{}", compared.err);
    let talk = &document["operations"][0];
    assert_eq!((&talk["name"], &talk["verdict"]["status"]), (&"talk".into(), &"fail".into()));
    let all = ["whole conversation", "connect", "event started", "event thinking", "event completed"];
    assert_eq!(names(&talk["quantities"], "/name"), all);
    let regressed = names(&talk["verdict"]["reasons"], "/quantity/name");
    assert_eq!(regressed, ["whole conversation", "event thinking", "event completed"], "{talk:#}");
    assert_eq!(talk["measured"]["operations"][0]["pairs"].as_array().map(Vec::len), Some(4));
    assert_eq!(marked(&mark), [0; 0], "the servers are gone");
    let human = compare(&repository, &["HEAD~2", "HEAD~1"]);
    assert!(human.says("talk: event thinking") && human.says("more than the tolerated"), "{}", human.out);
    assert!(human.out.contains("reproduce: vitals compare HEAD~2 HEAD~1"), "{}", human.out);
}

#[test]
fn the_same_commit_twice_does_not_fail() {
    let repository = repository("{port}");
    // As many pairs as the verdict needs: four decide nothing where the machine is busy.
    let asked = ["compare", "HEAD~2", "HEAD~2", "--tolerance", "500%", "--format", "json"];
    let document = repository.run(&[&asked[..], &["--no-report", "--no-history"]].concat()).document();
    assert_eq!(document["operations"][0]["verdict"]["status"], "pass", "{document:#}");
}

#[test]
fn a_server_that_starts_in_one_variant_only_is_named_with_its_side() {
    let repository = repository("{port}");
    let compared = compare(&repository, &["HEAD~2", "HEAD"]);
    assert_eq!(compared.code, Some(1), "{}", compared.err);
    for words in [
        "HEAD: the conversation did not go as it should",
        "the server ended before it answered",
        "no database",
    ] {
        assert!(compared.says(words), "{words}: {}", compared.out);
    }
}

#[test]
fn a_comparison_of_conversations_is_a_page_with_a_row_for_each_operation() {
    let mut browser = needs!(Browser::start());
    let repository = repository("{port}");
    let run = repository.run(&["compare", "HEAD~2", "HEAD~1", "--pairs", "4", "--no-history"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let charts = sound(&mut browser, &repository.path().join("reports/latest/index.html"));
    assert_eq!(charts, ["po1-ratios"]);
    let drawn = browser.value("document.querySelector('#po1-ratios svg.wide').textContent");
    for words in [
        "whole conversation, sample 4: ",
        "connect: tolerated up to ",
        "event thinking",
        "ratio, mean of the faster",
    ] {
        assert!(drawn.as_str().is_some_and(|text| text.contains(words)), "{words}: {drawn}");
    }
    let first = browser.value("document.querySelector('.verdicts > .verdict').textContent");
    assert!(first.as_str().is_some_and(|text| text.contains("conversation talk")), "{first}");
}

#[test]
fn of_three_users_each_event_is_judged_for_all_of_them() {
    let users = format!("{}users = 3\n", configuration("{port}"));
    let repository = of_commits(&users, &[FAST, SLOW]);
    let compared = compare(&repository, &["HEAD~1", "HEAD", "--format", "json"]);
    let talk = &compared.document()["operations"][0];
    assert_eq!((&talk["users"], &talk["verdict"]["status"]), (&3.into(), &"fail".into()), "{}", compared.err);
    let regressed = names(&talk["verdict"]["reasons"], "/quantity/name");
    assert_eq!(regressed, ["whole conversation", "event thinking", "event completed"], "{talk:#}");
    let within = names(&talk["verdict"]["evidence"], "/quantity/name");
    assert!(within.contains(&"event started".to_owned()), "{within:?}");
}

#[test]
fn a_server_that_never_gets_ready_or_listens_elsewhere_is_named_with_what_it_wrote() {
    let soon = configuration("{port}").replace("ready_within = \"60s\"", "ready_within = \"4s\"");
    let repository = of_commits(&soon, &[FAST, DEAF, ELSEWHERE]);
    let mark = format!("VITALS_TEST_MARK=not-ready-{}", std::process::id());
    let compare = |candidate: &str| compare(&repository, &["HEAD~2", candidate, "--env", &mark]);
    let late = compare("HEAD~1");
    assert_eq!(late.code, Some(1), "{}", late.err);
    for words in ["HEAD~1: the conversation did not go", "did not answer at 127.0.0.1:", "still loading"] {
        assert!(late.says(words), "{words}: {}", late.out);
    }
    assert!(compare("HEAD").says("HEAD: the conversation did not go as it should"));
    assert_eq!(marked(&mark), [0; 0], "the servers are gone");
}

#[test]
fn what_answers_already_where_a_server_is_to_stand_is_nobody_to_speak_with() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("bound").port();
    let ready = format!("{}ready = \"127.0.0.1:{port}\"\n", configuration("{port}"));
    let compared = compare(&of_commits(&ready, &[FAST, SLOW]), &["HEAD~1", "HEAD"]);
    assert_eq!(compared.code, Some(1), "{}", compared.err);
    for side in ["HEAD~1", "HEAD"] {
        let named = format!("{side}: the conversation did not go as it should");
        assert!(compared.says(&named) && compared.says("answers already"), "{side}: {}", compared.out);
    }
}

#[test]
fn what_a_compared_server_leaves_running_is_ended_and_named() {
    let repository = of_commits(&configuration("{port}"), &[FORKS, FAST]);
    let mark = format!("VITALS_TEST_MARK=forks-{}", std::process::id());
    let arguments = ["HEAD~1", "HEAD", "--env", &mark, "--tolerance", "500%", "--format", "json"];
    let compared = compare(&repository, &arguments);
    let document = compared.document();
    // The base's server ends first: the other still runs, and the process is not its own.
    let left = |side: usize| document["operations"][0]["measured"]["servers"][side]["left_behind"].clone();
    assert!(left(0)[0].as_str().is_some_and(|command| command.contains("time.sleep(600)")), "{document:#}");
    assert_eq!(left(1), serde_json::json!([]), "{document:#}");
    assert_eq!(marked(&mark), [0; 0], "none of them outlives the run");
}

#[test]
fn ctrl_c_amid_a_conversation_leaves_no_server_and_no_tree() {
    let repository = of_commits(&configuration("{port}").replace("\"60s\"", "\"600s\""), &[FAST, SILENT]);
    let heard = repository.temporary().join("heard");
    let mark = format!("VITALS_TEST_MARK=conversation-{}", std::process::id());
    let heard_there = format!("HEARD={}", heard.display());
    let arguments =
        ["compare", "HEAD", "HEAD", "--env", &mark, "--env", &heard_there, "--no-report", "--no-history"];
    let mut command = repository.vitals(&arguments);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    until("a server is spoken with", || heard.exists());
    signal(&child, Signal::INT);
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(130), "{}{}", run.out, run.err);
    assert!(run.says("interrupted"), "{}", run.out);
    assert_eq!(marked(&mark), [0; 0], "no server outlives the run");
    std::fs::remove_file(&heard).expect("it was there");
    assert_eq!(repository.leftovers(), [""; 0], "no tree does");
}

#[test]
fn two_servers_at_one_port_are_refused() {
    let repository = repository("4567");
    let refused = compare(&repository, &["HEAD~2", "HEAD~1"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(64), ""), "{}", refused.err);
    assert!(refused.says("starts its server on port 4567") && refused.says("{port}"), "{}", refused.err);
    let nothing = compare(&repository, &["HEAD~2", "HEAD~1", "--only", "talks"]);
    assert!(nothing.code == Some(64) && nothing.says("there are: talk"), "{}", nothing.err);
}
