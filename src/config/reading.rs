//! The text of a configuration as TOML that knows its places, and how a mistake in it is reported.

use std::fmt::Display;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::file::PROJECT_FILE;
use super::names::NameError;
use super::{ConfigError, nul};

/// Where in the text.
pub type Span = Range<usize>;

/// A file that is being read.
pub struct Reading<'a> {
    pub path: &'a Path,
    pub text: &'a str,
}

impl<'a> Reading<'a> {
    /// The table with our keys: the whole file, or `[tool.vitals]` of a `pyproject.toml`.
    pub fn table(&self) -> Result<DeTable<'a>, ConfigError> {
        let mut table = DeTable::parse(self.text).map_err(|error| self.malformed(&error, None))?.into_inner();
        if self.path.file_name().is_none_or(|name| name != PROJECT_FILE) {
            return self.without_nul(table);
        }
        let own = inner(&mut table, "tool").and_then(|mut tool| inner(&mut tool, "vitals"));
        self.without_nul(own.ok_or_else(|| ConfigError::NoTable { path: self.path.to_owned() })?)
    }

    fn without_nul(&self, table: DeTable<'a>) -> Result<DeTable<'a>, ConfigError> {
        match nul::first(&table) {
            None => Ok(table),
            Some((key, place)) => {
                let message =
                    format!("`{key}` contains a NUL character, which no name, path or variable can hold");
                Err(self.at(&message, Some("remove the `\\u0000`".to_owned()), Some(place)))
            }
        }
    }

    /// The file's folder, to which its paths are relative.
    pub fn folder(&self) -> &'a Path {
        // A name without a folder has an empty one.
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// A value as what it is meant to be. A mistake that has no place of its own, such as a key that is missing, is
    /// reported at that of the whole value.
    pub fn read<T: Deserialize<'a>>(&self, value: Spanned<DeValue<'a>>) -> Result<T, ConfigError> {
        let span = value.span();
        T::deserialize(ValueDeserializer::from(value)).map_err(|error| self.malformed(&error, Some(span)))
    }

    /// The same of a value that may be absent.
    pub fn read_any<T: Deserialize<'a>>(
        &self,
        value: Option<Spanned<DeValue<'a>>>,
    ) -> Result<Option<T>, ConfigError> {
        value.map(|value| self.read(value)).transpose()
    }

    /// A mistake, at its place.
    pub fn at(&self, message: &str, advice: Option<String>, place: Option<Span>) -> ConfigError {
        let line = |span: &Span| self.text[..span.start.min(self.text.len())].matches('\n').count() + 1;
        let name = self.path.display().to_string();
        ConfigError::Malformed {
            path: self.path.to_owned(),
            message: place
                .as_ref()
                .map_or_else(|| message.to_owned(), |span| format!("line {}: {message}", line(span))),
            advice,
            source_code: Arc::new(NamedSource::new(name, self.text.to_owned()).with_language("toml")),
            place: place.map(Into::into),
        }
    }

    fn malformed(&self, error: &toml::de::Error, otherwise: Option<Span>) -> ConfigError {
        let message = error.message().trim();
        self.at(message, suggestion(message), error.span().or(otherwise))
    }

    /// A name that cannot be one.
    pub fn misnamed(&self, error: &NameError, place: Span) -> ConfigError {
        self.at(&error.to_string(), error.help().map(|help| help.to_string()), Some(place))
    }

    /// A number that has a least.
    pub fn at_least<N: PartialOrd + Copy + Display>(
        &self,
        least: N,
        key: &str,
        written: Option<Spanned<N>>,
    ) -> Result<Option<N>, ConfigError> {
        match written {
            Some(number) if *number.get_ref() < least => {
                Err(self.at(&format!("`{key}` must be at least {least}"), None, Some(number.span())))
            }
            other => Ok(other.map(Spanned::into_inner)),
        }
    }
}

/// Takes a table out of a table.
pub fn inner<'a>(table: &mut DeTable<'a>, name: &str) -> Option<DeTable<'a>> {
    match take(table, name)?.into_inner() {
        DeValue::Table(inner) => Some(inner),
        _ => None,
    }
}

/// Takes a value out of a table.
pub fn take<'a>(table: &mut DeTable<'a>, name: &str) -> Option<Spanned<DeValue<'a>>> {
    let key = table.keys().find(|key| key.get_ref() == name)?.clone();
    table.remove(&key)
}

/// Takes several keys out of a table, as a table of their own.
pub fn take_all<'a>(table: &mut DeTable<'a>, names: &[&str]) -> DeTable<'a> {
    let mut taken = DeTable::new();
    let keys = table.keys().filter(|key| names.contains(&key.get_ref().as_ref())).cloned();
    for key in keys.collect::<Vec<_>>() {
        taken.extend(table.remove_entry(&key));
    }
    taken
}

/// For ``unknown field `modul`, expected one of `module`, `limit` `` the nearest of those.
fn suggestion(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("unknown field `")?;
    let (unknown, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2);
    let near =
        known.map(|name| (strsim::jaro_winkler(unknown, name), name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (near.0 > 0.7).then(|| format!("did you mean `{}`?", near.1))
}
