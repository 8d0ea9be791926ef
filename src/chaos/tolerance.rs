//! What a probe's output has to be, decided as `chaoslib` decides it.

use regex_lite::Regex;
use serde_json::{Map, Value};

use super::error::Refusal;
use super::substitution::filled;

/// What a probe's output has to be. The output of both providers is an object: with `status`, and `stdout`, `stderr` or `headers`, `body`.
#[derive(Clone, Debug)]
pub enum Tolerance {
    /// Its `status` is this.
    Status(i64),
    /// Its `status` is one of these.
    AnyOf(Vec<Value>),
    /// A text or a boolean, which no object is.
    Never,
    /// One of its values matches.
    Regex {
        /// Where.
        pattern: Regex,
        /// Which value.
        target: String,
    },
    /// One of its values is a number between these, both included.
    Range {
        /// Both.
        bounds: [f64; 2],
        /// Which value.
        target: String,
    },
}

impl Tolerance {
    /// One as it is written, with the values of `configuration`.
    ///
    /// # Errors
    /// Where it is none of this subset.
    pub fn read(value: &Value, values: &Map<String, Value>) -> Result<Self, Refusal> {
        // Only texts are filled in, and patterns.
        let value = &if value.is_string() { filled(value, values) } else { value.clone() };
        match value {
            Value::Bool(_) | Value::String(_) => Ok(Self::Never),
            Value::Number(number) => number.as_i64().map(Self::Status).ok_or(Refusal::Kind {
                key: "tolerance".to_owned(),
                wanted: "a whole number, a text, a boolean, a list or a table",
            }),
            Value::Array(list) => Ok(Self::AnyOf(list.clone())),
            Value::Object(table) => Self::of_table(table, values),
            Value::Null => Err(Refusal::Missing("tolerance")),
        }
    }

    fn of_table(table: &Map<String, Value>, values: &Map<String, Value>) -> Result<Self, Refusal> {
        let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
        let kind = text("type").ok_or(Refusal::Missing("type"))?;
        let target = || text("target").filter(|target| !target.is_empty()).ok_or(Refusal::NoTarget);
        match kind.as_str() {
            "regex" => {
                let pattern = text("pattern").ok_or(Refusal::Missing("pattern"))?;
                let pattern = match filled(&Value::String(pattern), values) {
                    Value::String(pattern) => pattern,
                    other => other.to_string(),
                };
                let wrong = |error: regex_lite::Error| Refusal::Pattern {
                    pattern: pattern.clone(),
                    said: error.to_string(),
                };
                Ok(Self::Regex { pattern: Regex::new(&pattern).map_err(wrong)?, target: target()? })
            }
            "range" => {
                let wanted = || Refusal::Kind { key: "range".to_owned(), wanted: "a list of two numbers" };
                let list = table.get("range").and_then(Value::as_array).ok_or_else(wanted)?;
                let numbers: Option<Vec<f64>> = list.iter().map(Value::as_f64).collect();
                let bounds: [f64; 2] = numbers.and_then(|two| two.try_into().ok()).ok_or_else(wanted)?;
                Ok(Self::Range { bounds, target: target()? })
            }
            other => Err(Refusal::ToleranceType(other.to_owned())),
        }
    }

    /// Whether an output is within it.
    pub fn is_met(&self, output: &Value) -> bool {
        let status = || output.get("status");
        match self {
            Self::Status(wanted) => status().and_then(Value::as_i64) == Some(*wanted),
            Self::AnyOf(wanted) => status().is_some_and(|status| wanted.contains(status)),
            Self::Never => false,
            Self::Regex { pattern, target } => {
                output.get(target).and_then(Value::as_str).is_some_and(|text| pattern.is_match(text))
            }
            Self::Range { bounds: [low, high], target } => {
                let number = output.get(target).and_then(|value| match value {
                    Value::String(text) => text.trim().parse().ok(),
                    other => other.as_f64(),
                });
                number.is_some_and(|number: f64| (*low..=*high).contains(&number))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn outputs_are_held_against_tolerances_as_chaoslib_does() {
        let output = json!({"status": 0, "stdout": "12.5\n", "stderr": ""});
        for (tolerance, met) in [
            (json!(0), true),
            (json!(1), false),
            (json!([0, 2]), true),
            (json!([1, 2]), false),
            (json!("12.5\n"), false),
            (json!(true), false),
            (json!({"type": "regex", "pattern": "^12", "target": "stdout"}), true),
            (json!({"type": "regex", "pattern": "^13", "target": "stdout"}), false),
            (json!({"type": "regex", "pattern": "12", "target": "nothing"}), false),
            (json!({"type": "range", "range": [12.5, 20], "target": "stdout"}), true),
            (json!({"type": "range", "range": [13, 20], "target": "stdout"}), false),
            (json!({"type": "range", "range": [0, 1], "target": "stderr"}), false),
            (json!({"type": "range", "range": [0, 0], "target": "status"}), true),
        ] {
            let read = Tolerance::read(&tolerance, &Map::new()).expect("a tolerance");
            assert_eq!(read.is_met(&output), met, "{tolerance}");
        }
    }

    #[test]
    fn what_is_outside_of_the_subset_is_refused() {
        for (tolerance, refusal) in [
            (json!(0.5), "a whole number"),
            (json!({"type": "jsonpath", "path": "$.x"}), "\"jsonpath\" is not supported"),
            (json!({"type": "probe"}), "\"probe\" is not supported"),
            (json!({"type": "regex", "pattern": "x"}), "no `target`"),
            (json!({"type": "regex", "pattern": "(?=x)", "target": "stdout"}), "pattern"),
            (json!({"type": "range", "range": [1], "target": "stdout"}), "two numbers"),
            (json!({"pattern": "x"}), "`type` is missing"),
        ] {
            let refused = Tolerance::read(&tolerance, &Map::new()).expect_err("refused").to_string();
            assert!(refused.contains(refusal), "{tolerance}: {refused}");
        }
    }
}
