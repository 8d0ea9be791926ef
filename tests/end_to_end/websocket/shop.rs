//! The shop's own server, whole and with each of its faults.

use std::fs;

use super::{Spoken, spoken};
use crate::program::a_python;
use crate::shop::{self, CHAT, Shop};
use crate::support::needs::needs;

fn spoken_with(shop: &Shop, more: &str) -> Spoken {
    spoken(&format!("{}\n{more}", shop.keys))
}

#[test]
fn two_users_and_fifty_hear_everything_and_nothing_of_each_other() {
    let shop = Shop::open(needs!(shop::python()), &[]);
    for users in [1, 2, 50] {
        let spoken = spoken_with(&shop, &format!("users = {users}\nwithin = \"60s\""));
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
    let python = needs!(shop::python());
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
        let mut shop = Shop::open(python, &["--fault", fault, "--delay", delay]);
        if more.contains("expect") {
            shop.keys = shop.keys.replace(CHAT, "send = ['{\"type\": \"chat\", \"text\": \"{secret}\"}']");
        }
        spoken_with(&shop, &format!("users = 2\n{more}")).expect("fail", kind, words);
    }
}

#[test]
fn a_leak_shows_with_several_users_and_names_them() {
    let shop = Shop::open(needs!(shop::python()), &["--fault", "leak"]);
    spoken_with(&shop, "users = 1\nwithin = \"60s\"").expect("pass", "none", "");
    let spoken = spoken_with(&shop, "users = 3\nwithin = \"60s\"");
    spoken.expect("fail", "leaked", "user isolation is broken");
    let user = &spoken.users()[0];
    let leak = &user["failures"][0];
    assert_eq!(leak["event"], "tool_executing");
    let others: Vec<_> = spoken.users()[1..].iter().map(|user| &user["name"]).collect();
    assert!(others.contains(&&leak["whose"]), "{leak:#}");
}

#[test]
fn who_cannot_log_in_says_nothing_about_the_events() {
    let shop = Shop::open(needs!(shop::python()), &[]);
    let refused = spoken(&shop.keys.replace("\"user\":", "\"name\":"));
    refused.expect("error", "login_refused", "login refused with status 401");
    let tokenless = spoken(&shop.keys.replace("' }", "', token = \"session.id\" }"));
    tokenless.expect("error", "login_failed", "has no token at `session.id`");
    let without = spoken(&shop.keys.replace("?token={token}", ""));
    without.expect("error", "handshake_refused", "handshake refused with status 401");
}

#[test]
fn health_has_the_conversation_and_the_audit_proves_that_it_can_fail() {
    let python = needs!(shop::python());
    let folder = tempfile::tempdir().expect("a folder");
    let server = shop::folder().join("server.py");
    let text = format!(
        "[[check]]\nname = \"golden path\"\nkind = \"websocket\"\nurl = \"ws://127.0.0.1:{{port}}/ws?token={{token}}\"\n\
         login = {{ url = \"http://127.0.0.1:{{port}}/login\", body = '{{\"user\": \"{{user}}\"}}' }}\nusers = 2\n\
         start = [{python:?}, {server:?}, \"--port\", \"{{port}}\"]\n{CHAT}\n"
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
