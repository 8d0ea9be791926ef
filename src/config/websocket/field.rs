//! Where a value stands in a JSON message: `data.status`, or as a JSON pointer `/data/status`.

use serde::de::{self, Deserialize, Deserializer};
use serde_json::Value;

/// A place in a JSON document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    written: String,
    steps: Vec<String>,
}

impl Field {
    /// A dotted path, or a JSON pointer where it begins with `/`.
    ///
    /// # Errors
    /// Where a step is empty.
    pub fn parse(text: &str) -> Result<Self, String> {
        let steps: Vec<String> = match text.strip_prefix('/') {
            Some(pointer) => {
                pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
            }
            None => text.split('.').map(str::to_owned).collect(),
        };
        if steps.iter().any(String::is_empty) {
            return Err(format!(
                "`{text}` is no path in a JSON message: write `data.status` or `/data/status`"
            ));
        }
        Ok(Self { written: text.to_owned(), steps })
    }

    /// Where most logins answer with their token.
    pub fn access_token() -> Self {
        let written = "access_token".to_owned();
        Self { steps: vec![written.clone()], written }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The value there.
    pub fn find<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.steps.iter().try_fold(document, |value, step| match value {
            Value::Array(list) => list.get(step.parse::<usize>().ok()?),
            other => other.get(step),
        })
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_lead_to_the_same_place() {
        let message: Value =
            serde_json::from_str(r#"{"data": {"status": "ok", "a.b": [1, 2]}}"#).expect("JSON");
        let find = |text| Field::parse(text).expect("a path").find(&message).cloned();
        assert_eq!(find("data.status"), Some("ok".into()));
        assert_eq!(find("/data/status"), Some("ok".into()));
        assert_eq!(find("/data/a.b/1"), Some(2.into()));
        assert_eq!(find("data.nothing.here"), None);
        assert!(Field::parse("").is_err() && Field::parse("a..b").is_err());
    }
}
