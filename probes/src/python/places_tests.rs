//! Of `places.py`.

// A test fails where something is not as it should be.
#![allow(clippy::unwrap_used)]

use pyo3::prelude::*;

use super::script;

/// The place that is found for a frame of the last of these files, each of which calls the next: file, line, function.
fn place(py: Python<'_>, files: &[&str]) -> Option<(String, u32, String)> {
    let more = "\nimport sys\n\
        def call(files):\n\
        \x20   if not files:\n\
        \x20       return Places(lambda file: file == 'library.py').of(sys._getframe(1))\n\
        \x20   names = {'call': call, 'rest': files[1:]}\n\
        \x20   exec(compile('def inner():\\n    return call(rest)\\nfound = inner()\\n', files[0], 'exec'), names)\n\
        \x20   return names['found']\n";
    let names = script::run(py, &format!("{}{more}", include_str!("places.py")), "places").unwrap();
    names.get_item("call").unwrap().unwrap().call1((files.to_vec(),)).unwrap().extract().unwrap()
}

inside! {
    fn the_innermost_line_of_the_target_is_found_behind_the_library(py) {
        assert_eq!(place(py, &["target.py"]), Some(("target.py".to_owned(), 2, "inner".to_owned())));
    }
    fn what_we_call_ourselves_is_nobodys_line(py) {
        // The functions between the files are ours: the search ends at the first of them.
        assert_eq!(place(py, &["target.py", "library.py"]), None);
    }
}
