//! `vitals imports`: roots, what is not seen, packages on the way, and which cycle stands first.

use serde_json::Value;

use crate::program::Run;
use crate::repository::Repository;

fn imports(repository: &Repository, arguments: &[&str]) -> Run {
    Run::of(&mut repository.plain(&[&["imports"], arguments].concat()))
}

fn src_cycle() -> Repository {
    let repository = Repository::empty();
    repository.write("src/shop/__init__.py", "");
    repository.write("src/shop/a.py", "from shop.b import y\nx = 1\n");
    repository.write("src/shop/b.py", "from shop.a import x\ny = 1\n");
    repository.write("svc1/app1/__init__.py", "");
    repository.write("svc1/app1/m.py", "from app1.n import q\n");
    repository.write("svc1/app1/n.py", "from app1.m import z\n");
    repository
}

#[test]
fn a9_src_and_sibling_folders_are_roots() {
    let run = imports(&src_cycle(), &[]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    for expected in [
        "2 cycles of 4 modules",
        "shop.a -> shop.b (src/shop/a.py:1) -> shop.a (src/shop/b.py:1)",
        "app1.m -> app1.n (svc1/app1/m.py:1) -> app1.m (svc1/app1/n.py:1)",
    ] {
        assert!(run.says(expected), "{expected}: {}", run.out);
    }
}

#[test]
fn a9_a_package_in_src_is_found_by_its_name() {
    let repository = src_cycle();
    let run = imports(&repository, &["shop"]);
    assert!(run.code == Some(1) && run.says("shop.a -> shop.b (src/shop/a.py:1)"), "{}{}", run.out, run.err);
    let run = imports(&repository, &["--why", "shop.a", "shop.b"]);
    assert!(run.code == Some(0) && run.says("shop.a runs shop.b"), "{}{}", run.out, run.err);
    let run = imports(&repository, &["--who-uses", "shop.a:x"]);
    assert!(
        run.code == Some(0) && run.says("shop.a:x is defined") && run.says("src/shop/b.py:1"),
        "{}",
        run.out
    );
    let run = imports(&repository, &["nowhere"]);
    assert!(run.code == Some(64) && run.says("there is no package or module nowhere"), "{}", run.err);
}

#[test]
fn a9_a_new_cycle_in_src_is_found_between_commits() {
    let repository = src_cycle();
    repository.write("src/shop/b.py", "y = 1\n");
    repository.commit("Open");
    repository.write("src/shop/b.py", "from shop.a import x\ny = 1\n");
    repository.commit("Close it");
    let run = imports(&repository, &["shop", "--base", "HEAD~1"]);
    assert!(run.code == Some(1) && run.says("1 cycle new") && run.says("Close it"), "{}{}", run.out, run.err);
}

#[test]
fn a9_what_resolves_nowhere_though_it_is_near_is_said() {
    let repository = Repository::empty();
    repository.write("app.py", "import common.tools\nimport json\n");
    repository.write("lib/common/__init__.py", "");
    repository.write("lib/common/tools.py", "");
    let run = imports(&repository, &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let expected = "common.*: 1 import (app.py:1 is the first), and there is lib/common: give --root";
    assert!(run.says(expected) && !run.says("json"), "{}", run.out);
    assert!(run.says("no cycle is seen") && !run.says("nothing goes round"), "{}", run.out);
    let document = imports(&repository, &["--format", "json"]).document();
    assert_eq!(document["near"][0]["name"], "common");
}

#[test]
fn a10_why_counts_the_packages_on_the_way() {
    let repository = Repository::empty();
    repository.write("shop/__init__.py", "\n\nfrom shop import db\n");
    repository.write("shop/db.py", "import shop.low\n");
    repository.write("shop/low.py", "");
    repository.write("shop/api/__init__.py", "");
    repository.write("shop/api/view.py", "x = 1\n");
    let run = imports(&repository, &["--why", "shop.api.view", "shop.low"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let expected = "shop.api.view runs shop.low: Python first runs shop, a package around it, and that: \
                    shop -> shop.db (shop/__init__.py:3) -> shop.low (shop/db.py:1)";
    assert!(run.says(expected), "{}", run.out);
    let run = imports(&repository, &["--why", "shop.api.view", "shop.api"]);
    assert!(
        run.code == Some(0) && run.says("it is a package around it, which Python runs first"),
        "{}",
        run.out
    );
    let run = imports(&repository, &["--why", "shop.low", "shop.api.view"]);
    assert!(run.code == Some(1) && run.says("shop.low does not lead to shop.api.view"), "{}", run.out);
    let document =
        imports(&repository, &["--why", "shop.api.view", "shop.low", "--format", "json"]).document();
    assert_eq!(document["why"]["package"], "shop");
}

#[test]
fn c5_what_is_not_seen_is_said_with_its_lines() {
    let repository = Repository::empty();
    repository.write("lint/__init__.py", "");
    repository.write("lint/tree.py", "from lint.data import State\ndef offset(): pass\n");
    repository.write(
        "lint/data.py",
        "import importlib\nclass State: pass\nfor name in [\"lint.fixers.one\"]:\n    importlib.import_module(name)\n",
    );
    repository.write("lint/fixers/__init__.py", "");
    repository.write("lint/fixers/one.py", "from lint.tree import offset\n");
    let run = imports(&repository, &["lint"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("no cycle is seen") && !run.says("nothing goes round"), "{}", run.out);
    assert!(
        run.says("lint.data (lint/data.py:4, conditional): importlib.import_module(name)"),
        "{}",
        run.out
    );
    let document = imports(&repository, &["lint", "--format", "json"]).document();
    assert_eq!(
        (&document["computed"][0]["file"], &document["computed"][0]["line"]),
        (&"lint/data.py".into(), &4.into())
    );
    // A literal name is an edge, and the cycle is seen.
    repository.write(
        "lint/data.py",
        "import importlib\nclass State: pass\nimportlib.import_module(\"lint.fixers.one\")\n",
    );
    let run = imports(&repository, &["lint"]);
    let expected =
        "lint.data -> lint.fixers.one (lint/data.py:3, importlib) -> lint.tree (lint/fixers/one.py:1)";
    assert!(run.code == Some(1) && run.says(expected), "{}", run.out);
    assert!(run.says("-> lint.data (lint/tree.py:1)"), "{}", run.out);
}

#[test]
fn c5_the_check_of_the_graph_says_what_it_does_not_see() {
    let repository = Repository::empty();
    repository.write("vitals.toml", "[[check]]\nname = \"cycles\"\nkind = \"imports\"\n");
    repository.write("app.py", "import importlib, sys\nimportlib.import_module(sys.argv[0])\n");
    let run = repository.run(&["health", "--verbose"]);
    assert!(
        run.code == Some(0) && run.says("app (app.py:2): importlib.import_module(sys.argv[…])"),
        "{}",
        run.out
    );
}

/// Two modules that import each other.
fn pair(repository: &Repository, package: &str, back: &str) {
    repository.write(format!("{package}/__init__.py"), "");
    repository.write(format!("{package}/one.py"), format!("import {package}.two\n"));
    repository.write(format!("{package}/two.py"), back);
}

fn first_modules(document: &Value) -> Vec<&str> {
    let cycles = document["cycles"].as_array().expect("cycles").iter();
    cycles.filter_map(|cycle| cycle["modules"][0].as_str()).collect()
}

#[test]
fn the_cycle_that_the_newest_commit_closed_stands_first() {
    let repository = Repository::empty();
    pair(&repository, "young", "x = 1\n");
    pair(&repository, "old", "import old.one\n");
    repository.write("old/three.py", "import old.one\n");
    repository.append("old/one.py", "import old.three\n");
    pair(&repository, "fresh", "x = 1\n");
    repository.commit("First");
    repository.write("README", "A line.\n");
    repository.commit("Say something");
    pair(&repository, "young", "import young.one\n");
    repository.commit("Let two know one");
    repository.write("README", "Another line.\n");
    repository.commit("Say more");
    pair(&repository, "fresh", "import fresh.one\n");
    let run = imports(&repository, &[]);
    for expected in
        ["closed by what is not committed", "Let two know one, with young.two -> young.one (young/two.py:1)"]
    {
        assert!(run.code == Some(1) && run.says(expected), "{expected}: {}", run.out);
    }
    let document = imports(&repository, &["--format", "json"]).document();
    assert_eq!(first_modules(&document), ["fresh.one", "young.one", "old.one"]);
    assert_eq!(document["cycles"][2]["since"], "ever");
}

#[test]
fn without_a_history_cycles_that_always_run_stand_before_larger_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    for (name, text) in [
        ("large/a.py", "import large.b\n"),
        ("large/b.py", "import large.c\n"),
        ("large/c.py", "try:\n    import large.a\nexcept ImportError:\n    pass\n"),
        ("small/a.py", "import small.b\n"),
        ("small/b.py", "import small.a\n"),
    ] {
        write(name, text);
    }
    let mut command = crate::program::vitals();
    let run = Run::of(command.args(["imports", "--format", "json", "--root"]).arg(folder.path()));
    let document = run.document();
    assert_eq!(first_modules(&document), ["small.a", "large.a"]);
    assert_eq!(
        (&document["cycles"][0]["always"], &document["cycles"][1]["always"]),
        (&true.into(), &false.into())
    );
    assert!(document["cycles"][0].get("since").is_none());
}

#[test]
fn a_public_name_of_a_package_is_the_last_import_to_open() {
    let repository = Repository::empty();
    repository.write("shop/__init__.py", "from shop.cart import Cart\n");
    repository.write("shop/cart.py", "from shop import prices\nclass Cart: pass\n");
    repository.write("shop/prices.py", "import shop\n");
    let run = imports(&repository, &["--format", "json"]);
    let document = run.document();
    let edges = document["cycles"][0]["feedback_edges"].as_array().expect("edges");
    let importers: Vec<_> = edges.iter().filter_map(|edge| edge["importer"].as_str()).collect();
    assert!(!importers.is_empty() && !importers.contains(&"shop"), "{importers:?}");
}

#[test]
fn c6_an_import_of_a_name_that_is_in_no_file_is_said() {
    let repository = Repository::empty();
    repository.write(
        "sdk/__init__.py",
        "from sdk import product\nfrom sdk.client import Client\nfrom sdk.lazy import x\n",
    );
    repository.write(
        "sdk/client.py",
        "class Client: pass\ntry:\n    from sdk.client import Other\nexcept ImportError:\n    pass\n",
    );
    repository.write("sdk/lazy.py", "globals()['x'] = 1\n");
    let run = imports(&repository, &["sdk"]);
    assert!(
        run.code == Some(0) && run.says("1 import of names that are in no file"),
        "{}{}",
        run.out,
        run.err
    );
    assert!(run.says("sdk has neither a module nor a name product (sdk/__init__.py:1)"), "{}", run.out);
    let document = imports(&repository, &["sdk", "--format", "json"]).document();
    assert_eq!(document["absent"][0]["name"], "product");
    repository.write("sdk/product.py", "");
    assert!(!imports(&repository, &["sdk"]).says("in no file"));
}
