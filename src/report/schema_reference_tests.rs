//! `docs/reference/schema.md`: the tables of all documents, made from `docs/schema` and held to it.
//! To write it anew: `VITALS_WRITE_REFERENCE=1 cargo test --lib reference`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::schema_types::{IN_FULL, KINDS, Type, document, last, roots, types};

const WRITE: &str = "VITALS_WRITE_REFERENCE";

const BEFORE: &str = "# Schema

Each JSON document has a field `schema`, which names its kind and version. The schemas (draft 2020-12) are made from the program's types, and a test keeps them current.
[Formats](formats.md#json) says how to validate with them, and what a version promises.

A test makes this page from the schemas. It has the fields of each document and of the types that these use; the schemas in `docs/schema/` have all types in full.
`T or null` is a value that can be absent: null says that it was not measured or does not exist, never zero. `list of T` and `map of T` are JSON arrays and objects.
`Nanos` is an integer number of nanoseconds, `Bytes` of bytes; `NanosDelta` and `BytesDelta` are changes of these, with their sign.

";

/// A description in a cell of a table.
fn meaning(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
    text.replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

/// The anchor of a heading that is one word.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace('/', "")
}

/// What links a name to its table.
struct Names<'a> {
    roots: &'a BTreeMap<String, &'static str>,
    types: &'a [Type],
    /// The kind whose section is written: of two types of one name, its own is meant.
    kind: Option<&'static str>,
}

impl Names<'_> {
    fn has_table(&self, name: &str) -> bool {
        let mut alike = self.types.iter().filter(|of| of.name == name);
        let is_meant = |of: &Type| self.kind.is_some_and(|kind| of.is_only_of(kind));
        match (alike.next(), alike.next()) {
            (Some(only), None) => only.has_table(),
            (Some(first), Some(second)) => is_meant(first) || is_meant(second),
            _ => false,
        }
    }

    fn link(&self, name: &str) -> String {
        match self.roots.get(name) {
            Some(kind) => format!("[{kind}](#{})", anchor(kind)),
            None if self.has_table(name) => format!("[{name}](#{})", anchor(name)),
            None => format!("`{name}`"),
        }
    }

    /// A type in a cell of a table.
    fn of(&self, schema: &Value) -> String {
        if let Some(path) = schema["$ref"].as_str() {
            return self.link(last(path));
        }
        if let Some(value) = schema["const"].as_str() {
            return format!("`{value:?}`");
        }
        if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            return choices.iter().map(|choice| self.of(choice)).collect::<Vec<_>>().join(" or ");
        }
        match &schema["type"] {
            Value::Array(names) => {
                let one = |name: &Value| {
                    let mut alone = schema.clone();
                    alone["type"] = name.clone();
                    self.of(&alone)
                };
                names.iter().map(one).collect::<Vec<_>>().join(" or ")
            }
            Value::String(name) if name == "array" && schema["prefixItems"].is_array() => {
                let parts = schema["prefixItems"].as_array().into_iter().flatten();
                format!("[{}]", parts.map(|part| self.of(part)).collect::<Vec<_>>().join(", "))
            }
            Value::String(name) if name == "array" => format!("list of {}", self.of(&schema["items"])),
            Value::String(name) if name == "object" => match &schema["additionalProperties"] {
                values @ Value::Object(_) => format!("map of {}", self.of(values)),
                _ => "object".to_owned(),
            },
            Value::String(name) => name.clone(),
            _ => "any".to_owned(),
        }
    }

    /// A table of fields, and of the kinds of an object that has some.
    fn table<'f>(
        &self,
        fields: impl Iterator<Item = (&'f String, &'f Value)>,
        forms: Option<&Vec<Value>>,
    ) -> String {
        let mut table = "| field | type | meaning |\n|---|---|---|\n".to_owned();
        for (name, schema) in fields {
            table += &format!("| `{name}` | {} | {} |\n", self.of(schema), meaning(schema));
        }
        for form in forms.into_iter().flatten() {
            let fields = form["properties"].as_object().into_iter().flatten();
            let (tags, more): (Vec<_>, Vec<_>) = fields.partition(|(_, schema)| schema["const"].is_string());
            let name = tags
                .iter()
                .map(|(name, schema)| format!("`{name} = {}`", schema["const"]))
                .collect::<String>();
            let mut parts: Vec<_> =
                more.iter().map(|(name, schema)| format!("`{name}`: {}", self.of(schema))).collect();
            parts
                .extend(form["$ref"].as_str().map(|path| format!("the fields of {}", self.link(last(path)))));
            table += &format!("| {name} | {} | {} |\n", parts.join(", "), meaning(form));
        }
        table
    }

    fn section(&self, heading: &str, of: &Type) -> String {
        let fields = of.fields().into_iter().flatten();
        let table = self.table(fields, of.schema["oneOf"].as_array());
        format!("\n{heading} {}\n\n{}\n\n{table}", of.name, meaning(&of.schema))
    }

    /// One line: its fields, or what it can be.
    fn row(&self, of: &Type, roots: usize) -> String {
        let what = match (of.fields(), of.schema["oneOf"].as_array().or(of.schema["anyOf"].as_array())) {
            (Some(fields), _) => fields.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
            (None, Some(forms)) => {
                let forms: Vec<_> = forms.iter().map(|form| self.form(form)).collect();
                format!("one of {}", forms.join(", "))
            }
            (None, None) => self.of(&of.schema),
        };
        let whose = of.kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ");
        let whose = if roots > 1 { format!("{whose}: ") } else { String::new() };
        format!("| `{}` | {what} | {whose}{} |\n", of.name, meaning(&of.schema))
    }

    /// A form of an enum by its name.
    fn form(&self, form: &Value) -> String {
        if let Some(value) = form["const"].as_str() {
            return format!("`{value}`");
        }
        let Some(fields) = form["properties"].as_object() else { return self.of(form) };
        let tag = fields.values().find_map(|schema| schema["const"].as_str());
        let name = tag.map(str::to_owned).or_else(|| fields.keys().next().cloned());
        format!("`{}`", name.unwrap_or_default())
    }
}

