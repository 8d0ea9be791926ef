//! The keys of a contact as written, and what they mean.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::file::TomlFile;
use crate::config::error::ConfigError;
use crate::escalation::{Contact, ContactKind, Hours, Identity, Place, Source, Vendor};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactTable {
    kind: ContactKind,
    name: String,
    level: String,
    hours: Option<Spanned<WrittenHours>>,
    #[serde(default)]
    reach: Vec<String>,
    phone: Option<String>,
    email: Option<String>,
    provider: Option<Spanned<String>>,
    account: Option<Spanned<String>>,
    support_number: Option<Spanned<String>>,
    uid: Option<u32>,
    signing_key: Option<Spanned<String>>,
    checked: Option<Spanned<Datetime>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "hours are \"24/7\", or lines like \"mon-fri 08:00-18:00 +01:00\"")]
enum WrittenHours {
    One(String),
    Several(Vec<String>),
}

impl TomlFile<'_> {
    /// A contact.
    ///
    /// # Errors
    /// Where its hours or its date say nothing, or keys do not fit its kind.
    pub fn contact(&self, table: Spanned<ContactTable>) -> Result<Contact, ConfigError> {
        let place = Place { source: Source::File, span: table.span() };
        let table = table.into_inner();
        let kind = table.kind;
        let vendor = Vendor {
            provider: self.of_vendor(kind, "provider", table.provider)?,
            account: self.of_vendor(kind, "account", table.account)?,
            support_number: self.of_vendor(kind, "support_number", table.support_number)?,
        };
        Ok(Contact {
            kind,
            name: table.name,
            level: table.level,
            hours: self.hours(table.hours)?,
            reach: table.reach,
            phone: table.phone,
            email: table.email,
            vendor,
            identity: self.identity(table.uid, table.signing_key)?,
            checked: self.date(table.checked)?,
            place,
        })
    }

    fn of_vendor(
        &self,
        kind: ContactKind,
        key: &str,
        written: Option<Spanned<String>>,
    ) -> Result<Option<String>, ConfigError> {
        match written {
            Some(text) if kind != ContactKind::Vendor => {
                let message = format!("`{key}` is for a contact of kind = \"vendor\"");
                Err(self.at(&message, None, Some(text.span())))
            }
            other => Ok(other.map(Spanned::into_inner)),
        }
    }

    fn hours(&self, written: Option<Spanned<WrittenHours>>) -> Result<Hours, ConfigError> {
        let Some(written) = written else { return Ok(Hours::always()) };
        let place = written.span();
        let lines = match written.into_inner() {
            WrittenHours::One(line) => vec![line],
            WrittenHours::Several(lines) => lines,
        };
        Hours::parse(&lines).map_err(|error| self.at(&error.to_string(), None, Some(place)))
    }

    fn identity(
        &self,
        uid: Option<u32>,
        key: Option<Spanned<String>>,
    ) -> Result<Option<Identity>, ConfigError> {
        match (uid, key) {
            (Some(_), Some(key)) => {
                Err(self.at("a contact has `uid` or `signing_key`, not both", None, Some(key.span())))
            }
            (Some(uid), None) => Ok(Some(Identity::Uid(uid))),
            (None, key) => Ok(key.map(|key| Identity::SigningKey(key.into_inner()))),
        }
    }

    fn date(&self, written: Option<Spanned<Datetime>>) -> Result<Option<jiff::civil::Date>, ConfigError> {
        let Some(written) = written else { return Ok(None) };
        let place = written.span();
        let date = written.into_inner().date.and_then(|date| {
            let year = i16::try_from(date.year).ok()?;
            let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
            jiff::civil::Date::new(year, month, day).ok()
        });
        let none = || self.at("`checked` is a day: write `checked = 2026-11-30`", None, Some(place));
        date.ok_or_else(none).map(Some)
    }
}
