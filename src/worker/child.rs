//! The child's side: sets its limits, then becomes the interpreter, by embedding it or by running it.

// Embedding is calling C: the interpreter's own entry points, by their names in a library opened at run time.
#![allow(unsafe_code)]

use std::ffi::{CString, OsStr, c_char, c_int, c_void};
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW};
use rustix::process::{
    Resource, Rlimit, Signal, getppid, getrlimit, set_parent_process_death_signal, setrlimit,
};

use super::conditions::hold_still;
use super::launch::{Launch, descriptor};
use crate::config::Limits;

/// Exit status of a worker that could not become an interpreter; its reason is on standard error.
pub const NOT_LAUNCHED: i32 = 82;

/// How the script of a hosted worker begins, by which its copies are known.
pub const HOST_SCRIPT: &str = "_bootstrap = sys.modules['_frozen_importlib']";

/// Never returns to the caller's work: ends with the interpreter's status, or with [`NOT_LAUNCHED`].
pub fn become_interpreter(launch: &str) -> i32 {
    match begin(launch) {
        Ok(status) => status,
        Err(reason) => {
            eprintln!("the worker could not start the interpreter: {reason}");
            NOT_LAUNCHED
        }
    }
}

fn begin(text: &str) -> Result<i32, String> {
    let launch: Launch = serde_json::from_str(text).map_err(|error| error.to_string())?;
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(|error| error.to_string())?;
    let parent = getppid().map(|pid| pid.as_raw_nonzero().get() as u32);
    if parent != Some(launch.parent) {
        return Err("the tool that started it is gone".into());
    }
    if hold_still(launch.conditions).map_err(|error| error.to_string())? {
        return Err(again(text));
    }
    close_foreign_descriptors();
    limit(launch.limits).map_err(|error| format!("a limit cannot be set: {error}"))?;
    // As `python` itself would be called: the target's threads take this name too.
    if let Some(name) = launch.executable.file_name().and_then(|name| CString::new(name.as_bytes()).ok()) {
        let _ = rustix::thread::set_name(&name);
    }
    match &launch.libpython {
        Some(library) => embed(library.as_os_str(), launch.executable.as_os_str()),
        None => Err(host(launch.executable.as_os_str())),
    }
}

/// This program again, as the same process with the same descriptors.
fn again(launch: &str) -> String {
    let name = std::env::args_os().next().unwrap_or_default();
    Command::new("/proc/self/exe").arg0(name).arg(super::COMMAND).arg(launch).exec().to_string()
}

/// Closes what this process inherited by accident from whoever started the tool: the target must not reach it.
fn close_foreign_descriptors() {
    let Ok(entries) = std::fs::read_dir("/proc/self/fd") else { return };
    let numbers: Vec<i32> =
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    for number in numbers.into_iter().filter(|number| *number > descriptor::LAST) {
        // SAFETY: the descriptor is only asked for its flags; where it is not open, that is refused.
        let open = rustix::io::fcntl_getfd(unsafe { BorrowedFd::borrow_raw(number) }).is_ok();
        if open {
            // SAFETY: it is open, and nothing in this process owns a descriptor beyond those that it was
            // given; the one that listed the folder is closed already.
            unsafe { rustix::io::close(number) };
        }
    }
}

fn limit(limits: Limits) -> rustix::io::Result<()> {
    let set =
        |resource, value: u64| setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) });
    // A crash of the target shall not leave a core file in the user's folder.
    set(Resource::Core, 0)?;
    if let Some(space) = limits.address_space {
        set(Resource::As, space.0)?;
    }
    if let Some(time) = limits.cpu_time {
        // At the first limit SIGXCPU, on which the fault handler says where it was; a second later SIGKILL.
        let seconds = time.0.div_ceil(1_000_000_000);
        let kill = seconds.saturating_add(1);
        let kill = getrlimit(Resource::Cpu).maximum.map_or(kill, |most| most.min(kill));
        setrlimit(Resource::Cpu, Rlimit { current: Some(seconds.min(kill)), maximum: Some(kill) })?;
    }
    Ok(())
}

fn call() -> String {
    use descriptor::{GATE, LIBRARY, PLACES, REQUEST, RESULT};
    format!("main({REQUEST},{RESULT},{LIBRARY},{PLACES},{GATE})")
}

/// Runs the program; it loads the probes as an extension module, without any import that it would not do itself.
fn host(executable: &OsStr) -> String {
    let script = format!(
        "import sys\n\
         {HOST_SCRIPT}\n\
         _external = sys.modules['_frozen_importlib_external']\n\
         _path = '/proc/self/fd/{}'\n\
         _loader = _external.ExtensionFileLoader('_vitals_probes', _path)\n\
         _spec = _bootstrap.ModuleSpec('_vitals_probes', _loader, origin=_path)\n\
         _module = _loader.create_module(_spec)\n\
         _loader.exec_module(_module)\n\
         _module.{}\n",
        descriptor::LIBRARY,
        call(),
    );
    // Only on failure does this return.
    let error = Command::new(executable).arg("-c").arg(script).exec();
    format!("{}: {error}", executable.display())
}

type BytesMain = unsafe extern "C" fn(c_int, *mut *mut c_char) -> c_int;
type AppendInittab = unsafe extern "C" fn(*const c_char, unsafe extern "C" fn() -> *mut c_void) -> c_int;
type InitFunction = unsafe extern "C" fn() -> *mut c_void;

/// Opens libpython, then the probes, and calls the function that `python` itself calls.
fn embed(libpython: &OsStr, executable: &OsStr) -> Result<i32, String> {
    let opened = |path: &OsStr| {
        // SAFETY: opening runs the library's initialisers. libpython's are those that `python` runs, and the
        // probe library was built with this binary.
        unsafe { Library::open(Some(path), RTLD_NOW | RTLD_GLOBAL) }.map_err(|error| error.to_string())
    };
    let python = opened(libpython)?;
    let probes = opened(OsStr::new(&format!("/proc/self/fd/{}", descriptor::LIBRARY)))?;
    // SAFETY: these are CPython's stable ABI, with the signatures that its documentation states.
    let (append, main) = unsafe {
        (
            python.get::<AppendInittab>(b"PyImport_AppendInittab\0").map_err(|error| error.to_string())?,
            python.get::<BytesMain>(b"Py_BytesMain\0").map_err(|error| error.to_string())?,
        )
    };
    // SAFETY: PyO3 exports this symbol for the module `_vitals_probes`, with this signature.
    let init =
        unsafe { probes.get::<InitFunction>(b"PyInit__vitals_probes\0").map_err(|error| error.to_string())? };
    let statement = format!("__import__('_vitals_probes').{}", call());
    let arguments = [executable.as_bytes(), b"-c", statement.as_bytes()]
        .map(|text| CString::new(text).map_err(|_| "a NUL byte in the interpreter's path".to_owned()));
    let [executable, flag, statement] = arguments;
    let (executable, flag, statement) = (executable?, flag?, statement?);
    let mut argv = [executable.into_raw(), flag.into_raw(), statement.into_raw(), std::ptr::null_mut()];
    // SAFETY: the name is a static C string, and both libraries stay open until the process ends.
    if unsafe { append(c"_vitals_probes".as_ptr(), *init) } != 0 {
        return Err("the interpreter has no room for the probe module".into());
    }
    // SAFETY: `argv` holds three C strings that are never freed and ends with NULL, as for `main`;
    // the interpreter was not initialised before in this process.
    Ok(unsafe { main(3, argv.as_mut_ptr()) })
}
