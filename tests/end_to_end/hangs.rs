//! Hangs and stops: what holds the interpreter's lock, what stops or is ended by a limit, what keeps an interpreter from its
//! start, and a full disk, each named for what it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::{Interpreter, Run, a_python, services, three_interpreters, vitals};
use crate::support::environment;
use crate::support::needs::needs;
use crate::support::small_disk::in_a_small_folder;

/// The services of these tests.
pub const SERVICES: [&str; 3] = ["hangs_with_lock", "stops_itself", "bad_factories"];

fn probe(python: &Interpreter, arguments: &[&str]) -> Value {
    let mut command = vitals();
    command.current_dir(services()).arg("probe").args(arguments).args(["--format", "json", "--quiet"]);
    Run::of(command.arg("--python").arg(&python.path)).document()
}

fn reasons(document: &Value) -> String {
    let reasons = document["probes"][0]["verdict"]["reasons"].as_array();
    reasons.into_iter().flatten().filter_map(|reason| reason["text"].as_str()).collect::<Vec<_>>().join("\n")
}

/// Side by side: most of it is waiting.
fn on_each(hold: impl Fn(&Interpreter) + Sync) {
    let hold = &hold;
    std::thread::scope(|scope| {
        for python in three_interpreters() {
            scope.spawn(move || hold(python));
        }
    });
}

/// One probe, and what must be said of it.
type Hang = (&'static [&'static str], &'static [&'static str]);

const TIMEOUT: &str = "2s";

#[rustfmt::skip]
const HANGS: &[Hang] = &[
    (&["import", "hangs_with_lock", "--env", "HANG=wait", "--timeout", TIMEOUT],
     &["it did not finish within 2.00 s: blocked at", "hangs_with_lock.py:13 in wait, asleep, in native code that holds the interpreter's lock"]),
    (&["import", "hangs_with_lock", "--env", "HANG=match", "--timeout", TIMEOUT],
     &["it did not finish within 2.00 s: running at", "hangs_with_lock.py:17 in match, in native code that holds the interpreter's lock"]),
    (&["import", "hangs_with_lock", "--env", "HANG=ignores", "--timeout", TIMEOUT],
     &["hangs_with_lock.py:13 in wait"]),
    (&["create", "hangs_with_lock:make", "--timeout", TIMEOUT],
     &["it did not finish within 2.00 s: blocked at", "hangs_with_lock.py:13 in wait"]),
    (&["growth", "hangs_with_lock:make", "--timeout", TIMEOUT],
     &["hangs_with_lock.py:13 in wait"]),
];

/// C9: a hang that holds the interpreter's lock has the line that Python's fault handler prints, and the kernel's wait.
#[test]
fn c9_a_hang_in_native_code_names_the_line() {
    on_each(|python| {
        for (arguments, words) in HANGS {
            let text = reasons(&probe(python, arguments));
            let missing: Vec<_> = words.iter().filter(|words| !text.contains(**words)).collect();
            assert!(missing.is_empty(), "{arguments:?} on {}: missing {missing:?} in: {text}", python.name);
        }
    });
}

/// C9: it leaves no core file, whatever the limit is outside.
#[test]
fn c9_a_hang_leaves_no_core_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(services().join("hangs_with_lock.py"), folder.path().join("hangs_with_lock.py"))
        .expect("copied");
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -c unlimited 2>/dev/null; exec \"$@\"", "sh"]).arg(vitals().get_program());
    command.args(["probe", "import", "hangs_with_lock", "--env", "HANG=wait", "--timeout", "3s", "--quiet"]);
    let run = Run::of(command.arg("--python").arg(a_python()).current_dir(folder.path()));
    assert!(run.out.contains("did not finish"), "{}{}", run.out, run.err);
    let left = fs::read_dir(folder.path()).expect("there").map(|entry| entry.expect("read").file_name());
    let left: Vec<_> = left.collect();
    assert_eq!(left, ["hangs_with_lock.py"]);
}

/// C14: a target that stops itself did not hang, and no larger --timeout helps.
#[test]
fn c14_a_target_that_stops_itself_is_said_to_be_stopped() {
    on_each(|python| {
        let document = probe(python, &["import", "stops_itself", "--timeout", "3s", "--limit", "100ms"]);
        let text = reasons(&document);
        assert!(text.contains("the target was stopped by signal 19 (SIGSTOP) at"), "{}: {text}", python.name);
        assert!(text.contains("stops_itself.py:8 in pause"), "{}: {text}", python.name);
        assert_eq!(document["probes"][0]["verdict"]["status"], "error");
    });
}

