//! Every file compiles, by the target's own interpreter: one process a core, not one a file.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use super::context::CheckContext;
use super::outcome::CheckOutcome;
use super::suite::cut_short;
use crate::config::SyntaxSettings;
use crate::process::{self, Ending, Timeout};
use crate::untrusted::redact;
use crate::verdict::{Exception, Status, SyntaxReason, Verdict};
use crate::worker::LastOutput;

const SCRIPT: &str = include_str!("syntax.py");
/// Faults that are named.
const NAMED: usize = 10;
/// What is kept of a batch's answers.
const KEPT: usize = 16 << 20;
/// Folders that hold no source of the target's.
const SKIPPED: [&str; 8] =
    ["__pycache__", ".git", ".hg", "node_modules", ".venv", "venv", ".tox", "site-packages"];

/// One file, as `syntax.py` reports it.
#[derive(Debug, Deserialize)]
struct Answer {
    path: Option<String>,
    error: Option<Fault>,
    #[serde(default)]
    warnings: usize,
    counted: Option<usize>,
}

/// Why a file does not compile.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Fault {
    /// None where the whole file is meant.
    line: Option<u32>,
    type_name: String,
    message: String,
    source: String,
}

/// Compiles all files under the paths.
///
/// # Errors
/// Where the system refuses a process, or the scratch folder is full.
pub fn check_syntax(place: CheckContext<'_>, settings: &SyntaxSettings) -> io::Result<CheckOutcome> {
    let mut files = Vec::new();
    let whole = [PathBuf::from(".")];
    for path in if settings.paths.is_empty() { &whole } else { settings.paths.as_slice() } {
        let path = place.root.join(path);
        if let Err(error) = collect(&path, &mut files) {
            let path = path.display().to_string();
            let reason = SyntaxReason::Unreadable { path, error: error.to_string() };
            return Ok(CheckOutcome::of(Verdict::new(Status::Error, reason)));
        }
    }
    if files.is_empty() {
        return Ok(CheckOutcome::of(Verdict::new(Status::Vacuous, SyntaxReason::NoFiles)));
    }
    let batches = batches(files);
    let expected: usize = batches.iter().map(Vec::len).sum();
    let ended: Vec<io::Result<Batch>> = std::thread::scope(|scope| {
        let running: Vec<_> = batches.iter().map(|batch| scope.spawn(|| compile(place, batch))).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("a panic"))))
            .collect()
    });
    let mut answers = Vec::new();
    for batch in ended {
        match batch? {
            Batch::Answered(more) => answers.extend(more),
            Batch::Failed(outcome) => return Ok(*outcome),
        }
    }
    Ok(judge(place, expected, &answers))
}

/// Python files below a path, or the path itself; in order.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        let name = entry.file_name();
        let skipped = SKIPPED.iter().any(|skipped| name == OsStr::new(skipped))
            || entry.path().join("pyvenv.cfg").exists();
        if kind.is_dir() && !skipped {
            collect(&entry.path(), files)?;
        } else if !kind.is_dir() && entry.path().extension() == Some(OsStr::new("py")) {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// One batch a core, each with every n-th file: large ones stand together in a folder.
fn batches(files: Vec<PathBuf>) -> Vec<Vec<PathBuf>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    let mut batches: Vec<Vec<PathBuf>> = vec![Vec::new(); cores];
    for (number, file) in files.into_iter().enumerate() {
        batches[number % cores].push(file);
    }
    batches
}

enum Batch {
    Answered(Vec<Answer>),
    Failed(Box<CheckOutcome>),
}

fn compile(place: CheckContext<'_>, batch: &[PathBuf]) -> io::Result<Batch> {
    let list = place.scratch.place("files");
    let names: Vec<&[u8]> = batch.iter().map(|path| path.as_os_str().as_bytes()).collect();
    fs::write(&list, names.join(&0))?;
    let mut command = Command::new(&place.python.executable);
    // Isolated: nothing of the target runs, only its text is read.
    command.args(["-I", "-S", "-X", "utf8", "-c", SCRIPT]).arg(&list).current_dir(place.root);
    let timeout = Timeout::of(Duration::from_nanos(place.timeout.0));
    let ended = process::run_keeping(KEPT, command, None, timeout, place.interrupt)?;
    if let Some(verdict) = cut_short(&ended, place) {
        return Ok(Batch::Failed(Box::new(CheckOutcome::of(verdict))));
    }
    let text = ended.stdout.text();
    let answers: Vec<Answer> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let counted: usize = answers.iter().filter_map(|answer| answer.counted).sum();
    if counted == batch.len() {
        return Ok(Batch::Answered(answers));
    }
    let ending = Ending::from(ended.status);
    let reason = SyntaxReason::Stopped { ending, compiled: counted, files: batch.len() };
    let output = LastOutput::of(&ended.stdout, &ended.stderr);
    Ok(Batch::Failed(Box::new(CheckOutcome::of(Verdict::new(Status::Error, reason)).printing(output))))
}

fn judge(place: CheckContext<'_>, files: usize, answers: &[Answer]) -> CheckOutcome {
    let mut faults: Vec<(&str, &Fault)> =
        answers.iter().filter_map(|answer| Some((answer.path.as_deref()?, answer.error.as_ref()?))).collect();
    faults.sort_unstable();
    let (faulty, python) = (faults.len(), place.python.version());
    let mut verdict = match faulty {
        0 => Verdict::new(Status::Pass, SyntaxReason::AllCompile { files, python }),
        _ => Verdict::new(Status::Fail, SyntaxReason::NotAllCompile { faulty, files, python }),
    };
    for (path, fault) in faults.iter().take(NAMED) {
        verdict = verdict
            .because(reason(Path::new(path).strip_prefix(place.root).unwrap_or(Path::new(path)), fault));
    }
    if faulty > NAMED {
        verdict = verdict.because(SyntaxReason::MoreFaults { count: faulty - NAMED });
    }
    let warnings: usize = answers.iter().map(|answer| answer.warnings).sum();
    if warnings > 0 {
        verdict = verdict.resting_on(SyntaxReason::Warnings { count: warnings });
    }
    CheckOutcome::of(verdict)
}

/// Longest part of a line of source that is quoted, in characters.
const QUOTED: usize = 80;

fn reason(file: &Path, fault: &Fault) -> SyntaxReason {
    let source: String = redact(fault.source.trim()).chars().take(QUOTED).collect();
    SyntaxReason::Fault {
        file: file.display().to_string(),
        line: fault.line,
        exception: Exception { type_name: fault.type_name.clone(), message: redact(&fault.message) },
        source: (!source.is_empty()).then_some(source),
    }
}
