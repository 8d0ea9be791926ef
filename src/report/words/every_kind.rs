//! Every kind of reason that the JSON schema lists is made from it, read, said and written again.

use schemars::schema_for;
use serde_json::{Map, Value, json};

use super::sentence::sentence;
use crate::verdict::Reason;

/// Which of several alternatives a sample takes.
#[derive(Clone, Copy, Debug)]
enum Choice {
    First,
    Last,
}

/// Samples of a schema: what it says is there, with alternatives chosen alike.
struct Sampler {
    definitions: Value,
    choice: Choice,
}

impl Sampler {
    fn one<'a>(&self, list: &'a [Value]) -> &'a Value {
        match self.choice {
            Choice::First => list.first(),
            Choice::Last => list.last(),
        }
        .expect("an alternative")
    }

    /// One value for each alternative of the schema.
    fn each(&self, schema: &Value) -> Vec<Value> {
        let schema = self.resolved(schema);
        let alternatives = ["oneOf", "anyOf"].iter().find_map(|key| schema[key].as_array());
        match alternatives {
            Some(alternatives) => alternatives.iter().map(|one| self.value(one)).collect(),
            None => vec![self.value(&schema)],
        }
    }

    fn value(&self, schema: &Value) -> Value {
        let schema = self.resolved(schema);
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            return self.one(values).clone();
        }
        if let Some(alternatives) = ["oneOf", "anyOf"].iter().find_map(|key| schema[key].as_array()) {
            return merged(self.value(self.one(alternatives)), self.object(&schema));
        }
        let types = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
        match self.one(&types).as_str() {
            Some("object") => self.object(&schema),
            Some("array") => self.array(&schema),
            Some("string") => "x".into(),
            Some("integer") => 7.into(),
            Some("number") => 1.5.into(),
            Some("boolean") => true.into(),
            Some("null") => Value::Null,
            other => panic!("no sample of {other:?} in {schema}"),
        }
    }

    fn object(&self, schema: &Value) -> Value {
        let properties = schema["properties"].as_object().into_iter().flatten();
        properties.map(|(name, schema)| (name.clone(), self.value(schema))).collect::<Map<_, _>>().into()
    }

    fn array(&self, schema: &Value) -> Value {
        match schema["prefixItems"].as_array() {
            Some(items) => items.iter().map(|item| self.value(item)).collect(),
            None => vec![self.value(&schema["items"])].into(),
        }
    }

    /// A reference with what stands beside it.
    fn resolved(&self, schema: &Value) -> Value {
        let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) else {
            return schema.clone();
        };
        let mut whole = self.resolved(&self.definitions[name]);
        for (key, value) in schema.as_object().into_iter().flatten().filter(|(key, _)| *key != "$ref") {
            whole[key] = merged(value.clone(), whole[key].take());
        }
        whole
    }
}

/// Both objects in one; where they are none, the first.
fn merged(first: Value, second: Value) -> Value {
    match (first, second) {
        (Value::Object(mut first), Value::Object(second)) => {
            first.extend(second);
            first.into()
        }
        (first, _) => first,
    }
}

/// A sample of every kind of every subject, without its sentence.
fn samples(choice: Choice) -> Vec<Value> {
    let schema = schema_for!(Reason).to_value();
    let sampler = Sampler { definitions: schema["$defs"].clone(), choice };
    let subjects = schema["oneOf"].as_array().expect("subjects");
    let known = subjects.iter().filter(|subject| subject["properties"]["about"]["const"] != "legacy");
    let of_subject = |subject: &Value| {
        let about = subject["properties"]["about"]["const"].clone();
        let kinds = sampler.each(&json!({"$ref": subject["$ref"]})).into_iter();
        kinds.map(move |kind| merged(kind, json!({"about": about}))).collect::<Vec<_>>()
    };
    known.flat_map(of_subject).collect()
}

/// What is absent may be left out inside too.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, inner)| !inner.is_null());
            kept.map(|(key, inner)| (key.clone(), without_nulls(inner))).collect()
        }
        Value::Array(list) => list.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[test]
fn each_kind_is_read_from_its_fields_and_written_with_a_sentence() {
    for choice in [Choice::First, Choice::Last] {
        let samples = samples(choice);
        assert!(samples.len() > 70, "{} kinds", samples.len());
        for fields in samples {
            let mut with_text = fields.clone();
            with_text["text"] = "another version's words".into();
            let reason: Reason = serde_json::from_value(with_text).expect("a reason");
            assert!(!matches!(reason, Reason::Legacy(_)), "not read from its fields: {fields}");
            let text = sentence(&reason);
            assert!(!text.trim().is_empty(), "no sentence: {fields}");
            let written = serde_json::to_value(&reason).expect("JSON");
            assert_eq!(written["text"], text);
            for (field, value) in fields.as_object().expect("fields") {
                // What is absent may be left out.
                let known = written.get(field).unwrap_or(&Value::Null);
                assert_eq!(without_nulls(known), without_nulls(value), "{field} of {written}");
            }
        }
    }
}
