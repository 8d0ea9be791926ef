//! Names by which receivers put repeated deliveries together.

use sha2::{Digest, Sha256};

/// The key of what is of these parts: 32 hexadecimal digits of their SHA-256.
pub fn key_of(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
