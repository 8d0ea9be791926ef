//! Reasons in JSON: their fields and their sentence, so that who reads the one need not know the other.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::sentence::sentence;
use crate::verdict::Reason;

/// The key of the sentence.
const TEXT: &str = "text";
/// What stands in `about` where only the sentence is known.
const LEGACY: &str = "legacy";

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = match self {
            Self::Legacy(_) => Map::from_iter([("about".to_owned(), LEGACY.into())]),
            known => match known.fields(serde_json::value::Serializer) {
                Ok(Value::Object(fields)) => fields,
                Ok(other) => Map::from_iter([("value".to_owned(), other)]),
                Err(error) => return Err(serde::ser::Error::custom(error)),
            },
        };
        fields.insert(TEXT.to_owned(), sentence(self).into());
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Reason {
    /// A sentence alone is what version 1 wrote; one whose kind is not known keeps its sentence.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let text = match &value {
            Value::String(text) => return Ok(Self::Legacy(text.clone())),
            Value::Object(fields) => fields.get(TEXT).and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        match (Self::deserialize(value), text) {
            (Ok(reason), _) => Ok(reason),
            (Err(_), Some(text)) => Ok(Self::Legacy(text)),
            (Err(error), None) => Err(D::Error::custom(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::RunReason;
    use serde_json::json;

    fn read(value: Value) -> Reason {
        serde_json::from_value(value).expect("a reason")
    }

    #[test]
    fn a_reason_is_written_with_its_sentence_and_read_back_from_its_fields() {
        let reason = Reason::from(RunReason::Interrupted);
        let written = json!({"about": "run", "kind": "interrupted", "text": "the run was interrupted"});
        assert_eq!(serde_json::to_value(&reason).expect("JSON"), written);
        assert_eq!(read(written), reason);
    }

    #[test]
    fn what_other_versions_wrote_keeps_its_sentence() {
        let legacy = Reason::Legacy("it leaks".into());
        assert_eq!(read(json!("it leaks")), legacy);
        assert_eq!(read(json!({"about": "moon", "kind": "full", "phase": 1, "text": "it leaks"})), legacy);
        assert_eq!(read(serde_json::to_value(&legacy).expect("JSON")), legacy);
        assert!(serde_json::from_value::<Reason>(json!({"about": "moon"})).is_err());
    }
}
