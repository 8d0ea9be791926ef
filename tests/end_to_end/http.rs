//! `kind = "http"` and `{port}`: a request to a server that the check starts on a free port.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::processes::marked;
use crate::program::{Run, a_python, vitals};

/// Answers a login with a token, what bears it with orders, and everything else with what it is asked for.
const SERVER: &str = r#"
import http.server, json, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/login":
            return self.answer(200, json.dumps({"access_token": "token-of-" + asked["user"]}).encode())
        self.answer(201, json.dumps({"made": asked}).encode())

    def do_GET(self):
        if self.path == "/orders":
            if not self.headers.get("Authorization", "").startswith("Bearer token-of-vitals"):
                return self.answer(401, b"who are you")
            return self.answer(200, json.dumps({"orders": [{"state": "open"}], "n": 1}).encode())
        self.answer(200 if self.path == "/" else 404, b"hello there")

    def log_message(self, *rest):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"#;

const START: &str =
    "start = [\"python\", \"server.py\", \"{port}\"]\nwithin = \"60s\"\nready_within = \"60s\"\n";
const LOGIN: &str = "login = { url = \"http://127.0.0.1:{port}/login\", body = '{\"user\": \"{user}\"}' }\n\
    headers = { Authorization = \"Bearer {token}\" }\n";

fn project(checks: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("server.py"), SERVER).expect("written");
    let check =
        |(name, keys): &(&str, &str)| format!("[[check]]\nname = \"{name}\"\nkind = \"http\"\n{keys}\n");
    let text: String = checks.iter().map(check).collect();
    fs::write(folder.path().join("vitals.toml"), text).expect("written");
    folder
}

fn health(folder: &Path, more: &[&str]) -> Run {
    let options = ["health", "--quiet", "--no-report", "--no-history", "--python"];
    Run::of(vitals().current_dir(folder).args(options).arg(a_python()).args(more))
}

/// The one check of a project with these keys.
fn asked(keys: &str) -> Value {
    let folder = project(&[("service", keys)]);
    health(folder.path(), &["--format", "json"]).document()["checks"][0].clone()
}

#[test]
fn an_answer_that_is_right_passes_with_its_latency() {
    let keys = format!(
        "url = \"http://127.0.0.1:{{port}}/orders\"\n{LOGIN}{START}status = 200\npattern = \"open\"\n\
         json = {{ \"orders.0.state\" = \"open\", n = 1 }}\nlimit = \"50s\""
    );
    let check = asked(&keys);
    assert_eq!(check["verdict"]["status"], "pass", "{check:#}");
    let exchange = &check["exchange"];
    assert!(exchange["answered_in"].is_u64() && exchange["login_in"].is_u64(), "{exchange:#}");
    assert_eq!((&exchange["status"], &exchange["method"]), (&200.into(), &"GET".into()));
    let made = asked(&format!(
        "url = \"http://127.0.0.1:{{port}}/x\"\nbody = '{{\"a\": 1}}'\nstatus = [200, 201]\njson = {{ \"made.a\" = 1 }}\n{START}"
    ));
    assert_eq!(
        (&made["verdict"]["status"], &made["exchange"]["method"]),
        (&"pass".into(), &"POST".into()),
        "{made:#}"
    );
}

#[test]
fn an_answer_that_is_not_right_says_what_is_wrong() {
    for (path, keys, status, words) in [
        ("nothing", "", "fail", "status 404, expected 200 to 299; it begins: hello there"),
        ("", "status = [201, 204]", "fail", "status 200, expected 201 or 204"),
        ("", "pattern = \"bye\"", "fail", "does not match `bye`; it begins: hello there"),
        ("", "json = { a = 1 }", "fail", "the answer is not JSON"),
        ("orders", "", "fail", "status 401, expected 200 to 299; it begins: who are you"),
        ("", "limit = \"1ns\"", "fail", "over the limit of 1 ns"),
        (
            "",
            "login = { url = \"http://127.0.0.1:{port}/login\", method = \"GET\" }",
            "error",
            "login refused with status 404",
        ),
    ] {
        let check = asked(&format!("url = \"http://127.0.0.1:{{port}}/{path}\"\n{keys}\n{START}"));
        let verdict = &check["verdict"];
        assert_eq!(verdict["status"], status, "{path} {keys}: {verdict:#}");
        let reason = verdict["reasons"][0]["text"].as_str().unwrap_or_default();
        assert!(reason.contains(words), "{path} {keys}: {reason}");
    }
    let open = format!("url = \"http://127.0.0.1:{{port}}/orders\"\n{LOGIN}{START}");
    for (json, words) in [
        (
            "\"orders.0.state\" = \"closed\"",
            "`orders.0.state` of the answer is \"open\", expected \"closed\"",
        ),
        ("\"orders.1\" = 1", "the answer has no `orders.1`, expected 1"),
    ] {
        let check = asked(&format!("{open}json = {{ {json} }}"));
        let reason = check["verdict"]["reasons"][0]["text"].as_str().unwrap_or_default();
        assert!(check["verdict"]["status"] == "fail" && reason.contains(words), "{check:#}");
    }
}

