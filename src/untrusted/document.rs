//! Whole documents: every text in one is masked where it enters, so that no format can forget it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::patterns::redact;

/// A document without secrets in any of its texts.
pub fn masked<T: Serialize + DeserializeOwned>(document: T) -> T {
    let Ok(mut value) = serde_json::to_value(&document) else { return document };
    if !mask(&mut value, true) {
        return document;
    }
    serde_json::from_value(value).unwrap_or_else(|_| {
        // A secret is a word of the document's own, such as the name of a kind: those stay.
        let mut value = serde_json::to_value(&document).unwrap_or_default();
        mask(&mut value, false);
        serde_json::from_value(value).unwrap_or(document)
    })
}

/// The same for data without a type.
pub fn masked_value(mut value: Value) -> Value {
    mask(&mut value, true);
    value
}

/// Masks every text, or only those of more than one word. Whether anything was masked.
fn mask(value: &mut Value, words_too: bool) -> bool {
    match value {
        Value::String(text) => {
            let is_word = || text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if !words_too && is_word() {
                return false;
            }
            let safe = redact(text);
            let changed = safe != *text;
            *text = safe;
            changed
        }
        // Each of them, not until the first.
        Value::Array(list) => list.iter_mut().fold(false, |changed, inner| mask(inner, words_too) | changed),
        Value::Object(map) => mask_object(map, words_too),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn mask_object(map: &mut serde_json::Map<String, Value>, words_too: bool) -> bool {
    let mut changed = map.values_mut().fold(false, |changed, inner| mask(inner, words_too) | changed);
    // A name may hold a secret where names are the target's.
    let secret: Vec<String> =
        map.keys().filter(|key| key.len() > 3 && redact(key) != **key).cloned().collect();
    for key in secret {
        let is_own = key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if is_own {
            continue;
        }
        if let Some(inner) = map.shift_remove(&key) {
            map.insert(redact(&key), inner);
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d1_every_text_of_a_document_is_masked_and_nothing_else_changes() {
        let given = serde_json::json!({
            "a": ["password=hunter22", { "b": "postgres://u:pw@h/x", "c": 1.5, "d": null }],
            "url?token=abc": "kept",
        });
        let expected = serde_json::json!({
            "a": ["password=***", { "b": "postgres://u:***@h/x", "c": 1.5, "d": null }],
            "url?token=***": "kept",
        });
        assert_eq!(masked_value(given.clone()), expected);
        assert_eq!(masked(given), expected);
    }
}
