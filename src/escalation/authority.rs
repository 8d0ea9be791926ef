//! Who may do what.

use miette::Diagnostic;
use thiserror::Error;

use super::action::Action;
use super::level::Level;

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
    #[diagnostic(help("{}", if may.is_empty() { "no level of the configuration may do it: add it to the `authority` of one".to_owned() } else { format!("these may: {}", may.join(", ")) }))]
    NotIts {
        /// Who asked.
        level: String,
        /// For what.
        action: Action,
        /// Who may, lowest first.
        may: Vec<String>,
    },
}

/// Whether a level may do something: what it or a lower level has in its authority.
///
/// # Errors
/// Where it may not, with those who may.
pub fn authority(levels: &[Level], level: &str, action: Action) -> Result<(), NotAuthorised> {
    let mut sorted: Vec<&Level> = levels.iter().collect();
    sorted.sort_by_key(|level| level.rank);
    let Some(own) = sorted.iter().find(|other| other.name == level) else {
        let known = sorted.iter().map(|level| level.name.clone()).collect();
        return Err(NotAuthorised::NoSuchLevel { wanted: level.to_owned(), known });
    };
    let lowest =
        sorted.iter().filter(|level| level.authority.contains(&action)).map(|level| level.rank).min();
    match lowest {
        Some(lowest) if own.rank >= lowest => Ok(()),
        _ => {
            let may = sorted.iter().filter(|level| lowest.is_some_and(|lowest| level.rank >= lowest));
            let may = may.map(|level| level.name.clone()).collect();
            Err(NotAuthorised::NotIts { level: level.to_owned(), action, may })
        }
    }
}
