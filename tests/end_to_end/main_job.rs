//! The main job: what `vitals check`, `init` and the options of a probe do when all is well.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{INTERPRETERS, Run, a_python, services, vitals};

#[test]
fn the_repositorys_own_target_passes_and_is_reported() {
    let reports = tempfile::tempdir().expect("a folder");
    let run = Run::of(
        vitals()
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .arg("check")
            .arg("--python")
            .arg(a_python())
            .arg("--reports")
            .arg(reports.path()),
    );
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(
        run.out.lines().filter(|line| line.trim_start().starts_with("pass ")).count(),
        4,
        "first and repeated creations have a line each: {}",
        run.out
    );
    assert!(!run.out.contains('\u{1b}'), "no colour where there is no terminal");
    let text = fs::read_to_string(reports.path().join("latest/report.json")).expect("a report");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["schema"], "vitals/2");
    let made: Vec<_> =
        document["probes"].as_array().into_iter().flatten().map(|probe| &probe["probe"]).collect();
    assert_eq!(made, ["import", "create", "growth"]);
    assert_eq!(
        document["probes"][1]["measurement"]["first"][0]["type_name"],
        "shop.manager.WebSocketManager"
    );
    assert_eq!(document["probes"][1]["measurement"]["first"][0]["awaited"], true);
}

#[test]
fn the_fingerprint_says_where_it_was_measured() {
    for python in INTERPRETERS.iter() {
        let run = Run::of(
            vitals()
                .args(["probe", "import", "json", "-q", "--limit", "1m", "--format", "json", "--python"])
                .arg(&python.path),
        );
        let document = run.document();
        let fingerprint = &document["fingerprint"];
        assert_eq!(run.code, Some(0), "{}: {}", python.name, run.out);
        assert_eq!(fingerprint["python"]["implementation"], "cpython");
        for key in ["cpu_model", "kernel", "memory", "cpus", "load", "vitals"] {
            assert!(!fingerprint[key].is_null(), "{key}");
        }
        let embedded = fingerprint["python"]["mode"] == "embedded";
        assert_eq!(embedded, fingerprint["python"]["libpython"].is_string(), "{}", python.name);
        let sample = &document["probes"][0]["measurement"]["samples"][0];
        let clock = |name: &str| sample["span"][name].as_f64().unwrap_or_default();
        // The two clocks are not corrected alike: a thousandth of a difference is theirs.
        assert!(clock("cpu") > 0.0 && clock("cpu") <= 1.001 * clock("wall"), "{sample}");
        assert!(sample["after"]["rss"].as_u64() > Some(1_000_000), "{sample}");
        assert!(sample["start_up"].as_u64() > Some(0), "{sample}");
        assert_eq!(sample["descriptors_left"], Value::Array(vec![]), "the tracer's own are not the import's");
    }
}

#[test]
fn exactly_as_many_samples_as_asked_for_in_every_cache_mode() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(services().join("steady.py"), folder.path().join("steady.py")).expect("copied");
    for (cache, bytecode) in [("warm", "prepared"), ("cold-bytecode", "never"), ("cold-disk", "prepared")] {
        let run = Run::of(
            vitals()
                .current_dir(folder.path())
                .args(["probe", "import", "steady", "-n", "4", "-q", "--limit", "1m", "--format", "json"])
                .args(["--cache", cache, "--python"])
                .arg(a_python()),
        );
        let document = run.document();
        let measured = &document["probes"][0]["measurement"];
        assert_eq!(measured["samples"].as_array().map(Vec::len), Some(4), "{cache}");
        assert_eq!(measured["bytecode"], bytecode, "{cache}");
    }
    // Bytecode of whichever Python would be another entry.
    let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").filter_map(Result::ok).collect();
    assert_eq!(left.len(), 1, "the target is never written: {left:?}");
}

#[test]
fn without_a_trace_there_are_no_modules() {
    let run = Run::of(
        vitals()
            .current_dir(services())
            .args([
                "probe",
                "import",
                "steady",
                "--no-trace",
                "-q",
                "--limit",
                "1m",
                "--format",
                "json",
                "--python",
            ])
            .arg(a_python()),
    );
    assert_eq!(run.code, Some(0));
    assert!(run.document()["probes"][0]["measurement"]["trace"].is_null());
}

#[test]
fn too_few_samples_say_so() {
    let run = Run::of(
        vitals()
            .current_dir(services())
            .args(["probe", "import", "steady", "-n", "1", "--limit", "1m", "--python"])
            .arg(a_python()),
    );
    assert_eq!(run.code, Some(2));
    assert!(run.out.contains("a pass needs 3"), "{}", run.out);
}

#[test]
fn a_budget_bounds_the_run_and_passes_nothing() {
    let run = Run::of(
        vitals()
            .current_dir(services())
            .args(["probe", "import", "hangs", "--limit", "1h", "--budget", "700ms", "--python"])
            .arg(a_python()),
    );
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(run.out.contains("when its time was over"), "{}", run.out);
}

