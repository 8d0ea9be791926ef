//! Paths of checks, Pythons by their names, and modules that lie in `src/`.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};

fn project(configuration: &str, files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, "").expect("written");
    }
    fs::write(folder.path().join("vitals.toml"), configuration).expect("written");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(vitals().current_dir(folder).args(arguments).args(["--quiet", "--no-report", "--no-history"]))
}

#[test]
fn paths_are_meant_from_the_configuration_and_then_from_the_root() {
    let check = |path: &str| {
        let python = a_python().display();
        format!(
            "[target]\nroot = \"src\"\npython = \"{python}\"\n[[check]]\nname = \"files\"\nkind = \"syntax\"\npaths = [\"{path}\"]\n"
        )
    };
    let files = ["src/shop/a.py", "src/both/b.py", "tests/c.py", "both/d.py", "both/e.py"];
    for (path, compiled, note) in
        [("tests", "1 file", false), ("both", "2 files", false), ("shop", "1 file", true)]
    {
        let folder = project(&check(path), &files);
        // From another folder too: neither is the one where the command is started.
        let checked = run(&folder.path().join("src"), &["health", "--verbose"]);
        assert!(checked.code == Some(0) && checked.says(compiled), "{path}: {}{}", checked.out, checked.err);
        assert_eq!(checked.says("was found in the target's root"), note, "{path}: {}", checked.out);
    }
    let nothing = project(&check("nowhere"), &files);
    assert!(run(nothing.path(), &["health"]).says("nowhere"), "it is named");
}

#[test]
fn a_command_runs_in_the_root_wherever_its_program_lies() {
    let text = "[target]\nroot = \"src\"\n[[check]]\nname = \"where\"\nkind = \"command\"\ncommand = [\"./bin/where\"]\n\
        evidence = { pattern = \"(?m)/src$\" }\n";
    let folder = project(text, &["src/a.py"]);
    let program = folder.path().join("bin/where");
    fs::create_dir(folder.path().join("bin")).expect("a folder");
    fs::write(&program, "#!/bin/sh\npwd\n").expect("written");
    let made = Command::new("chmod").arg("+x").arg(&program).status();
    assert!(made.is_ok_and(|status| status.success()));
    let checked = run(folder.path(), &["health", "--only", "where"]);
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
}

#[test]
fn a_module_that_lies_below_the_root_is_said_to_be_there() {
    let folder =
        project("[[probe.import]]\nmodule = \"shop.app\"\n", &["src/shop/__init__.py", "src/shop/app.py"]);
    let python = a_python().display().to_string();
    let checked = run(folder.path(), &["check", "--python", &python]);
    assert!(checked.code == Some(1) && checked.says("`shop` is in src/ below the root"), "{}", checked.out);
    let right = run(folder.path(), &["check", "--python", &python, "--root", "src"]);
    assert!(!right.says("is in src/"), "{}", right.out);
}

#[test]
fn a_python_is_found_by_its_version_and_an_environment_beside_the_configuration() {
    let home = tempfile::tempdir().expect("a folder");
    let bin = home.path().join(".pyenv/versions/3.99.1/bin");
    fs::create_dir_all(&bin).expect("a folder");
    std::os::unix::fs::symlink(a_python(), bin.join("python3")).expect("a link");
    let folder = project(
        "[target]\nroot = \"src\"\n[[probe.import]]\nmodule = \"shop\"\nsamples = 3\n",
        &["src/shop.py"],
    );
    for name in ["3.99", "python3.99", "3.99.1"] {
        let mut command = vitals();
        command.current_dir(folder.path()).env("HOME", home.path()).env_remove("PYENV_ROOT");
        let found = Run::of(command.args(["check", "-q", "--no-report", "--no-history", "--python", name]));
        assert_eq!(found.code, Some(0), "{name}: {}{}", found.out, found.err);
    }
    let missing = run(folder.path(), &["check", "--python", "3.98"]);
    assert!(
        missing.code == Some(64) && missing.says("3.98") && missing.says("pyenv or uv keeps"),
        "{}",
        missing.err
    );
    let made = Command::new(a_python())
        .args(["-m", "venv", "--without-pip"])
        .arg(folder.path().join(".venv"))
        .status();
    assert!(made.is_ok_and(|status| status.success()), "an environment");
    let beside = run(folder.path(), &["check"]);
    assert!(
        beside.code == Some(0) && beside.says(".venv/bin/python") && beside.says("from .venv"),
        "{}",
        beside.out
    );
}
