//! The whole file.

use std::path::Path;

use super::entry::entry;
use super::sentence::{unread, why};
use super::value::{comment, list, path, quoted};
use crate::project::code::Protocol;
use crate::project::proposal::{Fate, Proposal, Template};

/// More of what could not be read is counted, not listed.
const MOST_UNREAD: usize = 10;

/// The text of a `vitals.toml`.
pub fn text(proposal: &Proposal) -> String {
    let parts = [
        head(proposal),
        target(proposal),
        probes(proposal),
        checks(proposal),
        proposal.templates.iter().map(template).collect(),
        left_over(proposal),
    ];
    let parts: Vec<String> =
        parts.iter().map(|part| part.trim_end().to_owned()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

fn head(proposal: &Proposal) -> String {
    let mut lines =
        "Vital signs of this project: `vitals check` measures the probes, `vitals health` runs everything.\n\
                     Written by `vitals init`; each comment says why the lines below it are here.\n"
            .to_owned();
    if !proposal.is_measurable() {
        lines.push_str("\nNothing here can be measured yet: see below, then name a module or a factory.\n");
    }
    comment(&lines)
}

fn target(proposal: &Proposal) -> String {
    let root = if proposal.root.as_os_str().is_empty() { Path::new(".") } else { &proposal.root };
    let mut text =
        format!("[target]\nroot = {}       # where the target runs; put on sys.path\n", path(root));
    text += &match &proposal.python {
        Some(python) => format!("python = {}\n", path(python)),
        None => "# python = \".venv\"       # a python, or an environment's folder; else VIRTUAL_ENV, .venv, python3\n".to_owned(),
    };
    if !proposal.variables.is_empty() {
        let pairs: Vec<String> =
            proposal.variables.iter().map(|one| format!("{} = {}", one.name, quoted(&one.value))).collect();
        text.extend(proposal.variables.iter().map(|one| comment(&why(&one.why))));
        text += &format!("env = {{ {} }}\n", pairs.join(", "));
    }
    text + &env_file(proposal)
}

fn env_file(proposal: &Proposal) -> String {
    let Some((file, fate)) = &proposal.env_file else { return String::new() };
    let key =
        format!("env_file = {}       # variables that the service has; those of `env` win\n", path(file));
    match fate {
        Fate::Dropped(reason) => comment(&format!("left out: {reason}")) + &comment(&key),
        _ => key,
    }
}

fn probes(proposal: &Proposal) -> String {
    let mut text = String::new();
    for (name, at) in &proposal.absent {
        text += &comment(&format!("{at} names `{name}`, which is in no file here\n"));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.extend(proposal.probes.iter().map(entry));
    if proposal.probes.is_empty() {
        text += &comment(
            "No file says what starts a service: no command, script, application or `if __name__ == \"__main__\"` was found.\n\
             Name the module that the service imports first, or a callable that makes what it works with:\n\n\
             [[probe.import]]\nmodule = \"package.module\"\nlimit = \"2s\"\n\n\
             [[probe.create]]\nfactory = \"package.module:callable\"       # may be async\nlimit = \"5s\"\n",
        );
    }
    if !proposal.more.is_empty() {
        text += &comment(&format!("Further modules that start something: {}", proposal.more.join(", ")));
    }
    text
}

fn checks(proposal: &Proposal) -> String {
    let checks: String = proposal.checks.iter().map(entry).collect();
    if checks.is_empty() {
        checks
    } else {
        format!("# What `vitals health` runs beside the probes.\n\n{checks}")
    }
}

fn template(template: &Template) -> String {
    let Template { protocol, path, at, start } = template;
    // A server that cannot be given a port has one of its own.
    let port = if start.iter().any(|word| word.contains("{port}")) { "{port}" } else { "8765" };
    let start = list(start.iter().map(String::as_str));
    let text = match protocol {
        Protocol::Get => {
            let (name, url) =
                (quoted(&format!("GET {path}")), quoted(&format!("http://127.0.0.1:{port}{path}")));
            format!(
                "{at}: it answers {path}. To ask it in each run (docs/reference/http.md), remove the `#`:\n\
                 [[check]]\nname = {name}\nkind = \"http\"\nurl = {url}\nstart = {start}\nstatus = 200\n"
            )
        }
        Protocol::Websocket => {
            let name = quoted(&format!("conversation {path}"));
            let url = quoted(&format!("ws://127.0.0.1:{port}{path}"));
            format!(
                "{at}: a WebSocket. Fill in what is said in a conversation (docs/reference/websocket.md), and remove the `#`:\n\
                 [[check]]\nname = {name}\nkind = \"websocket\"\nurl = {url}\nstart = {start}\n\
                 send = ['{{\"type\": \"chat\", \"text\": \"{{secret}}\"}}']\n\
                 expect = [\"started\", \"completed\"]       # the events' names, in order\n\
                 users = 2\n"
            )
        }
    };
    comment(&text) + "\n"
}

fn left_over(proposal: &Proposal) -> String {
    let mut text = String::new();
    for one in proposal.unread.iter().take(MOST_UNREAD) {
        text += &comment(&format!("could not be read: {}", unread(one)));
    }
    if proposal.unread.len() > MOST_UNREAD {
        text += &comment(&format!("and {} more could not be read", proposal.unread.len() - MOST_UNREAD));
    }
    let extent = proposal.extent;
    if !extent.is_whole() {
        let cut = if extent.is_cut { ", and not all folders were listed" } else { "" };
        text += &comment(&format!(
            "{} of {} Python files were read in the time that there is{cut}: name what is missing above",
            extent.read, extent.found
        ));
    }
    text
}
