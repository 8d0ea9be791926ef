//! `vitals init --measure`, then `vitals check`, in eight kinds of project: what is written passes or fails for a true reason.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::Signal;
use serde_json::Value;
use tempfile::TempDir;

use crate::processes::{marked, signal, until};
use crate::program::{Run, a_python, vitals};
use crate::support::needs::needs;
use crate::support::{environment, projects};

/// A project with the environment that its packages are in beside it.
fn with_environment(folder: TempDir, python: &Path) -> TempDir {
    let environment = python.parent().and_then(Path::parent).expect("an environment");
    symlink(environment, folder.path().join(".venv")).expect("a link");
    folder
}

fn init(folder: &Path, options: &[&str]) -> Run {
    Run::of(vitals().current_dir(folder).args(["init", "--measure", "--quiet"]).args(options))
}

/// What `vitals check` measured: kind, target, verdict.
fn checked(folder: &Path) -> Vec<(String, String, String)> {
    let arguments =
        ["check", "--quiet", "--no-report", "--no-history", "--budget", "180s", "--format", "json"];
    let run = Run::of(vitals().current_dir(folder).args(arguments));
    assert!(matches!(run.code, Some(0..=2)), "{}{}", run.out, run.err);
    let document = run.document();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let probes = document["probes"].as_array().expect("probes").iter();
    probes
        .map(|probe| {
            let measured = &probe["measurement"];
            let target =
                [&measured["module"], &measured["factory"]].into_iter().find(|name| name.is_string());
            (text(&probe["probe"]), target.map(text).unwrap_or_default(), text(&probe["verdict"]["status"]))
        })
        .collect()
}

