//! Which calls an acknowledgement is about, or why it is none.

use miette::Diagnostic;
use thiserror::Error;

use super::standing::Standing;

/// Why an acknowledgement is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
pub enum AckRefused {
    /// Of another incident, or of none.
    #[error("no call of incident {incident} has the key {key}")]
    #[diagnostic(help("`vitals escalate` lists those that are due"))]
    NoSuchCall {
        /// The open incident.
        incident: String,
        /// As asked for.
        key: String,
    },
    /// Several calls begin so.
    #[error("the keys of {many} calls begin with {key}")]
    #[diagnostic(help("write more of it"))]
    Ambiguous {
        /// As asked for.
        key: String,
        /// How many.
        many: usize,
    },
    /// Twice.
    #[error("{by} has acknowledged it at {at} already")]
    #[diagnostic(help("`vitals escalate` lists what nobody has acknowledged"))]
    Already {
        /// Who.
        by: String,
        /// When.
        at: jiff::Timestamp,
    },
    /// The incident is over.
    #[error("incident {incident} is over")]
    Over {
        /// Which.
        incident: String,
    },
    /// Nothing waits.
    #[error("no call of `{level}` or below waits for an acknowledgement")]
    #[diagnostic(help("`vitals escalate` lists who is called"))]
    NothingWaits {
        /// Whose level.
        level: String,
    },
}

/// The keys of the calls that are acknowledged: the one asked for, or all that wait for this level or a lower one.
///
/// # Errors
/// Where there is none, or it was acknowledged already.
pub fn acknowledged(
    standing: &Standing,
    incident: &str,
    key: Option<&str>,
    (level, rank): (&str, u32),
) -> Result<Vec<String>, AckRefused> {
    if standing.closed.is_some() {
        return Err(AckRefused::Over { incident: incident.to_owned() });
    }
    let Some(key) = key else {
        let keys: Vec<String> =
            standing.open().filter(|call| call.rank <= rank).map(|call| call.key.clone()).collect();
        let nothing = || AckRefused::NothingWaits { level: level.to_owned() };
        return if keys.is_empty() { Err(nothing()) } else { Ok(keys) };
    };
    let fitting: Vec<_> = standing.calls.iter().filter(|(call, _)| call.key.starts_with(key)).collect();
    match fitting[..] {
        [] => Err(AckRefused::NoSuchCall { incident: incident.to_owned(), key: key.to_owned() }),
        [(_, Some(done))] => Err(AckRefused::Already { by: done.by.clone(), at: done.at }),
        [(call, None)] => Ok(vec![call.key.clone()]),
        _ => Err(AckRefused::Ambiguous { key: key.to_owned(), many: fitting.len() }),
    }
}
