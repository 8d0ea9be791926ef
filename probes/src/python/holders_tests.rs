//! Of `holders/`.

// A test fails where something is not as it should be.
#![allow(clippy::unwrap_used)]

use pyo3::prelude::*;

use super::maker::Maker;
use super::search_notes::HOLDERS;
use super::{inside, script};

/// The chain to an object of the type `target.Kept` that stays while this runs between the notes.
fn chain(py: Python<'_>, source: &str, keep: &str) -> (Vec<String>, bool) {
    inside::module(py, "target", &format!("class Kept:\n    pass\n{source}"));
    let maker = Maker::load(py).unwrap();
    maker.prepare(py, &inside::factory("target", "Kept")).unwrap();
    let class = script::run_all(py, "holders", &HOLDERS).unwrap().get_item("Holders").unwrap().unwrap();
    let traced = py.eval(c"lambda thing: None", None, None).unwrap();
    let (types, ours) = (vec!["target.Kept"], Vec::<u8>::new());
    let opened = script::run(
        py,
        "class Opened:\n    def notes(self):\n        return ()\nopened = Opened()\n",
        "none",
    )
    .unwrap();
    let opened = opened.get_item("opened").unwrap();
    let holders = class.call1((maker.python(py), types, 1, false, traced, ours, opened)).unwrap();
    let target = py.import("sys").unwrap().getattr("modules").unwrap().get_item("target").unwrap();
    let names = target.getattr("__dict__").unwrap();
    let exec = py.import("builtins").unwrap().getattr("exec").unwrap();
    for _ in 0..3 {
        holders.call_method0("note").unwrap();
        exec.call1((keep, &names)).unwrap();
    }
    type Found = (String, Vec<String>, bool, Option<(u64, u32, bool)>, bool);
    let found = holders.call_method1("found", (3,)).unwrap().get_item(0).unwrap();
    let found: Vec<Found> = found.extract().unwrap();
    let [(name, chain, complete, _, _)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(name, "target.Kept");
    (chain.clone(), *complete)
}

inside! {
    fn a_list_of_a_module_holds(py) {
        let (chain, complete) = chain(py, "kept = []\n", "kept.append(Kept())");
        assert!(complete && chain[0] == "target.kept", "{chain:?}");
    }
    fn an_attribute_of_a_class_holds(py) {
        let (chain, complete) = chain(py, "class Hub:\n    known = {}\n", "Hub.known[len(Hub.known)] = Kept()");
        assert!(complete && chain[0] == "target.Hub.known", "{chain:?}");
    }
    fn a_closure_holds(py) {
        let source = "def keeper():\n    inside = []\n    return inside.append\ndef make():\n    held = []\n    def keep():\n        held.append(Kept())\n    return keep\nkeep = make()\n";
        let (chain, complete) = chain(py, source, "keep()");
        assert!(complete && chain[0].starts_with("target.keep"), "{chain:?}");
    }
    fn nothing_of_the_target_is_called_on_the_way(py) {
        let source = "class Loud(dict):\n    def __repr__(self):\n        raise SystemExit\n    def __eq__(self, other):\n        raise SystemExit\n    __hash__ = None\nkept = Loud()\n";
        let (chain, complete) = chain(py, source, "kept[len(kept)] = Kept()");
        assert!(complete && chain[0] == "target.kept", "{chain:?}");
    }
}
