//! SHA-256 as 64 hexadecimal digits.

use sha2::{Digest, Sha256};

/// Of these parts, one after another.
pub fn sha256<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
