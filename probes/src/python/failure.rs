//! An exception of the target, as data.

use pyo3::prelude::*;

use super::exceptions::{chain, message, type_name};
use super::frames::Frames;
use crate::traceback::excerpt;
use crate::wire::{Raised, Site, Stage};

/// Longest traceback that is taken from the target, in characters, and the longest of its lines.
const LONGEST: usize = 8_000;
const LONGEST_LINE: usize = 2_000;

/// What was raised, during which stage.
pub fn raised(py: Python<'_>, during: Stage, error: &PyErr) -> Raised {
    let value = error.value(py).as_any();
    let frames = Frames::of(py, error.traceback(py)).unwrap_or_default();
    let site = named_place(py, error).unwrap_or_else(|| frames.innermost());
    let running = frames.running();
    let (chain, chain_left_out) = chain(py, error, frames).unwrap_or_default();
    Raised {
        during,
        type_name: type_name(value),
        message: message(value),
        traceback: printed(py, error).unwrap_or_default(),
        site,
        running,
        chain,
        chain_left_out,
    }
}

fn printed(py: Python<'_>, error: &PyErr) -> PyResult<String> {
    let lines = py
        .import("traceback")?
        .call_method1("format_exception", (error.get_type(py), error.value(py), error.traceback(py)))?;
    let text = lines.try_iter()?.map(|line| line?.extract::<String>()).collect::<PyResult<String>>()?;
    let lines: Vec<String> = text.trim_end().lines().map(shortened).collect();
    Ok(excerpt(&lines.join("\n"), LONGEST, |line| line.chars().count() + 1))
}

fn shortened(line: &str) -> String {
    let mut short: String = line.chars().take(LONGEST_LINE).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

/// The place that a syntax error names; None for any other exception.
fn named_place(py: Python<'_>, error: &PyErr) -> Option<Option<Site>> {
    if !error.is_instance_of::<pyo3::exceptions::PySyntaxError>(py) {
        return None;
    }
    let value = error.value(py);
    let named = |name: &str| value.getattr(name).ok();
    let file = named("filename").and_then(|file| file.extract::<Option<String>>().ok());
    let line = named("lineno").and_then(|line| line.extract::<Option<u32>>().ok());
    Some(file.zip(line).map(|(file, line)| Site {
        file: file.unwrap_or_default(),
        line: line.unwrap_or(0),
        function: "<module>".into(),
    }))
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
            assert_eq!((long.chars().count(), long.ends_with('…')), (4_001, true));
            let one_line = raised(py, Stage::Import, &error_of(py, "raise ValueError('x' * 50_000)")).traceback;
            assert!(one_line.ends_with("xx…") && one_line.contains("ValueError: xx"), "{one_line}");
        }
        fn a_long_traceback_is_cut_in_its_middle_with_a_mark(py) {
            let two = "def one(n):\n    return other(n) + 1\ndef other(n):\n    return one(n - 1) if n else 1 / 0\n";
            let source = format!("{two}try:\n    {{}}['a']\nexcept KeyError as e:\n    one(300)\n");
            let raised = raised(py, Stage::Import, &error_of(py, &source));
            let text = &raised.traceback;
            assert!(text.chars().count() <= LONGEST && text.contains(" frames left out …\n"), "{text}");
            assert!(text.starts_with("Traceback") && text.contains("KeyError: 'a'"), "{text}");
            assert!(text.ends_with("ZeroDivisionError: division by zero"), "{text}");
            assert_eq!(raised.chain[0].type_name, "KeyError");
        }
    }
}
