//! Pages of large and of bad input: they stay small, fit a phone, and need no script to be read.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::browser::Browser;
use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;
use crate::support::environment::with_frameworks;
use crate::support::needs::needs;

/// A page of four probes is smaller.
const SMALL: usize = 400_000;

/// Web frameworks, each with hundreds of modules: what a service imports.
const SERVICES: [(&str, &str); 4] = [
    ("web_service", "import fastapi\nimport aiohttp\n"),
    (
        "site_service",
        "import django.conf\ndjango.conf.settings.configure()\nimport django.test\nimport django.contrib.auth.forms\n",
    ),
    ("jobs_service", "import celery.app.base\nimport celery.worker\nimport numpy\n"),
    ("pages_service", "import flask\nimport pandas\n"),
];

/// A repository with four modules that import a framework each, in two commits: the second takes from them, and adds.
fn four_services(python: &Path) -> Repository {
    let repository = Repository::empty();
    let mut configuration = format!("[target]\npython = {:?}\n", python.display().to_string());
    for (name, imports) in SERVICES {
        repository.write(format!("{name}.py"), format!("import {name}_before\n{imports}"));
        repository.write(format!("{name}_before.py"), "import sqlite3\nimport xml.dom.minidom\n");
        configuration +=
            &format!("[[probe.import]]\nmodule = \"{name}\"\nlimit = \"1m\"\nregression = \"100%\"\n");
    }
    repository.write("vitals.toml", configuration);
    repository.write(".gitignore", "reports/\n.vitals/\n");
    repository.commit("Four services");
    for (name, imports) in SERVICES {
        repository.write(format!("{name}.py"), format!("import {name}_after\n{imports}"));
        repository.write(format!("{name}_after.py"), "import http.server\nimport unittest.mock\n");
    }
    repository.commit("Other helpers");
    repository
}

