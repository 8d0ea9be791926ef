//! What a target does outside of its own process, as Python's audit events tell it (PEP 578).

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyString, PyTuple};

use crate::wire::Sharing;

/// The kinds that were seen so far. The hook stays for as long as the process lives.
pub struct Shared(Arc<Mutex<BTreeSet<Sharing>>>);

impl Shared {
    /// Each once.
    pub fn kinds(&self) -> Vec<Sharing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }
}

/// What the tool itself does now is not the target's.
static IS_OURS: AtomicBool = AtomicBool::new(false);

/// Does what nobody shall hear of.
pub fn unheard<T>(ours: impl FnOnce() -> T) -> T {
    IS_OURS.store(true, Ordering::Relaxed);
    let done = ours();
    IS_OURS.store(false, Ordering::Relaxed);
    done
}

/// Listens from now on.
pub fn list(py: Python<'_>) -> PyResult<Shared> {
    let seen: Arc<Mutex<BTreeSet<Sharing>>> = Arc::default();
    let kept = seen.clone();
    let hook = PyCFunction::new_closure(
        py,
        None,
        None,
        move |args: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
            // What cannot be read of an event is no reason to disturb the target.
            if !IS_OURS.load(Ordering::Relaxed)
                && let Ok(Some(kind)) = of_event(args)
            {
                kept.lock().unwrap_or_else(PoisonError::into_inner).insert(kind);
            }
        },
    )?;
    py.import("sys")?.call_method1("addaudithook", (hook,))?;
    Ok(Shared(seen))
}

fn of_event(args: &Bound<'_, PyTuple>) -> PyResult<Option<Sharing>> {
    let name = args.get_item(0)?.cast_into::<PyString>()?;
    Ok(match &*name.to_cow()? {
        "os.fork" | "os.forkpty" | "os.posix_spawn" | "os.spawn" | "os.system" | "os.exec" | "pty.spawn"
        | "subprocess.Popen" => Some(Sharing::Children),
        "socket.bind" => (!any_port(&args.get_item(1)?)?).then_some(Sharing::Sockets),
        "socket.connect"
        | "socket.getaddrinfo"
        | "socket.gethostbyname"
        | "socket.gethostbyaddr"
        | "socket.sendto"
        | "socket.sendmsg" => Some(Sharing::Sockets),
        "fcntl.flock" | "fcntl.lockf" | "sqlite3.connect" => Some(Sharing::Locks),
        "os.rename" | "os.remove" | "os.rmdir" | "os.mkdir" | "os.link" | "os.symlink" | "os.truncate" => {
            let paths = args.get_item(1)?;
            changes(&paths.get_item(0)?)?.then_some(Sharing::Files)
        }
        "open" => {
            let [path, _, flags] = args.get_item(1)?.extract::<[Bound<'_, PyAny>; 3]>()?;
            let flags: i32 = flags.extract()?;
            let writes = flags & (libc::O_WRONLY | libc::O_RDWR) != 0 && flags & libc::O_APPEND == 0;
            (writes && changes(&path)?).then_some(Sharing::Files)
        }
        _ => None,
    })
}

/// Whether a socket is bound to whichever port is free: nobody else has that.
fn any_port(event: &Bound<'_, PyAny>) -> PyResult<bool> {
    let address = event.get_item(1)?;
    Ok(address.is_instance_of::<PyTuple>() && address.get_item(1)?.extract::<i64>()? == 0)
}

/// Whether a path is one that stays: no device, no bytecode that the import itself prepares.
fn changes(path: &Bound<'_, PyAny>) -> PyResult<bool> {
    let Ok(name) = path.extract::<std::path::PathBuf>() else { return Ok(false) };
    let name = name.to_string_lossy();
    // Folders for bytecode lie below this one, where it is set.
    let prefix: Option<String> = path.py().import("sys")?.getattr("pycache_prefix")?.extract()?;
    let bytecode = name.contains("__pycache__") || name.contains(".pyc");
    Ok(!bytecode && !name.starts_with("/dev/") && prefix.is_none_or(|prefix| !name.starts_with(&prefix)))
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    fn of(py: Python<'_>, source: &str) -> Vec<Sharing> {
        let shared = list(py).unwrap();
        super::super::script::run(py, source, "shares").unwrap();
        shared.kinds()
    }

    inside! {
        fn what_two_could_contend_for_is_seen(py) {
            assert_eq!(of(py, "import subprocess\nsubprocess.run(['true'])\n"), [Sharing::Children]);
            let socket = "import socket\nsocket.socket(socket.AF_UNIX).bind('\\0vitals-' + str(id(socket)))\n";
            assert_eq!(of(py, socket), [Sharing::Sockets]);
            let file = "import os, tempfile\nname = os.path.join(tempfile.gettempdir(), str(os.getpid()))\n";
            let _ = of(py, file);
            assert_eq!(of(py, &format!("{file}open(name, 'w').close()\nos.remove(name)\n")), [Sharing::Files]);
            let lock = format!("{file}import fcntl\nhandle = open(name, 'a')\nfcntl.flock(handle, fcntl.LOCK_EX)\n");
            assert_eq!(of(py, &lock), [Sharing::Locks]);
        }
        fn what_the_tool_does_is_not_the_targets(py) {
            let shared = list(py).unwrap();
            let fork = |py: Python<'_>| super::super::script::run(py, "import os\nif os.fork() == 0:\n    os._exit(0)\nos.wait()\n", "forks").map(drop);
            unheard(|| fork(py)).unwrap();
            assert_eq!(shared.kinds(), []);
            fork(py).unwrap();
            assert_eq!(shared.kinds(), [Sharing::Children]);
        }
        fn what_is_its_own_is_not(py) {
            let source = "import json, socket, sys\nopen(sys.executable, 'rb').close()\nopen('/dev/null', 'w').close()\nsocket.socket().bind(('127.0.0.1', 0))\n";
            assert_eq!(of(py, source), []);
        }
    }
}
