//! What the command line makes easy: likely commands, help by topic, `--json`, `-o`, `--open`, errors that are lines.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::program::{Run, a_python, vitals};

/// A folder with a configuration that passes.
fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "[[probe.import]]\nmodule = \"shop\"\n[[check]]\nname = \"syntax\"\nkind = \"syntax\"\n";
    fs::write(folder.path().join("vitals.toml"), text).expect("written");
    fs::write(folder.path().join("shop.py"), "import json\n").expect("written");
    folder
}

fn in_folder(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(vitals().current_dir(folder).args(arguments))
}

#[test]
fn a_bare_module_or_a_mistyped_command_gets_the_likely_one() {
    let folder = project();
    for (arguments, meant) in [
        (&["probe", "fastapi"][..], "did you mean: vitals probe import fastapi\n"),
        (&["fastapi.app", "--limit", "1s"], "did you mean: vitals probe import fastapi.app --limit 1s\n"),
        (&["shop"], "did you mean: vitals probe import shop\n"),
        (&["shop.py"], "did you mean: vitals probe import shop\n"),
        (&["chek"], "did you mean: vitals check\n"),
        (&["explain", "import", "shop"], "did you mean: vitals explain shop\n"),
        (&["explain", "./shop.py"], "did you mean: vitals explain shop\n"),
        (&["imports", "shop:create"], "did you mean: vitals imports --who-uses shop:create\n"),
        (&["help", "format"], "did you mean: vitals help formats\n"),
    ] {
        let run = in_folder(folder.path(), arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(meant), "{arguments:?}: {}", run.err);
    }
    let run = in_folder(folder.path(), &["zzz???"]);
    assert!(run.code == Some(64) && run.err.contains("`vitals --help` lists them"), "{}", run.err);
}

#[test]
fn help_is_by_command_and_by_topic() {
    let folder = project();
    let formats = in_folder(folder.path(), &["help", "formats"]);
    assert_eq!(formats.code, Some(0));
    for words in ["openmetrics", "speedscope", "--json", "trend         junit, markdown, nagios, openmetrics"]
    {
        assert!(formats.out.contains(words), "{words}:\n{}", formats.out);
    }
    assert_eq!(
        in_folder(folder.path(), &["help", "history", "prune"]).out,
        in_folder(folder.path(), &["history", "prune", "--help"]).out
    );
    let topics = in_folder(folder.path(), &["help"]);
    assert!(topics.code == Some(0) && topics.out.contains("vitals help exit-codes"), "{}", topics.out);
    // The list of formats stands there alone.
    let check = in_folder(folder.path(), &["check", "--help"]);
    assert!(check.out.contains("vitals help formats") && !check.out.contains("openmetrics"), "{}", check.out);
}

