//! Virtual environments with a package from an index, made once and kept below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use super::interpreters::a_python;

type Made = LazyLock<Result<PathBuf, String>>;

static PYTEST: Made = LazyLock::new(|| with("pytest<9"));
static WEBSOCKETS: Made = LazyLock::new(|| with("websockets>=13"));

/// The Python of an environment with pytest, or why there is none.
pub fn with_pytest() -> Result<&'static Path, &'static str> {
    PYTEST.as_deref().map_err(String::as_str)
}

/// The Python of an environment with `websockets`, or why there is none.
pub fn with_websockets() -> Result<&'static Path, &'static str> {
    WEBSOCKETS.as_deref().map_err(String::as_str)
}

/// The Python of an environment with the frameworks of `tests/projects`, or why there is none.
pub fn with_frameworks() -> Result<&'static Path, &'static str> {
    static MADE: Made = LazyLock::new(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
        let python = target.join("environments/frameworks/bin/python");
        if python.exists() {
            Ok(python)
        } else {
            Err("no Python with web frameworks: run .ci/frameworks".to_owned())
        }
    });
    MADE.as_deref().map_err(String::as_str)
}

/// An environment without any package, in this folder.
pub fn empty(folder: &Path) -> Result<PathBuf, String> {
    succeeds(Command::new(a_python()).args(["-m", "venv", "--without-pip"]).arg(folder))?;
    Ok(folder.join("bin/python"))
}

fn with(package: &str) -> Result<PathBuf, String> {
    let name = format!("{package}{}", a_python().display()).replace(['/', '<', '>', '='], "-");
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let python = kept.join("bin/python");
    if !python.exists() {
        made(&kept, package).map_err(|reason| format!("no Python with {package}: {reason}"))?;
    }
    Ok(python)
}

/// Made next to its place and moved there, so that it is there whole or not at all.
fn made(kept: &Path, package: &str) -> Result<(), String> {
    let fresh = kept.with_extension(std::process::id().to_string());
    let done = succeeds(Command::new(a_python()).args(["-m", "venv"]).arg(&fresh)).and_then(|()| {
        let arguments = ["-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1", package];
        succeeds(Command::new(fresh.join("bin/python")).args(arguments))
    });
    let done = done.and_then(|()| fs::rename(&fresh, kept).map_err(|error| error.to_string()));
    let _ = fs::remove_dir_all(&fresh);
    // Another run of the suite may have been faster.
    if kept.join("bin/python").exists() { Ok(()) } else { done }
}

/// Or the last line that it printed.
fn succeeds(command: &mut Command) -> Result<(), String> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            Err(said.lines().last().unwrap_or("it failed without a word").to_owned())
        }
        Err(error) => Err(error.to_string()),
    }
}
