//! Four faults: one command leads from the failing check to a verified plan.

use super::{ends, of_git, plan_of, replace, seen_green, shop_with};
use crate::repository::Repository;
use crate::shop;
use crate::support::needs::needs;

/// A fault, and the check that finds it.
pub struct Drill {
    /// The check's name.
    pub check: &'static str,
    /// Its configuration.
    pub settings: &'static str,
    /// Breaks it.
    pub fault: fn(&Repository),
}

pub const EXPORT: Drill = Drill {
    check: "carts",
    settings: "[[check]]\nname = \"carts\"\nkind = \"command\"\n\
        command = [\"python\", \"-c\", \"import shop.cart; print('1 ok')\"]\nevidence = { pattern = \"1 ok\" }\n",
    fault: |repository| {
        replace(repository, "shop/canonical_imports.py", "live_managers = ", "_managers = ");
    },
};

pub const SLOW_LINE: Drill = Drill {
    check: "quick",
    settings: "[[check]]\nname = \"quick\"\nkind = \"import\"\nmodule = \"shop.canonical_imports\"\nlimit = \"900ms\"\n",
    fault: |repository| {
        let slow = "import asyncio\nimport time\n\ntime.sleep(1.5)\n";
        replace(repository, "shop/registry.py", "import asyncio\n", slow);
    },
};

pub const LEAK: Drill = Drill {
    check: "no leak",
    settings: "[[check]]\nname = \"no leak\"\nkind = \"growth\"\n\
        factory = \"shop.canonical_imports:create_websocket_manager\"\nsetup = \"from shop.context import UserContext\"\n\
        args = [\"UserContext(user_id=f'user-{i}')\", \"f'connection-{i}'\"]\n\
        cleanup = \"await made.close()\"\nobjects = 10\nrounds = 12\nlimit = \"5MB\"\n",
    fault: |repository| {
        let file = "shop/registry.py";
        let own = "        self._by_user = {}\n";
        replace(repository, file, own, &format!("{own}        self._seen = []\n"));
        let add = "    def add(self, manager: WebSocketManager):\n";
        replace(repository, file, add, &format!("{add}        self._seen.append(bytearray(100_000))\n"));
    },
};

pub const LOST_EVENT: Drill = Drill {
    check: "golden path",
    settings: r#"
[[check]]
name = "golden path"
kind = "websocket"
url = "ws://127.0.0.1:{port}/ws?token={token}"
login = { url = "http://127.0.0.1:{port}/login", body = '{"user": "{user}"}' }
users = 2
start = ["python", "server.py", "--port", "{port}"]
send = ['{"type": "chat", "text": "{secret}"}']
expect = ["agent_started", "agent_thinking", "tool_executing",
  { event = "tool_completed", matches = { "payload.status" = "ok" } }, "agent_completed"]
"#,
    fault: |repository| {
        let kept = "        if self.fault == \"missing\":\n            del";
        replace(repository, "server.py", kept, "        if True:\n            del");
    },
};

/// A good commit, two that change nothing, one that breaks it, one more; then the plan for that check.
fn planned(drill: &Drill) {
    let repository = &shop_with(drill.settings);
    seen_green(repository);
    let good = repository.answer(&["rev-parse", "HEAD"]);
    repository.append("shop/__init__.py", "# A note.\n");
    repository.commit_on(2, "A note");
    (drill.fault)(repository);
    repository.commit_on(3, "The fault");
    repository.append("shop/__init__.py", "# Another.\n");
    repository.commit_on(4, "Another note");
    let before = of_git(repository);
    let run = repository.run(&["rollback", "plan", "--for", drill.check, "--json"]);
    ends(&run, 0);
    assert_eq!(of_git(repository), before, "git's own files are as they were");
    let plan = plan_of(&run);
    assert_eq!(plan["outcome"], "verified", "{plan}");
    assert_eq!(plan["target"]["commit"]["commit"]["hash"], *good, "{plan}");
    assert_eq!(plan["commits"].as_array().map(Vec::len), Some(3), "{plan}");
    assert_eq!(plan["verdicts"][0]["check"], *drill.check, "{plan}");
    assert_eq!(plan["verdicts"][0]["answer"], "green", "{plan}");
    // What it proposes would change the repository: it is not followed here.
    let output =
        repository.vitals(&["rollback", "plan", "--for", drill.check]).output().expect("the program");
    let said = crate::program::Run::from(output);
    ends(&said, 0);
    let last = said.out.lines().last().unwrap_or_default();
    assert!(last.starts_with("next: vitals rollback apply ") && last.ends_with(" --yes"), "{}", said.out);
    assert_eq!(repository.answer(&["status", "--porcelain"]), "", "the checkout is clean");
}

#[test]
fn an_export_that_was_removed() {
    planned(&EXPORT);
}

#[test]
fn a_slow_line() {
    planned(&SLOW_LINE);
}

#[test]
fn a_leak() {
    planned(&LEAK);
}

#[test]
fn an_event_that_is_lost() {
    let python = needs!(shop::python());
    let repository = shop_with(LOST_EVENT.settings);
    let with_sockets = python.to_str().expect("a path");
    let run = |words: &[&str]| {
        let mut command = repository.plain(words);
        crate::program::Run::of(command.args(["--quiet", "--python", with_sockets]))
    };
    ends(&run(&["health", "--no-report"]), 0);
    (LOST_EVENT.fault)(&repository);
    repository.commit_on(2, "The fault");
    let planned = run(&["rollback", "plan", "--for", LOST_EVENT.check, "--json"]);
    ends(&planned, 0);
    let plan = plan_of(&planned);
    assert_eq!((&plan["outcome"], &plan["verdicts"][0]["critical"]), (&"verified".into(), &true.into()));
}
