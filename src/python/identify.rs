//! Asking an interpreter what it is, and whether it can be measured.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::error::PythonError;
use super::locate::{Origin, Selection};
use super::start::step_at_fault;
use super::wrapper::Start;
use crate::process::{self, Ending, Interrupt, Termination, Timeout};
use crate::quantity::Nanos;

const SCRIPT: &str = include_str!("identify.py");
/// What it is given beside the tool's own variables.
const OWN: [(&str, &str); 1] = [("PYTHONDONTWRITEBYTECODE", "1")];
/// A static program, as those for musl are, opens no library: every interpreter is hosted there.
const CAN_EMBED: bool = !cfg!(all(target_env = "musl", target_feature = "crt-static"));
/// The longest that an interpreter may take to say what it is, unless `--timeout` is shorter.
const LONGEST: Nanos = Nanos::from_millis(30_000);

/// An interpreter that can be measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Interpreter {
    /// The program as the user would start it; an environment's own link or wrapper where there is one.
    pub executable: PathBuf,
    /// Why this one.
    pub origin: Origin,
    /// How the probes get in.
    pub mode: Mode,
    /// Major, minor, patch.
    pub version: [u32; 3],
    /// `sys.version`, with date and compiler.
    pub version_text: String,
    /// `cpython`.
    pub implementation: String,
    /// `sys.abiflags`.
    pub abiflags: String,
    /// Built with assertions and reference counts.
    pub debug: bool,
    /// The options that it was configured with, where known.
    pub build_flags: String,
    /// `sys.prefix`.
    pub prefix: PathBuf,
    /// `sys.base_prefix`: another one in an environment.
    pub base_prefix: PathBuf,
    /// As `platform.platform()` gives it.
    pub platform: String,
    /// The shared library, where the interpreter uses one.
    pub libpython: Option<PathBuf>,
    /// Where it looks for modules.
    #[serde(skip)]
    pub search: Search,
}

/// Where an interpreter looks for modules, without the variables of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// `sys.path`, what `.pth` files add to it included.
    pub path: Vec<PathBuf>,
    /// What stands in `sys.meta_path` for projects that are installed in place.
    pub finders: Vec<EditableFinder>,
}

/// A finder of a project that is installed in place (`pip install -e`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EditableFinder {
    /// The module that it is of.
    pub finder: String,
    /// It is asked before `sys.path` (meson-python, scikit-build-core).
    pub first: bool,
    /// A package's folder, or a module's file, by dotted name, as far as it says so.
    pub packages: BTreeMap<String, PathBuf>,
}

/// How the probes get into the interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The worker opens libpython and runs it itself.
    Embedded,
    /// The worker becomes the `python` program, which loads the probes as an extension.
    Hosted,
}

impl Interpreter {
    /// Three numbers: `3.11.7`.
    pub fn version(&self) -> String {
        self.version.map(|part| part.to_string()).join(".")
    }
}

#[derive(Deserialize)]
struct Answer {
    implementation: String,
    version: [u32; 3],
    version_text: String,
    abiflags: String,
    free_threaded: bool,
    debug: bool,
    executable: PathBuf,
    prefix: PathBuf,
    base_prefix: PathBuf,
    platform: String,
    libpython: Option<PathBuf>,
    musl: bool,
    build_flags: String,
    start: Option<Start>,
    search_path: Vec<PathBuf>,
    finders: Vec<EditableFinder>,
}

