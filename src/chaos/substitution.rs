//! `${NAME}` with the values of `configuration`, as Python's templates do.

use serde_json::{Map, Value};

use super::error::Refusal;

/// The values, with those of variables looked up.
///
/// # Errors
/// Where a value is neither plain nor of a variable, or the variable is not set.
pub fn values(written: &Map<String, Value>) -> Result<Map<String, Value>, (String, Refusal)> {
    let looked_up = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::Object(table) => variable(table).map_err(|refusal| (name.clone(), refusal))?,
            Value::Array(_) => {
                let wanted = "a text, a number, or {\"type\": \"env\", \"key\": NAME}";
                return Err((name.clone(), Refusal::Kind { key: name.clone(), wanted }));
            }
            plain => plain.clone(),
        };
        Ok((name.clone(), value))
    };
    written.iter().map(looked_up).collect()
}

/// `{"type": "env", "key": "HOME", "default": "/"}`.
fn variable(table: &Map<String, Value>) -> Result<Value, Refusal> {
    let text = |key: &str| table.get(key).and_then(Value::as_str);
    if text("type") != Some("env") {
        return Err(Refusal::Key(text("type").unwrap_or("type").to_owned()));
    }
    let unknown = table.keys().find(|key| !["type", "key", "default"].contains(&key.as_str()));
    if let Some(unknown) = unknown {
        return Err(Refusal::Key(unknown.clone()));
    }
    let name = text("key").ok_or(Refusal::Missing("key"))?;
    let set = std::env::var(name).ok().map(Value::String);
    set.or_else(|| table.get("default").cloned()).ok_or_else(|| Refusal::NoVariable(name.to_owned()))
}

/// A value with all texts in it filled in.
pub fn filled(value: &Value, values: &Map<String, Value>) -> Value {
    if values.is_empty() {
        return value.clone();
    }
    match value {
        Value::String(text) => in_text(text, values),
        Value::Array(list) => list.iter().map(|inner| filled(inner, values)).collect(),
        Value::Object(table) => {
            table.iter().map(|(key, inner)| (key.clone(), filled(inner, values))).collect()
        }
        plain => plain.clone(),
    }
}

/// One name alone keeps the kind of its value; a name without a value stays as it is written.
fn in_text(text: &str, values: &Map<String, Value>) -> Value {
    let alone = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    if let Some(value) = alone.and_then(|name| values.get(name)) {
        return value.clone();
    }
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            filled.push('$');
            rest = after;
            continue;
        }
        let (name, behind) = named(after);
        match name.and_then(|name| values.get(name)) {
            Some(value) => {
                filled.push_str(&written(value));
                rest = behind;
            }
            None => {
                filled.push('$');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    Value::String(filled)
}

/// The name after a `$`, and what stands behind it.
fn named(after: &str) -> (Option<&str>, &str) {
    let braced = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
    if let Some((name, behind)) = braced {
        return (Some(name), behind);
    }
    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
    (Some(&after[..end]).filter(|name| !name.is_empty()), &after[end..])
}

/// A value as Python writes it.
pub fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Null => "None".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_filled_in_as_pythons_templates_do() {
        let Value::Object(own) = json!({"port": 8000, "host": "localhost", "on": true}) else { panic!() };
        for (text, expected) in [
            (json!("${port}"), json!(8000)),
            (json!("http://${host}:$port/x"), json!("http://localhost:8000/x")),
            (json!("$$5 and $none and ${none}"), json!("$5 and $none and ${none}")),
            (json!(["${on}", "-$on-"]), json!([true, "-True-"])),
            (json!({"a": "$"}), json!({"a": "$"})),
        ] {
            assert_eq!(filled(&text, &own), expected, "{text}");
        }
        assert_eq!(filled(&json!("$$"), &Map::new()), json!("$$"), "without values nothing is looked for");
    }

    #[test]
    fn values_are_plain_or_of_variables() {
        let of = |value: Value| match json!({"x": value}) {
            Value::Object(table) => values(&table).map(|table| table["x"].clone()),
            _ => panic!(),
        };
        assert_eq!(of(json!(5)), Ok(json!(5)));
        let unset = json!({"type": "env", "key": "VITALS_NO_SUCH_VARIABLE", "default": "d"});
        assert_eq!(of(unset), Ok(json!("d")));
        let unset = json!({"type": "env", "key": "VITALS_NO_SUCH_VARIABLE"});
        assert!(matches!(of(unset), Err((_, Refusal::NoVariable(_)))));
        for value in
            [json!({"type": "vault"}), json!([1]), json!({"type": "env", "key": "A", "env_var_type": "int"})]
        {
            assert!(of(value.clone()).is_err(), "{value}");
        }
    }
}