/// All that is proposed works, is what a person would name, and has a verdict of its own.
#[track_caller]
fn is_measured(folder: &Path, probes: &[(&str, &str)]) {
    // On a busy machine an import of a framework takes its time.
    let run = init(folder, &["--budget", "300s"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(!run.out.contains("left out"), "{}", run.out);
    let text = fs::read_to_string(folder.join("vitals.toml")).expect("text");
    assert!(text.contains("python = \".venv\"") && text.contains("# measured once: "), "{text}");
    let found = checked(folder);
    let named: Vec<(&str, &str)> =
        found.iter().map(|(kind, target, _)| (kind.as_str(), target.as_str())).collect();
    assert_eq!(named, probes, "{text}");
    for (kind, target, status) in &found {
        // A limit may be too low for a busy machine; an error, or nothing proven, would be a wrong proposal.
        assert!(matches!(status.as_str(), "pass" | "fail" | "inconclusive"), "{kind} {target}: {status}");
    }
}

macro_rules! measured {
    ($($name:ident: $project:literal, $probes:expr;)*) => {
        $(
            #[test]
            fn $name() {
                let python = needs!(environment::with_frameworks());
                let folder = with_environment(projects::copy(&projects::folder().join($project)), python);
                is_measured(folder.path(), &$probes);
            }
        )*
    };
}

measured! {
    fastapi_in_a_src_layout: "fastapi_src", [
        ("import", "shop.main"), ("create", "shop.main:create_app"), ("growth", "shop.main:create_app"),
    ];
    a_flask_factory: "flask_factory", [
        ("import", "shop"), ("create", "shop:create_app"), ("growth", "shop:create_app"),
    ];
    a_click_command_with_pandas: "click_pandas", [("import", "turnover.cli")];
    aiohttp: "aiohttp_app", [
        ("import", "chat.main"), ("create", "chat.main:init_app"), ("growth", "chat.main:init_app"),
    ];
    a_celery_worker: "celery_worker", [("import", "mailer.celery")];
    a_uv_workspace: "uv_workspace", [("import", "shop_api.main")];
    a_flat_server: "flat_server", [("import", "server")];
}

#[test]
fn what_django_admin_writes() {
    let python = needs!(environment::with_frameworks());
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new(python.with_file_name("django-admin"))
        .args(["startproject", "mysite", "."])
        .current_dir(folder.path())
        .output();
    assert!(made.expect("django-admin").status.success());
    let folder = with_environment(folder, python);
    is_measured(folder.path(), &[("import", "mysite.wsgi")]);
}

#[test]
fn suites_that_promise_something_are_run_too() {
    let python = needs!(environment::with_frameworks());
    let folder = with_environment(projects::copy(&projects::folder().join("fastapi_src")), python);
    let run = init(folder.path(), &[]);
    assert!(run.out.contains("kept       golden path  1 test passed"), "{}", run.out);
}

/// What is written as a comment is a check, once a person has removed the `#`.
#[test]
fn a_request_that_is_proposed_is_answered() {
    let python = needs!(environment::with_frameworks());
    let folder = with_environment(projects::copy(&projects::folder().join("fastapi_src")), python);
    let proposed = Run::of(vitals().current_dir(folder.path()).args(["init", "--dry-run"])).out;
    let (before, template) = proposed.split_once("remove the `#`:\n").expect("a template");
    let template: Vec<&str> = template.lines().map_while(|line| line.strip_prefix("# ")).collect();
    let text = format!("{before}remove the `#`:\n{}\n", template.join("\n"));
    fs::write(folder.path().join("vitals.toml"), &text).expect("written");
    let arguments = ["health", "--only", "GET /health", "--quiet", "--no-report", "--no-history"];
    let run = Run::of(vitals().current_dir(folder.path()).args(arguments));
    assert_eq!(run.code, Some(0), "{text}\n{}{}", run.out, run.err);
}

#[test]
fn what_cannot_work_is_left_out_with_the_reason() {
    let folder = projects::copy(&projects::folder().join("flask_factory"));
    needs!(environment::empty(&folder.path().join(".venv")));
    let run = init(folder.path(), &[]);
    // No probe is left: nothing was found to be well, and the next try finds no file in its way.
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("left out   import shop  ") && run.says("nothing was written"), "{}", run.out);
    assert!(!folder.path().join("vitals.toml").exists());
    fs::write(folder.path().join("server.py"), "if __name__ == '__main__':\n    pass\n").expect("written");
    fs::write(folder.path().join("Procfile"), "a: python server.py\nb: gunicorn 'shop:create_app()'\n")
        .expect("written");
    let run = init(folder.path(), &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let text = fs::read_to_string(folder.path().join("vitals.toml")).expect("text");
    assert!(
        text.contains("# left out: ModuleNotFoundError") && text.contains("'flask' (shop/__init__.py:1"),
        "{text}"
    );
    assert!(text.contains("# [[probe.import]]\n# module = \"shop\""), "{text}");
    let probes = checked(folder.path());
    let named: Vec<_> = probes.iter().map(|(kind, target, _)| (kind.as_str(), target.as_str())).collect();
    assert_eq!(named, [("import", "server")]);
}

#[test]
fn a_python_that_is_named_is_written_and_measured() {
    let folder = projects::copy(&projects::folder().join("flat_server"));
    let python = a_python().display().to_string();
    let run = init(folder.path(), &["--python", &python]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("kept       import server  "), "{}", run.out);
    let text = fs::read_to_string(folder.path().join("vitals.toml")).expect("text");
    assert!(text.contains(&format!("python = \"{python}\"")), "{text}");
}

#[test]
fn an_import_that_ends_the_process_or_never_returns_ends_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = "from http.server import HTTPServer\nif __name__ == '__main__':\n    pass\n";
    fs::write(folder.path().join("good.py"), app).expect("written");
    fs::write(folder.path().join("exits.py"), format!("import os\n{app}os._exit(3)\n")).expect("written");
    fs::write(folder.path().join("hangs.py"), format!("import time\n{app}while True: time.sleep(1)\n"))
        .expect("written");
    let python = a_python().display().to_string();
    let run = init(folder.path(), &["--python", &python, "--budget", "12s"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    // A front door that takes too long is what somebody looks for: it stays.
    for words in [
        "kept       import good  ",
        "left out   import exits  ",
        "not tried  import hangs  the time was over",
    ] {
        assert!(run.out.contains(words), "{words:?} is missing in {}", run.out);
    }
    let text = fs::read_to_string(folder.path().join("vitals.toml")).expect("text");
    assert!(text.contains("\n[[probe.import]]\nmodule = \"hangs\"\n"), "{text}");
}

#[test]
fn ctrl_c_while_it_measures_writes_nothing_and_leaves_no_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "import pathlib, time\npathlib.Path('begun').touch()\nif __name__ == '__main__':\n    pass\nwhile True:\n    time.sleep(1)\n";
    fs::write(folder.path().join("server.py"), text).expect("written");
    let mark = format!("VITALS_TEST_MARK=init-{}", std::process::id());
    let (name, value) = mark.split_once('=').expect("an assignment");
    let child = vitals()
        .current_dir(folder.path())
        .args(["init", "--measure", "--quiet", "--python"])
        .arg(a_python())
        .env(name, value)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the built program starts");
    until("the import has begun", || folder.path().join("begun").exists());
    signal(&child, Signal::INT);
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(130), "{}{}", run.out, run.err);
    assert!(run.says("interrupted: nothing was written"), "{}", run.err);
    assert!(!folder.path().join("vitals.toml").exists());
    until("nothing of it is left", || marked(&mark).is_empty());
}
