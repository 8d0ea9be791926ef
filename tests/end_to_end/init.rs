//! `vitals init`: what it proposes for projects of several kinds, by their files alone, and what it refuses.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::program::{Run, a_python, vitals};
use crate::support::projects;
use crate::support::proposed::{Written, owned, project};

#[track_caller]
fn proposes(project: &str, imports: &[&str], factories: &[&str], words: &[&str]) {
    let written = Written::of(&projects::folder().join(project));
    assert_eq!(
        (written.imports(), written.factories()),
        (owned(imports), owned(factories)),
        "{}",
        written.text
    );
    assert_eq!(written.all(&["probe", "growth"], "factory"), factories, "{}", written.text);
    for words in words {
        assert!(written.text.contains(words), "{words:?} is missing in {}", written.text);
    }
}

#[test]
fn a_src_layout_is_entered_as_its_dockerfile_enters_it() {
    let words = [
        "# Dockerfile:8: `uvicorn` starts it",
        "# src/shop/main.py:21: the FastAPI application `app`",
        "env = { PYTHONPATH = \"src\" }",
        "name = \"golden path\"",
        "# url = \"ws://127.0.0.1:{port}/ws\"",
        "# url = \"http://127.0.0.1:{port}/health\"",
    ];
    proposes("fastapi_src", &["shop.main"], &["shop.main:create_app"], &words);
}

#[test]
fn a_factory_is_found_by_what_it_returns() {
    let words =
        ["# Procfile:2: `gunicorn` starts it", "# shop/__init__.py:4: returns a new Flask", "\"Flask\""];
    proposes("flask_factory", &["shop"], &["shop:create_app"], &words);
    let words = ["# chat/main.py:12: returns a new aiohttp Application", "expect_type = \"Application\""];
    proposes("aiohttp_app", &["chat.main"], &["chat.main:init_app"], &words);
}

#[test]
fn a_command_is_entered_by_the_module_that_its_script_names() {
    proposes(
        "click_pandas",
        &["turnover.cli"],
        &[],
        &["# pyproject.toml:7: the command `turnover` starts here"],
    );
}

#[test]
fn a_worker_is_found_by_its_compose_file() {
    let words = ["# docker-compose.yml:6: `celery` starts it", "name = \"smoke\"", "tests/test_smoke.py"];
    proposes("celery_worker", &["mailer.celery"], &[], &words);
}

#[test]
fn a_flat_server_is_no_example_of_the_standard_library() {
    proposes("flat_server", &["server"], &[], &["# server.py:15: it is run as a program"]);
}

#[test]
fn the_members_of_a_workspace_find_each_other() {
    let words = ["PYTHONPATH = \"packages/api/src:packages/core/src\"", "root = \".\""];
    proposes("uv_workspace", &["shop_api.main"], &[], &words);
}

#[test]
fn the_example_is_measured_as_its_own_configuration_does_it() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let written = Written::of(&shop);
    assert_eq!(written.imports(), ["server", "shop.canonical_imports"]);
    assert_eq!(written.factories(), ["shop.canonical_imports:create_websocket_manager"]);
    assert_eq!(written.all(&["probe", "growth"], "cleanup"), ["await made.close()"]);
    assert_eq!(written.all(&["probe", "create"], "expect_type"), ["WebSocketManager"]);
}

#[test]
fn where_there_is_no_python_nothing_is_written() {
    for files in [&[][..], &[("README.md", "x"), ("Procfile", "web: npm start")][..]] {
        let folder = project(files);
        let run = Run::of(vitals().current_dir(folder.path()).arg("init"));
        assert_eq!(run.code, Some(64), "{}", run.out);
        assert!(run.says("has no file of Python"), "{}", run.err);
        assert!(!folder.path().join("vitals.toml").exists());
    }
}

#[test]
fn where_nothing_says_what_starts_no_example_passes() {
    let folder = project(&[("one.py", "x = 1\n"), ("two.py", "y = 1\n")]);
    let written = Written::of(folder.path());
    assert_eq!(written.imports(), [""; 0]);
    assert!(written.text.contains("No file says what starts a service"), "{}", written.text);
    assert!(written.text.contains("# module = \"package.module\""), "{}", written.text);
}

