//! The shop's own server, whole and with each of its faults.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use super::{CHAT, Spoken, spoken};
use crate::program::a_python;

/// A Python with `websockets`, made once and kept below `target/`; None where it cannot be made here.
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let version = a_python().display().to_string().replace('/', "-");
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("websockets{version}"));
    if !kept.join("bin/python").exists()
        && let Err(reason) = made(&kept)
    {
        // Not through `eprintln!`, which a passing test's capture would swallow.
        let _ = writeln!(std::io::stderr(), "skipped, no Python with `websockets`: {reason}");
        return None;
    }
    Some(kept.join("bin/python"))
});

/// Made beside its place and moved there, so that it is there whole or not at all.
fn made(kept: &Path) -> Result<(), String> {
    let fresh = kept.with_extension(std::process::id().to_string());
    let last = |command: &mut Command| match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            Err(said.lines().last().unwrap_or("it failed without a word").to_owned())
        }
        Err(error) => Err(error.to_string()),
    };
    let done = last(Command::new(a_python()).args(["-m", "venv"]).arg(&fresh)).and_then(|()| {
        let arguments =
            ["-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1", "websockets>=13"];
        last(Command::new(fresh.join("bin/python")).args(arguments))
    });
    let done = done.and_then(|()| fs::rename(&fresh, kept).map_err(|error| error.to_string()));
    let _ = fs::remove_dir_all(&fresh);
    // Another run of the suite may have been faster.
    if kept.join("bin/python").exists() { Ok(()) } else { done }
}

/// The Python of the shop's server, for a check that starts it.
pub fn python() -> Option<&'static Path> {
    PYTHON.as_deref()
}

/// `examples/shop`.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop")
}

/// A running server.
pub struct Shop {
    server: Child,
    /// Of a check that speaks with it.
    pub keys: String,
}

impl Shop {
    pub fn open(arguments: &[&str]) -> Option<Self> {
        let mut server = Command::new(python()?)
            .current_dir(folder())
            .args(["server.py", "--port", "0", "--login-port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a Python");
        let mut reported = String::new();
        BufReader::new(server.stdout.take().expect("piped")).read_line(&mut reported).expect("it says where");
        let [_, socket, login] = reported.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{reported}")
        };
        let login = format!("login = {{ url = \"{login}\", body = '{{\"user\": \"{{user}}\"}}' }}");
        let keys = format!("url = \"{socket}?token={{token}}\"\n{login}\n{CHAT}");
        Some(Self { server, keys })
    }

