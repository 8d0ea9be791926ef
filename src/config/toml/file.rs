//! The text of a configuration as TOML that knows its places, and how a mistake in it is reported.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::keys::take;
use super::nul;
use crate::config::error::ConfigError;
use crate::config::name_error::NameError;
use crate::config::text::PROJECT_FILE;

/// Where in the text.
pub type Span = Range<usize>;

/// A file that is being read.
pub struct TomlFile<'a> {
    pub path: &'a Path,
    pub text: &'a str,
}

impl<'a> TomlFile<'a> {
    /// The table with our keys: the whole file, or `[tool.vitals]` of a `pyproject.toml`.
    pub fn table(&self) -> Result<DeTable<'a>, ConfigError> {
        if self.path.file_name().is_none_or(|name| name != PROJECT_FILE) {
            return self.without_nul(self.whole()?);
        }
        match self.own_value()? {
            None => Err(ConfigError::NoTable { path: self.path.to_owned() }),
            Some(own) => {
                let span = own.span();
                match own.into_inner() {
                    DeValue::Table(table) => self.without_nul(table),
                    _ => Err(self.at(
                        "`vitals` in [tool] must be a table: write [tool.vitals]",
                        None,
                        Some(span),
                    )),
                }
            }
        }
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

    /// `vitals` of the table `[tool]`, whatever it is.
    pub fn own_value(&self) -> Result<Option<Spanned<DeValue<'a>>>, ConfigError> {
        let tool = take(&mut self.whole()?, "tool").map(Spanned::into_inner);
        let Some(DeValue::Table(mut tool)) = tool else { return Ok(None) };
        Ok(take(&mut tool, "vitals"))
    }

    fn whole(&self) -> Result<DeTable<'a>, ConfigError> {
        Ok(DeTable::parse(self.text).map_err(|error| self.malformed(&error, None))?.into_inner())
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
