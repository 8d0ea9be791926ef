//! Servers that the check starts itself: ready, dead, late, and always gone in the end.

use std::net::TcpListener;
use std::process::Stdio;

use rustix::process::Signal;

use super::{command, spoken};
use crate::processes::{marked, signal, until};
use crate::program::{Run, a_python};
use crate::shop::{self, CHAT};
use crate::support::needs::needs;

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}

fn started(port: u16, script: &str, more: &str) -> String {
    let python = a_python().display();
    format!(
        "url = \"ws://127.0.0.1:{port}/\"\nexpect = [\"a\"]\nstart = [\"{python}\", \"-c\", '''{script}''']\n{more}"
    )
}

#[test]
fn the_shop_is_started_and_ended() {
    let python = needs!(shop::python());
    let port = free_port();
    let mark = format!("VITALS_TEST_MARK=shop-{}", std::process::id());
    let keys = format!(
        "url = \"ws://127.0.0.1:{port}/ws?token={{token}}\"\n\
         login = {{ url = \"http://127.0.0.1:{port}/login\", body = '{{\"user\": \"{{user}}\"}}' }}\n{CHAT}\
         start = [\"{}\", \"server.py\", \"--port\", \"{port}\"]\n\
         ready = \"http://127.0.0.1:{port}/health\"\nusers = 2\nwithin = \"60s\"\n[target]\nroot = \"{}\"\n\
         env = {{ VITALS_TEST_MARK = \"{}\" }}",
        python.display(),
        shop::folder().display(),
        mark.split_once('=').expect("an assignment").1
    );
    let spoken = spoken(&keys);
    spoken.expect("pass", "none", "the server was ready after");
    assert_eq!(marked(&mark), [0; 0], "the server is gone");
}

#[test]
fn a_server_that_never_answers_is_reported_with_its_output() {
    let dies = "import sys; print('no database', file=sys.stderr); sys.exit(3)";
    let spoken_of = spoken(&started(free_port(), dies, ""));
    spoken_of.expect("error", "", "\"trouble\":{\"kind\":\"ended\"}");
    assert_eq!(spoken_of.report["outcome"]["server"]["ended_early"]["status"], 3);
    assert_eq!(spoken_of.report["verdict"]["reasons"][1]["ending"]["status"], 3);
    assert_eq!(spoken_of.report["outcome"]["server"]["output"][0], "no database");
    let sleeps = "import time; time.sleep(600)";
    let late = spoken(&started(free_port(), sleeps, "ready_within = \"1s\""));
    late.expect("error", "", "did not answer at 127.0.0.1:");
    let missing = spoken("url = \"ws://127.0.0.1:1/\"\nstart = [\"no-such-program\"]");
    missing.expect("error", "", "`no-such-program` cannot be started");
}

#[test]
fn another_server_at_its_place_is_not_taken_for_it() {
    let other = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = other.local_addr().expect("bound").port();
    spoken(&started(port, "pass", "")).expect("error", "", "\"kind\":\"already_answered\"");
}

/// A server that ignores SIGTERM and has a child of its own, in a session of its own too.
const STUBBORN: &str = "import signal, socket, subprocess, sys, time\n\
    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n\
    subprocess.Popen([sys.executable, \"-c\", \"import time; time.sleep(600)\"], start_new_session=SESSION)\n\
    server = socket.create_server((\"127.0.0.1\", PORT))\n\
    time.sleep(600)\n";

#[test]
fn nothing_of_it_is_left_whatever_ends_the_run() {
    for (number, ending) in [None, Some(Signal::INT), Some(Signal::KILL)].into_iter().enumerate() {
        let mark = format!("VITALS_TEST_MARK=server-{}-{number}", std::process::id());
        let (name, value) = mark.split_once('=').expect("an assignment");
        let port = free_port();
        // The guardian of a killed run knows groups; what leaves its group is for the run itself to find.
        let session = if ending == Some(Signal::KILL) { "False" } else { "True" };
        let script = STUBBORN.replace("PORT", &port.to_string()).replace("SESSION", session);
        let within = if ending.is_some() { "within = \"1h\"" } else { "within = \"1s\"" };
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = command(folder.path(), &started(port, &script, within));
        let child = command.env(name, value).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.expect("the built program starts");
        if let Some(ending) = ending {
            // The tool, its guardian, the server and the server's child.
            until("the server is there", || marked(&mark).len() >= 4);
            signal(&child, ending);
        }
        let run = Run::from(child.wait_with_output().expect("it ends"));
        match ending {
            None => assert_eq!(run.code, Some(1), "{}{}", run.out, run.err),
            Some(Signal::INT) => assert_eq!(run.code, Some(130), "{}", run.err),
            _ => until("the guardian has ended it", || marked(&mark).is_empty()),
        }
        assert_eq!(marked(&mark), [0; 0], "{ending:?}");
    }
}
