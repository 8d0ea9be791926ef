//! How a worker starts: under a low limit on descriptors, and by a program that sets the stage for its interpreter.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{Run, services, three_interpreters, vitals};
use crate::support::needs::needs;

/// Case B6: the descriptors of the tool were moved to 700, whatever the limit.
#[test]
fn b6_a_low_limit_on_descriptors_is_no_obstacle() {
    for python in three_interpreters() {
        for (limit, probe) in [("512", "import"), ("64", "import"), ("512", "create"), ("64", "create")] {
            let plain = vitals();
            let mut command = Command::new("sh");
            command
                .args(["-c", "ulimit -n \"$1\"; shift; exec \"$@\"", "sh", limit])
                .arg(plain.get_program());
            let target = if probe == "import" { "steady" } else { "steady:make" };
            command.args(["probe", probe, target, "--quiet", "--limit", "1m", "--python"]).arg(&python.path);
            let run = Run::of(command.current_dir(services()).env("NO_COLOR", "1").env_remove("VIRTUAL_ENV"));
            assert_eq!(run.code, Some(0), "{limit}, {probe}, {}: {}{}", python.name, run.out, run.err);
        }
    }
}

/// A program that is a shell script, in a folder with a module that wants a variable and an option from it.
fn wrapped(folder: &Path, python: &Path, last_line: &str) -> PathBuf {
    let module =
        "import os\nKEY = os.environ['B7_KEY']\nassert not __debug__\n\n\ndef make():\n    return [KEY]\n";
    fs::write(folder.join("m.py"), module).expect("written");
    let script = folder.join("py");
    let python = python.display();
    fs::write(&script, format!("#!/bin/sh\nexport B7_KEY=set\nPYTHON={python}\n{last_line}\n"))
        .expect("written");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("executable");
    script
}

/// Case B7: the interpreter behind the script was run without the script.
#[test]
fn b7_a_script_that_sets_variables_and_options_is_run_for_each_sample() {
    for python in three_interpreters() {
        for last_line in ["exec $PYTHON -O \"$@\"", "$PYTHON -O \"$@\""] {
            let folder = tempfile::tempdir().expect("a folder");
            let script = wrapped(folder.path(), &python.path, last_line);
            let itself = Command::new(&script).args(["-c", "import m"]).current_dir(folder.path()).status();
            assert!(itself.expect("it starts").success());
            for (probe, limit) in
                [(["import", "m"], "1m"), (["create", "m:make"], "1m"), (["growth", "m:make"], "50MB")]
            {
                let mut command = vitals();
                command.arg("probe").args(probe).args(["--quiet", "--limit", limit, "--format", "json"]);
                let run = Run::of(command.args(["--python", "./py"]).current_dir(folder.path()));
                assert_eq!(run.code, Some(0), "{}, {probe:?}: {}{}", python.name, run.out, run.err);
                let identified = &run.document()["fingerprint"]["python"];
                assert_eq!(identified["mode"], "hosted");
                assert!(identified["executable"].as_str().is_some_and(|path| path.ends_with("/py")));
            }
        }
    }
}

/// Case B7: what is only a way to an interpreter is not run again and again.
#[test]
fn b7_a_script_that_changes_nothing_leads_to_its_interpreter() {
    for python in three_interpreters() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = folder.path().join("py");
        fs::write(&script, format!("#!/bin/sh\nexec {} \"$@\"\n", python.path.display())).expect("written");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("executable");
        let mut command = vitals();
        command.args(["probe", "import", "json", "--quiet", "--limit", "1m", "--format", "json", "--python"]);
        let document = Run::of(command.arg(&script)).document();
        let identified = &document["fingerprint"]["python"];
        assert!(!identified["executable"].as_str().is_some_and(|path| path.ends_with("/py")), "{identified}");
        let expected = if identified["libpython"].is_null() { "hosted" } else { "embedded" };
        assert_eq!(identified["mode"], expected, "{identified}");
    }
}

/// Case B7: a shim of pyenv sets variables for itself, which are not the target's.
#[test]
fn b7_a_shim_of_pyenv_leads_to_its_interpreter() {
    let root = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let root = root.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let shim = root.map(|root| root.join("shims/python3.11")).filter(|shim| shim.exists());
    let shim = needs!(shim.ok_or("no pyenv with a Python 3.11"));
    let mut command = vitals();
    command.args(["probe", "import", "json", "--quiet", "--limit", "1m", "--format", "json", "--python"]);
    let document = Run::of(command.arg(shim)).document();
    assert_eq!(document["fingerprint"]["python"]["mode"], "embedded", "{}", document["fingerprint"]);
}

/// A Python for another C library is refused before anything is loaded into it.
#[test]
fn a_python_on_musl_is_refused_by_a_program_for_glibc() {
    for python in three_interpreters() {
        let folder = tempfile::tempdir().expect("a folder");
        let altered = r#"$PYTHON "$@" | sed 's/"musl": false/"musl": true/'"#;
        let script = wrapped(folder.path(), &python.path, altered);
        let mut command = vitals();
        command.args(["probe", "import", "json", "--quiet", "--python"]).arg(&script);
        let run = Run::of(&mut command);
        assert_eq!(run.code, Some(64), "{}: {}{}", python.name, run.out, run.err);
        assert!(run.err.contains("on musl, which cannot be measured"), "{}", run.err);
        assert!(run.err.contains("built for glibc"), "{}", run.err);
    }
}
