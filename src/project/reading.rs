//! Takes the path of a file that declares something, gives its text: bounded, and never a device.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::unread::{Unread, WhyUnread};
use crate::user_file;

/// Nobody writes a larger file of this kind by hand.
const LARGEST: u64 = 4 << 20;

/// The bytes of a file.
///
/// # Errors
/// Where it cannot be read, or is too large.
pub fn bytes_of(root: &Path, file: &PathBuf) -> Result<Vec<u8>, Unread> {
    let refused = |why| Unread { path: file.clone(), why };
    let of_system = |error: std::io::Error| refused(WhyUnread::System(error.into()));
    let opened = user_file::open_regular(&root.join(file)).map_err(of_system)?;
    let mut bytes = Vec::new();
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(of_system)?;
    if bytes.len() as u64 > LARGEST { Err(refused(WhyUnread::TooLarge)) } else { Ok(bytes) }
}

/// The text of a file.
///
/// # Errors
/// As above, or where it is no UTF-8.
pub fn text_of(root: &Path, file: &PathBuf) -> Result<String, Unread> {
    let bytes = bytes_of(root, file)?;
    String::from_utf8(bytes).map_err(|_| Unread { path: file.clone(), why: WhyUnread::NotUtf8 })
}
