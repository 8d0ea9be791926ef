//! What `vitals health` says of the clone.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::own_program::Said;
use crate::drill::{Injected, Trouble};
use crate::quantity::Nanos;

/// A check: what it came to, and what is said of it.
struct Check {
    name: String,
    kind: String,
    passes: bool,
    took: Nanos,
    /// Reasons and evidence, as they are written.
    text: String,
}

/// All checks of a run.
pub struct Health {
    checks: Vec<Check>,
}

impl Health {
    /// Of its document; None where it gave none.
    pub fn of(said: &Said) -> Option<Self> {
        let document = said.json();
        let check = |check: &Value| {
            let verdict = &check["verdict"];
            let said = [&verdict["reasons"], &verdict["evidence"]].into_iter().filter_map(Value::as_array);
            Some(Check {
                name: check["name"].as_str()?.to_owned(),
                kind: check["kind"].as_str()?.to_owned(),
                passes: verdict["status"] == "pass",
                took: Nanos(check["took"].as_u64().unwrap_or(0)),
                text: said.flatten().map(|one| format!("{one}\n")).collect::<String>().to_lowercase(),
            })
        };
        let checks = document["checks"].as_array()?;
        Some(Self { checks: checks.iter().filter_map(check).collect() })
    }

    /// How long each check took, by its name.
    pub fn times(&self) -> BTreeMap<String, Nanos> {
        self.checks.iter().map(|check| (check.name.clone(), check.took)).collect()
    }

    /// The checks that pass.
    pub fn passing(&self) -> Vec<String> {
        self.checks.iter().filter(|check| check.passes).map(|check| check.name.clone()).collect()
    }

    /// The checks that do not pass.
    pub fn failing(&self) -> Vec<String> {
        self.checks.iter().filter(|check| !check.passes).map(|check| check.name.clone()).collect()
    }

    /// The check that names a fault which was not there when these checks passed.
    pub fn names(&self, injected: &Injected, passed: &[String]) -> Result<String, Trouble> {
        let new: Vec<&Check> =
            self.checks.iter().filter(|check| !check.passes && passed.contains(&check.name)).collect();
        if new.is_empty() {
            return Err(Trouble::NotSeen);
        }
        let place = injected.line.as_ref().map(|(file, line)| format!("{}:{line}", file.display()));
        let wanted: Vec<String> = place.into_iter().chain(injected.words.iter().cloned()).collect();
        let names = |check: &&&Check| {
            injected.kind.is_none_or(|kind| kind == check.kind)
                && (wanted.iter().any(|one| has(&check.text, &one.to_lowercase()))
                    || is_at(&check.text, injected))
        };
        match new.iter().find(names) {
            Some(check) => Ok(check.name.clone()),
            None => Err(Trouble::NotNamed {
                checks: new.iter().map(|check| check.name.clone()).collect(),
                wanted,
            }),
        }
    }
}

/// Whether a text has this in it, with no further digit after it: line 7 is not line 70.
fn has(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted)
        .any(|(at, _)| !text[at + wanted.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a place is named as data: a file's name and a line.
fn is_at(text: &str, injected: &Injected) -> bool {
    injected.line.as_ref().is_some_and(|(file, line)| {
        let file = file.display().to_string().to_lowercase();
        text.contains(&file) && has(text, &format!("\"line\":{line}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health(checks: &str) -> Health {
        let said = Said {
            command: Vec::new(),
            code: Some(0),
            out: format!("{{\"checks\":[{checks}]}}"),
            err: String::new(),
            took: Nanos(0),
            cut_short: false,
        };
        Health::of(&said).expect("a document")
    }

    #[test]
    fn a_fault_is_seen_where_a_check_that_passed_names_it() {
        let injected = Injected {
            files: Vec::new(),
            line: Some(("shop/cart.py".into(), 7)),
            words: vec!["circular".to_owned()],
            kind: None,
        };
        let check = |name: &str, status: &str, text: &str| {
            format!(
                "{{\"name\":\"{name}\",\"kind\":\"pytest\",\"took\":5,\"verdict\":{{\"status\":\"{status}\",\"reasons\":[{{\"text\":\"{text}\"}}]}}}}"
            )
        };
        let passed = ["tests".to_owned(), "imports".to_owned()];
        let names = |checks: &[String]| health(&checks.join(",")).names(&injected, &passed);
        assert_eq!(names(&[check("tests", "pass", "")]), Err(Trouble::NotSeen));
        assert_eq!(
            names(&[check("old", "fail", "a circular import")]),
            Err(Trouble::NotSeen),
            "it failed before"
        );
        let unnamed = names(&[check("tests", "fail", "1 of 2 failed at shop/cart.py:70")]);
        let wanted = vec!["shop/cart.py:7".to_owned(), "circular".to_owned()];
        assert_eq!(unnamed, Err(Trouble::NotNamed { checks: vec!["tests".to_owned()], wanted }));
        for text in ["A Circular import", "asleep at shop/cart.py:7"] {
            assert_eq!(
                names(&[check("tests", "fail", ""), check("imports", "error", text)]),
                Ok("imports".to_owned())
            );
        }
    }
}
