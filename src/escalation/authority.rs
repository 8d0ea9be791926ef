//! Who may do what, and as which level somebody acts.

use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::action::Action;
use super::contact::Identity;
use super::operators::{Operators, Person, Rank};

/// Why an action is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
pub enum NotAuthorised {
    /// A level that there is not.
    #[error("no [[level]] has the name `{wanted}`")]
    #[diagnostic(help("there are: {}", known.join(", ")))]
    NoSuchLevel {
        /// As asked for.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Not this level's to do.
    #[error("`{level}` may not do this: {} is not in its authority", action.word())]
    #[diagnostic(help("{}", these_may(may)))]
    NotIts {
        /// Who asked.
        level: String,
        /// For what.
        action: Action,
        /// Who may, lowest first.
        may: Vec<String>,
    },
    /// Nobody of the configuration acts so, and no level was named.
    #[error("as which level you act is not known, and this needs the authority for {}", action.word())]
    #[diagnostic(help("say it with --as LEVEL, which is written down; {}", these_may(may)))]
    Unknown {
        /// What for.
        action: Action,
        /// Who may, lowest first.
        may: Vec<String>,
    },
    /// A contact that is known, as a level above its own.
    #[error("`{name}` is of the level `{own}`, and does not act as `{wanted}`")]
    #[diagnostic(help("let somebody of `{wanted}` do it"))]
    Above {
        /// The contact.
        name: String,
        /// Its level.
        own: String,
        /// As asked for.
        wanted: String,
    },
    /// All persons of that level are known, and this is none of them.
    #[error("`{wanted}` is {}, and this is the account or the key of somebody else", persons.join(", "))]
    #[diagnostic(help("let one of them do it, from the account or by the key that the configuration names"))]
    NotTheirs {
        /// As asked for.
        wanted: String,
        /// The level's persons.
        persons: Vec<String>,
    },
}

fn these_may(may: &[String]) -> String {
    if may.is_empty() {
        return "no level of the configuration may do it: add it to the `authority` of one".to_owned();
    }
    format!("these may: {}", may.join(", "))
}

/// By what somebody is known.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// The account that acts, or that owns a file.
    Account(u32),
    /// A signature: whether it is by this key.
    Signature(&'a dyn Fn(&str) -> bool),
}

impl Proof<'_> {
    /// Whether it is that one; None where it is known by something else, or by nothing.
    fn is(self, identity: Option<&Identity>) -> Option<bool> {
        match (self, identity?) {
            (Self::Account(own), Identity::Uid(uid)) => Some(own == *uid),
            (Self::Signature(is_by), Identity::SigningKey(key)) => Some(is_by(key)),
            _ => None,
        }
    }
}

/// As what somebody acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acting {
    /// The level.
    pub level: String,
    /// The contact that is known by its account or key; None where the level was only said.
    pub person: Option<String>,
}

impl Operators {
    /// As what somebody acts who may do this; None where there is no level, and everybody may.
    ///
    /// # Errors
    /// Where they may not, with those who may.
    pub fn allowed(
        &self,
        proof: Proof<'_>,
        wanted: Option<&str>,
        action: Action,
    ) -> Result<Option<Acting>, NotAuthorised> {
        if self.levels.is_empty() {
            return Ok(None);
        }
        let acting = self.acting(proof, wanted)?;
        let acting = acting.ok_or_else(|| NotAuthorised::Unknown { action, may: self.may(action) })?;
        self.expect(&acting.level, action)?;
        Ok(Some(acting))
    }

    /// As what somebody acts; None where nobody knows. A level that was said counts, unless it is known to be another's.
    ///
    /// # Errors
    /// Where there is no such level, or it is another's.
    pub fn acting(&self, proof: Proof<'_>, wanted: Option<&str>) -> Result<Option<Acting>, NotAuthorised> {
        let wanted = wanted.map(|level| self.named(level)).transpose()?;
        let rank = |person: &Person| self.level(&person.level).map(|level| level.rank);
        let own = self.persons.iter().filter(|person| proof.is(person.identity.as_ref()) == Some(true));
        let own: Vec<&Person> = own.filter(|person| rank(person).is_some()).collect();
        let lowest = own.iter().min_by_key(|person| rank(person));
        Ok(match (wanted, lowest) {
            (None, None) => None,
            (None, Some(person)) => {
                Some(Acting { level: person.level.clone(), person: Some(person.name.clone()) })
            }
            (Some(level), None) => {
                self.expect_open(proof, level)?;
                Some(Acting { level: level.name.clone(), person: None })
            }
            (Some(level), Some(lowest)) => {
                let Some(person) = own.iter().find(|person| rank(person) >= Some(level.rank)) else {
                    return Err(NotAuthorised::Above {
                        name: lowest.name.clone(),
                        own: lowest.level.clone(),
                        wanted: level.name.clone(),
                    });
                };
                Some(Acting { level: level.name.clone(), person: Some(person.name.clone()) })
            }
        })
    }

    /// That a level may do something: what it or a lower level has in its authority.
    ///
    /// # Errors
    /// Where it may not, with those who may.
    pub fn expect(&self, level: &str, action: Action) -> Result<(), NotAuthorised> {
        let own = self.named(level)?;
        let may = self.may(action);
        if may.contains(&own.name) {
            return Ok(());
        }
        Err(NotAuthorised::NotIts { level: level.to_owned(), action, may })
    }

    /// The levels that may do something, lowest first.
    pub fn may(&self, action: Action) -> Vec<String> {
        let lowest = self
            .levels
            .iter()
            .filter(|level| level.authority.contains(&action))
            .map(|level| level.rank)
            .min();
        let may = self.levels.iter().filter(|level| lowest.is_some_and(|lowest| level.rank >= lowest));
        may.map(|level| level.name.clone()).collect()
    }

    fn named(&self, wanted: &str) -> Result<&Rank, NotAuthorised> {
        self.level(wanted).ok_or_else(|| {
            let known = self.levels.iter().map(|level| level.name.clone()).collect();
            NotAuthorised::NoSuchLevel { wanted: wanted.to_owned(), known }
        })
    }

    /// That somebody of that level may be who acts: one of its persons at least is not known to be somebody else.
    fn expect_open(&self, proof: Proof<'_>, level: &Rank) -> Result<(), NotAuthorised> {
        let persons: Vec<&Person> = self.persons.iter().filter(|person| person.level == level.name).collect();
        let all_others = persons.iter().all(|person| proof.is(person.identity.as_ref()) == Some(false));
        if persons.is_empty() || !all_others {
            return Ok(());
        }
        let persons = persons.into_iter().map(|person| person.name.clone()).collect();
        Err(NotAuthorised::NotTheirs { wanted: level.name.clone(), persons })
    }
}
