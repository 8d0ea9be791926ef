//! What no output overwrites, however it is named: the configuration in use, and the folder of baselines and history.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::error::Why;

/// The folder beside a configuration that holds baselines and the history.
pub const OWN_FOLDER: &str = ".vitals";

/// Device and inode: a hard link and a symbolic link name the same file.
type Identity = (u64, u64);

/// Of the whole process, so that no writer has to know which configuration is in use.
static CONFIGURATIONS: Mutex<Vec<Identity>> = Mutex::new(Vec::new());

/// Marks the configuration in use: from now on no output overwrites it.
pub fn protect(configuration: &Path) {
    let Ok(found) = fs::metadata(configuration) else { return };
    let mut known = CONFIGURATIONS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if !known.contains(&identity(&found)) {
        known.push(identity(&found));
    }
}

/// Why this file is left alone; None where it may be written.
pub(super) fn reason(place: &Path, found: Option<&Metadata>) -> Option<Why> {
    let known = CONFIGURATIONS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let is_configuration = found.is_some_and(|found| known.contains(&identity(found)));
    is_configuration.then_some(Why::Configuration).or_else(|| own_folder(place))
}

fn own_folder(place: &Path) -> Option<Why> {
    let folder = place.ancestors().skip(1).find(|folder| folder.file_name() == Some(OsStr::new(OWN_FOLDER)));
    folder.map(|folder| Why::Own(PathBuf::from(folder)))
}

fn identity(found: &Metadata) -> Identity {
    (found.dev(), found.ino())
}
