//! The style sheet of every page, and what a page's policy knows it and a script by.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style sheet, without its colours.
pub const STYLE: &str = include_str!("page.css");

/// What the policy knows a style sheet or a script by.
pub fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
