//! `vitals compare` has the configured conversations with the servers of both variants.

use serde_json::Value;

use crate::processes::marked;
use crate::program::{Run, a_python};
use crate::repository::Repository;

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

const FAST: &str = "WAITS = [('started', 0.02), ('thinking', 0.02), ('completed', 0.02)]\n";
const SLOW: &str = "WAITS = [('started', 0.02), ('thinking', 0.3), ('completed', 0.02)]\n";
const BROKEN: &str = "raise RuntimeError('no database')\n";

fn configuration(port: &str) -> String {
    format!(
        "[target]\npython = \"{}\"\n[[check]]\nname = \"talk\"\nkind = \"websocket\"\n\
         url = \"ws://127.0.0.1:{port}/\"\nsend = [\"hello\"]\nexpect = [\"started\", \"thinking\", \"completed\"]\n\
         within = \"60s\"\nready_within = \"60s\"\nstart = [\"python\", \"server.py\", \"{port}\"]\n",
        a_python().display()
    )
}

/// Three commits: as it should be, with a slow event, and with a server that does not start.
fn repository(port: &str) -> Repository {
    let repository = Repository::empty();
    repository.write("vitals.toml", configuration(port));
    repository.write("server.py", SERVER);
    for (waits, message) in [(FAST, "Fast"), (SLOW, "Slow"), (BROKEN, "Broken")] {
        repository.write("waits.py", waits);
        repository.commit(message);
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
    let compared = compare(&repository, &["HEAD~2", "HEAD~2", "--tolerance", "500%", "--format", "json"]);
    let document = compared.document();
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
fn two_servers_at_one_port_are_refused() {
    let repository = repository("4567");
    let refused = compare(&repository, &["HEAD~2", "HEAD~1"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(64), ""), "{}", refused.err);
    assert!(refused.says("starts its server on port 4567") && refused.says("{port}"), "{}", refused.err);
    let nothing = compare(&repository, &["HEAD~2", "HEAD~1", "--only", "talks"]);
    assert!(nothing.code == Some(64) && nothing.says("there are: talk"), "{}", nothing.err);
}
