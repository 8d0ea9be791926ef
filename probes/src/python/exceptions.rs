//! Takes an exception, gives those that it was raised from, as Python prints them: `__cause__`, else `__context__`.

use std::collections::HashSet;

use pyo3::exceptions::PyBaseException;
use pyo3::ffi;
use pyo3::prelude::*;

use super::frames::Frames;
use crate::wire::{Earlier, Relation};

/// Exceptions that are followed.
const MOST: usize = 1_000;
/// Exceptions that are reported: the nearest ones, and the first of all.
const REPORTED: usize = 8;
/// Longest message that is taken from the target, in characters.
const LONGEST: usize = 4_000;

/// The exceptions before one, the latest first, and how many are left out before the last.
pub fn chain(py: Python<'_>, error: &PyErr, frames: Frames) -> PyResult<(Vec<Earlier>, u32)> {
    let mut seen = HashSet::from([error.value(py).as_ptr() as usize]);
    let mut value = error.value(py).clone().into_any();
    let mut later = frames;
    let mut reported: Vec<Earlier> = Vec::new();
    let mut followed = 0;
    while followed < MOST {
        let Some((relation, earlier)) = before(py, &value)? else { break };
        // Python breaks such circles where it makes them, and a target may make them by hand.
        if !seen.insert(earlier.as_ptr() as usize) {
            break;
        }
        let error = PyErr::from_value(earlier.clone());
        let own = Frames::of(py, error.traceback(py))?.within(&later);
        if reported.len() == REPORTED {
            reported.pop();
        }
        reported.push(Earlier {
            relation,
            type_name: type_name(&earlier),
            message: message(&earlier),
            site: own.innermost(),
            running: own.running(),
        });
        (value, later) = (earlier, own);
        followed += 1;
    }
    let left_out = u32::try_from(followed - reported.len()).unwrap_or(u32::MAX);
    Ok((reported, left_out))
}

/// The exception that this one came of.
fn before<'py>(
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
) -> PyResult<Option<(Relation, Bound<'py, PyAny>)>> {
    // SAFETY: `value` is an exception, whose fields these functions read; they give new references or null.
    let [cause, context] = unsafe {
        [ffi::PyException_GetCause(value.as_ptr()), ffi::PyException_GetContext(value.as_ptr())]
            .map(|earlier| Bound::from_owned_ptr_or_opt(py, earlier))
    };
    if let Some(cause) = cause {
        return Ok(Some((Relation::Cause, cause)));
    }
    let Some(context) = context else { return Ok(None) };
    Ok((!is_suppressed(py, value)?).then_some((Relation::Context, context)))
}

/// `raise … from None`; read by the descriptor of the base class, whatever the target's class makes of the name.
fn is_suppressed(py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let names = py.get_type::<PyBaseException>().getattr("__dict__")?;
    let field = names.get_item("__suppress_context__")?;
    field.call_method1("__get__", (value, value.get_type()))?.is_truthy()
}

/// `module.name` of an exception's type; of a built-in one the name.
pub fn type_name(value: &Bound<'_, PyAny>) -> String {
    let kind = value.get_type();
    let text = |attribute: &str| {
        kind.getattr(attribute).and_then(|name| name.extract::<String>()).unwrap_or_default()
    };
    let (module, name) = (text("__module__"), text("__qualname__"));
    if module == "builtins" { name } else { format!("{module}.{name}") }
}

/// An exception's text; empty where it cannot be made.
pub fn message(value: &Bound<'_, PyAny>) -> String {
    let text = value.str().map(|text| text.to_string_lossy().into_owned()).unwrap_or_default();
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    fn chain_of(py: Python<'_>, source: &str) -> (Vec<Earlier>, u32) {
        let error = super::super::script::run(py, source, "sample").unwrap_err();
        chain(py, &error, Frames::of(py, error.traceback(py)).unwrap()).unwrap()
    }

    fn types(source: &str, py: Python<'_>) -> Vec<(String, Relation)> {
        chain_of(py, source).0.into_iter().map(|one| (one.type_name, one.relation)).collect()
    }

    inside! {
        fn causes_come_before_contexts_and_suppressed_ones_are_none(py) {
            let raises = |raise: &str| format!("try:\n    {{}}['a']\nexcept KeyError as e:\n    {raise}\n");
            assert_eq!(types(&raises("raise ValueError from e"), py), [("KeyError".into(), Relation::Cause)]);
            assert_eq!(types(&raises("raise ValueError"), py), [("KeyError".into(), Relation::Context)]);
            assert_eq!(types(&raises("raise ValueError from None"), py), []);
            assert_eq!(types("raise ValueError", py), []);
        }
        fn a_class_that_lies_about_its_fields_runs_nothing(py) {
            let source = "class Liar(Exception):\n    @property\n    def __suppress_context__(self):\n        raise SystemExit\n\
                          \x20   @property\n    def __cause__(self):\n        raise SystemExit\n\
                          try:\n    {}['a']\nexcept KeyError:\n    raise Liar\n";
            assert_eq!(types(source, py), [("KeyError".into(), Relation::Context)]);
        }
        fn circles_end(py) {
            let source = "a, b = ValueError('a'), KeyError('b')\na.__cause__, b.__cause__ = b, a\nraise a\n";
            assert_eq!(types(source, py), [("KeyError".into(), Relation::Cause)]);
        }
        fn a_long_chain_keeps_the_nearest_and_the_first(py) {
            let source = "e = ValueError('0')\nfor number in range(1, 30):\n    later = ValueError(str(number))\n\
                          \x20   later.__cause__, e = e, later\nraise e\n";
            let (chain, left_out) = chain_of(py, source);
            let messages: Vec<_> = chain.iter().map(|one| one.message.as_str()).collect();
            assert_eq!((messages, left_out), (vec!["28", "27", "26", "25", "24", "23", "22", "0"], 21));
        }
        fn each_has_its_line_and_the_modules_around_it(py) {
            let (chain, _) = chain_of(py, "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError from e\n");
            let site = chain[0].site.as_ref().unwrap();
            assert_eq!((&*site.file, site.line), ("<vitals sample>", 2));
            assert!(chain[0].running.is_empty(), "text is no module's file: {:?}", chain[0].running);
        }
    }
}