/// Starts the interpreter once and takes its answer, for which it has half a minute, `timeout`, or what is left of the run.
///
/// # Errors
/// Where it is none, does not answer in time, or is none that can be measured.
pub fn identify(
    selection: &Selection,
    root: &Path,
    timeout: Option<Nanos>,
    interrupt: &Interrupt,
) -> Result<Interpreter, PythonError> {
    let path = &selection.program;
    let mut command = Command::new(path);
    command.args(["-E", "-s", "-c", SCRIPT]).current_dir(root).envs(OWN);
    let longest = timeout.map_or(LONGEST, |timeout| timeout.min(LONGEST));
    let ended = process::run(command, None, Timeout::of(longest.to_duration()), interrupt)
        .map_err(|error| PythonError::NotStarted { path: path.clone(), error: error.into() })?;
    match ended.termination {
        Some(Termination::Interrupt) => return Err(PythonError::Interrupted),
        Some(Termination::Idle) => {
            let at = step_at_fault(path, root, longest, interrupt);
            let (path, after) = (path.clone(), longest);
            return Err(match at {
                Some(at) => PythonError::StartHangs { path, after, at },
                None => PythonError::Late { path, after },
            });
        }
        Some(Termination::Budget) => {
            return Err(PythonError::OutOfBudget { path: path.clone(), after: ended.wall });
        }
        None => {}
    }
    let output = ended.stdout.text();
    let answer =
        between(&output, "<vitals>", "</vitals>").and_then(|text| serde_json::from_str::<Answer>(text).ok());
    let Some(answer) = answer else {
        if let Some(at) = step_at_fault(path, root, longest, interrupt) {
            return Err(PythonError::StartEnds { path: path.clone(), how: ended.status.into(), at });
        }
        let errors = ended.stderr.text();
        let said = errors.lines().chain(output.lines()).map(str::trim).rfind(|line| !line.is_empty());
        let status = Ending::from(ended.status);
        let reason =
            said.map_or_else(|| format!("{status}, no output"), |said| format!("{status}, it said: {said}"));
        return Err(PythonError::NotPython { path: path.clone(), reason });
    };
    accept(path, selection.origin, answer)
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    Some(text.rsplit_once(open)?.1.split_once(close)?.0)
}

fn accept(path: &Path, origin: Origin, answer: Answer) -> Result<Interpreter, PythonError> {
    let version = answer.version.map(|part| part.to_string()).join(".");
    let refuse =
        |found: String, reason| Err(PythonError::Unsupported { path: path.to_owned(), found, reason });
    if answer.implementation != "cpython" {
        let first = answer.version_text.lines().last().unwrap_or_default().trim().to_owned();
        return refuse(format!("{} {version} {first}", answer.implementation), "it is not CPython");
    }
    if answer.version < [3, 9, 0] {
        return refuse(format!("CPython {version}"), "the probes need 3.9 or newer");
    }
    if answer.free_threaded {
        return refuse(
            format!("CPython {version} without the interpreter lock"),
            "its objects are laid out differently",
        );
    }
    // The probes are loaded into it, and a process has one C library.
    match (answer.musl, cfg!(target_env = "musl")) {
        (true, false) => {
            return refuse(
                format!("CPython {version} on musl"),
                "this vitals is built for glibc, and so are its probes",
            );
        }
        (false, true) => {
            return refuse(
                format!("CPython {version} on glibc"),
                "this vitals is built for musl, and so are its probes",
            );
        }
        _ => {}
    }
    let passed = env::vars_os().chain(OWN.map(|(name, value)| (name.into(), value.into())));
    let wrapped = answer.start.is_some_and(|start| start.is_changed(passed));
    let known = !wrapped && answer.executable.is_file();
    let executable = if known { answer.executable } else { path.to_owned() };
    Ok(Interpreter {
        executable,
        origin,
        mode: if answer.libpython.is_some() && !wrapped && CAN_EMBED { Mode::Embedded } else { Mode::Hosted },
        version: answer.version,
        version_text: answer.version_text.replace('\n', " "),
        implementation: answer.implementation,
        abiflags: answer.abiflags,
        debug: answer.debug,
        build_flags: answer.build_flags,
        prefix: answer.prefix,
        base_prefix: answer.base_prefix,
        platform: answer.platform,
        libpython: answer.libpython,
        search: Search { path: answer.search_path, finders: answer.finders },
    })
}
