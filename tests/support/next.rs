//! The commands that an output proposes, run as they are printed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::Value;

/// Commands that have been run, with their folders: one that many outputs propose is run once.
static KNOWN: LazyLock<Mutex<BTreeSet<(PathBuf, String)>>> = LazyLock::new(Mutex::default);

/// Usage, the tool's own fault, and what a shell says of no command: nothing that is proposed may come to these.
const WRONG: [i32; 4] = [64, 70, 126, 127];

/// Commands that print what was kept.
const STORED: [&str; 3] = ["report", "history", "explain"];

/// Seconds that a command may take, with a target that hangs: what is wrong with the command itself is said before that.
const LONGEST: &str = "15";

/// Runs each `next:` and `reproduce:` of an output in the folder of the command that printed it, with the built program on the path.
pub fn follow(printed_by: &Command, output: &str) {
    // A stored document repeats what was proposed elsewhere, at its time.
    let is_stored = printed_by.get_args().any(|word| STORED.iter().any(|stored| word == *stored));
    // Where a test takes the path away, or runs the program by another one, nobody could paste a command.
    let is_plain = printed_by.get_program() == env!("CARGO_BIN_EXE_vitals")
        && printed_by.get_envs().all(|(name, _)| name != "PATH");
    let proposed = if is_stored || !is_plain { Vec::new() } else { proposed(output) };
    // A secret among the options of the target is left for a person to fill in.
    for proposed in proposed.into_iter().filter(|proposed| !proposed.contains("***")) {
        let folder = printed_by.get_current_dir().map_or_else(PathBuf::new, Path::to_owned);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.insert((folder, proposed.clone())) {
            continue;
        }
        drop(known);
        let (kept, reports) = (Kept::of(printed_by), Reports::of(printed_by));
        let done = as_pasted(printed_by, &proposed).output().expect("a shell");
        kept.put_back();
        reports.put_back();
        let errors = String::from_utf8_lossy(&done.stderr);
        // It gets little time here, which is no fault of the command.
        let is_cut_short = errors.contains("the budget was spent before");
        let is_wrong = !is_cut_short && done.status.code().is_some_and(|code| WRONG.contains(&code));
        assert!(!is_wrong, "`{proposed}` ends with {}: {errors}\nproposed by: {output}", done.status);
    }
}

/// The project's own folder of the program, as it was: what a test looks at is its own run, not the proposed one.
struct Kept {
    folder: PathBuf,
    /// None where there was no such folder.
    files: Option<Vec<(PathBuf, Vec<u8>)>>,
}

impl Kept {
    fn of(printed_by: &Command) -> Self {
        let folder = printed_by.get_current_dir().unwrap_or(Path::new(".")).join(".vitals");
        Self { files: files(&folder), folder }
    }

    fn put_back(self) {
        let now = files(&self.folder).unwrap_or_default();
        let before = self.files.as_deref().unwrap_or_default();
        for (path, _) in now.iter().filter(|(path, _)| !before.iter().any(|(kept, _)| kept == path)) {
            fs::remove_file(path).expect("removed");
        }
        for (path, bytes) in before.iter().filter(|kept| !now.contains(kept)) {
            fs::write(path, bytes).expect("written");
        }
        if self.files.is_none() {
            // It may not have been made.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// The reports, as they were.
struct Reports {
    folder: PathBuf,
    entries: BTreeSet<PathBuf>,
    /// What the link to the newest one leads to.
    latest: Option<PathBuf>,
}

impl Reports {
    fn of(printed_by: &Command) -> Self {
        let folder = printed_by.get_current_dir().unwrap_or(Path::new(".")).join("reports");
        Self { entries: entries(&folder), latest: fs::read_link(folder.join("latest")).ok(), folder }
    }

    fn put_back(self) {
        for path in entries(&self.folder).difference(&self.entries) {
            // The one is a link, the others are folders.
            fs::remove_file(path).or_else(|_| fs::remove_dir_all(path)).expect("removed");
        }
        let link = self.folder.join("latest");
        if let Some(latest) = self.latest.filter(|latest| fs::read_link(&link).ok().as_ref() != Some(latest))
        {
            fs::remove_file(&link).expect("removed");
            std::os::unix::fs::symlink(latest, &link).expect("linked");
        }
        if self.entries.is_empty() {
            // It may not have been made.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

fn entries(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.path()).collect()
}

/// The files in a folder, with their bytes; folders in it left out.
fn files(folder: &Path) -> Option<Vec<(PathBuf, Vec<u8>)>> {
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    Some(
        entries
            .filter(|path| path.is_file())
            .filter_map(|path| Some((path.clone(), fs::read(path).ok()?)))
            .collect(),
    )
}

/// What a shell does with a command, as the user had it: folder and variables are those of the run before.
fn as_pasted(printed_by: &Command, proposed: &str) -> Command {
    let mut shell = Command::new("timeout");
    shell.args(["--signal=INT", "--kill-after=20", LONGEST, "sh", "-c", proposed]);
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

/// What reproduces a failure measures it again: that it can be asked is seen soon.
const SHORT: &str = " --budget 1s";

/// Lines that begin with `next:` or `reproduce:`; in a document, the fields of the first name.
fn proposed(output: &str) -> Vec<String> {
    if let Ok(document) = serde_json::from_str::<Value>(output) {
        let mut found = Vec::new();
        in_document(&document, &mut found);
        return found;
    }
    let of = |line: &str| {
        let reproduced = || line.strip_prefix("reproduce: ").map(|command| format!("{command}{SHORT}"));
        line.strip_prefix("next: ").map(str::to_owned).or_else(reproduced)
    };
    output.lines().filter_map(|line| of(line.trim())).filter(|line| line.starts_with("vitals ")).collect()
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
