//! Dropping files from the page cache, without root.

use std::path::Path;

use rustix::fs::{Advice, fadvise, fdatasync};

use crate::user_file;

/// Asks the kernel to forget the cached pages of each file. Gives how many it was asked for.
///
/// Pages that a running process has mapped stay; the sample's own disk reads show how far it worked.
pub fn evict<'a>(files: impl IntoIterator<Item = &'a Path>) -> usize {
    let dropped = |path: &Path| {
        let file = user_file::open_regular(path).ok()?;
        if !file.metadata().ok()?.is_file() {
            return None;
        }
        // Pages that were not yet written cannot be dropped. A file system without it just keeps them.
        let _ = fdatasync(&file);
        fadvise(&file, 0, None, Advice::DontNeed).ok()
    };
    files.into_iter().filter_map(dropped).count()
}
