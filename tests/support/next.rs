//! The commands that an output proposes, run as they are printed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::Value;

/// Commands that have been run, with their folders: one that many outputs propose is run once.
static KNOWN: LazyLock<Mutex<BTreeSet<(PathBuf, String)>>> = LazyLock::new(Mutex::default);

/// Usage, the tool's own fault, and what a shell says of no command: nothing that is proposed may come to these.
const WRONG: [i32; 4] = [64, 70, 126, 127];

/// Runs each `next:` of an output in the folder of the command that printed it, with the built program on the path.
pub fn follow(printed_by: &Command, output: &str) {
    if !output.contains("next") {
        return;
    }
    for proposed in proposed(output) {
        let folder = printed_by.get_current_dir().map_or_else(PathBuf::new, Path::to_owned);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.insert((folder, proposed.clone())) {
            continue;
        }
        drop(known);
        let done = as_pasted(printed_by, &proposed).output().expect("a shell");
        let errors = String::from_utf8_lossy(&done.stderr);
        let is_wrong = done.status.code().is_none_or(|code| WRONG.contains(&code));
        assert!(!is_wrong, "`{proposed}` ends with {}: {errors}\nproposed by: {output}", done.status);
    }
}

/// What a shell does with a command, as the user had it: folder and variables are those of the run before.
fn as_pasted(printed_by: &Command, proposed: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", proposed]);
    if let Some(folder) = printed_by.get_current_dir() {
        shell.current_dir(folder);
    }
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    for (name, value) in printed_by.get_envs() {
        match value {
            Some(value) if name == "PATH" => path = value.to_owned(),
            Some(value) => drop(shell.env(name, value)),
            None => drop(shell.env_remove(name)),
        }
    }
    let program = assert_cmd::cargo::cargo_bin!("vitals");
    let folders = program.parent().map(Path::to_owned).into_iter().chain(std::env::split_paths(&path));
    shell.env("PATH", std::env::join_paths(folders).expect("a path"));
    shell
}

/// Lines that begin with `next:`; in a document, the fields of that name.
fn proposed(output: &str) -> Vec<String> {
    if let Ok(document) = serde_json::from_str::<Value>(output) {
        let mut found = Vec::new();
        in_document(&document, &mut found);
        return found;
    }
    let lines = output.lines().filter_map(|line| line.trim().strip_prefix("next: "));
    lines.map(str::to_owned).filter(|line| line.starts_with("vitals ")).collect()
}

fn in_document(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                match inner {
                    Value::String(text) if name == "next" && text.starts_with("vitals ") => {
                        found.push(text.clone())
                    }
                    _ => in_document(inner, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| in_document(inner, found)),
        _ => {}
    }
}
