//! JSON that is made to be committed: what fits a line stands in one, so that a difference shows what changed.

use serde_json::Value;

/// Objects and lists of plain values are written on one line where they are no longer than this.
const WIDTH: usize = 400;

/// The value as text, with a line's end behind it.
pub fn in_lines(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    text.push('\n');
    text
}

fn write(text: &mut String, value: &Value, depth: usize) {
    let on_one_line = value.to_string();
    let (open, close, entries): (char, char, Vec<(Option<&String>, &Value)>) = match value {
        Value::Array(list) if depth == 0 || !fits(value, &on_one_line) => {
            ('[', ']', list.iter().map(|entry| (None, entry)).collect())
        }
        Value::Object(map) if depth == 0 || !fits(value, &on_one_line) => {
            ('{', '}', map.iter().map(|(key, entry)| (Some(key), entry)).collect())
        }
        _ => return text.push_str(&on_one_line),
    };
    text.push(open);
    for (number, (key, entry)) in entries.into_iter().enumerate() {
        text.push_str(if number == 0 { "\n" } else { ",\n" });
        text.push_str(&" ".repeat(depth + 1));
        if let Some(key) = key {
            text.push_str(&Value::from(key.as_str()).to_string());
            text.push_str(": ");
        }
        write(text, entry, depth + 1);
    }
    text.push('\n');
    text.push_str(&" ".repeat(depth));
    text.push(close);
}

/// Whether it is plain and short enough: nested objects get lines of their own.
fn fits(value: &Value, on_one_line: &str) -> bool {
    let plain = |entry: &Value| match entry {
        Value::Object(_) => false,
        Value::Array(list) => list.iter().all(|inner| !inner.is_array() && !inner.is_object()),
        _ => true,
    };
    let plain = match value {
        Value::Array(list) => list.iter().all(|entry| plain(entry) && !entry.is_array()),
        Value::Object(map) => map.values().all(plain),
        _ => true,
    };
    plain && on_one_line.len() <= WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_objects_stand_on_one_line_and_it_reads_back() {
        let value: Value = serde_json::json!({
            "schema": "x/1",
            "samples": [{"wall": 1, "cpu": [2, 3]}, {"wall": 4, "cpu": []}],
            "nested": {"inner": {"deep": true}},
        });
        let text = in_lines(&value);
        let expected = "{\n \"schema\": \"x/1\",\n \"samples\": [\n  {\"wall\":1,\"cpu\":[2,3]},\n  \
                        {\"wall\":4,\"cpu\":[]}\n ],\n \"nested\": {\n  \"inner\": {\"deep\":true}\n }\n}\n";
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
    }
}
