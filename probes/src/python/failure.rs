//! An exception of the target, as data.

use pyo3::prelude::*;

use super::importer::is_import_machinery;
use crate::wire::{Raised, Site, Stage};

/// Longest text that is taken from the target, in characters.
const LONGEST: usize = 4000;

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// What was raised, during which stage.
pub fn raised(py: Python<'_>, during: Stage, error: &PyErr) -> Raised {
    let value = error.value(py);
    let kind = error.get_type(py);
    let text = |attribute: &str| {
        kind.getattr(attribute).and_then(|name| name.extract::<String>()).unwrap_or_default()
    };
    let (module, name) = (text("__module__"), text("__qualname__"));
    let message = value.str().map(|text| text.to_string_lossy().into_owned()).unwrap_or_default();
    Raised {
        during,
        type_name: if module == "builtins" { name } else { format!("{module}.{name}") },
        message: shortened(&message),
        traceback: shortened(&printed(py, error).unwrap_or_default()),
        site: site(py, error).ok().flatten(),
    }
}

fn printed(py: Python<'_>, error: &PyErr) -> PyResult<String> {
    let lines = py
        .import("traceback")?
        .call_method1("format_exception", (error.get_type(py), error.value(py), error.traceback(py)))?;
    lines.try_iter()?.map(|line| line?.extract::<String>()).collect()
}

/// The innermost frame outside the import machinery; for a syntax error the place that it names.
fn site(py: Python<'_>, error: &PyErr) -> PyResult<Option<Site>> {
    if error.is_instance_of::<pyo3::exceptions::PySyntaxError>(py) {
        let value = error.value(py);
        return Ok(Some(Site {
            file: value.getattr("filename")?.extract::<Option<String>>()?.unwrap_or_default(),
            line: value.getattr("lineno")?.extract::<Option<u32>>()?.unwrap_or(0),
            function: "<module>".into(),
        }));
    }
    let mut innermost = None;
    let mut step = error.traceback(py).map(Bound::into_any);
    while let Some(traceback) = step {
        let code = traceback.getattr("tb_frame")?.getattr("f_code")?;
        let file: String = code.getattr("co_filename")?.extract()?;
        if !is_import_machinery(&file) {
            let line = traceback.getattr("tb_lineno")?.extract::<Option<u32>>()?.unwrap_or(0);
            innermost = Some(Site { file, line, function: code.getattr("co_name")?.extract()? });
        }
        step = Some(traceback.getattr("tb_next")?).filter(|next| !next.is_none());
    }
    Ok(innermost)
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    fn error_of(py: Python<'_>, source: &str) -> PyErr {
        super::super::script::run(py, source, "sample").unwrap_err()
    }

    inside! {
        fn an_exception_has_its_type_message_and_line(py) {
            let source = "class Wrong(Exception):\n    pass\ndef fail():\n    raise Wrong('no price')\nfail()\n";
            let raised = raised(py, Stage::Create, &error_of(py, source));
            assert_eq!((&*raised.type_name, &*raised.message), ("_vitals_sample.Wrong", "no price"));
            let site = raised.site.unwrap();
            assert_eq!((&*site.file, site.line, &*site.function), ("<vitals sample>", 4, "fail"));
            assert!(raised.traceback.contains("Wrong: no price"), "{}", raised.traceback);
        }
        fn one_of_the_builtins_has_no_module(py) {
            assert_eq!(raised(py, Stage::Import, &error_of(py, "{}['a']")).type_name, "KeyError");
        }
        fn a_syntax_error_is_where_it_says(py) {
            let code = "compile('a = 1\\ndef f(:\\n', 'app.py', 'exec')";
            let site = raised(py, Stage::Import, &error_of(py, code)).site.unwrap();
            assert_eq!((&*site.file, site.line), ("app.py", 2));
        }
        fn a_message_that_cannot_be_made_is_empty_and_a_long_one_is_shortened(py) {
            let source = "class Mute(Exception):\n    def __str__(self):\n        raise ValueError\nraise Mute\n";
            assert_eq!(raised(py, Stage::Import, &error_of(py, source)).message, "");
            let long = raised(py, Stage::Import, &error_of(py, "raise ValueError('x' * 5000)")).message;
            assert_eq!((long.chars().count(), long.ends_with('…')), (LONGEST + 1, true));
        }
    }
}
