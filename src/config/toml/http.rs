//! The keys of an http check as written, and what they mean.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde_json::Value;

use super::service::{HeaderName, HttpUrl, LoginTable, Method, ReadyText, headers, start};
use super::texts::{Pattern, WrittenCommand};
use crate::config::websocket::{Field, HttpSettings, Template, defaults};
use crate::quantity::WrittenDuration;

/// The keys, without those that every check has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpTable {
    url: HttpUrl,
    login: Option<LoginTable>,
    method: Option<Method>,
    #[serde(default)]
    headers: BTreeMap<HeaderName, Template>,
    body: Option<Template>,
    #[serde(default)]
    status: Statuses,
    pattern: Option<Pattern>,
    #[serde(default)]
    json: BTreeMap<Field, Value>,
    limit: Option<WrittenDuration>,
    within: Option<WrittenDuration>,
    start: Option<WrittenCommand>,
    ready: Option<ReadyText>,
    ready_within: Option<WrittenDuration>,
}

/// `200`, or `[200, 204]`.
#[derive(Debug, Default)]
struct Statuses(Vec<u16>);

impl<'de> Deserialize<'de> for Statuses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StatusVisitor).map(Self)
    }
}

struct StatusVisitor;

impl<'de> Visitor<'de> for StatusVisitor {
    type Value = Vec<u16>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a status from 100 to 599, or a list of them")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Vec<u16>, E> {
        Ok(vec![status(number)?])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<u16>, A::Error> {
        let mut all = Vec::new();
        while let Some(number) = list.next_element::<i64>()? {
            all.push(status(number)?);
        }
        if all.is_empty() { Err(de::Error::invalid_length(0, &self)) } else { Ok(all) }
    }
}

fn status<E: de::Error>(number: i64) -> Result<u16, E> {
    let known = u16::try_from(number).ok().filter(|number| (100..600).contains(number));
    known.ok_or_else(|| E::custom(format!("{number} is no status: they are from 100 to 599")))
}

impl HttpTable {
    /// What the keys mean together.
    ///
    /// # Errors
    /// Where they do not fit together.
    pub fn settings(self) -> Result<HttpSettings, String> {
        let table = self;
        let login = table.login.map(LoginTable::settings);
        let addresses = [Some(&table.url.0), login.as_ref().map(|login| &login.url)];
        let addresses: Vec<_> = addresses.into_iter().flatten().collect();
        let start = start(table.start, table.ready, table.ready_within, &addresses)?;
        let method = match (&table.method, &table.body) {
            (Some(method), _) => method.0.clone(),
            (None, Some(_)) => "POST".to_owned(),
            (None, None) => "GET".to_owned(),
        };
        let settings = HttpSettings {
            url: table.url.0,
            login,
            method,
            headers: headers(table.headers),
            body: table.body,
            status: table.status.0,
            pattern: table.pattern.map(|pattern| pattern.0),
            json: table.json.into_iter().collect(),
            limit: table.limit.map(|limit| limit.0),
            within: table.within.map_or(defaults::WITHIN, |within| within.0),
            start,
        };
        let mut texts = settings.headers.iter().map(|(_, value)| value).chain(&settings.body);
        if settings.login.is_none() && (settings.url.uses("token") || texts.any(|text| text.uses("token"))) {
            return Err("`{token}` is used, and there is no `login` that would give one".into());
        }
        match settings.limit {
            Some(limit) if limit > settings.within => {
                Err(format!("`limit` is longer than `within`, which is {}", settings.within))
            }
            _ => Ok(settings),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::file::TomlFile;
    use super::*;
    use crate::config::check::CheckKind;
    use crate::config::error::ConfigError;

    fn read_text(keys: &str) -> Result<HttpSettings, ConfigError> {
        let text = format!("[[check]]\nname = \"x\"\nkind = \"http\"\n{keys}");
        let settings = TomlFile { path: Path::new("vitals.toml"), text: &text }.settings()?;
        match settings.checks.into_iter().next().map(|check| check.kind) {
            Some(CheckKind::Http(settings)) => Ok(*settings),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_request_is_read_with_what_its_answer_must_be() {
        let settings = read_text("url = 'http://a:1/x'").expect("right");
        assert_eq!((settings.method.as_str(), settings.status.len()), ("GET", 0));
        let keys = "url = 'http://a:{port}/x'\nbody = '{}'\nstatus = [201, 204]\njson = { 'a.b' = true }\n\
            limit = '1s'\nstart = ['python', 's.py', '{port}']";
        let settings = read_text(keys).expect("right");
        assert_eq!((settings.method.as_str(), settings.status.as_slice()), ("POST", &[201, 204][..]));
        assert_eq!(settings.json[0].1, true);
        let placed = settings.on(4321);
        assert_eq!(placed.url.shown(), "http://a:4321/x");
        assert!(placed.start.is_some_and(|start| start.command.has("4321") && !start.draws_port()));
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (keys, reported) in [
            ("", "missing field `url`"),
            ("url = 'https://a/'", "TLS is not spoken"),
            ("url = 'http://a:1/'\nstatus = 99", "99 is no status"),
            ("url = 'http://a:1/'\nstatus = []", "a status from 100 to 599"),
            ("url = 'http://a:1/'\npattern = '('", "the pattern"),
            ("url = 'http://a:1/{token}'", "no `login`"),
            ("url = 'http://a:1/'\nlimit = '20s'", "`limit` is longer than `within`"),
            ("url = 'http://a:1/'\njsn = {}", "unknown field `jsn`"),
            ("url = 'http://a:1/'\nready = 'a:1'", "no `start`"),
        ] {
            let error = read_text(keys).expect_err(keys).to_string();
            assert!(error.contains(reported) && error.contains("line "), "{keys}: {error}");
        }
    }
}
