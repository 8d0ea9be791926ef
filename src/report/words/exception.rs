//! What was raised, in words.

use crate::verdict::Exception;

/// `ValueError: no price`.
pub fn exception(raised: &Exception) -> String {
    match raised.message.as_str() {
        "" => raised.type_name.clone(),
        message => format!("{}: {message}", raised.type_name),
    }
}
