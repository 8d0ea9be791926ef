//! The probe library that this binary carries, as a file in memory that a worker can open.

use std::io::{self, Write};
use std::os::fd::OwnedFd;

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

static LIBRARY: &[u8] = include_bytes!(env!("VITALS_PROBE_LIBRARY"));

/// Writes the library to memory once; each worker inherits the descriptor.
///
/// # Errors
/// Where the kernel gives no memory file.
pub fn in_memory() -> io::Result<OwnedFd> {
    let file = memfd_create("vitals-probes", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    let mut file = std::fs::File::from(file);
    file.write_all(LIBRARY)?;
    // A target that finds the descriptor must not be able to change what later workers load.
    fcntl_add_seals(&file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?;
    Ok(file.into())
}
