//! Lines at which native code allocates what stays, where no line of Python does.

use std::sync::OnceLock;

use pyo3::prelude::*;

use super::allocator::Functions;
use super::growth::batch;
use super::maker::Maker;
use super::memory::memory;
use super::script;
use crate::quantity::BytesDelta;
use crate::wire::{AllocationSite, NativeAt, RetentionTask, Site, is_standard_library};

/// Rounds that are watched.
const ROUNDS: u32 = 3;
/// Nanoseconds after which no more lines are.
const LONGEST: u64 = 2_000_000_000;
/// Lines that are named.
const NAMED: usize = 3;

#[pyfunction]
fn allocated() -> u64 {
    static FUNCTIONS: OnceLock<Functions> = OnceLock::new();
    FUNCTIONS.get_or_init(Functions::look_up).in_use().unwrap_or_default().0
}

#[pyfunction]
fn resident() -> u64 {
    memory().rss.unwrap_or_default().0
}

#[pyfunction]
fn is_library(file: &str) -> bool {
    is_standard_library(file)
}

/// Watches a few rounds more, by what the allocator has given out, then by the resident size, which shows what is mapped too;
/// none where what leaks is explained by the lines that Python allocates at.
pub fn lines(
    py: Python<'_>,
    maker: &Maker,
    task: &RetentionTask,
    done: u64,
    sites: &[AllocationSite],
) -> PyResult<Vec<NativeAt>> {
    let Some(each) = task.each else { return Ok(Vec::new()) };
    let traced: i64 = sites.iter().map(|site| site.bytes.0).sum();
    if traced as f64 * 2.0 >= each * f64::from(task.rounds) * f64::from(task.objects) {
        return Ok(Vec::new());
    }
    let class = script::run(py, include_str!("native.py"), "native")?.as_any().get_item("Native")?;
    let is_library = wrap_pyfunction!(is_library, py)?;
    let now = maker.python(py).getattr("now")?;
    let mut done = done;
    for weigh in [wrap_pyfunction!(allocated, py)?, wrap_pyfunction!(resident, py)?] {
        let ends = super::clock::monotonic().0 + LONGEST;
        let watched = class.call1((weigh, &is_library, &now, ends))?;
        for _ in 0..ROUNDS {
            watched.call_method0("begin")?;
            let made = batch(py, maker, task.objects, done, || ());
            watched.call_method0("end")?;
            made?;
            maker.rest(py)?;
            done += u64::from(task.objects);
        }
        let found: Vec<(String, u32, String, i64)> =
            watched.call_method1("found", (u64::from(ROUNDS * task.objects), each))?.extract()?;
        let at = |(file, line, function, each)| NativeAt {
            site: Site { file, line, function },
            each: BytesDelta(each),
        };
        if !found.is_empty() {
            return Ok(found.into_iter().take(NAMED).map(at).collect());
        }
    }
    Ok(Vec::new())
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{factory, module};
    use super::*;
    use crate::wire::SearchOf;

    const LOSES: &str = "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.malloc.restype = ctypes.c_void_p\n\
        def lose():\n    kept = bytearray(20_000)\n    libc.malloc(30_000)\n    return kept\n\
        def make():\n    return lose()\n";

    fn lines_of(py: Python<'_>, bytes: f64) -> Vec<(String, u32)> {
        module(py, "target", LOSES);
        let maker = Maker::load(py).unwrap();
        maker.prepare(py, &factory("target", "make")).unwrap();
        let task = RetentionTask {
            factory: factory("target", "make"),
            objects: 5,
            rounds: 6,
            types: Vec::new(),
            of: SearchOf::Growing,
            resources: Vec::new(),
            each: Some(bytes),
        };
        let found = lines(py, &maker, &task, 0, &[]).unwrap();
        found.into_iter().map(|at| (at.site.file, at.site.line)).collect()
    }

    inside! {
        fn the_line_is_named_that_loses_as_much_as_an_object_leaks(py) {
            if Functions::look_up().in_use().is_some() {
                assert_eq!(lines_of(py, 30_016.0), [("target.py".to_owned(), 6)]);
            }
        }
        fn lines_that_gain_something_else_are_not(py) {
            assert_eq!(lines_of(py, 200_000.0), []);
        }
        fn what_python_allocates_is_not_watched_again(py) {
            let site = AllocationSite { bytes: BytesDelta(900_000), ..AllocationSite::default() };
            let maker = Maker::load(py).unwrap();
            let task = RetentionTask {
                factory: factory("target", "make"),
                objects: 5,
                rounds: 6,
                types: Vec::new(),
                of: SearchOf::Growing,
                resources: Vec::new(),
                each: Some(30_000.0),
            };
            assert_eq!(lines(py, &maker, &task, 0, &[site]).unwrap(), []);
        }
    }
}
