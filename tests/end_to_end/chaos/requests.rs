//! Requests, to this machine.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use serde_json::{Value, json};

use super::laboratory::{Laboratory, tolerating};

/// Answers each request with this, and gives back what was asked in the body.
fn server(head: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for mut connection in listener.incoming().map_while(Result::ok) {
            let mut asked = vec![0; 4096];
            let Ok(length) = connection.read(&mut asked) else { continue };
            let first =
                String::from_utf8_lossy(&asked[..length]).lines().next().unwrap_or_default().to_owned();
            let body = json!({"asked": first}).to_string();
            let length = body.len();
            let answer = format!("{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    address
}

fn asking(url: &str, tolerance: Value) -> Value {
    let probe = json!({
        "type": "probe",
        "name": "ask",
        "provider": {"type": "http", "url": url, "timeout": 5, "arguments": {"a": "b c"}},
    });
    json!({
        "title": "x",
        "description": "y",
        "steady-state-hypothesis": {"title": "z", "probes": [tolerating(probe, tolerance)]},
        "method": [],
    })
}

#[test]
fn an_answer_is_held_against_its_tolerance() {
    let laboratory = Laboratory::new();
    let own = server("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n");
    let url = format!("http://{own}/x");
    for (tolerance, code) in [
        (json!(200), 0),
        (json!([200, 204]), 0),
        (json!(503), 1),
        (json!({"type": "regex", "pattern": r"GET /x\?a=b(\+|%20)c HTTP", "target": "body"}), 0),
        (json!({"type": "regex", "pattern": "POST", "target": "body"}), 1),
    ] {
        let (run, journal) = laboratory.run(&asking(&url, tolerance.clone()), &[]);
        assert_eq!(run.code, Some(code), "{tolerance}: {}{}", run.out, run.err);
        let journal = journal.expect("a journal");
        let output = &journal["steady_states"]["before"]["probes"][0]["output"];
        assert_eq!(output["status"], 200, "{journal}");
    }
}

#[test]
fn json_is_read_and_a_redirect_is_an_answer() {
    let laboratory = Laboratory::new();
    let own =
        server("HTTP/1.1 302 Found\r\nContent-Type: application/json\r\nLocation: http://example.org/\r\n");
    let mut asked = asking(&format!("http://{own}/"), json!(302));
    asked["steady-state-hypothesis"]["probes"][0]["provider"]["method"] = json!("POST");
    let (run, journal) = laboratory.run(&asked, &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let journal = journal.expect("a journal");
    let body = &journal["steady_states"]["after"]["probes"][0]["output"]["body"];
    assert_eq!(body["asked"], "POST / HTTP/1.1");
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for_without_end() {
    let laboratory = Laboratory::new();
    // Connections are taken by the kernel, and nobody ever answers on them.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut asked = asking(&format!("http://{}/", silent.local_addr().expect("an address")), json!(200));
    asked["steady-state-hypothesis"]["probes"][0]["provider"]["timeout"] = json!(0.2);
    let (run, journal) = laboratory.run(&asked, &[]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert_eq!(journal.expect("a journal")["status"], "failed");
}
