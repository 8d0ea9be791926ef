//! Each fault of `tests/services` and `tests/suites` as a project of its own: one command, `vitals triage`, names it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{Run, a_python, vitals};
use crate::support::environment;
use crate::support::needs::needs;

/// A project with one fault.
struct Broken<'a> {
    /// What is copied into it from `tests/`.
    files: &'a [&'a str],
    /// Its `vitals.toml`.
    config: String,
    /// What its triage must say: what is wrong, and where.
    words: &'a [&'a str],
}

impl Broken<'_> {
    #[track_caller]
    fn is_named(&self, python: &Path) {
        let folder = tempfile::tempdir().expect("a folder");
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        for file in self.files {
            let copied = Command::new("cp").arg("-r").arg(tests.join(file)).arg(folder.path()).status();
            assert!(copied.expect("cp").success());
        }
        fs::write(folder.path().join("vitals.toml"), &self.config).expect("written");
        let mut command = vitals();
        let run =
            Run::of(command.current_dir(folder.path()).args(["triage", "--quiet", "--python"]).arg(python));
        // The summary alone: what a finding says as it is found need not name it.
        let summary =
            run.out.split_once("of the weight passed").map(|(_, summary)| summary).unwrap_or_default();
        for words in self.words {
            assert!(summary.contains(words), "{words:?} is missing in {}{}", run.out, run.err);
        }
        assert_eq!(run.code, Some(3), "{}", run.out);
    }
}

#[track_caller]
fn import(module: &str, words: &[&str]) {
    let config = format!("[[probe.import]]\nmodule = \"{module}\"\nlimit = \"500ms\"\n");
    let file = format!("services/{module}");
    let is_package = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(&file).is_dir();
    let file = if is_package { file } else { format!("{file}.py") };
    Broken { files: &[&file, "services/broken_syntax.py"], config, words }.is_named(a_python());
}

#[track_caller]
fn create(module: &str, words: &[&str]) {
    let config = format!("[[probe.create]]\nfactory = \"{module}:make\"\nlimit = \"20ms\"\n");
    Broken { files: &[&format!("services/{module}.py")], config, words }.is_named(a_python());
}

#[track_caller]
fn growth(module: &str, callable: &str, words: &[&str]) {
    let config = format!("[[probe.growth]]\nfactory = \"{module}:{callable}\"\nlimit = \"1MB\"\n");
    Broken { files: &[&format!("services/{module}.py")], config, words }.is_named(a_python());
}

fn suite(file: &str, more: &str, words: &[&str]) {
    let python = needs!(environment::with_pytest());
    let config = format!(
        "[[check]]\nname = \"the suite\"\nkind = \"pytest\"\npaths = [\"{file}\"]\ntimeout = \"20s\"\n{more}"
    );
    let file = format!("suites/{file}");
    Broken { files: &[&file, "suites/service.py", "suites/lying_plugin.py"], config, words }.is_named(python);
}

macro_rules! projects {
    ($($name:ident: $how:ident($($argument:expr),*);)*) => {
        $(
            #[test]
            fn $name() {
                $how($($argument),*);
            }
        )*
    };
}

projects! {
    an_import_that_aborts: import("aborts", &["SIGABRT", "aborts.py:5"]);
    an_import_that_waits_for_a_client: import("blocks_on_accept", &["blocks_on_accept.py:9"]);
    a_module_that_cannot_be_parsed: import("broken_syntax", &["import cascade", "SyntaxError", "broken_syntax.py:3"]);
    a_dependency_that_cannot_be_parsed: import("syntax_error_dep", &["import cascade", "broken_syntax.py:3"]);
    an_import_that_closes_descriptors: import("closes_descriptors", &["closed or replaced a file descriptor"]);
    an_import_that_exits: import("exits", &["sys.exit(3)"]);
    an_import_that_exits_with_0: import("exits_zero", &["sys.exit(0)"]);
    an_import_that_ends_the_process: import("os_exits", &["exited without an answer"]);
    an_import_that_hangs: import("hangs", &["hangs.py:7", "wait_for_ever"]);
    an_import_that_ignores_sigterm: import("hangs_ignoring_sigterm", &["hangs_ignoring_sigterm.py:8"]);
    an_import_that_spins: import("spins", &["spins.py:"]);
    an_import_that_stops_itself: import("stops_itself", &["stopped"]);
    an_import_of_what_is_not_there: import("import_error", &["import cascade", "no_such_dependency"]);
    an_import_that_goes_round: import("partly_initialised", &["import cascade", "partly_initialised.orders", "partly_initialised.payments"]);
    an_import_that_raises: import("raises_on_import", &["no configuration", "raises_on_import.py:"]);
    an_import_that_crashes: import("segfaults", &["SIGSEGV", "segfaults.py:"]);
    an_import_that_works_too_long: import("slow_cpu", &["slower", "slow_cpu"]);
    an_import_that_sleeps: import("slow_sleep", &["slower", "slow_sleep.py:7"]);
    an_import_that_sleeps_further_in: import("slow_sleep_nested", &["slower", "slow_sleep_nested.b.deep", "deep.py:"]);
    a_creation_that_sleeps: create("creates_slowly_asleep", &["slower", "creates_slowly_asleep.py:12"]);
    a_creation_that_raises: create("raises", &["no backend", "raises.py:"]);
    a_factory_that_returns_nothing: create("returns_none", &["the factory returned None"]);
    a_leak_of_objects: growth("leaks_objects", "make", &["leaks", "leaks_objects.py:8", "_made"]);
    a_leak_in_a_closure: growth("leaks_in_closure", "make", &["leaks", "kept"]);
    a_leak_of_descriptors: growth("keeps_descriptors", "files", &["file descriptor", "keeps_descriptors.py:"]);
    a_suite_that_collects_nothing: suite("collects_nothing.py", "", &["the suite is vacuous", "collected no test"]);
    a_suite_that_cannot_be_collected: suite("crashes_in_collection.py", "", &["crashes_in_collection.py:"]);
    a_suite_that_ends_early: suite("ends_early.py", "", &["wrote no report"]);
    a_suite_that_fails: suite("fails.py", "", &["1 failed", "fails.py:"]);
    a_suite_that_hangs: suite("hangs.py", "", &["hangs.test_that_waits_for_ever was running", "hangs.py:5"]);
    a_suite_that_skips_all: suite("skips_all.py", "", &["2 skipped"]);
    a_suite_whose_failure_is_hidden: suite("fails.py", "args = [\"-p\", \"lying_plugin\"]\n", &["hides its result"]);
}

#[test]
fn packages_that_import_each_other() {
    let config = "[[check]]\nname = \"cycles\"\nkind = \"imports\"\npackages = [\"circular\"]\n".to_owned();
    let words = &["import cascade", "circular.one", "circular.other"];
    Broken { files: &["suites/circular"], config, words }.is_named(a_python());
}