    fn spoken(&self, more: &str) -> Spoken {
        spoken(&format!("{}\n{more}", self.keys))
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn two_users_and_fifty_hear_everything_and_nothing_of_each_other() {
    let Some(shop) = Shop::open(&[]) else { return };
    for users in [1, 2, 50] {
        let spoken = shop.spoken(&format!("users = {users}\nwithin = \"60s\""));
        spoken.expect("pass", "none", "all 5 expected events came");
        assert_eq!(spoken.users().len(), users);
        for user in spoken.users() {
            let names: Vec<_> =
                user["timeline"].as_array().expect("events").iter().map(|event| &event["name"]).collect();
            assert_eq!(
                names,
                ["agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed"]
            );
            let expected = user["expected"].as_array().expect("events");
            assert!(
                expected.len() == 5 && expected.iter().all(|event| event["latency"].is_u64()),
                "{user:#}"
            );
            assert!(user["login_in"].is_u64() && user["connected_in"].is_u64() && user["sent_at"].is_u64());
            assert_eq!(user["own_secret_seen"], 3, "thinking, the tool and the answer repeat it");
        }
    }
}

#[test]
fn each_fault_fails_for_its_own_reason() {
    let late = "\nexpect = [\"agent_started\", { event = \"agent_completed\", within = \"500ms\" }]\nwithin = \"60s\"";
    for (fault, more, kind, words) in [
        (
            "missing",
            "within = \"3s\"",
            "missing",
            "`tool_completed` did not come; in its place came `agent_completed`",
        ),
        ("out-of-order", "within = \"3s\"", "out_of_order", "`tool_completed` came before `tool_executing`"),
        ("late", late, "late", "`agent_completed` came late"),
        (
            "drop",
            "within = \"60s\"",
            "closed_early",
            "code 1011 (the agent crashed) while `tool_executing` was due",
        ),
        ("silent", "within = \"2s\"", "silent", "no message came within"),
        ("garbage", "within = \"60s\"", "not_json", "a message is not JSON: <html>502 Bad Gateway</html>"),
        ("huge", "within = \"60s\"", "too_large", "`max_message`"),
        (
            "slow-accept",
            "within = \"2s\"",
            "handshake_silent",
            "its handshake was not answered within 2.00 s",
        ),
    ] {
        let delay = if fault == "late" { "1" } else { "600" };
        let Some(mut shop) = Shop::open(&["--fault", fault, "--delay", delay]) else { return };
        if more.contains("expect") {
            shop.keys = shop.keys.replace(CHAT, "send = ['{\"type\": \"chat\", \"text\": \"{secret}\"}']");
        }
        shop.spoken(&format!("users = 2\n{more}")).expect("fail", kind, words);
    }
}

#[test]
fn a_leak_shows_with_several_users_and_names_them() {
    let Some(shop) = Shop::open(&["--fault", "leak"]) else { return };
    shop.spoken("users = 1\nwithin = \"60s\"").expect("pass", "none", "");
    let spoken = shop.spoken("users = 3\nwithin = \"60s\"");
    spoken.expect("fail", "leaked", "user isolation is broken");
    let user = &spoken.users()[0];
    let leak = &user["failures"][0];
    assert_eq!(leak["event"], "tool_executing");
    let others: Vec<_> = spoken.users()[1..].iter().map(|user| &user["name"]).collect();
    assert!(others.contains(&&leak["whose"]), "{leak:#}");
}

#[test]
fn who_cannot_log_in_says_nothing_about_the_events() {
    let Some(shop) = Shop::open(&[]) else { return };
    let refused = spoken(&shop.keys.replace("\"user\":", "\"name\":"));
    refused.expect("error", "login_refused", "login refused with status 401");
    let tokenless = spoken(&shop.keys.replace("' }", "', token = \"session.id\" }"));
    tokenless.expect("error", "login_failed", "has no token at `session.id`");
    let without = spoken(&shop.keys.replace("?token={token}", ""));
    without.expect("error", "handshake_refused", "handshake refused with status 401");
}

#[test]
fn health_has_the_conversation_and_the_audit_proves_that_it_can_fail() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let server = self::folder().join("server.py");
    let free = || std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let [port, login] = [free(), free()].map(|free| free.local_addr().expect("bound").port());
    let text = format!(
        "[[check]]\nname = \"golden path\"\nkind = \"websocket\"\nurl = \"ws://127.0.0.1:{port}/ws?token={{token}}\"\n\
         login = {{ url = \"http://127.0.0.1:{login}/login\", body = '{{\"user\": \"{{user}}\"}}' }}\nusers = 2\n\
         start = [{python:?}, {server:?}, \"--port\", \"{port}\", \"--login-port\", \"{login}\"]\n{CHAT}\n"
    );
    fs::write(folder.path().join("vitals.toml"), text).expect("written");
    let run = |arguments: &[&str]| {
        let mut command = crate::program::vitals();
        command.current_dir(folder.path()).args(arguments).args(["--quiet", "--format", "json", "--python"]);
        crate::program::Run::of(command.arg(a_python()))
    };
    let health = run(&["health"]);
    assert_eq!(health.code, Some(0), "{}{}", health.out, health.err);
    let audit = run(&["audit"]);
    assert_eq!(
        (audit.code, &audit.document()["checks"][0]["proof"]),
        (Some(0), &"can_fail".into()),
        "{}",
        audit.out
    );
}
