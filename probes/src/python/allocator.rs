//! The allocator of the C library: it is asked to give back what is free, and what it has given out.
//!
//! Its functions are looked up at run time: not every C library has them, and a preloaded allocator takes their place.

use std::ffi::{CStr, c_int, c_void};

use crate::quantity::Bytes;
use crate::wire::AllocatorName;

/// `struct mallinfo2` of glibc 2.33 and newer.
#[repr(C)]
#[derive(Default)]
struct Mallinfo2 {
    arena: usize,
    ordblks: usize,
    smblks: usize,
    hblks: usize,
    hblkhd: usize,
    usmblks: usize,
    fsmblks: usize,
    uordblks: usize,
    fordblks: usize,
    keepcost: usize,
}

type Trim = unsafe extern "C" fn(usize) -> c_int;
type Info = unsafe extern "C" fn() -> Mallinfo2;

/// What the process uses, as far as it can be known.
pub struct Functions {
    name: AllocatorName,
    trim: Option<Trim>,
    info: Option<Info>,
}

impl Functions {
    /// Looks them up.
    pub fn look_up() -> Self {
        let name = if found(c"mallctl").is_some() {
            AllocatorName::Jemalloc
        } else if found(c"mi_version").is_some() {
            AllocatorName::Mimalloc
        } else if found(c"tc_version").is_some() {
            AllocatorName::Tcmalloc
        } else if found(c"gnu_get_libc_version").is_some() {
            AllocatorName::Glibc
        } else {
            AllocatorName::Other
        };
        let glibc = name == AllocatorName::Glibc;
        // SAFETY: of glibc these are the functions of these names, with these types.
        let trim = found(c"malloc_trim").map(|at| unsafe { std::mem::transmute::<*mut c_void, Trim>(at) });
        // SAFETY: as above.
        let info = found(c"mallinfo2").map(|at| unsafe { std::mem::transmute::<*mut c_void, Info>(at) });
        Self { name, trim: trim.filter(|_| glibc), info: info.filter(|_| glibc) }
    }

    /// Whose it is.
    pub fn name(&self) -> AllocatorName {
        self.name
    }

    /// Gives free memory back to the system; whether that could be asked for.
    pub fn trim(&self) -> bool {
        let Some(trim) = self.trim else { return false };
        // SAFETY: takes a number of bytes to leave, and may be called at any time.
        unsafe { trim(0) };
        true
    }

    /// What is given out.
    pub fn in_use(&self) -> Option<Bytes> {
        // SAFETY: takes nothing, and may be called at any time.
        let info = unsafe { self.info?() };
        Some(Bytes((info.uordblks + info.hblkhd) as u64))
    }
}

fn found(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: the name is a C string; the handle stands for all that is loaded.
    let at = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!at.is_null()).then_some(at)
}