#[test]
fn json_is_short_for_its_format() {
    let folder = project();
    let python = a_python().display().to_string();
    let run = in_folder(folder.path(), &["check", "--json", "--no-report", "-q", "--python", &python]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(run.document()["schema"], "vitals/2");
    for command in [
        &["history"][..],
        &["history", "show", "latest"],
        &["history", "export"],
        &["history", "prune", "--keep-last", "9"],
        &["report", "latest"],
        &["baseline", "list"],
        &["imports"],
    ] {
        let [short, long] = [&["--json"][..], &["--format", "json"]]
            .map(|words| in_folder(folder.path(), &[command, words].concat()));
        assert_eq!(short.code, Some(0), "{command:?}: {}", short.err);
        assert_eq!(short.out, long.out, "{command:?}");
        assert!(serde_json::from_str::<serde_json::Value>(&short.out).is_ok(), "{command:?}: {}", short.out);
    }
    let both = in_folder(folder.path(), &["history", "--json", "--format", "csv"]);
    assert!(both.code == Some(64) && both.err.contains("cannot be used with"), "{}", both.err);
}

#[test]
fn an_output_is_written_as_its_name_or_its_ending_says_in_every_command() {
    let folder = project();
    let python = a_python().display().to_string();
    let at = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    let check =
        ["check", "--no-report", "-q", "--python", &python, "-o", "a.xml", "-o", "csv=a.txt", "-o", "plain"];
    let run = in_folder(folder.path(), &check);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(at("a.xml").starts_with("<?xml") && at("a.txt").starts_with("probe,"), "{}", at("a.txt"));
    assert_eq!(at("plain"), run.out);
    let explain = [
        "explain",
        "shop",
        "-q",
        "--python",
        &python,
        "-o",
        "f.svg",
        "-o",
        "speedscope=s.json",
        "-o",
        "tree",
    ];
    let run = in_folder(folder.path(), &explain);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(at("f.svg").contains("<svg") && at("s.json").contains("\"profiles\""));
    assert_eq!(at("tree"), run.out);
    for (arguments, begin) in [(["-o", "e.csv"], "run,"), (["-o", "csv=e"], "run,"), (["-o", "e.json"], "{")]
    {
        let run = in_folder(folder.path(), &[&["history", "export"][..], &arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{}", run.err);
        let name = arguments[1].trim_start_matches("csv=");
        assert!(at(name).starts_with(begin), "{name}: {}", at(name));
    }
}

/// A browser that writes down what it is given.
fn browser(folder: &Path) -> String {
    let program = folder.join("browser");
    fs::write(&program, "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$0.opened\"\n").expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("executable");
    program.display().to_string()
}

#[test]
fn open_gives_the_page_to_the_browser_of_the_variable() {
    let folder = project();
    let python = a_python().display().to_string();
    let program = browser(folder.path());
    let opened = folder.path().join("browser.opened");
    for command in [&["check"][..], &["probe", "import", "shop"], &["report", "latest"]] {
        let mut vitals = vitals();
        vitals
            .current_dir(folder.path())
            .args(command)
            .arg("--open")
            .env("BROWSER", format!("{program} --new '%s'"));
        vitals.env("TMPDIR", folder.path());
        if command[0] != "report" {
            vitals.args(["-q", "--python", &python]);
        }
        let run = Run::of(&mut vitals);
        assert_eq!(run.code, Some(0), "{command:?}: {}{}", run.out, run.err);
        let words =
            fs::read_to_string(&opened).unwrap_or_else(|error| panic!("{command:?}: {error}: {}", run.err));
        let (first, page) = words.trim_end().split_once('\n').expect("two arguments");
        assert_eq!(first, "--new");
        assert!(Path::new(page).is_absolute(), "{page}");
        assert!(fs::read_to_string(page).expect("a page").contains("<html"), "{page}");
        fs::remove_file(&opened).expect("removed");
    }
}

#[test]
fn open_says_where_no_browser_is_and_the_verdict_stands() {
    let folder = project();
    let python = a_python().display().to_string();
    let mut vitals = vitals();
    vitals.current_dir(folder.path()).args(["check", "--open", "-q", "--python", &python]);
    // Nothing of these names is on the path.
    let run = Run::of(vitals.env("BROWSER", "no-such-browser:false").env("PATH", folder.path()));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(
        run.err.contains("--open: no browser opened /") && run.err.contains("no-such-browser: "),
        "{}",
        run.err
    );
    assert!(run.err.contains("xdg-open: "), "{}", run.err);
}

/// As a log or a program reads it: what a terminal would have wrapped is one line.
#[test]
fn an_error_is_not_wrapped_where_standard_error_is_no_terminal() {
    let folder = project();
    let long = "a_very_long_name_".repeat(12);
    let output = Command::new(vitals().get_program())
        .current_dir(folder.path())
        .args(["check", "--only", &long, "--no-report"])
        .output()
        .expect("it starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(64), "{error}");
    assert!(
        error.lines().any(|line| line.contains(&format!("--only \"{long}\" chooses nothing"))),
        "{error}"
    );
    assert!(!error.contains('\u{1b}'), "{error}");
}
