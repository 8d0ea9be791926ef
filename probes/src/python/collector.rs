//! Python's collector, as the target has left it.
//!
//! Where the target has switched it off, what is in cycles stays in the service, and a collection of ours would hide that.

use pyo3::intern;
use pyo3::prelude::*;

/// The collector, and whether it runs by itself.
pub struct Collector<'a, 'py> {
    gc: &'a Bound<'py, PyModule>,
    /// It does not run by itself.
    pub off: bool,
}

impl<'a, 'py> Collector<'a, 'py> {
    /// As it is now.
    pub fn of(gc: &'a Bound<'py, PyModule>) -> PyResult<Self> {
        let py = gc.py();
        let enabled: bool = gc.call_method0(intern!(py, "isenabled"))?.extract()?;
        let first: i64 = gc.call_method0(intern!(py, "get_threshold"))?.get_item(0)?.extract()?;
        Ok(Self { gc, off: !enabled || first == 0 })
    }

    /// Collects fully, and says how many objects it found; does nothing where it is off.
    pub fn collect(&self) -> PyResult<Option<u64>> {
        if self.off { Ok(None) } else { self.force().map(Some) }
    }

    /// The same, even where it is off.
    pub fn force(&self) -> PyResult<u64> {
        self.gc.call_method0(intern!(self.gc.py(), "collect"))?.extract()
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::module;
    use super::*;

    const CYCLE: &str = "class Node:\n    pass\ndef make():\n    node = Node()\n    node.me = node\n";

    inside! {
        fn cycles_are_found_and_counted(py) {
            let gc = py.import("gc").unwrap();
            module(py, "target", CYCLE);
            Collector::of(&gc).unwrap().force().unwrap();
            py.import("target").unwrap().getattr("make").unwrap().call0().unwrap();
            assert!(Collector::of(&gc).unwrap().collect().unwrap().unwrap() >= 1);
            assert_eq!(Collector::of(&gc).unwrap().collect().unwrap(), Some(0));
        }
        fn a_collector_that_is_off_is_left_alone(py) {
            let gc = py.import("gc").unwrap();
            for (off, on) in [("gc.disable()", "gc.enable()"), ("gc.set_threshold(0)", "gc.set_threshold(700)")] {
                let run = |text: &str| module(py, "switch", &format!("import gc\n{text}\n"));
                run(off);
                let collector = Collector::of(&gc).unwrap();
                assert!(collector.off && collector.collect().unwrap().is_none(), "{off}");
                run(on);
                assert!(!Collector::of(&gc).unwrap().off, "{on}");
            }
        }
    }
}
