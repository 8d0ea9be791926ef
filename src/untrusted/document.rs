//! Whole documents: every text in one is masked where it enters, so that no format can forget it.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thiserror::Error;

use super::patterns::redact;

/// A document with a secret in it that does not read back from its own JSON: nothing of it may be shown.
#[derive(Debug, Error)]
#[error("the document holds a secret that cannot be masked, since it does not read back: {0}")]
pub struct Unmaskable(#[from] pub serde_json::Error);

/// A document without secrets in any of its texts.
///
/// A word that the document cannot be read without, such as the name of a status or of a kind, stays as it is where it is
/// that word, though a secret be the same.
///
/// # Errors
/// Where there is something to mask, and the document does not read back even as it was.
pub fn masked<T: Serialize + DeserializeOwned>(document: T) -> Result<T, Unmaskable> {
    let raw = serde_json::to_value(&document)?;
    let secret: Vec<Text> = secret_texts(&raw).into_iter().collect();
    if secret.is_empty() {
        return Ok(document);
    }
    let mut masking = Masking { document: T::deserialize(&raw), raw, masked: BTreeSet::new() };
    masking.add(&secret);
    Ok(masking.document?)
}

/// The same for data without a type.
pub fn masked_value(mut value: Value) -> Value {
    mask(&mut value, "", &|_, _| true);
    value
}

/// A text, and the field that it stands in.
type Text = (String, String);

/// A document, and as many of its secrets masked as it can be read without.
struct Masking<T> {
    raw: Value,
    masked: BTreeSet<Text>,
    document: Result<T, serde_json::Error>,
}

impl<T: DeserializeOwned> Masking<T> {
    /// Masks all of them, or where the document does not read back, by halves those that do not matter to it.
    fn add(&mut self, texts: &[Text]) {
        let mut more = self.masked.clone();
        more.extend(texts.iter().cloned());
        let mut value = self.raw.clone();
        mask(&mut value, "", &|field, text| more.contains(&(field.to_owned(), text.to_owned())));
        match serde_json::from_value(value) {
            Ok(document) => (self.masked, self.document) = (more, Ok(document)),
            Err(_) if texts.len() > 1 => {
                let (first, second) = texts.split_at(texts.len() / 2);
                self.add(first);
                self.add(second);
            }
            Err(_) => {}
        }
    }
}

/// Each text that holds a secret.
fn secret_texts(value: &Value) -> BTreeSet<Text> {
    fn collect(value: &Value, field: &str, into: &mut BTreeSet<Text>) {
        match value {
            Value::String(text) if redact(text) != *text => {
                into.insert((field.to_owned(), text.clone()));
            }
            Value::Array(list) => list.iter().for_each(|inner| collect(inner, field, into)),
            Value::Object(map) => {
                for (key, inner) in map {
                    if is_secret_key(key) {
                        into.insert((key.clone(), key.clone()));
                    }
                    collect(inner, key, into);
                }
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut texts = BTreeSet::new();
    collect(value, "", &mut texts);
    texts
}

/// Masks those texts and names for which `wanted` says so, by field and text.
fn mask(value: &mut Value, field: &str, wanted: &impl Fn(&str, &str) -> bool) {
    match value {
        Value::String(text) if wanted(field, text) => *text = redact(text),
        Value::Array(list) => list.iter_mut().for_each(|inner| mask(inner, field, wanted)),
        Value::Object(map) => mask_object(map, wanted),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn mask_object(map: &mut Map<String, Value>, wanted: &impl Fn(&str, &str) -> bool) {
    for (key, inner) in map.iter_mut() {
        mask(inner, key, wanted);
    }
    let secret: Vec<String> =
        map.keys().filter(|key| is_secret_key(key) && wanted(key, key)).cloned().collect();
    for key in secret {
        if let Some(inner) = map.shift_remove(&key) {
            map.insert(redact(&key), inner);
        }
    }
}

/// Whether a name holds a secret: where names are the target's, not the document's own.
fn is_secret_key(key: &str) -> bool {
    let is_own = key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    !is_own && redact(key) != key
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::super::registry::remember;
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", rename_all = "kebab-case")]
    enum Reason {
        Zebracrossing { text: String, name: String },
        Other { at: f64 },
    }

    #[test]
    fn d1_every_text_of_a_document_is_masked_and_nothing_else_changes() {
        let given = json!({
            "a": ["password=hunter22", { "b": "postgres://u:pw@h/x", "c": 1.5, "d": null }],
            "url?token=abc": "kept",
        });
        let expected = json!({
            "a": ["password=***", { "b": "postgres://u:***@h/x", "c": 1.5, "d": null }],
            "url?token=***": "kept",
        });
        assert_eq!(masked_value(given.clone()), expected);
        assert_eq!(masked(given).expect("it reads back"), expected);
    }

    #[test]
    fn d1_a_secret_that_is_a_word_of_the_document_is_masked_everywhere_but_there() {
        remember("UNIT_TEST_WORD_PASSWORD", "zebracrossing");
        let reason = |text: &str, name: &str| Reason::Zebracrossing { text: text.into(), name: name.into() };
        let given = vec![reason("is zebracrossing", "zebracrossing"), reason("password=hunter22", "x")];
        let expected = vec![reason("is ***", "***"), reason("password=***", "x")];
        assert_eq!(masked(given).expect("it reads back"), expected);
    }

    #[test]
    fn d1_a_document_that_does_not_read_back_is_shown_only_where_it_holds_no_secret() {
        // JSON has no such number.
        let lost = Reason::Other { at: f64::INFINITY };
        assert_eq!(masked(vec![lost.clone()]).expect("no secret"), vec![lost.clone()]);
        let secret = Reason::Zebracrossing { text: "password=hunter22".into(), name: "x".into() };
        let refused = masked(vec![lost, secret]).expect_err("a secret stays").to_string();
        assert!(refused.starts_with("the document holds a secret that cannot be masked"), "{refused}");
    }
}
