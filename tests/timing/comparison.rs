//! `vitals compare`: the right verdict, the module at fault, and a checkout that stays as it was.

use serde_json::Value;

use crate::alone;
use crate::program::{INTERPRETERS, Run};
use crate::repository::Repository;
use crate::sources::{KEEPS, SLEEPS, WORKS};

fn first_share(run: &Run) -> Value {
    run.document()["probes"][0]["difference"]["shares"][0].clone()
}

#[test]
fn a_slow_import_fails_with_module_and_line_twice_and_the_dirty_tree_stays_as_it_was() {
    let _alone = alone();
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
    let _alone = alone();
    for (source, change, part, least, most) in [
        (WORKS, "added", "cpu", 54e6, 66e6),
        (SLEEPS, "added", "time", 60e6, f64::INFINITY),
        (KEEPS, "added", "rss", 18e6, 22e6),
    ] {
        let repository = Repository::of_many_modules();
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
    let _alone = alone();
    for (source, change) in [(WORKS, "slower"), (SLEEPS, "newly_blocking")] {
        let repository = Repository::of_many_modules();
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

#[test]
fn variables_and_interpreters_are_variants() {
    let _alone = alone();
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

#[test]
fn a_commit_whose_code_did_not_run_proves_nothing() {
    let _alone = alone();
    let repository = Repository::empty();
    repository.write("src/pkg.py", "VALUE = 1\n");
    repository.commit("First");
    let installed = tempfile::tempdir().expect("a folder");
    std::fs::write(installed.path().join("pkg.py"), "VALUE = 1\n").expect("written");
    let path = format!("PYTHONPATH={}", installed.path().display());
    let run = repository.run(&["compare", "main", ".", "--import", "pkg", "--env", &path]);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(run.out.contains("vacuous") && run.out.contains("not a file of that commit"), "{}", run.out);
    // Of a millisecond a busy machine decides nothing finer.
    let own = ["compare", "main", ".", "--import", "pkg", "--root", "src", "--tolerance", "200%"];
    let run = repository.run(&own);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
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
    let _alone = alone();
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
    let _alone = alone();
    let repository = sessions();
    // Its growth is the other test's affair: it would make hundreds of slow objects.
    repository.write("vitals.toml", "[[probe.create]]\nfactory = \"sessions:make\"\n");
    let slow = SOUND.replace("    return made", "    import time; time.sleep(0.03)\n    return made");
    repository.write("sessions.py", slow);
    let run = repository.run(&["compare", "main", ".", "--no-report"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(
        run.says("the first creation is asleep for") && run.says("at sessions.py:10 in make"),
        "{}",
        run.out
    );
}
