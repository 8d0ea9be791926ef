//! Which statement means which module.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::absolute::absolute;
use super::graph::Graph;
use super::parse::imports_of;
use super::partial::explain_partial;
use super::resolve::graph_of;
use super::roots::Roots;
use super::source::name_of;

fn graph(files: &[(&str, &str)]) -> Graph {
    let read = |(path, text): &(&str, &str)| {
        let path = PathBuf::from(path);
        let source = name_of(&path).is_some_and(|name| !name.is_opaque);
        (path, source.then(|| Arc::new(imports_of(text.as_bytes()))))
    };
    let files: Vec<_> = files.iter().map(read).collect();
    let roots = Roots::declared(files.iter().map(|(file, _)| file), &BTreeSet::new()).shown_by(&files);
    graph_of(&files, &roots)
}

/// `importer -> imported:line`, with a question mark where it is implied.
fn edges(graph: &Graph) -> Vec<String> {
    (0..graph.edges.len())
        .map(|edge| graph.step(edge))
        .map(|step| {
            let mark = if step.implied { "?" } else { "" };
            format!("{} -> {}{mark}:{}", step.importer, step.imported, step.line)
        })
        .collect()
}

#[test]
fn names_are_modules_or_what_is_in_them() {
    let graph = graph(&[
        ("a/__init__.py", ""),
        ("a/b.py", "NAME = 1\n"),
        ("a/sub/__init__.py", "from .leaf import x\nfrom . import leaf\nfrom .. import b\n"),
        ("a/sub/leaf.py", "from ... import nothing\nfrom ..b import NAME\n"),
        (
            "main.py",
            "from a import b\nfrom a.b import NAME\nimport a.sub.leaf\nfrom a import NAME\nimport os.path\n",
        ),
    ]);
    let expected = [
        "a.sub -> a.b:3",
        "a.sub -> a.sub.leaf:1",
        "a.sub -> a.sub.leaf:2",
        "a.sub.leaf -> a.b:2",
        "main -> a?:1",
        "main -> a?:2",
        "main -> a?:3",
        "main -> a:4",
        "main -> a.b:1",
        "main -> a.b:2",
        "main -> a.sub?:3",
        "main -> a.sub.leaf:3",
    ];
    assert_eq!(edges(&graph), expected);
    let missing: Vec<_> = graph.unresolved.iter().map(|one| (one.line, one.imported.as_str())).collect();
    assert_eq!(missing, [(1, "...")]);
}

#[test]
fn dots_count_from_the_package() {
    let table = [
        ("a.b.c", false, 1, "x", Some("a.b.x")),
        ("a.b.c", true, 1, "x", Some("a.b.c.x")),
        ("a.b.c", false, 2, "", Some("a")),
        ("a.b.c", true, 3, "x.y", Some("a.x.y")),
        ("a.b.c", false, 3, "x", None),
        ("a", true, 1, "", Some("a")),
        ("a", true, 2, "x", None),
        ("a", false, 1, "x", None),
        ("a", false, 0, "x", Some("x")),
    ];
    for (importer, is_package, level, module, expected) in table {
        assert_eq!(absolute(importer, is_package, level, module).as_deref(), expected, "{importer} {level}");
    }
}

#[test]
fn a_package_around_runs_before_and_is_no_edge() {
    let graph = graph(&[
        ("a/__init__.py", "from .b import x\n"),
        ("a/b.py", "import a.c\nfrom a import c\nfrom . import c\n"),
        ("a/c.py", "from a import y\nimport a\n"),
    ]);
    let expected = ["a -> a.b:1", "a.b -> a.c:1", "a.b -> a.c:2", "a.b -> a.c:3", "a.c -> a:1", "a.c -> a:2"];
    assert_eq!(edges(&graph), expected);
}

#[test]
fn stars_take_the_modules_that_all_lists() {
    let graph = graph(&[
        ("a/__init__.py", "__all__ = ['b', 'name']\n"),
        ("a/b.py", ""),
        ("a/c.py", ""),
        ("main.py", "from a import *\n"),
    ]);
    assert_eq!(edges(&graph), ["main -> a:1", "main -> a.b:1"]);
}

#[test]
fn what_is_not_there_is_reported_and_what_cannot_be_known_is_not() {
    let graph = graph(&[
        ("a/__init__.py", ""),
        ("a/_native.cpython-311-x86_64-linux-gnu.so", ""),
        ("a/space/one.py", ""),
        ("space/two.py", ""),
        (
            "main.py",
            "import a.gone\nfrom a.gone import x\nimport a._native\nimport a.space\nfrom a.space import one\nimport space.other\nimport other\nfrom a import name\n",
        ),
    ]);
    let missing: Vec<_> = graph.unresolved.iter().map(|one| (one.line, one.imported.as_str())).collect();
    assert_eq!(missing, [(1, "a.gone"), (2, "a.gone")]);
    assert!(edges(&graph).contains(&"main -> a.space.one:5".to_owned()));
}

