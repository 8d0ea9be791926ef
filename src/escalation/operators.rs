//! Levels with their authority, and persons with what they are known by: all that says who may do what.

use serde::{Deserialize, Serialize};

use super::action::Action;
use super::contact::{ContactKind, Identity};
use super::policy::Policy;

/// Who may do what. It is kept when an incident opens: a configuration that changes afterwards gives nobody more authority.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operators {
    /// The lowest first.
    pub levels: Vec<Rank>,
    /// Those who act.
    pub persons: Vec<Person>,
}

/// What a level may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rank {
    /// Its name.
    pub name: String,
    /// 1 is called first.
    pub rank: u32,
    /// What it may do beside all that lower ranks may.
    pub authority: Vec<Action>,
}

/// Somebody who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The contact's name.
    pub name: String,
    /// Its level.
    pub level: String,
    /// By what it is known.
    pub identity: Option<Identity>,
}

impl Operators {
    /// Of a configuration.
    pub fn of(policy: &Policy) -> Self {
        let rank = |level: &super::level::Level| Rank {
            name: level.name.clone(),
            rank: level.rank,
            authority: level.authority.clone(),
        };
        let mut levels: Vec<Rank> = policy.levels.iter().map(rank).collect();
        levels.sort_by_key(|level| level.rank);
        let persons = policy.of_kind(ContactKind::Person).map(|contact| Person {
            name: contact.name.clone(),
            level: contact.level.clone(),
            identity: contact.identity.clone(),
        });
        Self { levels, persons: persons.collect() }
    }

    /// The level of this name; where the configuration has two, the lower one.
    pub fn level(&self, name: &str) -> Option<&Rank> {
        self.levels.iter().find(|level| level.name == name)
    }
}
