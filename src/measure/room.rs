//! Whether bytecode could be written: Python passes over it where the disk is full, or leaves half a file.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use vitals_probes::wire::{Bytecode, Trace};

use crate::quantity::Bytes;
use crate::worker::Failure;

/// What Python needs to write at least, where it is not known what it wrote.
const SOME: u64 = 64 << 10;
/// One page: nothing can be written without.
const LEAST: u64 = 4096;

/// Why an import that was to write its bytecode into a folder has not written all of it; None where the folder has room.
pub fn not_written(folder: &Path, trace: &Trace) -> Option<Failure> {
    let compiled = trace.modules.iter().filter(|module| module.bytecode == Bytecode::Compiled);
    let missing =
        compiled.filter(|module| module.cached.as_ref().is_some_and(|path| !Path::new(path).exists()));
    // Bytecode is about as long as its source.
    let sources = missing.filter_map(|module| fs::metadata(module.origin.as_ref()?).ok());
    refused(folder, sources.map(|about| about.len()).sum::<u64>().max(LEAST))
}

/// The same where nothing is known of what was written; `failed` is for a worker that failed, which wrote until then.
pub fn full(folder: &Path, failed: bool) -> Option<Failure> {
    refused(folder, if failed { LEAST } else { SOME })
}

fn refused(folder: &Path, bytes: u64) -> Option<Failure> {
    let error = try_to_write(folder, bytes).err()?;
    // The run's own folder in it is gone when somebody reads of it.
    let folder = std::env::temp_dir().display().to_string();
    Some(Failure::BytecodeNotWritten { folder, bytes: Bytes(bytes), errno: error.raw_os_error() })
}

/// In a file without a name: two sides that share the folder may try it at once.
fn try_to_write(folder: &Path, bytes: u64) -> io::Result<()> {
    let part = [1; LEAST as usize];
    let mut file = tempfile::tempfile_in(folder)?;
    (0..bytes.div_ceil(LEAST)).try_for_each(|_| file.write_all(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_that_share_a_folder_try_it_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let try_often = || (0..500).all(|_| full(folder.path(), true).is_none());
        let both =
            std::thread::scope(|scope| [(); 2].map(|()| scope.spawn(try_often)).map(|one| one.join().ok()));
        assert_eq!(both, [Some(true); 2]);
    }

    #[test]
    fn c14_what_refuses_a_file_is_reported_and_no_file_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(full(folder.path(), false), None);
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 0);
        let gone = folder.path().join("gone");
        let refused = full(&gone, true);
        let errno = rustix::io::Errno::NOENT.raw_os_error();
        assert!(
            matches!(&refused, Some(Failure::BytecodeNotWritten { errno: Some(number), .. }) if *number == errno),
            "{refused:?}"
        );
    }
}