#[test]
fn a_package_hides_a_module_and_a_fault_is_kept() {
    let graph =
        graph(&[("a.py", "import b\n"), ("a/__init__.py", ""), ("b.py", "x = (\n"), ("c.py", "import b\n")]);
    assert_eq!(edges(&graph), ["c -> b:1"]);
    assert_eq!(graph.failures.len(), 1);
}

#[test]
fn a_half_run_module_is_explained_by_who_takes_the_name() {
    let graph = graph(&[
        ("p/__init__.py", "from .orders import Order\n"),
        ("p/orders.py", "\nfrom .payments import Payment\nfrom .side import y\n"),
        ("p/payments.py", "import p.middle\n"),
        ("p/middle.py", "from .orders import Order\n"),
        ("p/side.py", "import p.orders\ndef f():\n    from .orders import Other\n"),
    ]);
    let reported = |name: &str| {
        let steps = explain_partial(&graph, "p.orders", name).expect("a cycle");
        steps.into_iter().map(|step| format!("{}:{}", step.importer, step.line)).collect::<Vec<_>>()
    };
    assert_eq!(reported("Order"), ["p.orders:2", "p.payments:1", "p.middle:1"]);
    assert_eq!(reported("Other"), ["p.orders:3", "p.side:1"]);
    assert!(
        explain_partial(&graph, "p", "Order").is_none() && explain_partial(&graph, "nowhere", "x").is_none()
    );
}

#[test]
fn a9_each_root_has_names_of_its_own() {
    let graph = graph(&[
        ("src/shop/__init__.py", ""),
        ("src/shop/a.py", "from shop.b import y\n"),
        ("src/shop/b.py", "from shop.a import x\nfrom . import a\n"),
        ("svc1/app/__init__.py", ""),
        ("svc1/app/m.py", "from app.n import q\nimport shop.a\n"),
        ("svc1/app/n.py", ""),
        ("svc2/app/__init__.py", ""),
        ("svc2/app/m.py", "from app.n import q\nfrom . import n\n"),
        ("svc2/app/n.py", ""),
        ("tests/test_shop.py", "import shop.b\nimport src.shop.a\nimport app.m\n"),
    ]);
    let expected = [
        "app.m -> app.n:1",
        "app.m -> shop?:2",
        "app.m -> shop.a:2",
        "shop.a -> shop.b:1",
        "shop.b -> shop.a:1",
        "shop.b -> shop.a:2",
        "svc2.app.m -> svc2.app.n:1",
        "svc2.app.m -> svc2.app.n:2",
        "tests.test_shop -> app?:3",
        "tests.test_shop -> app.m:3",
        "tests.test_shop -> shop?:1",
        "tests.test_shop -> shop?:2",
        "tests.test_shop -> shop.a:2",
        "tests.test_shop -> shop.b:1",
    ];
    assert_eq!(edges(&graph), expected);
    assert!(graph.unresolved.is_empty() && graph.outside.is_empty(), "{:?}", graph.outside);
}

#[test]
fn a9_what_resolves_nowhere_is_counted_by_its_first_name() {
    let graph = graph(&[
        ("app.py", "import yaml.nodes\nimport os\nfrom yaml import load\n"),
        ("lib/yaml/__init__.py", ""),
    ]);
    let outside: Vec<_> =
        graph.outside.iter().map(|(top, outside)| (top.as_str(), outside.imports)).collect();
    assert_eq!(outside, [("os", 1), ("yaml", 2)]);
    assert_eq!((graph.outside["yaml"].first.line, &*graph.outside["yaml"].first.imported), (1, "yaml.nodes"));
}

#[test]
fn c5_calls_with_literal_names_are_edges_and_others_are_listed() {
    let graph = graph(&[
        ("a/__init__.py", ""),
        (
            "a/b.py",
            "import importlib\nimportlib.import_module('a.c')\nimportlib.import_module('.d', __package__)\n",
        ),
        ("a/c.py", "import importlib\nfor name in NAMES:\n    importlib.import_module(name)\n"),
        ("a/d.py", ""),
    ]);
    assert_eq!(edges(&graph), ["a.b -> a.c:2", "a.b -> a.d:3"]);
    assert!((0..2).all(|edge| graph.step(edge).by_call));
    let computed: Vec<_> = graph.computed.iter().map(|one| (&*one.importer, one.line, &*one.call)).collect();
    assert_eq!(computed, [("a.c", 3, "importlib.import_module(name)")]);
}