#[test]
fn an_existing_configuration_is_left_alone() {
    let folder = project(&[("server.py", ""), ("vitals.toml", "# mine\n")]);
    let run = Run::of(vitals().current_dir(folder.path()).arg("init"));
    assert_eq!(run.code, Some(64));
    assert!(run.says("is there already, and was left alone"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path().join("vitals.toml")).expect("there"), "# mine\n");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_proposed() {
    let folder = project(&[
        ("pyproject.toml", "[project]\nname = \n"),
        ("compose.yaml", "services: [\n"),
        ("broken.py", "def create_app(:\n"),
        ("latin.py", "x = '\u{e9}'\n"),
        ("closed/x.py", ""),
        ("app.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
    ]);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("latin.py"), b"x = '\xe9'\n").expect("written");
    fs::create_dir(at("loop")).expect("made");
    symlink(folder.path(), at("loop/up")).expect("a link");
    symlink("nowhere.py", at("dangling.py")).expect("a link");
    fs::set_permissions(at("closed"), PermissionsExt::from_mode(0o000)).expect("set");
    let written = Written::of(folder.path());
    fs::set_permissions(at("closed"), PermissionsExt::from_mode(0o700)).expect("set");
    assert_eq!(written.imports(), ["app"], "{}", written.text);
    for words in [
        "could not be read: pyproject.toml:2:",
        "could not be read: compose.yaml:",
        "could not be read: broken.py:1:",
        "could not be read: latin.py:1: the byte 0xe9 is no UTF-8",
    ] {
        assert!(written.text.contains(words), "{words:?} is missing in {}", written.text);
    }
    // Nothing is closed to root.
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    assert!(is_root || written.text.contains("could not be read: closed:"), "{}", written.text);
}

#[test]
fn names_with_odd_characters_stay_values_and_comments() {
    let folder = project(&[
        ("my-app.py", "from flask import Flask\napp = Flask('x')\n"),
        ("größe.py", "from flask import Flask\napp = Flask('x')\n"),
        ("tests/a\"b\n[target]/test_e2e.py", "def test_a(): pass\n"),
        ("Procfile", "web: gunicorn 'x\";y:app'\nother: uvicorn gone.main:app\n"),
    ]);
    let written = Written::of(folder.path());
    assert_eq!(written.imports(), ["größe"], "{}", written.text);
    assert!(
        written.all(&["check"], "paths").iter().any(|paths| paths.contains("test_e2e.py")),
        "{}",
        written.text
    );
    assert!(
        written.text.contains("# Procfile:2 names `gone.main`, which is in no file here"),
        "{}",
        written.text
    );
}

/// Many that promise the same would take an hour: a few, from among the tests.
#[test]
fn of_many_tests_that_promise_the_same_a_few_are_proposed() {
    let mut files = vec![("app.py".to_owned(), "from flask import Flask\napp = Flask('x')\n")];
    files.extend((0..20).map(|i| (format!("tests/e2e/test_golden_path_number_{i}.py"), "")));
    files.push(("scripts/test_golden.py".to_owned(), ""));
    files.push(("tests/test_golden_path.py".to_owned(), ""));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let written = Written::of(project(&files).path());
    assert!(written.text.contains("# 3 of the 22 files that are named so"), "{}", written.text);
    assert!(written.text.contains("paths = [\"tests/e2e/test_golden_path_number_0.py\""), "{}", written.text);
    assert!(written.text.contains("\"tests/test_golden_path.py\"]"), "{}", written.text);
}

/// A short name means the module beside what names it.
#[test]
fn of_modules_with_one_name_the_one_beside_is_meant() {
    let main = "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\n\
                if __name__ == '__main__':\n    uvicorn.run('main:app')\n";
    let folder = project(&[("a/main.py", main), ("b/main.py", main), ("c.py", "")]);
    let written = Written::of(folder.path());
    assert_eq!(written.imports(), ["a.main", "b.main"], "{}", written.text);
    for words in [
        "# a/main.py:5: `uvicorn` starts it\n# a/main.py:3:",
        "# b/main.py:5: `uvicorn` starts it\n# b/main.py:3:",
    ] {
        assert!(written.text.contains(words), "{words:?} is missing in {}", written.text);
    }
}

/// Bounded in time: what is nearest to the top is read first, and what was not read is said.
#[test]
fn a_hundred_thousand_files_are_no_reason_to_wait() {
    let folder = project(&[("app.py", "from flask import Flask\napp = Flask('x')\n")]);
    // Each has what is looked up by name: a factory of a class of its own.
    let text = "class A: pass\ndef create_a(): return A()\n";
    for number in 0..100 {
        let inner = folder.path().join(format!("package_{number}"));
        fs::create_dir(&inner).expect("made");
        (0..1_000).for_each(|file| fs::write(inner.join(format!("m{file}.py")), text).expect("written"));
    }
    let written = Written::of(folder.path());
    assert_eq!(written.imports(), ["app"], "{}", written.text);
}

/// The eight that are measured stand in one folder of the tests.
#[test]
fn what_is_written_is_a_configuration() {
    for project in fs::read_dir(projects::folder()).expect("projects") {
        let folder: PathBuf = project.expect("one").path();
        let copy = projects::copy(&folder);
        let run = Run::of(vitals().current_dir(copy.path()).arg("init"));
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
        let health = [
            "health",
            "--check",
            "syntax",
            "--check",
            "import cycles",
            "--quiet",
            "--no-history",
            "--python",
        ];
        let run = Run::of(vitals().current_dir(copy.path()).args(health).arg(a_python()));
        assert_eq!(run.code, Some(0), "{}: {}{}", folder.display(), run.out, run.err);
    }
}
