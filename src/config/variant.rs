//! One way to run the target, as written on the command line.

use std::fmt;
use std::path::PathBuf;

use super::name_error::NameError;
use super::names::{BaselineName, Revision, revision};
use crate::untrusted::{is_secret_name, remember};

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variant {
    /// `.`: the checkout as it lies there.
    WorkingTree,
    /// A git revision: its files, in a folder of their own.
    Revision(Revision),
    /// `py:PATH`: an interpreter or an environment.
    Python(PathBuf),
    /// `env:NAME=VALUE,…`: variables.
    Environment(Vec<(String, String)>),
    /// `baseline:NAME`: what was measured before.
    Baseline(BaselineName),
}

impl std::str::FromStr for Variant {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let wrong = |reason| NameError::Variant { shown: text.to_owned(), reason };
        match text.split_once(':') {
            _ if text == "." => Ok(Self::WorkingTree),
            Some(("py", "")) => Err(wrong("there is no path after `py:`")),
            Some(("py", path)) => Ok(Self::Python(path.into())),
            Some(("env", list)) => assignments(list).map(Self::Environment).ok_or_else(|| {
                wrong("after `env:` there must be NAME=VALUE, or several with commas between")
            }),
            Some(("baseline", name)) => name.parse().map(Self::Baseline),
            Some(("ref", name)) => revision(name).map(Self::Revision),
            _ => revision(text).map(Self::Revision),
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingTree => formatter.write_str("."),
            Self::Revision(name) => formatter.write_str(name.as_str()),
            Self::Python(path) => write!(formatter, "py:{}", path.display()),
            Self::Environment(list) => {
                let shown = |(name, value): &(String, String)| {
                    format!("{name}={}", if is_secret_name(name) { "***" } else { value.as_str() })
                };
                let list: Vec<_> = list.iter().map(shown).collect();
                write!(formatter, "env:{}", list.join(","))
            }
            Self::Baseline(name) => write!(formatter, "baseline:{}", name.as_str()),
        }
    }
}

/// `A=1,B=2`. A comma that no `NAME=` follows belongs to the value before it.
fn assignments(list: &str) -> Option<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::new();
    for part in list.split(',') {
        match part.split_once('=') {
            Some((name, value)) if is_variable(name) => found.push((name.to_owned(), value.to_owned())),
            _ => {
                let (_, value) = found.last_mut()?;
                value.push(',');
                value.push_str(part);
            }
        }
    }
    for (name, value) in &found {
        remember(name, value);
    }
    (!found.is_empty()).then_some(found)
}

fn is_variable(name: &str) -> bool {
    name.chars().next().is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
        && name.chars().all(|other| other == '_' || other.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_read_and_written_alike() {
        for text in [".", "main~1", "py:/opt/venv", "env:A=1,B=x=y", "env:PATH=a,b", "baseline:before"] {
            assert_eq!(text.parse::<Variant>().map(|variant| variant.to_string()).as_deref(), Ok(text));
        }
        let secret: Variant = "env:DB_PASSWORD=a b,c,N=1".parse().expect("variables");
        assert_eq!(secret.to_string(), "env:DB_PASSWORD=***,N=1");
        let two = Variant::Environment(vec![("A".into(), "1,2".into()), ("B".into(), String::new())]);
        assert_eq!("env:A=1,2,B=".parse(), Ok(two));
        assert_eq!("ref:.".parse::<Variant>(), revision(".").map(Variant::Revision));
        for bad in ["", "py:", "env:", "env:=x", "env:A", "baseline:../x", "-x", "a..b"] {
            assert!(bad.parse::<Variant>().is_err(), "{bad:?}");
        }
    }
}
