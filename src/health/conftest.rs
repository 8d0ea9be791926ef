//! Takes what pytest printed, gives what was raised where a conftest could not be loaded: such a run has no test and no report.

use std::path::Path;

use super::raised::Element;
use crate::verdict::TestFailure;

/// The failure; the conftest stands in the place of a test.
pub fn not_loaded(printed: &str, root: &Path) -> Option<TestFailure> {
    // `_pytest/config/__init__.py`, of pytest 6 to 9; it says so of any exception.
    let (_, rest) = printed.split_once("ImportError while loading conftest '")?;
    let (file, text) = rest.split_once("'.\n")?;
    let raised = Element { text: Some(text), ..Element::default() };
    let inside = Path::new(file).strip_prefix(root).unwrap_or(Path::new(file));
    Some(TestFailure {
        test: inside.display().to_string(),
        in_error: true,
        exception: raised.exception(),
        message: None,
        location: raised.location(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As pytest 8 prints it.
    #[test]
    fn what_a_conftest_raises_is_named_with_its_line() {
        let printed = "ImportError while loading conftest '/srv/flask/tests/conftest.py'.\n\
                       tests/conftest.py:8: in <module>\n    from flask import Flask\n\
                       src/flask/app.py:1499: in <module>\n    import nosuch\n\
                       E   ModuleNotFoundError: No module named 'nosuch'\n";
        let found = not_loaded(printed, Path::new("/srv/flask")).expect("a failure");
        let raised = found.exception.map(|raised| (raised.type_name, raised.message));
        let place = found.location.map(|place| (place.file, place.line));
        assert_eq!(found.test, "tests/conftest.py");
        assert_eq!(raised, Some(("ModuleNotFoundError".into(), "No module named 'nosuch'".into())));
        assert_eq!(place, Some(("src/flask/app.py".into(), 1499)));
        assert!(not_loaded("ERROR: usage: pytest [options]\n", Path::new("/srv")).is_none());
    }
}
