//! Somebody to be called, or to be informed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::hours::Hours;
use super::place::Place;

/// What a contact is to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContactKind {
    /// Is called, and acknowledges.
    Person,
    /// Is informed when an incident begins and ends.
    Stakeholder,
    /// Is engaged by the level that may do so.
    Vendor,
}

/// How a contact is known to be who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// The account's number on this machine.
    Uid(u32),
    /// A key that signs tags.
    SigningKey(String),
}

/// What one has to have at hand to call a vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vendor {
    /// Who it is.
    pub provider: Option<String>,
    /// Our account there.
    pub account: Option<String>,
    /// Its number for support.
    pub support_number: Option<String>,
}

/// A `[[contact]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// What it is to an incident.
    pub kind: ContactKind,
    /// Its name, unique.
    pub name: String,
    /// The level with which it is called; of a stakeholder and a vendor, the one that speaks with it.
    pub level: String,
    /// When it can be reached.
    pub hours: Hours,
    /// Receivers (`[[notify]]`) that reach it.
    pub reach: Vec<String>,
    /// For a voice.
    pub phone: Option<String>,
    /// For letters.
    pub email: Option<String>,
    /// Of a vendor.
    pub vendor: Vendor,
    /// How it is known.
    pub identity: Option<Identity>,
    /// When somebody last made sure of all this.
    pub checked: Option<Date>,
    /// Where it was written.
    pub place: Place,
}

impl Contact {
    /// Every text of it that a person wrote, with the key.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let vendor = &self.vendor;
        let some = [
            ("phone", &self.phone),
            ("email", &self.email),
            ("provider", &vendor.provider),
            ("account", &vendor.account),
            ("support_number", &vendor.support_number),
        ];
        let some = some.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?)));
        [("name", self.name.as_str())].into_iter().chain(some)
    }
}
