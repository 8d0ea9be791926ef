//! What the JSON schema of a reason has beside its fields.

use schemars::Schema;
use serde_json::{Value, json};

const TEXT: &str = "The same as a sentence. Sentences may change in any version; the fields do not.";

/// Adds the sentence to each kind of reason, and the kind that is a sentence alone.
pub fn with_sentence(schema: &mut Schema) {
    let Some(kinds) = schema.get_mut("oneOf").and_then(Value::as_array_mut) else { return };
    for kind in kinds.iter_mut() {
        add(kind, "text", json!({"type": "string", "description": TEXT}));
    }
    kinds.push(json!({
        "description": "A sentence of another version, whose fields are not known.",
        "type": "object",
        "properties": {
            "about": {"type": "string", "const": "legacy"},
            "text": {"type": "string", "description": "The sentence."},
        },
        "required": ["about", "text"],
    }));
}

fn add(kind: &mut Value, property: &str, schema: Value) {
    kind["properties"][property] = schema;
    match kind["required"].as_array_mut() {
        Some(required) => required.push(property.into()),
        None => kind["required"] = json!([property]),
    }
}
