//! CPython's cache of looked-up attributes, which is the interpreter's own.
//!
//! It keeps up to 4,096 names. Native code that asks for an attribute with a text of C makes a fresh one each time (asyncio's
//! tasks do on 3.10 and 3.11, where they wait for several others), and so does `getattr` with a name that was put together:
//! blocks of memory then rise by one for each object, for thousands of objects, though nothing of the target keeps any.

use pyo3::prelude::*;

/// Empties it, as CPython's own search for leaks does before it counts (`test.libregrtest.refleak`).
pub fn clear(_attached: Python<'_>) {
    // SAFETY: takes nothing, of the stable ABI, and the token says that this thread holds the interpreter.
    unsafe { pyo3::ffi::PyType_ClearCache() };
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn names_of_looked_up_attributes_are_let_go(py) {
            let blocks = || -> i64 {
                py.import("sys").unwrap().getattr("getallocatedblocks").unwrap().call0().unwrap().extract().unwrap()
            };
            // All alive at once, so that each has an address, and so a place in the cache, of its own.
            let look_up = c"for name in ['name_%d' % i for i in range(500)]: getattr(object, name, None)";
            py.run(look_up, None, None).unwrap();
            clear(py);
            let before = blocks();
            py.run(look_up, None, None).unwrap();
            let after = blocks();
            clear(py);
            assert!(after - before > 200, "the cache keeps {} names", after - before);
            assert!(blocks() - before < 50, "{} stay", blocks() - before);
        }
    }
}
