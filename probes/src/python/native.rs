//! The search for lines that have native memory given out, by what the allocator counts. Nothing else traces meanwhile.

use std::sync::OnceLock;

use pyo3::intern;
use pyo3::prelude::*;

use super::allocator::Functions;
use super::channel::Channel;
use super::growth::batch;
use super::maker::{Maker, now};
use super::script;
use crate::quantity::BytesDelta;
use crate::wire::{Message, NativeSearch, NativeSite, RetentionTask, Site};

/// Rounds that fill caches, and those that count.
const WARM_UP: u32 = 1;
const ROUNDS: u32 = 4;
/// The longest that it may take: the allocator counts by going through what is free.
const SECONDS: f64 = 8.0;

#[pyfunction]
fn in_use() -> Option<u64> {
    // Looked up once: this is called for every line.
    static FUNCTIONS: OnceLock<Functions> = OnceLock::new();
    FUNCTIONS.get_or_init(Functions::look_up).in_use().map(|bytes| bytes.0)
}

/// Makes some more rounds of objects, from the number `first` on. None where the allocator does not count, or it takes too long.
pub fn search(
    py: Python<'_>,
    channel: &Channel,
    maker: &Maker,
    task: &RetentionTask,
    first: u64,
    places: &Bound<'_, PyAny>,
) -> PyResult<Option<NativeSearch>> {
    let functions = Functions::look_up();
    if functions.in_use().is_none() {
        return Ok(None);
    }
    let native = script::run(py, include_str!("native.py"), "native")?.as_any().get_item("Native")?;
    let arguments = (wrap_pyfunction!(in_use, py)?, places, wrap_pyfunction!(now, py)?, SECONDS);
    let native = native.call1(arguments)?;
    let gc = py.import("gc")?;
    let mut before = None;
    for round in 0..WARM_UP + ROUNDS {
        if round == WARM_UP {
            native.call_method0("forget")?;
            before = functions.in_use();
        }
        native.call_method0("begin")?;
        let made = batch(py, maker, task.objects, first + u64::from(round * task.objects), || ());
        native.call_method0("end")?;
        made?;
        maker.rest(py)?;
        gc.call_method0(intern!(py, "collect"))?;
        channel.send(&Message::Traced { round: crate::wire::WARM_UP + task.rounds + round + 1 });
        if !native.call_method0("in_time")?.extract::<bool>()? {
            return Ok(None);
        }
    }
    let Some(grown) = functions.in_use().zip(before).map(|(now, before)| now.delta(before)) else {
        return Ok(None);
    };
    Ok(Some(NativeSearch { rounds: ROUNDS, grown, sites: sites(&native, grown)? }))
}

fn sites(native: &Bound<'_, PyAny>, grown: BytesDelta) -> PyResult<Vec<NativeSite>> {
    type Found = (String, u32, String, i64, bool, Vec<String>);
    // Nothing of it stays: no line is to be named.
    if grown.0 <= 0 {
        return Ok(Vec::new());
    }
    let found: Vec<Found> = native.call_method1("found", (grown.0,))?.extract()?;
    let site = |(file, line, function, bytes, stays, calls)| NativeSite {
        site: Site { file, line, function },
        bytes: BytesDelta(bytes),
        stays,
        calls,
    };
    Ok(found.into_iter().map(site).collect())
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{channel, factory, module};
    use super::*;
    use crate::wire::SearchOf;

    fn searched(py: Python<'_>, source: &str) -> Option<NativeSearch> {
        module(py, "target", source);
        let task = RetentionTask {
            factory: factory("target", "make"),
            objects: 5,
            rounds: 6,
            types: Vec::new(),
            of: SearchOf::Growing,
            resources: Vec::new(),
            expected: None,
            time: None,
        };
        let maker = Maker::load(py).unwrap();
        maker.prepare(py, &task.factory).unwrap();
        let is_library = py.eval(c"lambda file: '/lib/python3' in file", None, None).unwrap();
        let places = script::run(py, include_str!("places.py"), "places").unwrap();
        let places = places.get_item("Places").unwrap().unwrap().call1((is_library,)).unwrap();
        let (channel, _far) = channel();
        search(py, &channel, &maker, &task, 0, &places).unwrap()
    }

    inside! {
        fn a_line_that_loses_what_malloc_gave_is_found_and_one_that_frees_is_not(py) {
            let source = "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.malloc.restype = ctypes.c_void_p\nlibc.free.argtypes = [ctypes.c_void_p]\n\
                          def make():\n    libc.free(libc.malloc(70000))\n    libc.malloc(50000)\n    return []\n";
            // An allocator that does not count has no lines.
            if let Some(found) = searched(py, source) {
                let [site] = &found.sites[..] else { panic!("{found:?}") };
                assert_eq!((&*site.site.file, site.site.line, &*site.site.function), ("target.py", 7, "make"), "{found:?}");
                assert!(site.stays && (1_000_000..1_100_000).contains(&site.bytes.0), "{found:?}");
            }
        }
        fn what_the_objects_give_back_is_not_said_to_stay(py) {
            let source = "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.malloc.restype = ctypes.c_void_p\n\
                          class Thing:\n    def __init__(self):\n        self.data = bytearray(400000)\n        libc.malloc(50000)\n\
                          def make():\n    return Thing()\n";
            if let Some(found) = searched(py, source) {
                assert!(found.sites.iter().all(|site| !site.stays), "{found:?}");
                assert_eq!(found.sites[0].site.line, 7, "{found:?}");
            }
        }
    }
}
