//! By what a failure is known again: what raised, where, which test; never its lines or its numbers, which move.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::verdict::Reason;

/// Fields that make a failure what it is.
const KNOWN_BY: [&str; 14] = [
    "about",
    "kind",
    "reason",
    "type_name",
    "exception",
    "file",
    "test",
    "tests",
    "name",
    "names",
    "module",
    "event",
    "expected",
    "signal",
];

/// A failure, as it is known again in another commit.
pub type Signature = BTreeSet<(String, String)>;

/// Of a reason of a target below this folder.
pub fn signature(reason: &Reason, top: &Path) -> Signature {
    let mut found = Signature::new();
    if let Ok(value) = serde_json::to_value(reason) {
        collect(&value, "", &format!("{}/", top.display()), &mut found);
    }
    found
}

fn collect(value: &Value, key: &str, top: &str, found: &mut Signature) {
    match value {
        Value::String(text) if KNOWN_BY.contains(&key) => {
            found.insert((key.to_owned(), text.replace(top, "")));
        }
        // Serde names a variant by a key.
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            if value.is_object() {
                found.insert(("kind".to_owned(), key.clone()));
            }
            collect(value, key, top, found);
        }),
        Value::Array(values) => values.iter().for_each(|value| collect(value, key, top, found)),
        _ => {}
    }
}
