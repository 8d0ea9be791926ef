//! Variables for the target: names and values that a process can be given.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};
use thiserror::Error;

use crate::untrusted::remember;

/// Why a variable cannot be set.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum VariableError {
    /// The name is empty.
    #[error("a variable has an empty name")]
    NoName,
    /// The name has a `=`, after which the value would begin.
    #[error("the name of a variable cannot have a `=`")]
    EqualsSign,
    /// A NUL character, which ends it for the system.
    #[error("a variable cannot have a NUL character")]
    Nul,
    /// No `=` on the command line.
    #[error("write NAME=VALUE")]
    NoValue,
}

/// The name of a variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct VariableName(String);

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
struct VariableValue(String);

impl FromStr for VariableName {
    type Err = VariableError;

    fn from_str(text: &str) -> Result<Self, VariableError> {
        match text {
            "" => Err(VariableError::NoName),
            _ if text.contains('=') => Err(VariableError::EqualsSign),
            _ if text.contains('\0') => Err(VariableError::Nul),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl FromStr for VariableValue {
    type Err = VariableError;

    fn from_str(text: &str) -> Result<Self, VariableError> {
        if text.contains('\0') { Err(VariableError::Nul) } else { Ok(Self(text.to_owned())) }
    }
}

macro_rules! read_from_text {
    ($($kind:ident),*) => {$(
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}
read_from_text!(VariableName, VariableValue);

/// Variables by name, as a table of the configuration has them.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Variables(BTreeMap<VariableName, VariableValue>);

/// A variable whose value is masked from now on, where its name says that it is a secret.
pub fn remembered(name: String, value: String) -> (String, String) {
    remember(&name, &value);
    (name, value)
}

impl Variables {
    /// As a process takes them. Secrets among them are masked from now on.
    pub fn into_map(self) -> BTreeMap<String, String> {
        let known = |(VariableName(name), VariableValue(value))| remembered(name, value);
        self.0.into_iter().map(known).collect()
    }
}

/// `NAME=VALUE`, as the command line has it. A secret is masked from now on.
///
/// # Errors
/// Where there is no `=`, or either side cannot be one.
pub fn assignment(text: &str) -> Result<(String, String), VariableError> {
    let (name, value) = text.split_once('=').ok_or(VariableError::NoValue)?;
    let VariableName(name) = name.parse()?;
    let VariableValue(value) = value.parse()?;
    remember(&name, &value);
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_a_variable_has_a_name_that_the_system_takes() {
        assert_eq!(assignment("A=b=c"), Ok(("A".into(), "b=c".into())));
        assert_eq!(assignment("A="), Ok(("A".into(), String::new())));
        for bad in ["", "A", "=b", "A\0=b", "A=\0"] {
            assert!(assignment(bad).is_err(), "{bad:?}");
        }
        let read = |text: &str| toml::from_str::<Variables>(text).map(Variables::into_map);
        assert!(read("A = 'b=c'").is_ok_and(|map| map["A"] == "b=c"));
        for bad in ["'' = 'b'", "'A=B' = 'c'", "\"A\\u0000\" = 'b'", "A = \"\\u0000\"", "A = 1"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
