//! Of `opened.py`.

// A test fails where something is not as it should be.
#![allow(clippy::unwrap_used)]

use pyo3::prelude::*;

use super::script;

/// `(kind, line, count)` of what stays of one round of this source, whose file is `target.py`.
fn opened(py: Python<'_>, wanted: &str, source: &str) -> Vec<(String, u32, u64)> {
    let names = script::run(py, include_str!("opened.py"), "opened").unwrap();
    names.set_item("source", source).unwrap();
    names.set_item("wanted", [wanted]).unwrap();
    let more = "import posix\n\
        code = compile(source, 'target.py', 'exec')\n\
        kind = lambda points_to: 'pipe' if points_to.startswith('pipe:') else 'file'\n\
        it = Opened(wanted, lambda file: file != 'target.py', kind, '/no/such/folder', posix)\n\
        kept = {}\n\
        it.begin()\n\
        exec(code, kept)\n\
        it.end()\n\
        found = [(kind, site[1] if site else 0, count) for kind, site, count in it.found()]\n";
    let exec = py.import("builtins").unwrap().getattr("exec").unwrap();
    exec.call1((
        py.import("builtins")
            .unwrap()
            .getattr("compile")
            .unwrap()
            .call1((more, "<vitals test>", "exec"))
            .unwrap(),
        &names,
    ))
    .unwrap();
    names.get_item("found").unwrap().unwrap().extract().unwrap()
}

inside! {
    fn a_descriptor_that_stays_has_its_line(py) {
        let source = "import posix\n\nfirst = posix.open('/dev/null', 0)\nboth = posix.pipe()\nposix.close(both[0])\nposix.close(both[1])\n";
        assert_eq!(opened(py, "file", source), [("file".to_owned(), 3, 1)]);
    }
    fn kinds_that_are_not_wanted_are_left_out(py) {
        let source = "import posix\nfirst = posix.open('/dev/null', 0)\nboth = posix.pipe()\n";
        assert_eq!(opened(py, "pipe", source), [("pipe".to_owned(), 3, 2)]);
    }
    fn the_trace_function_of_before_is_back(py) {
        opened(py, "file", "pass\n");
        assert!(py.import("sys").unwrap().call_method0("gettrace").unwrap().is_none());
    }
}
