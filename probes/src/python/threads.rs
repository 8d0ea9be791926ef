//! Threads by the names that the target gave them.

use pyo3::prelude::*;

use super::{clock, this_process};

/// Names of the threads of this process beside the calling one; None where they cannot be listed: there may be some, and a
/// fork is then as dangerous.
pub fn beside_this(py: Python<'_>) -> Option<Vec<String>> {
    let own = clock::thread_number();
    let others = this_process::threads()?.into_iter().filter(move |(number, _)| *number != own);
    Some(names(py, others))
}

/// Names of threads: Python's own where it knows them, else the kernel's.
pub fn names(py: Python<'_>, threads: impl Iterator<Item = (i32, String)>) -> Vec<String> {
    let known = named_by_python(py).unwrap_or_default();
    threads
        .map(|(number, name)| {
            known.iter().find(|(other, _)| *other == number).map_or(name, |(_, name)| name.clone())
        })
        .collect()
}

/// Threads that `threading` knows, if the target has imported it: number and name.
fn named_by_python(py: Python<'_>) -> PyResult<Vec<(i32, String)>> {
    let threading = py.import("sys")?.getattr("modules")?.get_item("threading")?;
    let threads = threading.call_method0("enumerate")?;
    threads
        .try_iter()?
        .map(|thread| {
            let thread = thread?;
            Ok((thread.getattr("native_id")?.extract()?, thread.getattr("name")?.extract()?))
        })
        .collect()
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn a_thread_has_the_name_that_python_gave_it(py) {
            let source = "import threading\nhold = threading.Event()\n\
                          thread = threading.Thread(target=hold.wait, name='a name that is longer than the kernel keeps')\n\
                          thread.start()\nnumber = thread.native_id\n";
            let names_of = super::super::script::run(py, source, "sample").unwrap();
            let number: i32 = names_of.get_item("number").unwrap().unwrap().extract().unwrap();
            let found = names(py, [(number, "a name that is ".to_owned()), (1, "init".to_owned())].into_iter());
            names_of.get_item("hold").unwrap().unwrap().call_method0("set").unwrap();
            names_of.get_item("thread").unwrap().unwrap().call_method0("join").unwrap();
            assert_eq!(found, ["a name that is longer than the kernel keeps", "init"]);
        }
        fn without_threading_the_kernel_names_them(py) {
            let modules = py.import("sys").unwrap().getattr("modules").unwrap();
            if modules.contains("threading").unwrap() {
                modules.del_item("threading").unwrap();
            }
            assert_eq!(names(py, [(1, "init".to_owned())].into_iter()), ["init"]);
        }
    }
}
