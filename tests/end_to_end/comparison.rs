//! `vitals compare`: the right verdict, the module at fault, and a checkout that stays as it was.

use serde_json::Value;

use crate::program::{INTERPRETERS, Run};
use crate::repository::Repository;

/// Works for 60 ms of processor time, however busy the machine is.
const WORKS: &str =
    "import time\nend = time.thread_time() + 0.06\nwhile time.thread_time() < end:\n    pass\n";
const SLEEPS: &str = "import time\ntime.sleep(0.06)\n";
const KEEPS: &str = "kept = bytearray(b'x') * 20_000_000\n";

fn first_share(run: &Run) -> Value {
    run.document()["probes"][0]["difference"]["shares"][0].clone()
}

#[test]
fn a_slow_import_fails_with_module_and_line_twice_and_the_dirty_tree_stays_as_it_was() {
    let repository = Repository::of_the_shop();
    // So wide that the busiest machine can decide.
    let run = repository.run(&["compare", "main~1", ".", "--tolerance", "50%"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    repository.import_in_the_third_line("shop/events.py", "shop/slow.py", WORKS);
    let before = repository.state();
    for _ in 0..2 {
        let run = repository.run(&["compare", "main~1", "."]);
        assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
        assert!(run.out.contains("shop.slow is new"), "{}", run.out);
        assert!(run.out.contains("imported at shop/events.py:3"), "{}", run.out);
        assert!(repository.state() == before, "the checkout and its .git are byte for byte as before");
    }
    // Now it is the base that is slower.
    let run = repository.run(&["compare", ".", "main", "--verbose"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains(", and faster"), "{}", run.out);
}

#[test]
fn each_kind_of_cause_is_named_first_with_its_place_and_size() {
    for (source, change, part, least, most) in [
        (WORKS, "added", "cpu", 54e6, 66e6),
        (SLEEPS, "added", "time", 60e6, f64::INFINITY),
        (KEEPS, "added", "rss", 18e6, 22e6),
    ] {
        let repository = large_tree();
        repository.import_in_the_third_line("big/m37/n5.py", "big/fault.py", source);
        let run = repository.run(&["compare", "main", ".", "--import", "big", "--format", "json"]);
        assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
        let share = first_share(&run);
        assert_eq!((&share["module"], &share["change"]), (&"big.fault".into(), &change.into()), "{share}");
        let size = share["part"][part].as_f64().unwrap_or_default();
        assert!((least..most).contains(&size), "{part}: {size} of {share}");
        let file = share["importer"]["file"].as_str().unwrap_or_default();
        assert!(file.ends_with("big/m37/n5.py") && share["importer"]["line"] == 3, "{share}");
    }
}

#[test]
fn a_module_that_both_import_is_named_where_it_changed() {
    for (source, change) in [(WORKS, "slower"), (SLEEPS, "newly_blocking")] {
        let repository = large_tree();
        repository.append("big/m11/n3.py", source);
        let run = repository.run(&["compare", "main", ".", "--import", "big", "--format", "json"]);
        assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
        let share = first_share(&run);
        assert_eq!((&share["module"], &share["change"]), (&"big.m11.n3".into(), &change.into()), "{share}");
        if change == "newly_blocking" {
            assert_eq!(share["waiting"], "asleep", "{share}");
        }
    }
}

/// The parts add up to the whole, whatever they are.
#[test]
fn the_parts_add_up() {
    let repository = large_tree();
    repository.import_in_the_third_line("big/m1/n1.py", "big/fault.py", WORKS);
    repository.append("big/m2/n2.py", SLEEPS);
    let run = repository.run(&["compare", "main", ".", "--import", "big", "--format", "json"]);
    let difference = run.document()["probes"][0]["difference"].clone();
    for quantity in ["time", "cpu", "rss"] {
        let of = |part: &Value| part[quantity].as_i64().expect("a number");
        let shares = difference["shares"].as_array().expect("shares");
        let sum: i64 = shares.iter().map(|share| of(&share["part"])).sum();
        let all = sum + of(&difference["others"]) + of(&difference["outside"]);
        assert_eq!(all, of(&difference["whole"]), "{quantity}");
    }
}

/// 500 modules in 50 packages, each imported by the one before it.
fn large_tree() -> Repository {
    let repository = Repository::empty();
    let mut packages = String::new();
    for package in 0..50 {
        packages += &format!("import big.m{package}\n");
        let mut modules = String::new();
        for module in 0..9 {
            modules += &format!("import big.m{package}.n{module}\n");
            let text = format!("\"\"\"Module {module} of package {package}.\"\"\"\nNAME = __name__\n");
            repository.write(format!("big/m{package}/n{module}.py"), text);
        }
        repository.write(format!("big/m{package}/__init__.py"), modules);
    }
    repository.write("big/__init__.py", packages);
    repository.write(".gitignore", "reports/\n");
    repository.commit("Large");
    repository
}

#[test]
fn variables_and_interpreters_are_variants() {
    let repository = Repository::empty();
    repository.write(
        "lazy.py",
        "import os\nimport time\nend = time.thread_time() + float(os.environ['WORK'])\nwhile time.thread_time() < end:\n    pass\n",
    );
    let compare = |arguments: &[&str]| {
        repository.run(&[&["compare"], arguments, &["--import", "lazy", "--format", "json"]].concat())
    };
    assert_eq!(compare(&["env:WORK=0.02", "env:WORK=0.03"]).code, Some(1));
    assert_eq!(compare(&["env:WORK=0.03", "env:WORK=0.03"]).code, Some(0));
    assert_eq!(compare(&["env:WORK=0.02", "env:WORK=0.021", "--any-change"]).code, Some(1));
    assert_eq!(compare(&["env:WORK=0.02", "env:WORK=0.03", "--tolerance", "80%"]).code, Some(0));
    let [first, last] =
        [INTERPRETERS.first(), INTERPRETERS.last()].map(|python| python.expect("there is one at least"));
    let [first, last] = [first, last].map(|python| format!("py:{}", python.path.display()));
    let run = compare(&[&first, &last, "--env", "WORK=0.03", "--pairs", "6"]);
    let document = run.document();
    let versions = [0, 1].map(|side| document["sides"][side]["fingerprint"]["python"]["executable"].clone());
    assert_eq!(versions.map(|path| format!("py:{}", path.as_str().unwrap_or_default())), [first, last]);
    assert_eq!(document["probes"][0]["measurement"]["pairs"].as_array().map(Vec::len), Some(6));
}

/// Files of equal size, changed within one second: stale bytecode would run the other commit's code.
#[test]
fn each_commit_runs_its_own_code() {
    let repository = Repository::empty();
    repository.write("which.py", "import sys\nassert 'A' == 'A'\n");
    repository.commit("A");
    repository.write("which.py", "import sys\nassert 'A' == 'B'\n");
    repository.commit("B");
    let run = repository.run(&["compare", "main~1", "main", "--import", "which", "--format", "json"]);
    let verdict = run.document()["probes"][0]["verdict"].clone();
    assert_eq!((run.code, &verdict["status"]), (Some(1), &"error".into()));
    let reason = verdict["reasons"][0]["text"].as_str().unwrap_or_default().to_owned();
    assert!(reason.starts_with("main: AssertionError"), "{reason}");
}

#[test]
fn a_commit_whose_code_did_not_run_proves_nothing() {
    let repository = Repository::empty();
    repository.write("src/pkg.py", "VALUE = 1\n");
    repository.commit("First");
    let path = format!("PYTHONPATH={}", repository.path().join("src").display());
    let run = repository.run(&["compare", "main", ".", "--import", "pkg", "--env", &path]);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(run.out.contains("vacuous") && run.out.contains("not a file of that commit"), "{}", run.out);
    // Of a millisecond a busy machine decides nothing finer.
    let own = ["compare", "main", ".", "--import", "pkg", "--root", "src", "--tolerance", "200%"];
    let run = repository.run(&own);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn variants_that_are_none_are_named() {
    let repository = Repository::of_the_shop();
    let before = repository.state();
    for (arguments, code, reported) in [
        (&["compare", "no-such-ref", "."][..], 64, "`no-such-ref` is no commit of"),
        (&["compare", "--", "-x", "."], 64, "begins with a dash"),
        (&["compare", "main..main", "."], 64, "it is a range"),
        (&["compare", "py:/nowhere/python", "."], 64, "there is no Python at /nowhere/python"),
        (&["compare", "env:X", "."], 64, "NAME=VALUE"),
        (&["compare", "baseline:nope", "."], 64, "there is no baseline `nope`"),
        (&["compare", "baseline:../x", "."], 64, "must begin with a letter"),
        (&["compare", ".", "baseline:x"], 64, "can only be the first"),
        (&["compare", "main", ".", "--tolerance", "10"], 64, "has no unit"),
        (&["compare", "main", ".", "--pairs", "3"], 64, "3 is not in 4.."),
        (&["compare", "main", ".", "--root", "nowhere"], 64, "is not a folder"),
        (&["compare", "main", ".", "--import", "no_such_module"], 1, "ModuleNotFoundError"),
    ] {
        let run = Run::of(&mut repository.plain(arguments));
        assert_eq!(run.code, Some(code), "{arguments:?}: {}{}", run.out, run.err);
        assert!(run.says(reported), "{arguments:?}: {}{}", run.out, run.err);
        assert_eq!(repository.leftovers(), [""; 0], "{arguments:?}");
    }
    assert!(repository.state() == before);
}

#[test]
fn outside_of_a_repository_a_revision_means_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = crate::program::vitals();
    command.current_dir(folder.path()).args(["compare", "main", ".", "--import", "json", "--python"]);
    let run = Run::of(command.arg(crate::program::a_python()));
    assert_eq!(run.code, Some(64), "{}", run.err);
    assert!(run.err.contains("is in no git repository"), "{}", run.err);
}

const SOUND: &str =
    "kept = []\n\n\nclass Session:\n    pass\n\n\ndef make():\n    made = Session()\n    return made\n";

fn sessions() -> Repository {
    let repository = Repository::empty();
    repository.write("sessions.py", SOUND);
    repository.write(
        "vitals.toml",
        "[[probe.create]]\nfactory = \"sessions:make\"\n[[probe.growth]]\nfactory = \"sessions:make\"\n",
    );
    repository.write(".gitignore", "reports/\n");
    repository.commit("Sound");
    repository
}

#[test]
fn a_new_leak_is_a_regression_with_its_line_and_its_holder() {
    let repository = sessions();
    let leaking =
        SOUND.replace("    return made", "    kept.append((made, bytearray(2000)))\n    return made");
    repository.write("sessions.py", leaking);
    let run = repository.run(&["compare", "main", ".", "--no-report"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    for reported in ["sessions.Session (+", "allocated at sessions.py:10 in make", "held by sessions.kept"] {
        assert!(run.says(reported), "{reported}: {}", run.out);
    }
    // The other way round nothing has become worse.
    assert_eq!(repository.run(&["compare", ".", "main", "--no-report"]).code, Some(0));
}

#[test]
fn a_slower_creation_is_a_regression_that_says_where_it_stands() {
    let repository = sessions();
    let slow = SOUND.replace("    return made", "    import time; time.sleep(0.05)\n    return made");
    repository.write("sessions.py", slow);
    let run = repository.run(&["compare", "main", ".", "--no-report"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(
        run.says("the first creation is asleep for") && run.says("at sessions.py:10 in make"),
        "{}",
        run.out
    );
}

#[test]
fn without_a_temporary_folder_nothing_is_begun() {
    let repository = Repository::of_the_shop();
    let run = Run::of(repository.vitals(&["compare", "main", "."]).env("TMPDIR", "/nowhere/at/all"));
    assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{}", run.err);
    assert!(run.says("the run's temporary folder cannot be made: /nowhere/at/all"), "{}", run.err);
}
