//! The probes' own tests, run inside each interpreter of this machine: a process for each test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::program::{INTERPRETERS, Run};

/// Loads the module of tests, and does what the first argument says.
const SCRIPT: &str = "import sys, importlib.machinery as machinery, importlib.util as util\n\
    loader = machinery.ExtensionFileLoader('inside', sys.argv[1])\n\
    inside = util.module_from_spec(util.spec_from_loader('inside', loader))\n\
    loader.exec_module(inside)\n\
    print('\\n'.join(inside.names())) if len(sys.argv) == 2 else inside.run(sys.argv[2])\n";

/// The extension module, built from `probes/examples/inside.rs` beside the library that the binary carries.
static MODULE: LazyLock<PathBuf> = LazyLock::new(|| {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").join("probes");
    let host = Run::of(Command::new("rustc").arg("-vV"));
    let host = host.out.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "build",
            "--quiet",
            "--profile",
            "probes",
            "--example",
            "inside",
            "--features",
            "python-tests",
        ])
        .args(["--manifest-path", "probes/Cargo.toml", "--target", &host])
        .arg("--target-dir")
        .arg(&target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .envs([("PYO3_NO_PYTHON", "1"), ("PYO3_BUILD_EXTENSION_MODULE", "1")]);
    let built = Run::of(&mut cargo);
    assert_eq!(built.code, Some(0), "{}", built.err);
    target.join(host).join("probes/examples/libinside.so")
});

fn python(interpreter: &Path, test: Option<&str>) -> Run {
    let mut command = Command::new(interpreter);
    Run::of(command.args(["-c", SCRIPT]).arg(&*MODULE).args(test))
}

#[test]
fn what_runs_inside_the_interpreter_holds_in_each() {
    let mut failed = Vec::new();
    for interpreter in INTERPRETERS.iter() {
        let names = python(&interpreter.path, None);
        assert_eq!(names.code, Some(0), "{}: {}", interpreter.name, names.err);
        assert!(names.out.lines().count() > 40, "{}", names.out);
        for test in names.out.lines() {
            let run = python(&interpreter.path, Some(test));
            if run.code != Some(0) {
                failed
                    .push(format!("{test} in {}: {:?}\n{}{}", interpreter.name, run.code, run.out, run.err));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn each_file_that_runs_inside_has_tests() {
    let names = python(&INTERPRETERS[0].path, None);
    let tested: BTreeSet<&str> =
        names.out.lines().filter_map(|name| Some(name.split_once("::")?.0)).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("probes/src/python");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let stems = files.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()));
    let untested = |stem: &String| !stem.ends_with("_tests") && !tested.contains(&**stem);
    let without: Vec<_> = stems.filter(untested).collect();
    // The entry, which ends its process, is what every other end-to-end test runs; the last is the list of tests.
    let without: BTreeSet<_> = without.iter().map(String::as_str).collect();
    assert_eq!(without, BTreeSet::from(["mod", "inside"]));
}
