//! The types that the documents' schemas define, and which documents use them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

/// The kinds of documents, and where they come from.
pub const KINDS: [(&str, &str); 9] = [
    ("vitals/2", "`check` and `probe`"),
    ("vitals-comparison/2", "`compare` and `pr`"),
    ("vitals-health/2", "`health` and `triage`"),
    ("vitals-audit/2", "`audit`"),
    ("vitals-websocket/2", "`websocket`"),
    ("vitals-nightly/2", "`nightly`"),
    ("vitals-trend/2", "`trend`"),
    ("vitals-imports/2", "`imports`"),
    ("vitals-baseline/2", "a file of `.vitals/baselines/`, and `baseline show`"),
];

/// Types below the first level that have a table of their own, since readers of numbers need them.
pub const IN_FULL: [&str; 8] =
    ["Verdict", "Interval", "Summary", "JudgedTime", "Quantity", "Span", "Interpreter", "ChangePoint"];

/// A type by its name, with the kinds that use it.
pub struct Type {
    pub name: String,
    pub schema: Value,
    /// How many types are between it and a document.
    level: usize,
    /// The kinds of documents that have it.
    pub kinds: BTreeSet<&'static str>,
}

impl Type {
    pub fn fields(&self) -> Option<&Map<String, Value>> {
        self.schema["properties"].as_object()
    }

    pub fn is_only_of(&self, kind: &str) -> bool {
        self.has_table() && self.kinds.len() == 1 && self.kinds.contains(kind)
    }

    pub fn has_table(&self) -> bool {
        self.fields().is_some() && (self.level == 1 || IN_FULL.contains(&self.name.as_str()))
    }
}

pub fn document(kind: &str) -> Value {
    let name = format!("docs/schema/{}.schema.json", kind.replace('/', "-"));
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a schema");
    serde_json::from_str(&text).expect("JSON")
}

/// The names of types that a schema uses.
fn used(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(path) if key == "$ref" => drop(into.insert(last(path).to_owned())),
                    _ => used(value, into),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| used(part, into)),
        _ => {}
    }
}

pub fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The documents by the names of their types: a night holds some.
pub fn roots() -> BTreeMap<String, &'static str> {
    let title = |kind| document(kind)["title"].as_str().map(|title| last(title).to_owned());
    let name = |title: String| title.rsplit(": ").next().unwrap_or_default().to_owned();
    KINDS.iter().filter_map(|(kind, _)| Some((name(title(kind)?), *kind))).collect()
}

/// All types but the documents. Two of one name that differ are two.
pub fn types(roots: &BTreeMap<String, &'static str>) -> Vec<Type> {
    let mut found: BTreeMap<(String, String), Type> = BTreeMap::new();
    for (kind, _) in KINDS {
        let document = document(kind);
        let mut level = 1;
        let mut next = BTreeSet::new();
        used(&document["properties"], &mut next);
        let mut seen = BTreeSet::new();
        while !next.is_empty() {
            let mut below = BTreeSet::new();
            for name in next.into_iter().filter(|name| !roots.contains_key(name)) {
                let schema = document["$defs"][&name].clone();
                used(&schema, &mut below);
                let key = (name.clone(), schema.to_string());
                let entry = found.entry(key).or_insert_with(|| Type {
                    name: name.clone(),
                    schema,
                    level,
                    kinds: BTreeSet::new(),
                });
                entry.level = entry.level.min(level);
                entry.kinds.insert(kind);
                seen.insert(name);
            }
            next = below.difference(&seen).cloned().collect();
            level += 1;
        }
    }
    found.into_values().collect()
}
