//! All that the configuration says of escalations.

use super::contact::{Contact, ContactKind};
use super::level::Level;
use super::rule::Rule;

/// Levels, contacts and rules. Where `lint` finds nothing fatal, levels have names and ranks of their own, and rules name levels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// In the order in which they were written.
    pub levels: Vec<Level>,
    /// Those who are called or informed.
    pub contacts: Vec<Contact>,
    /// When.
    pub rules: Vec<Rule>,
    /// The checks that show whether users are kept apart.
    pub isolation: Vec<String>,
}

impl Policy {
    /// The level of this name.
    pub fn level(&self, name: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.name == name)
    }

    /// The one that is called first.
    pub fn lowest(&self) -> Option<&Level> {
        self.levels.iter().min_by_key(|level| level.rank)
    }

    /// The one that is called after this one; None for the highest.
    pub fn next(&self, rank: u32) -> Option<&Level> {
        self.levels.iter().filter(|level| level.rank > rank).min_by_key(|level| level.rank)
    }

    /// The persons of a level.
    pub fn persons<'a>(&'a self, level: &'a str) -> impl Iterator<Item = &'a Contact> {
        let fits = move |contact: &&Contact| contact.kind == ContactKind::Person && contact.level == level;
        self.contacts.iter().filter(fits)
    }

    /// The contacts of a kind.
    pub fn of_kind(&self, kind: ContactKind) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(move |contact| contact.kind == kind)
    }

    /// The contact of this name.
    pub fn contact(&self, name: &str) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.name == name)
    }
}
