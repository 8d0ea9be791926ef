//! What is wrong is said once, with what to do, and leaves nothing half-written.

use std::path::Path;

use crate::program::{Run, a_python, services, vitals};
use crate::support::needs::needs;

fn probe(arguments: &[&str]) -> Run {
    Run::of(vitals().current_dir(services()).args(["probe"]).args(arguments).arg("--python").arg(a_python()))
}

#[test]
fn names_that_are_none_are_usage_errors() {
    for (arguments, reported) in [
        (&["import", "-c"][..], "begins with a dash"),
        (&["import", "services/steady.py"], "did you mean: vitals probe import services.steady"),
        (&["import", "services/steady.py"], "is not the name of a Python module"),
        (&["import", ""], "it is empty"),
        (&["create", "steady"], "did you mean: vitals probe import steady"),
        (&["create", "steady"], "is not a factory: it has no colon"),
        (&["create", "steady"], "write package.module:callable"),
        (&["import", "steady", "--limit", "2"], "has no unit"),
        (&["import", "steady", "--limit", "fast"], "is not a duration"),
        (&["growth", "steady:make", "--rounds", "3"], "3 is not between 10 and"),
        (&["create", "steady:make", "--kwarg", "x"], "write NAME=VALUE"),
    ] {
        let run = probe(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(reported), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn what_the_target_lacks_is_an_error_verdict() {
    for (arguments, reported) in [
        (&["import", "no_such_module_here"][..], "are --root and --python right?"),
        (&["create", "steady:no_such_factory"], "AttributeError during the lookup of the factory"),
        (&["create", "steady:FIRST"], "cannot be called"),
        (&["create", "steady:make", "--arg", "1"], "TypeError during the creation"),
        (&["create", "steady:make", "--arg", "1 +"], "SyntaxError during the evaluation of the arguments"),
        (&["create", "steady:make", "--setup", "import nothing_there"], "during the setup"),
        (&["create", "steady:make", "--cleanup", "made.close()"], "during the cleanup"),
    ] {
        let run = probe(arguments);
        assert_eq!(run.code, Some(1), "{arguments:?}: {}{}", run.out, run.err);
        assert!(run.out.contains(reported), "{arguments:?}: {}", run.out);
    }
}

#[test]
fn a_module_that_python_itself_loads_is_vacuous() {
    let run = probe(&["import", "os"]);
    assert_eq!(run.code, Some(2));
    assert!(run.out.contains("nothing was imported"), "{}", run.out);
}

#[test]
fn a_python_that_is_none_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a program").expect("written");
    for (python, reported) in [
        (Path::new("/bin/true"), "is not a Python interpreter"),
        (&text, "cannot be started"),
        (folder.path(), "is not a virtual environment"),
        (Path::new("/no/such/python"), "there is no Python at"),
    ] {
        let run = Run::of(vitals().args(["probe", "import", "json", "--python"]).arg(python));
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{}: {}", python.display(), run.err);
        assert!(run.err.contains(reported), "{}: {}", python.display(), run.err);
    }
}

#[test]
fn an_old_python_is_refused_by_name() {
    let home = std::env::var_os("HOME").unwrap_or_default();
    let versions = Path::new(&home).join(".pyenv/versions");
    let old = std::fs::read_dir(versions).into_iter().flatten().filter_map(Result::ok).find(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with("3.8.") || name.starts_with("2.7.")
    });
    let old = needs!(old.ok_or("no Python older than 3.9"));
    let run =
        Run::of(vitals().args(["probe", "import", "json", "--python"]).arg(old.path().join("bin/python")));
    assert_eq!(run.code, Some(64), "{}", run.err);
    assert!(run.err.contains("cannot be measured") && run.err.contains("3.9"), "{}", run.err);
}

fn check(configuration: &str) -> (Run, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("vitals.toml"), configuration).expect("written");
    let run = Run::of(vitals().current_dir(folder.path()).arg("check"));
    let left = std::fs::read_dir(folder.path()).expect("readable").filter_map(Result::ok);
    let left = left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    (run, left)
}

#[test]
fn a_wrong_configuration_is_named_with_its_line_and_leaves_no_report() {
    for (configuration, reported) in [
        ("[[probe.import]]\nmodul = \"json\"\n", "did you mean `module`?"),
        ("[[probe.import]]\nmodule = \"json\"\nlimit = 2\n", "line 3"),
        ("[[probe.import]]\nmodule = \"a\\u0000b\"\n", "contains a NUL character"),
        ("[[probe.import]]\nmodule = \"-c\"\n", "begins with a dash"),
        ("[target\n", "line 1"),
        ("[target]\nroot = \"nowhere\"\n[[probe.import]]\nmodule = \"json\"\n", "is not a folder"),
        ("", "lists no probe"),
    ] {
        let (run, left) = check(configuration);
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{configuration}: {}", run.err);
        assert!(run.err.contains(reported), "{configuration}: {}", run.err);
        assert_eq!(left, ["vitals.toml"], "{configuration}");
    }
}

#[test]
fn no_configuration_says_how_to_get_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = Run::of(vitals().current_dir(folder.path()).arg("check"));
    assert_eq!(run.code, Some(64));
    assert!(run.err.contains("vitals init"), "{}", run.err);
}
