//! Of `opened.py`.

// A test fails where something is not as it should be.
#![allow(clippy::unwrap_used)]

use pyo3::prelude::*;

use super::accepted::is_accepted;
use super::script;

/// `(kind, line, count)` of what stays of one round of this source, whose file is `target.py`.
fn opened(py: Python<'_>, wanted: &str, source: &str) -> Vec<(String, u32, u64)> {
    let sources = [include_str!("places.py"), include_str!("opened.py")];
    let names = script::run(py, &sources.join("\n"), "opened").unwrap();
    names.set_item("source", source).unwrap();
    names.set_item("wanted", [wanted]).unwrap();
    names.set_item("accepted", wrap_pyfunction!(is_accepted, py).unwrap()).unwrap();
    let more = "import posix\n\
        code = compile(source, 'target.py', 'exec')\n\
        kind = lambda points_to: points_to.partition(':')[0] if points_to[0] != '/' else 'file'\n\
        it = Opened(wanted, Places(lambda file: file != 'target.py'), kind, accepted, '/no/such/folder', posix)\n\
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
    fn what_another_thread_accepts_is_that_threads(py) {
        let source = "import socket, threading\nlistening = socket.socket()\nlistening.bind(('127.0.0.1', 0))\nlistening.listen()\n\
                      def serve():\n    while True: kept.append(listening.accept()[0])\n\
                      kept = []\nthreading.Thread(target=serve, daemon=True).start()\n\
                      for number in range(1, 4):\n    kept.append(socket.create_connection(listening.getsockname()))\n\
                      \x20   while len(kept) < 2 * number: pass\n";
        let expected = [(6, 3), (10, 3), (2, 1)].map(|(line, count)| ("socket".to_owned(), line, count));
        assert_eq!(opened(py, "socket", source), expected);
    }
    fn what_this_thread_accepts_is_its_own(py) {
        let source = "import socket\nlistening = socket.socket()\nlistening.bind(('127.0.0.1', 0))\nlistening.listen()\n\
                      there = socket.create_connection(listening.getsockname())\nhere = listening.accept()\n";
        assert_eq!(opened(py, "socket", source), [2, 5, 6].map(|line| ("socket".to_owned(), line, 1)));
    }
    fn the_trace_function_of_before_is_back(py) {
        opened(py, "file", "pass\n");
        assert!(py.import("sys").unwrap().call_method0("gettrace").unwrap().is_none());
    }
}