/// The fields that all documents of runs share.
fn shared_fields() -> Map<String, Value> {
    let runs = KINDS.iter().map(|(kind, _)| document(kind)["properties"].clone());
    let runs: Vec<Value> = runs.filter(|fields| fields["started"].is_object()).collect();
    let first = runs[0].as_object().expect("fields").clone();
    first
        .into_iter()
        .filter(|(name, schema)| name != "schema" && runs.iter().all(|run| run[name] == *schema))
        .collect()
}

fn page() -> String {
    let roots = roots();
    let types = types(&roots);
    let names = Names { roots: &roots, types: &types, kind: None };
    let mut page = BEFORE.to_owned() + "| `schema` | from | file |\n|---|---|---|\n";
    for (kind, by) in KINDS {
        let file = format!("{}.schema.json", kind.replace('/', "-"));
        page += &format!("| [`{kind}`](#{}) | {by} | [{file}](../schema/{file}) |\n", anchor(kind));
    }
    let shared = shared_fields();
    page += &format!(
        "\n## Fields of every run\n\nAll documents but those of imports and baselines have these.\n\n{}",
        names.table(shared.iter(), None)
    );
    for (kind, by) in KINDS {
        let document = document(kind);
        let names = Names { kind: Some(kind), ..names };
        let fields = document["properties"].as_object().expect("fields");
        let own =
            fields.iter().filter(|(name, schema)| *name != "schema" && shared.get(*name) != Some(*schema));
        page += &format!("\n## {kind}\n\n{} From {by}.\n\n{}", meaning(&document), names.table(own, None));
        page.extend(types.iter().filter(|of| of.is_only_of(kind)).map(|of| names.section("###", of)));
    }
    page += "\n## Types of several documents\n";
    let several = types.iter().filter(|of| of.has_table() && of.kinds.len() > 1);
    page.extend(several.map(|of| names.section("###", of)));
    page += "\n## Other types\n\nOne line a type: its fields, or what it can be. Types that differ and have one name show their documents. The schemas have the rest.\n\n| type | fields or forms | meaning |\n|---|---|---|\n";
    let others = types.iter().filter(|of| !of.has_table());
    let alike = |of: &Type| types.iter().filter(|other| other.name == of.name).count();
    page.extend(others.map(|of| names.row(of, alike(of))));
    page
}

#[test]
fn the_reference_of_the_schemas_is_current() {
    let made = page();
    for kind in IN_FULL {
        assert!(made.contains(&format!("\n### {kind}\n")), "there is no type {kind}");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/schema.md");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &made).expect("written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == made, "docs/reference/schema.md is not current: run once with {WRITE}=1");
}