/// C14: what --cpu-time ends is said to be, with its line.
#[test]
fn c14_a_spent_limit_of_processor_time_is_named_with_the_line() {
    on_each(|python| {
        let document = probe(python, &["import", "spins", "--cpu-time", "1s", "--timeout", "60s"]);
        let text = reasons(&document);
        let said = "the target used up the 1.00 s of processor time that --cpu-time allows at";
        assert!(text.contains(said) && text.contains(" in spin"), "{}: {text}", python.name);
    });
}

/// An environment whose `site-packages` has this file.
fn with_file(folder: &Path, name: &str, text: &str) -> Result<PathBuf, String> {
    let python = environment::empty(folder)?;
    let library = fs::read_dir(folder.join("lib")).map_err(|error| error.to_string())?;
    let version = library.filter_map(Result::ok).next().ok_or("no library")?.path();
    fs::write(version.join("site-packages").join(name), text).map_err(|error| error.to_string())?;
    Ok(python)
}

/// C14: an interpreter that hangs or crashes as it starts is one, and the line of the `.pth` file is named.
#[test]
fn c14_a_pth_file_that_hangs_or_crashes_is_named_with_its_line() {
    for (name, text, words) in [
        (
            "slow.pth",
            "# first\nimport sys; sys.a = 1\nimport time; time.sleep(3600)\n",
            "within 1.00 s: it hangs at",
        ),
        ("bad.pth", "\n\nimport os; os.abort()\n", "does not start: it ends with signal 6 (SIGABRT) at"),
        ("out.pth", "\n\nimport os; os._exit(3)\n", "does not start: it ends with exit status 3 at"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let python = needs!(with_file(folder.path(), name, text));
        let mut command = vitals();
        command.args(["probe", "import", "json", "--quiet", "--timeout", "1s", "--python"]).arg(python);
        let run = Run::of(&mut command);
        assert_eq!(run.code, Some(64), "{name}: {}{}", run.out, run.err);
        assert!(
            run.says(words) && run.says(&format!("site-packages/{name}:3 (`import ")),
            "{name}: {}",
            run.err
        );
    }
    // One that raises is passed over by Python, too.
    let folder = tempfile::tempdir().expect("a folder");
    let python = needs!(with_file(folder.path(), "raises.pth", "import nothing_here\n"));
    let mut command = vitals();
    command.args(["probe", "import", "json", "--quiet", "--limit", "1m", "-n", "3", "--python"]).arg(python);
    assert_eq!(Run::of(&mut command).code, Some(0));
}

/// C14: Python passes over bytecode that it cannot write, and reads the half of a file: neither is the target's fault.
#[test]
fn c14_a_full_temporary_folder_is_named() {
    let root = tempfile::tempdir().expect("a folder");
    let lines: String = (0..20_000).map(|number| format!("X{number} = '{number}' * 3\n")).collect();
    fs::write(root.path().join("large.py"), lines).expect("written");
    fs::write(root.path().join("makes.py"), "def make():\n    import large\n    return [large]\n")
        .expect("written");
    let small = tempfile::tempdir().expect("a folder");
    for (probe, target) in [("import", "large"), ("create", "makes:make")] {
        for size in ["64k", "300k"] {
            let mut command = needs!(in_a_small_folder(small.path(), size));
            command.args(["probe", probe, target, "--quiet", "--limit", "1m", "-n", "3", "--python"]);
            let run = Run::of(command.arg(a_python()).current_dir(root.path()));
            assert_eq!(run.code, Some(1), "{probe}, {size}: {}{}", run.out, run.err);
            let said =
                format!("bytecode cannot be kept in {}: No space left on device", small.path().display());
            assert!(
                run.says(&said) && run.says("set TMPDIR to another folder"),
                "{probe}, {size}: {}",
                run.out
            );
        }
    }
}

/// `--timeout` is of a probe that is a check of `vitals health` too; the check's own is 60 s.
#[test]
fn a_check_that_measures_ends_at_the_timeout_of_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("waits.py"), "import threading\n\nthreading.Event().wait()\n")
        .expect("written");
    let check = "[target]\nroot = \".\"\n[[check]]\nname = \"quick\"\nkind = \"import\"\nmodule = \"waits\"\nlimit = \"1s\"\n";
    fs::write(folder.path().join("vitals.toml"), check).expect("written");
    let mut command = vitals();
    command.current_dir(folder.path()).args(["health", "--timeout", TIMEOUT, "--no-report", "--quiet"]);
    let run = Run::from(command.arg("--python").arg(a_python()).output().expect("the program"));
    assert_ne!(run.code, Some(0), "{}", run.out);
    for said in ["did not finish within 2.00 s", "waits.py:3"] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
}
