//! How a run's temporary folder is named: by its name alone it is known, and nothing else is ever removed.

use std::path::Path;

const PREFIX: &str = "vitals-run-";
/// Of the random part, in hexadecimal.
const DIGITS: usize = 16;

/// A name that no other run has.
pub fn draw() -> String {
    format!("{PREFIX}{:0DIGITS$x}", rand::random::<u64>())
}

/// Whether a path is named as a scratch folder is.
pub fn is_one(folder: &Path) -> bool {
    let number = folder.file_name().and_then(|name| name.to_str()?.strip_prefix(PREFIX));
    number.is_some_and(|number| number.len() == DIGITS && number.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
