//! Texts of checks that mean something to the system: commands, arguments, regular expressions.

use regex_lite::Regex;
use serde::de::{self, Deserialize, Deserializer};

use crate::config::command_line::CommandLine;

/// A list of words that can be started.
#[derive(Debug)]
pub struct WrittenCommand(pub CommandLine);

impl<'de> Deserialize<'de> for WrittenCommand {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        CommandLine::parse(Vec::deserialize(deserializer)?).map(Self).map_err(de::Error::custom)
    }
}

/// A text that a process can be given.
#[derive(Debug)]
pub struct Argument(pub String);

impl<'de> Deserialize<'de> for Argument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.contains('\0') {
            return Err(de::Error::custom("there is a NUL character in it"));
        }
        Ok(Self(text))
    }
}

/// A regular expression.
#[derive(Debug)]
pub struct Pattern(pub Regex);

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = |error| de::Error::custom(format!("the pattern {text:?}: {error}"));
        Regex::new(&text).map(Self).map_err(wrong)
    }
}

/// A regular expression with a group, which is what is looked for.
#[derive(Debug)]
pub struct GroupPattern(pub Regex);

impl<'de> Deserialize<'de> for GroupPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Pattern(pattern) = Pattern::deserialize(deserializer)?;
        if pattern.captures_len() < 2 {
            let message =
                format!("the pattern {:?} has no group: write the number as `(\\d+)`", pattern.as_str());
            return Err(de::Error::custom(message));
        }
        Ok(Self(pattern))
    }
}
