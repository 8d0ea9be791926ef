//! `vitals imports`: the import graph, and who broke what.

use serde_json::Value;

use crate::program::{Run, services, vitals};
use crate::repository::Repository;

fn imports(repository: &Repository, arguments: &[&str]) -> Run {
    Run::of(&mut repository.plain(&[&["imports"], arguments].concat()))
}

fn of_services(arguments: &[&str]) -> Run {
    let mut command = vitals();
    Run::of(command.arg("imports").args(arguments).arg("--root").arg(services()))
}

fn places(steps: &Value) -> Vec<String> {
    let steps = steps.as_array().expect("steps").iter();
    steps
        .map(|step| {
            format!(
                "{} -> {} {}:{}",
                text(step, "importer"),
                text(step, "imported"),
                text(step, "file"),
                step["line"]
            )
        })
        .collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().expect("a text")
}

#[test]
fn a_cycle_is_reported_with_its_lines_and_what_opens_it() {
    let run = of_services(&["partly_initialised"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let path = "partly_initialised.orders -> partly_initialised.payments (partly_initialised/orders.py:3) \
               -> partly_initialised.orders (partly_initialised/payments.py:3)";
    assert!(
        run.says("1 cycle of 2 modules") && run.says(path) && run.says("it opens without"),
        "{}",
        run.out
    );
}

#[test]
fn without_a_cycle_it_passes_and_the_document_has_every_edge() {
    let repository = Repository::of_the_shop();
    let run = imports(&repository, &["shop", "--format", "json"]);
    let document = run.document();
    assert_eq!((run.code, text(&document, "schema")), (Some(0), "vitals-imports/2"), "{}", run.err);
    let edges = document["edges"].as_array().expect("edges");
    assert!(!edges.is_empty() && document["cycles"] == Value::Array(vec![]));
    for edge in edges {
        let source = std::fs::read_to_string(repository.path().join(text(edge, "file"))).expect("a file");
        let line = edge["line"].as_u64().expect("a number") as usize;
        assert!(source.lines().nth(line - 1).is_some_and(|line| line.contains("import")), "{edge}");
    }
}

#[test]
fn lazy_and_type_checking_imports_make_no_cycle() {
    let repository = Repository::empty();
    repository.write("p/__init__.py", "");
    repository.write("p/a.py", "import p.b\nimport p.c\n");
    repository.write("p/b.py", "def f():\n    import p.a\n");
    repository.write("p/c.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import p.a\n");
    let run = imports(&repository, &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("2 plain, 0 conditional, 1 lazy, 1 type_checking"), "{}", run.out);
    repository.append("p/b.py", "try:\n    import p.a\nexcept ImportError:\n    pass\n");
    let run = imports(&repository, &[]);
    assert!(
        run.code == Some(1) && run.says("p.a -> p.b (p/a.py:1) -> p.a (p/b.py:4, conditional)"),
        "{}",
        run.out
    );
}

#[test]
fn files_that_do_not_parse_are_reported_and_the_others_read() {
    let repository = Repository::empty();
    repository.write("p/__init__.py", "");
    repository.write("p/good.py", "import p.bad\n");
    repository.write("p/bad.py", "x = 1\ndef f(:\n    pass\n");
    repository.write("p/latin.py", b"x = 1\n\ny = '\xe9'\n");
    let run = imports(&repository, &["p", "--format", "json"]);
    let document = run.document();
    assert_eq!((run.code, places(&document["edges"])), (Some(1), vec!["p.good -> p.bad p/good.py:1".into()]));
    let failures = document["failures"].as_array().expect("failures");
    let reported: Vec<_> = failures.iter().map(|one| (text(one, "file"), one["line"].as_u64())).collect();
    assert_eq!(reported, [("p/bad.py", Some(2)), ("p/latin.py", Some(3))]);
    // Neither is a pipe read, nor a link followed that leads back up.
    let folder = repository.path().join("p");
    let made = std::process::Command::new("mkfifo").arg(folder.join("pipe.py")).status();
    assert!(made.is_ok_and(|status| status.success()));
    std::os::unix::fs::symlink(repository.path(), folder.join("loop")).expect("a link");
    let human = imports(&repository, &["p"]);
    assert!(human.says("4 modules"), "{}", human.out);
    assert!(human.says("2 files could not be read") && human.says("p/latin.py:3: the byte 0xe9 is no UTF-8"));
}

#[test]
fn the_path_from_one_module_to_another() {
    let repository = Repository::empty();
    repository.write("p/__init__.py", "");
    repository.write("p/a.py", "\nimport p.b\ndef f():\n    import p.d\n");
    repository.write("p/b.py", "import p.c\n");
    repository.write("p/c.py", "");
    repository.write("p/d.py", "");
    let why = |from, to| imports(&repository, &["--why", from, to]);
    let run = why("p.a", "p.c");
    assert!(run.code == Some(0) && run.says("p.a -> p.b (p/a.py:2) -> p.c (p/b.py:1)"), "{}", run.out);
    let run = why("p.a", "p.d");
    assert!(run.code == Some(0) && run.says("does not run p.d") && run.says("p/a.py:4, lazy"), "{}", run.out);
    let run = why("p.c", "p.a");
    assert!(run.code == Some(1) && run.says("p.c does not lead to p.a"), "{}", run.out);
    let run = why("p.a", "p.cc");
    assert!(run.code == Some(64) && run.says("there is no module p.cc"), "{}", run.err);
}

/// 300 commits, each a new module; one of them imports back.
fn long_history() -> Repository {
    let repository = Repository::empty();
    let mut stream = String::new();
    let mut add = |number: usize, subject: &str, files: &[(&str, String)]| {
        stream += &format!(
            "commit refs/heads/main\nmark :{number}\ncommitter A <a@example.org> {} +0000\ndata {}\n{subject}\n",
            1_700_000_000 + number,
            subject.len()
        );
        if number > 1 {
            stream += &format!("from :{}\n", number - 1);
        }
        for (path, text) in files {
            stream += &format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len());
        }
    };
    add(1, "Begin", &[("app/__init__.py", String::new()), ("app/m0.py", "VALUE = 1\n".into())]);
    for number in 2..=300 {
        let text = format!("\"\"\"Module.\"\"\"\n\nimport app.m{}\n", number - 2);
        let new = format!("app/m{}.py", number - 1);
        match number {
            217 => {
                let back = "VALUE = 1\n\nfrom app.m200 import VALUE as other\n".to_owned();
                add(number, "Take the value from m200", &[(&new, text), ("app/m0.py", back)]);
            }
            _ => add(number, &format!("Module {number}"), &[(&new, text)]),
        }
    }
    repository.fast_import(&stream);
    repository
}

#[test]
fn the_commit_that_closed_a_cycle_is_found_among_three_hundred() {
    let repository = long_history();
    let before = repository.state();
    let run = imports(&repository, &["--base", "main~299", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let cycle = &run.document()["difference"]["new_cycles"][0];
    assert_eq!(cycle["modules"].as_array().map(Vec::len), Some(201));
    let closing = &cycle["closed_by"]["commit"];
    assert_eq!(text(&closing["commit"], "subject"), "Take the value from m200");
    assert_eq!(places(&Value::Array(vec![closing["edge"].clone()])), ["app.m0 -> app.m200 app/m0.py:3"]);
    let graphs = closing["graphs"].as_u64().unwrap_or(u64::MAX);
    assert!(graphs <= 11, "{graphs} graphs: log2 of 300 and the two ends");
    assert!(repository.state() == before, "the repository is as it was");
    let human = imports(&repository, &["--base", "main~299"]);
    assert!(human.says("closed by") && human.says("with app.m0 -> app.m200 (app/m0.py:3)"), "{}", human.out);
    assert_eq!(imports(&repository, &["--base", "main~10"]).code, Some(0), "it was there before");
    let back = imports(&repository, &["--base", "main", "--head", "main~299", "--format", "json"]);
    assert_eq!(back.code, Some(0), "{}", back.err);
    let difference = &back.document()["difference"];
    assert_eq!(difference["gone_cycles"].as_array().map(Vec::len), Some(1));
    assert_eq!(difference["modules"]["gone"].as_array().map(Vec::len), Some(299));
}

#[test]
fn a_cycle_that_grows_is_reported_as_such() {
    let repository = Repository::empty();
    repository.write("p/__init__.py", "");
    repository.write("p/a.py", "import p.b\n");
    repository.write("p/b.py", "import p.a\n");
    repository.write("p/c.py", "import p.a\n");
    repository.commit("Two");
    repository.write("README", "");
    repository.commit("Words");
    repository.append("p/b.py", "import p.c\n");
    repository.commit("Three");
    repository.append("p/b.py", "VALUE = 1\n");
    repository.commit("More");
    let run = imports(&repository, &["--base", "main~3", "--format", "json"]);
    let cycle = &run.document()["difference"]["new_cycles"][0];
    assert_eq!((run.code, &cycle["grown"]), (Some(1), &Value::Bool(true)), "{}", run.err);
    assert_eq!(text(&cycle["closed_by"]["commit"]["commit"], "subject"), "Three");
    // In a folder of the repository, the modules' names begin there.
    let below = imports(&repository, &["--root", "p", "--base", "main~3"]);
    assert!(below.code == Some(0) && below.says("3 modules"), "{}{}", below.out, below.err);
}

#[test]
fn a_removed_name_its_users_and_the_commit() {
    let repository = Repository::empty();
    repository.write("shop/__init__.py", "");
    repository.write("shop/sockets.py", "class Manager:\n    pass\n\n\ndef other():\n    pass\n");
    repository.write("shop/one.py", "from shop.sockets import (\n    other,\n    Manager as M,\n)\n");
    repository.write("shop/two.py", "import shop.sockets\n\n\ndef f():\n    return shop.sockets.Manager()\n");
    repository.write("shop/three.py", "from . import sockets as s\n\nvalue: s.Manager = None\n");
    repository.write("shop/four.py", "from .sockets import *\n\nvalue = Manager()\n");
    repository.write("shop/five.py", "from .sockets import other\n\npatched = 'shop.sockets.Manager'\n");
    repository.write("tests/test_one.py", "def test():\n    from shop.sockets import Manager\n");
    repository.commit("All");
    repository.append("shop/sockets.py", "VALUE = 1\n");
    repository.commit("A value");
    let uses = ["--who-uses", "shop.sockets:Manager"];
    let run = imports(&repository, &uses);
    assert!(run.code == Some(0) && run.says("shop.sockets:Manager is defined"), "{}{}", run.out, run.err);
    repository.write("shop/sockets.py", "def other():\n    pass\n");
    let run = imports(&repository, &uses);
    assert!(run.code == Some(1) && run.says("HEAD has it: the working tree does not"), "{}", run.out);
    repository.commit("Take the manager out");
    repository.append("shop/sockets.py", "VALUE = 2\n");
    repository.commit("Later");
    let run = imports(&repository, &uses);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    for reported in ["removed by", "Take the manager out", "5 places still need it"] {
        assert!(run.says(reported), "{reported}: {}", run.out);
    }
    let document = imports(&repository, &[&uses[..], &["--format", "json"]].concat()).document();
    let usages = document["users"]["usages"].as_array().expect("usages").iter();
    let found: Vec<String> =
        usages.map(|one| format!("{}:{} {}", text(one, "file"), one["line"], text(one, "how"))).collect();
    let expected = [
        "shop/five.py:3 text",
        "shop/four.py:1 star",
        "shop/one.py:3 from",
        "shop/three.py:3 attribute",
        "shop/two.py:5 attribute",
        "tests/test_one.py:2 from",
    ];
    assert_eq!(found, expected);
    let never = imports(&repository, &["--who-uses", "shop.sockets:Nothing"]);
    assert!(never.code == Some(0) && never.says("no commit of the history had it"), "{}", never.out);
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let repository = Repository::of_the_shop();
    for (arguments, reported) in [
        (&["--base", "-x"][..], "begins with a dash"),
        (&["--base", "main..main"], "it is a range"),
        (&["--base", "no-such-ref"], "is no commit of"),
        (&["--base", "main", "--head=--all"], "begins with a dash"),
        (&["--head", "main"], "--base"),
        (&["--who-uses", "shop.sockets"], "it has no colon"),
        (&["--who-uses=-a:b"], "begins with a dash"),
        (&["--who-uses", "no_such:name"], "there is no module no_such"),
        (&["--why", "shop", "-b"], "begins with a dash"),
        (&["--", "-p"], "begins with a dash"),
        (&["../shop"], "is not the name of a Python module"),
        (&["no_such_package"], "there is no package or module no_such_package"),
        (&["--root", "nowhere"], "is not a folder"),
    ] {
        let run = imports(&repository, arguments);
        assert_eq!(run.code, Some(64), "{arguments:?}: {}{}", run.out, run.err);
        assert!(run.says(reported), "{arguments:?}: {}{}", run.out, run.err);
    }
}

#[test]
fn outside_of_a_repository_there_is_no_history() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.py"), "import b\n").expect("written");
    let mut command = vitals();
    let run = Run::of(command.current_dir(folder.path()).args(["imports", "--base", "main"]));
    assert!(run.code == Some(64) && run.says("is in no git repository"), "{}", run.err);
}

#[test]
fn names_with_escapes_lose_their_power() {
    let repository = Repository::empty();
    repository.write("p/\u{1b}[31mred.py", "x = (\n");
    let run = imports(&repository, &[]);
    assert!(run.code == Some(1) && !run.out.contains('\u{1b}'), "{}", run.out);
}

#[test]
fn a_probe_that_meets_a_half_run_module_reports_the_path_round() {
    let mut command = vitals();
    command.current_dir(services()).args([
        "probe",
        "import",
        "partly_initialised",
        "--no-config",
        "--quiet",
        "--python",
    ]);
    let run = Run::of(command.arg(crate::program::a_python()));
    assert_eq!(run.code, Some(1), "{}", run.err);
    let reported = "import cycle: partly_initialised.orders -> partly_initialised.payments \
                (partly_initialised/orders.py:3) -> partly_initialised.orders (partly_initialised/payments.py:3)";
    assert!(run.says(reported), "{}", run.out);
}