#[test]
fn a_server_that_is_none_is_an_error_with_its_last_words() {
    let url = "url = \"http://127.0.0.1:{port}/\"\n";
    let folder = project(&[(
        "dies",
        &format!("{url}start = [\"python\", \"-c\", \"import sys; sys.exit('no database')\", \"{{port}}\"]"),
    )]);
    let died = health(folder.path(), &[]);
    assert!(died.says("the server ended before it answered") && died.says("no database"), "{}", died.out);
    // Listens elsewhere than it is asked to.
    let elsewhere = "import socket, time; s = socket.create_server(('127.0.0.1', 0)); time.sleep(600)";
    let folder = project(&[(
        "elsewhere",
        &format!("{url}start = [\"python\", \"-c\", \"{elsewhere}\", \"{{port}}\"]\nready_within = \"1s\""),
    )]);
    let late = health(folder.path(), &[]);
    assert!(late.says("did not answer at 127.0.0.1:"), "{}", late.out);
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("bound").port();
    let there = asked(&format!(
        "url = \"http://127.0.0.1:{port}/\"\nstart = [\"python\", \"server.py\", \"{port}\"]"
    ));
    assert!(there["verdict"].to_string().contains("already_answered"), "{there:#}");
    let nobody = asked("url = \"http://127.0.0.1:1/\"");
    assert_eq!(nobody["verdict"]["status"], "error", "{nobody:#}");
}

#[test]
fn two_servers_stand_side_by_side_on_ports_of_their_own_alone() {
    let drawn = format!("url = \"http://127.0.0.1:{{port}}/\"\n{START}");
    let mark = format!("VITALS_TEST_MARK=http-{}", std::process::id());
    let folder = project(&[("one", &drawn), ("other", &drawn)]);
    let both = health(folder.path(), &["--env", &mark, "--format", "json"]);
    let document = both.document();
    for check in document["checks"].as_array().expect("checks") {
        assert_eq!(check["verdict"]["status"], "pass", "{check:#}");
    }
    assert_eq!(marked(&mark), [0; 0], "the servers are gone");
    let fixed = "url = \"http://127.0.0.1:4567/\"\nstart = [\"python\", \"server.py\", \"4567\"]";
    let folder = project(&[("one", fixed), ("other", fixed)]);
    for command in ["health", "triage", "nightly"] {
        let refused = Run::of(vitals().current_dir(folder.path()).arg(command));
        assert_eq!((refused.code, refused.out.as_str()), (Some(64), ""), "{command}: {}", refused.err);
        assert!(
            refused.says("each start a server on port 4567") && refused.says("{port}"),
            "{}",
            refused.err
        );
    }
    let one = health(folder.path(), &["--only", "one"]);
    assert_ne!(one.code, Some(64), "{}", one.err);
}

#[test]
fn the_audit_asks_a_server_that_never_answers() {
    let folder = project(&[("service", &format!("url = \"http://127.0.0.1:{{port}}/\"\n{START}"))]);
    let command = ["audit", "--quiet", "--format", "json", "--python"];
    let audited = Run::of(vitals().current_dir(folder.path()).args(command).arg(a_python()));
    let text = audited.document()["checks"][0].to_string();
    assert!(text.contains("silent_server"), "{text}");
    assert_eq!(audited.code, Some(0), "{}", audited.out);
}
