//! Keeps the reference of the configuration current: every key that is read stands in its page.

use std::fs;
use std::path::Path;

use regex_lite::Regex;
use syn::{Attribute, Fields, Item};

use crate::sources::sources;

/// The page of the keys that a file of `src/config/toml` reads.
fn page(file: &str) -> &'static str {
    match file {
        "check" | "kind" => "health.md",
        "http" => "http.md",
        "websocket" | "event" | "service" => "websocket.md",
        _ => "configuration.md",
    }
}

/// Whether a table refuses other keys: then its fields are all that may be written.
fn is_table(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("serde")
            && attribute
                .meta
                .require_list()
                .is_ok_and(|list| list.tokens.to_string().contains("deny_unknown_fields"))
    })
}

/// The keys of all tables that a file reads.
fn keys(rust: &str) -> Vec<String> {
    let file = syn::parse_file(rust).expect("Rust");
    let tables = file.items.into_iter().filter_map(|item| match item {
        Item::Struct(table) if is_table(&table.attrs) => Some(table.fields),
        _ => None,
    });
    tables
        .flat_map(|fields| match fields {
            Fields::Named(fields) => fields.named.into_iter().filter_map(|field| field.ident).collect(),
            _ => Vec::new(),
        })
        .map(|name| name.to_string().trim_start_matches("r#").to_owned())
        .collect()
}

/// Whether a page has a key in code.
fn has(page: &str, key: &str) -> bool {
    let pattern = format!(r"`[^`\n]*\b{key}\b[^`\n]*`");
    Regex::new(&pattern).expect("a pattern").is_match(page)
}

#[test]
fn every_key_of_the_configuration_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut read = 0;
    let mut missing = Vec::new();
    for path in sources(&root.join("src/config/toml")) {
        let page = page(&path.file_stem().expect("a name").to_string_lossy());
        let text = fs::read_to_string(root.join("docs/reference").join(page)).expect("a page");
        for key in keys(&fs::read_to_string(&path).expect("text")) {
            read += 1;
            if !has(&text, &key) {
                missing.push(format!("{page} has no `{key}`, which {} reads", path.display()));
            }
        }
    }
    assert!(read > 70, "the test has found {read} keys");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_key_without_a_line_is_found() {
    let rust = "#[derive(A)]\n#[serde(deny_unknown_fields)]\nstruct T { linger: u8, r#type: u8 }\nstruct Other { not: u8 }";
    assert_eq!(keys(rust), ["linger", "type"]);
    assert!(has("| `a`, `linger` |", "linger") && has("`{ linger = 1 }`", "linger"));
    assert!(!has("linger, and `lingers`", "linger"));
}