/// What ends while the module is still imported says nothing of a creation, whose limit is shorter.
#[test]
fn an_import_that_is_ended_is_no_slow_creation() {
    for (ends, verdict) in [("--budget", "inconclusive"), ("--timeout", "error")] {
        let run = Run::of(
            vitals()
                .current_dir(services())
                .args(["probe", "create", "hangs:make", "--limit", "1ms", ends, "2s", "--python"])
                .arg(a_python()),
        );
        let verdict = format!("\ncreate hangs:make  {verdict}\n");
        for words in [&*verdict, "hangs.py:7", "before the first creation"] {
            assert!(run.out.contains(words), "{words}: {}", run.out);
        }
    }
}

#[test]
fn environments_are_found_in_their_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let make = |name: &str| {
        let made = std::process::Command::new(a_python())
            .args(["-m", "venv", "--without-pip", name])
            .current_dir(folder.path())
            .status();
        assert!(made.is_ok_and(|status| status.success()), "a virtual environment can be made");
    };
    make(".venv");
    make("other");
    let origin = |configure: &dyn Fn(&mut std::process::Command)| {
        let mut command = vitals();
        command
            .current_dir(folder.path())
            .args(["probe", "import", "json", "-q", "--limit", "1m", "--format", "json"]);
        configure(&mut command);
        let document = Run::of(&mut command).document();
        let python = &document["fingerprint"]["python"];
        let prefix = python["prefix"]
            .as_str()
            .and_then(|path| Path::new(path).file_name()?.to_str())
            .map(str::to_owned);
        (python["origin"].as_str().map(str::to_owned), prefix)
    };
    let reported = |origin: &str, prefix: &str| (Some(origin.to_owned()), Some(prefix.to_owned()));
    assert_eq!(origin(&|_| {}), reported("local_environment", ".venv"));
    assert_eq!(
        origin(&|command| {
            command.env("VIRTUAL_ENV", folder.path().join("other"));
        }),
        reported("active_environment", "other")
    );
    assert_eq!(
        origin(&|command| {
            command.args(["--python", "other"]);
        }),
        reported("argument", "other")
    );
}

#[test]
fn a_pyproject_will_do_and_fail_fast_ends_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = "[project]\nname = \"x\"\n[[tool.vitals.probe.import]]\nmodule = \"no_such_module\"\n\
                   [[tool.vitals.probe.import]]\nmodule = \"json\"\n";
    fs::write(folder.path().join("pyproject.toml"), project).expect("written");
    let run = Run::of(
        vitals()
            .current_dir(folder.path())
            .args(["check", "--fail-fast", "--no-report", "--format", "json", "--python"])
            .arg(a_python()),
    );
    assert_eq!(run.code, Some(1), "{}", run.err);
    let document = run.document();
    assert_eq!(document["probes"].as_array().map(Vec::len), Some(1));
    let note = &document["notes"][0];
    assert_eq!((&note["kind"], &note["by"]), (&"not_all_run".into(), &"fail_fast".into()), "{note}");
    assert_eq!((&note["missing"], &note["planned"]), (&1.into(), &2.into()), "{note}");
    assert!(!folder.path().join("reports").exists());
}

#[test]
fn init_writes_what_check_reads_and_never_overwrites() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("src/tiny");
    fs::create_dir_all(&package).expect("made");
    fs::write(package.join("__init__.py"), "").expect("written");
    fs::write(package.join("app.py"), "import json\n").expect("written");
    let in_folder = |arguments: &[&str]| Run::of(vitals().current_dir(folder.path()).args(arguments));
    let shown = in_folder(&["init", "--dry-run"]);
    assert!(shown.out.contains("module = \"tiny.app\""), "{}", shown.out);
    assert!(!folder.path().join("vitals.toml").exists());
    assert_eq!(in_folder(&["init"]).code, Some(0));
    let again = in_folder(&["init"]);
    assert_eq!(again.code, Some(64));
    assert!(again.err.contains("is there already, and was left alone"), "{}", again.err);
    assert_eq!(fs::read_to_string(folder.path().join("vitals.toml")).expect("there"), shown.out);
    let run = Run::of(
        vitals().current_dir(folder.path()).args(["check", "--no-report", "--python"]).arg(a_python()),
    );
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn help_teaches() {
    let help = Run::of(vitals().arg("--help")).out;
    for words in ["vitals probe import fastapi", "0 pass", "130 interrupted", "probe", "check", "init"] {
        assert!(help.contains(words), "{words} in:\n{help}");
    }
}

/// A module of the target may have the name of one that Python itself imports at its start of work.
#[test]
fn a_target_may_have_modules_named_like_the_standard_librarys() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["types.py", "json.py", "platform.py", "enum.py"] {
        fs::write(folder.path().join(name), "raise SystemExit('not me')\n").expect("written");
    }
    fs::write(folder.path().join("vitals.toml"), "[[check]]\nname = \"syntax\"\nkind = \"syntax\"\n")
        .expect("written");
    let run = Run::of(vitals().current_dir(folder.path()).args(["health", "-q", "--python"]).arg(a_python()));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}
