//! Of `allocations.py`.

// A test fails where something is not as it should be.
#![allow(clippy::unwrap_used)]

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::script;

/// `allocations.py` with this added, run.
fn with<'py>(py: Python<'py>, more: &str) -> Bound<'py, PyDict> {
    let sources = [include_str!("places.py"), include_str!("allocations.py"), more];
    script::run(py, &sources.join("\n"), "allocations").unwrap()
}

inside! {
    fn a_function_is_named_by_the_source_around_its_line(py) {
        let folder = std::env::temp_dir().join(format!("vitals-inside-{}", std::process::id()));
        std::fs::write(&folder, "top = 1\ndef outer():\n    def inner():\n        return []\n    return inner\nclass C:\n    async def method(self):\n        return {}\n").unwrap();
        let file = folder.display();
        let more = format!("trees = {{}}\nnames = [_function(trees, '{file}', line) for line in (1, 4, 5, 8, 99)]\nnone = _function(trees, '/no/such/file.py', 1)\n");
        let names = with(py, &more);
        std::fs::remove_file(&folder).unwrap();
        let found: Vec<String> = names.get_item("names").unwrap().unwrap().extract().unwrap();
        assert_eq!(found, ["<module>", "inner", "outer", "method", "<module>"]);
        assert_eq!(names.get_item("none").unwrap().unwrap().extract::<String>().unwrap(), "");
    }
    fn a_factory_is_where_its_code_is(py) {
        let more = "class Thing:\n    def __init__(self):\n        pass\nwhere = [_definition(Thing), _definition(len)]\nline = Thing.__init__.__code__.co_firstlineno\n";
        let names = with(py, more);
        let line: u32 = names.get_item("line").unwrap().unwrap().extract().unwrap();
        let found: Vec<Option<(String, u32)>> = names.get_item("where").unwrap().unwrap().extract().unwrap();
        assert_eq!(found, [Some(("<vitals allocations>".to_owned(), line)), None]);
    }
    fn a_line_that_gains_once_is_no_leak(py) {
        let more = "class Maker:\n    factory = len\n    def make(self):\n        pass\nit = Allocations(Maker(), Places(lambda file: False))\nit.tracer.stop()\n\
            it.notes = [{('a.py', 1): (0, 0), ('b.py', 2): (0, 0)}, {('a.py', 1): (5000, 50), ('b.py', 2): (0, 0)}, {('a.py', 1): (10000, 100), ('b.py', 2): (10000, 100)}]\n\
            found = [(entry[0], entry[3], entry[4]) for entry in it.grown(10, 10_240)]\n";
        let found: Vec<(String, i64, i64)> = with(py, more).get_item("found").unwrap().unwrap().extract().unwrap();
        assert_eq!(found, [("a.py".to_owned(), 10_000, 100)]);
    }
}
