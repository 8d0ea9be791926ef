//! SARIF 2.1.0: what did not pass, for code scanning and editors.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::plain::{kind, line};
use super::workspace::Workspace;
use crate::report::Report;
use crate::report::judged::{Judged, judged, left_out};
use crate::verdict::{Location, Status};

/// Most lines of source that a result names beside its first.
const RELATED: usize = 10;

/// The log, with one run.
pub fn sarif(report: &Report) -> Value {
    let entries = judged(report);
    let bad: Vec<_> = entries.iter().filter(|entry| entry.status != Status::Pass).collect();
    let workspace = Workspace::of(report);
    let configuration = report.head().and_then(|head| head.configuration.as_ref());
    let configuration = configuration.map(|file| Location { file: file.display().to_string(), line: 1 });
    let results: Vec<Value> =
        bad.iter().map(|entry| result(entry, &workspace, configuration.as_ref())).collect();
    let rules: BTreeSet<String> = bad.iter().map(|entry| rule(entry)).collect();
    let rules: Vec<Value> = rules.iter().map(|id| described(id)).collect();
    let missing = left_out(report);
    let notifications: Vec<Value> =
        missing.iter().map(|text| json!({"level": "warning", "message": {"text": line(text)}})).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "vitals",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "automationDetails": {"id": format!("vitals {}/", kind(report))},
            "invocations": [{
                "executionSuccessful": missing.is_none(),
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// `compare-import`.
fn rule(entry: &Judged<'_>) -> String {
    entry.kind.replace(' ', "-")
}

fn described(id: &str) -> Value {
    let text = match id {
        "import" => "An import takes longer than its limit, or fails",
        "create" => "A creation takes longer than its limit, or fails",
        "growth" => "Objects keep memory after they are released",
        "cycle" => "Modules import each other in a circle",
        "source" => "A file is no valid Python",
        _ if id.starts_with("compare-") => "The candidate is worse than the base",
        _ => "A check did not pass",
    };
    json!({"id": id, "shortDescription": {"text": text}})
}

fn result(entry: &Judged<'_>, workspace: &Workspace<'_>, configuration: Option<&Location>) -> Value {
    // Readers list what has a place: where nothing of the repository is named, the configuration asks for it.
    let mut places: Vec<(String, u32)> =
        entry.places.iter().filter_map(|place| workspace.within(place)).collect();
    places.extend(configuration.filter(|_| places.is_empty()).and_then(|place| workspace.within(place)));
    let title = line(&entry.title());
    let reasons: Vec<String> = entry.reasons.iter().map(|reason| line(reason)).collect();
    let physical = |(file, line): &(String, u32)| {
        json!({"physicalLocation": {
            "artifactLocation": {"uri": uri(file)},
            "region": {"startLine": (*line).max(1)},
        }})
    };
    let related: Vec<Value> = places.iter().skip(1).take(RELATED).map(physical).collect();
    let mut hash = Sha1::new();
    hash.update(title.as_bytes());
    let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "ruleId": rule(entry),
        "level": if matches!(entry.status, Status::Fail | Status::Error) { "error" } else { "warning" },
        "message": {"text": format!("{title}: {}", reasons.join("\n"))},
        "locations": places.iter().take(1).map(physical).collect::<Vec<_>>(),
        "relatedLocations": related,
        "partialFingerprints": {"vitals/v1": hash},
        "properties": {
            "status": entry.status.word(),
            "measured": line(&entry.measured),
            "limit": line(&entry.limit),
        },
    })
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            other => uri += &format!("%{other:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_relative_reference() {
        assert_eq!(uri("shop/a b:é.py"), "shop/a%20b%3A%C3%A9.py");
    }
}