fn page_of(run: &Run, folder: &Path) -> String {
    let page = fs::read_to_string(folder.join("reports/latest/index.html"));
    page.unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

#[test]
fn a_page_of_four_probes_is_small_compared_and_checked() {
    let repository = four_services(needs!(with_frameworks()));
    let run = |arguments: &[&str]| Run::of(repository.plain(arguments).arg("--quiet"));
    let compared = run(&["compare", "main~1", "main", "--pairs", "5"]);
    let page = page_of(&compared, repository.path());
    for tree in ["p1-modules", "p2-modules", "p3-modules", "p4-modules", "p1-modules-gone"] {
        assert!(page.contains(&format!("id=\"{tree}\"")), "{tree}: {}{}", compared.out, compared.err);
    }
    assert!(page.contains("sqlite3") && page.contains(" more\n"), "what is gone, and what is folded");
    assert!(page.len() < SMALL, "a comparison: {} bytes", page.len());
    let checked = run(&["check"]);
    let page = page_of(&checked, repository.path());
    assert!(page.len() < SMALL, "a check: {} bytes", page.len());
    assert!(page.contains("id=\"p4-modules\""), "{}{}", checked.out, checked.err);
}

/// Two hundred checks, the first with a name of ten thousand letters that is markup too.
fn two_hundred_checks() -> (tempfile::TempDir, Run) {
    let folder = tempfile::tempdir().expect("a folder");
    let long = format!("<img src=x onerror=owned=1>{}", "n".repeat(10_000));
    let mut configuration =
        format!("[[check]]\nname = {long:?}\nkind = \"import\"\nmodule = \"app\"\nlimit = \"1ns\"\n");
    for number in 1..200 {
        configuration +=
            &format!("[[check]]\nname = \"check {number}\"\nkind = \"command\"\ncommand = [\"true\"]\n");
    }
    fs::write(folder.path().join("vitals.toml"), configuration).expect("written");
    fs::write(folder.path().join("app.py"), "import json\nimport email.message\n").expect("written");
    let mut command = vitals();
    command.current_dir(folder.path()).args(["health", "--quiet", "--python"]).arg(a_python());
    let run = Run::of(&mut command);
    (folder, run)
}

#[test]
fn two_hundred_checks_and_a_name_without_end_are_a_small_page_that_fits_a_phone() {
    let mut browser = needs!(Browser::start());
    let (folder, run) = two_hundred_checks();
    let page = page_of(&run, folder.path());
    assert!(page.len() < SMALL, "{} bytes: {}{}", page.len(), &run.out[..run.out.len().min(2000)], run.err);
    assert_eq!(page.matches("<details class=\"verdict ").count(), 200);
    assert!(!page.contains("<img"), "markup is words");
    // Only what depends on so many: axe looks at two hundred open rows for minutes, and has looked at each kind elsewhere.
    for width in [1200, 320] {
        browser.show(width, 900, "light");
        browser.open(&folder.path().join("reports/latest/index.html"));
        assert_eq!(browser.complaints(), [Value::Null; 0], "{width}");
        assert_eq!(browser.value("typeof window.owned"), "undefined", "a name of a check has run");
        let wider = browser.value("document.documentElement.scrollWidth - innerWidth");
        assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{wider} pixels are beyond {width}");
    }
    let first = browser.value("document.querySelector('.verdict h2').textContent.length");
    assert!(first.as_u64().is_some_and(|letters| letters < 400), "{first}");
}

/// What a reader without a script has: rows that open, trees with words, tables, and views that change.
const WITHOUT_A_SCRIPT: &str = r##"
(() => {
  const seen = (element) => element !== null && element.checkVisibility();
  const verdict = document.querySelector(".verdict");
  verdict.open = false;
  const closed = !seen(verdict.querySelector(".body"));
  verdict.querySelector("summary").click();
  const numbers = verdict.querySelector("#p1-modules details.numbers");
  numbers.querySelector("summary").click();
  const views = [...verdict.querySelectorAll("#p1-modules .views > input")].map((input) => {
    input.click();
    return [...verdict.querySelectorAll("#p1-modules .pane")].filter(seen).length;
  });
  verdict.querySelector("#p1-modules .views > input").click();
  return {
    closed,
    opens: seen(verdict.querySelector(".body")),
    reason: verdict.querySelector(".why").textContent,
    labels: [...verdict.querySelectorAll("#p1-modules .pane0 .f text")].filter(seen).map((text) => text.textContent),
    titles: [...verdict.querySelectorAll("#p1-modules .pane0 .f")].every((frame) => frame.querySelector("title")),
    rows: [...numbers.querySelectorAll("tbody tr")].filter(seen).length,
    views,
    search: seen(document.getElementById("search")),
    tip: seen(document.getElementById("tip")),
  };
})()
"##;

#[test]
fn without_a_script_rows_open_and_trees_and_tables_are_read() {
    let mut browser = needs!(Browser::start());
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("vitals.toml"), "[[probe.import]]\nmodule = \"app\"\nlimit = \"1ns\"\n")
        .expect("written");
    let slow = "import time\nend = time.thread_time() + 0.03\nwhile time.thread_time() < end:\n    pass\nimport json\n";
    fs::write(folder.path().join("app.py"), slow).expect("written");
    let mut command = vitals();
    command.current_dir(folder.path()).args(["check", "--quiet", "--python"]).arg(a_python());
    let run = Run::of(&mut command);
    let page = page_of(&run, folder.path());
    assert!(page.contains("id=\"p1-modules\""), "{}{}", run.out, run.err);
    browser.without_scripts();
    browser.open(&folder.path().join("reports/latest/index.html"));
    let seen = browser.value(WITHOUT_A_SCRIPT);
    assert_eq!(
        (&seen["closed"], &seen["opens"], &seen["titles"]),
        (&true.into(), &true.into(), &true.into()),
        "{seen}"
    );
    assert!(
        seen["labels"].as_array().is_some_and(|labels| labels.iter().any(|label| label == "app")),
        "{seen}"
    );
    assert!(seen["rows"].as_u64() > Some(2), "{seen}");
    assert!(seen["reason"].as_str().is_some_and(|reason| reason.contains("limit")), "{seen}");
    let views = seen["views"].as_array().expect("views");
    assert!(views.len() >= 2 && views.iter().all(|panes| panes == 1), "{seen}");
    assert_eq!(
        (&seen["search"], &seen["tip"]),
        (&Value::Bool(false), &Value::Bool(false)),
        "what needs the script is not offered"
    );
}
