//! What `vitals health` says of the clone.

use serde_json::Value;

use super::own_program::Said;
use crate::drill::{Injected, Trouble};

/// Each check, whether it passes, and all that is said of it.
pub struct Health {
    checks: Vec<(String, bool, String)>,
}

impl Health {
    /// Of its document; None where it gave none.
    pub fn of(said: &Said) -> Option<Self> {
        let document = said.json();
        let check = |check: &Value| {
            let name = check["name"].as_str()?.to_owned();
            Some((name, check["verdict"]["status"] == "pass", check.to_string()))
        };
        Some(Self { checks: document["checks"].as_array()?.iter().filter_map(check).collect() })
    }

    /// The checks that pass.
    pub fn passing(&self) -> Vec<String> {
        self.checks.iter().filter(|(_, passes, _)| *passes).map(|(name, ..)| name.clone()).collect()
    }

    /// The checks that do not pass.
    pub fn failing(&self) -> Vec<String> {
        self.checks.iter().filter(|(_, passes, _)| !passes).map(|(name, ..)| name.clone()).collect()
    }

    /// The check that names a fault which was not there when these checks passed.
    pub fn names(&self, injected: &Injected, passed: &[String]) -> Result<String, Trouble> {
        let new: Vec<_> =
            self.checks.iter().filter(|(name, passes, _)| !passes && passed.contains(name)).collect();
        if new.is_empty() {
            return Err(Trouble::NotSeen);
        }
        let place = injected.line.as_ref().map(|(file, line)| format!("{}:{line}", file.display()));
        let wanted: Vec<String> = place.into_iter().chain(injected.words.iter().cloned()).collect();
        let named = |text: &str| {
            let text = text.to_lowercase();
            wanted.iter().any(|one| text.contains(&one.to_lowercase()) || is_at(&text, injected))
        };
        match new.iter().find(|(_, _, text)| named(text)) {
            Some((name, ..)) => Ok(name.clone()),
            None => {
                let checks = new.iter().map(|(name, ..)| name.clone()).collect();
                Err(Trouble::NotNamed { checks, wanted })
            }
        }
    }
}

/// Whether a place is named as data: a file's name and a line.
fn is_at(text: &str, injected: &Injected) -> bool {
    injected.line.as_ref().is_some_and(|(file, line)| {
        let file = file.display().to_string().to_lowercase();
        text.contains(&file) && text.contains(&format!("\"line\":{line}"))
    })
}
