//! `docs/schema`: what the types give, and what others may validate with.

use std::fs;
use std::path::Path;

use crate::report::Report;
use crate::report::audit::AuditDocument;
use crate::report::comparison::ComparisonDocument;
use crate::report::document::Document;
use crate::report::health::HealthDocument;
use crate::report::imports::ImportsDocument;
use crate::report::nightly::NightlyDocument;
use crate::report::trend::TrendDocument;
use crate::report::websocket::WebsocketDocument;
use crate::store::{Baseline, SCHEMA};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

/// Set to anything, the files are written anew.
const WRITE: &str = "VITALS_WRITE_SCHEMAS";

fn generator() -> SchemaGenerator {
    // As it is written: what is always there is required.
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// The schema of a document whose `schema` says this.
fn schema<Of: JsonSchema>(says: &str) -> (String, Value) {
    let mut schema = generator().into_root_schema_for::<Of>().to_value();
    let name = says.replace('/', "-");
    schema["$id"] = format!("urn:vitals:schema:{name}").into();
    schema["title"] = format!("{says}: {}", schema["title"].as_str().unwrap_or_default()).into();
    schema["properties"]["schema"] = json!({"const": says, "description": "Kind and version."});
    if let Some(required) = schema["required"].as_array_mut()
        && !required.contains(&json!("schema"))
    {
        required.insert(0, "schema".into());
    }
    (format!("{name}.schema.json"), schema)
}

fn all() -> Vec<(String, Value)> {
    vec![
        schema::<Document>("vitals/2"),
        schema::<ComparisonDocument>("vitals-comparison/2"),
        schema::<HealthDocument>("vitals-health/2"),
        schema::<AuditDocument>("vitals-audit/2"),
        schema::<WebsocketDocument>("vitals-websocket/2"),
        schema::<NightlyDocument>("vitals-nightly/2"),
        schema::<TrendDocument>("vitals-trend/2"),
        schema::<ImportsDocument>("vitals-imports/2"),
        schema::<Baseline>(SCHEMA),
    ]
}

#[test]
fn the_committed_schemas_are_what_the_types_give() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
    let write = std::env::var_os(WRITE).is_some();
    for (name, schema) in all() {
        let path = folder.join(&name);
        let text = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
        if write {
            fs::create_dir_all(&folder).expect("made");
            fs::write(&path, text).expect("written");
        } else {
            let there = fs::read_to_string(&path).unwrap_or_default();
            assert!(there == text, "docs/schema/{name} is not what the types give: run once with {WRITE}=1");
        }
    }
    let there = fs::read_dir(&folder).expect("docs/schema").count();
    assert_eq!(there, all().len(), "a file in docs/schema belongs to no type");
}

/// Every kind of report has a schema of its own.
#[test]
fn no_kind_of_report_is_without_one() {
    let reports = generator().into_root_schema_for::<Report>().to_value();
    let kinds: Vec<String> = reports["oneOf"]
        .as_array()
        .expect("a schema for each kind")
        .iter()
        .filter_map(|kind| Some(kind["properties"]["schema"]["const"].as_str()?.replace('/', "-")))
        .collect();
    assert!(kinds.len() >= 8, "{kinds:?}");
    let names: Vec<String> = all().into_iter().map(|(name, _)| name).collect();
    for kind in kinds {
        assert!(names.contains(&format!("{kind}.schema.json")), "{kind} in {names:?}");
    }
}
