//! The keys of a websocket check as written, and what they mean.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::Value;

use super::{
    Address, ExpectedEvent, Field, LoginSettings, Ready, StartSettings, Template, WebsocketSettings,
    defaults, place,
};
use crate::quantity::{WrittenDuration, WrittenSize};

/// The keys, without those that every check has.
///
/// Each value is checked while it is read, so that a mistake has its line; what does not fit together is found by the
/// conversion into [`WebsocketSettings`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebsocketTable {
    url: SocketUrl,
    login: Option<LoginTable>,
    #[serde(default)]
    headers: BTreeMap<HeaderName, Template>,
    #[serde(default)]
    subprotocols: Vec<Template>,
    #[serde(default)]
    send: Vec<Template>,
    #[serde(default)]
    expect: Vec<WrittenEvent>,
    event_field: Option<Field>,
    #[serde(default = "yes")]
    ordered: bool,
    #[serde(default)]
    strict: bool,
    within: Option<WrittenDuration>,
    linger: Option<WrittenDuration>,
    users: Option<NonZeroU32>,
    start: Option<Vec<String>>,
    ready: Option<ReadyText>,
    ready_within: Option<WrittenDuration>,
    max_message: Option<WrittenSize>,
    max_messages: Option<NonZeroU32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LoginTable {
    url: HttpUrl,
    method: Option<Method>,
    body: Option<Template>,
    #[serde(default)]
    headers: BTreeMap<HeaderName, Template>,
    token: Option<Field>,
}

fn yes() -> bool {
    true
}

macro_rules! read_from_text {
    ($($kind:ident($inner:ty) = $parse:expr;)*) => {$(
        #[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
        struct $kind($inner);
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let parse: fn(&str) -> Result<$inner, String> = $parse;
                parse(&String::deserialize(deserializer)?).map(Self).map_err(de::Error::custom)
            }
        }
    )*};
}
read_from_text! {
    HeaderName(String) = header_name;
    Method(String) = method;
    SocketUrl(Address) = |text| Address::parse(text, "ws");
    HttpUrl(Address) = |text| Address::parse(text, "http");
    ReadyText(Ready) = ready;
}

/// A name of letters, digits and the signs that HTTP allows there.
fn header_name(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if text.is_empty() || !text.chars().all(fits) {
        return Err(format!("`{text}` is no header's name"));
    }
    Ok(text.to_owned())
}

fn method(text: &str) -> Result<String, String> {
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_uppercase()) {
        return Err(format!("`{text}` is no method: write `POST` or `GET`"));
    }
    Ok(text.to_owned())
}

fn ready(text: &str) -> Result<Ready, String> {
    let of_socket = text.strip_prefix("tcp://").unwrap_or(text);
    if !of_socket.contains("://") {
        let (host, port) = place(of_socket, 0).ok_or_else(|| {
            format!(
                "`{text}` does not say where to ask: write `127.0.0.1:8765` or `http://127.0.0.1:8765/health`"
            )
        })?;
        return Ok(Ready::Accepts { host, port });
    }
    Address::parse(text, "http").map(Ready::Answers)
}

/// `"agent_started"`, or `{ event = "agent_started", within = "2s", matches = { "data.status" = "ok" } }`.
#[derive(Debug)]
struct WrittenEvent(ExpectedEvent);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventTable {
    event: String,
    within: Option<WrittenDuration>,
    #[serde(default)]
    matches: BTreeMap<Field, Value>,
}

impl<'de> Deserialize<'de> for WrittenEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EventVisitor).map(Self)
    }
}

struct EventVisitor;

impl<'de> Visitor<'de> for EventVisitor {
    type Value = ExpectedEvent;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an event's name, or a table with `event`, `within`, `matches`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ExpectedEvent, E> {
        Ok(ExpectedEvent { event: text.to_owned(), within: None, matches: Vec::new() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExpectedEvent, A::Error> {
        let table = EventTable::deserialize(MapAccessDeserializer::new(map))?;
        let within = table.within.map(|within| within.0);
        Ok(ExpectedEvent { event: table.event, within, matches: table.matches.into_iter().collect() })
    }
}

impl TryFrom<WebsocketTable> for WebsocketSettings {
    type Error = String;

    fn try_from(table: WebsocketTable) -> Result<Self, String> {
        let start = start(table.start, table.ready, table.ready_within, &table.url.0)?;
        let settings = Self {
            url: table.url.0,
            login: table.login.map(LoginTable::settings),
            headers: headers(table.headers),
            subprotocols: table.subprotocols,
            send: table.send,
            expect: table.expect.into_iter().map(|event| event.0).collect(),
            event_field: table.event_field.map_or_else(|| Field::parse("type"), Ok)?,
            ordered: table.ordered,
            strict: table.strict,
            within: table.within.map_or(defaults::WITHIN, |within| within.0),
            linger: table.linger.map_or(defaults::LINGER, |linger| linger.0),
            users: table.users.map_or(1, NonZeroU32::get),
            start,
            max_message: table.max_message.map_or(defaults::MAX_MESSAGE, |size| size.0),
            max_messages: table.max_messages.map_or(defaults::MAX_MESSAGES, NonZeroU32::get),
        };
        consistent(&settings)?;
        Ok(settings)
    }
}

impl LoginTable {
    fn settings(self) -> LoginSettings {
        LoginSettings {
            url: self.url.0,
            method: self.method.map_or_else(|| "POST".to_owned(), |method| method.0),
            body: self.body,
            headers: headers(self.headers),
            token: self.token.unwrap_or_else(Field::access_token),
        }
    }
}

fn headers(written: BTreeMap<HeaderName, Template>) -> Vec<(String, Template)> {
    written.into_iter().map(|(name, value)| (name.0, value)).collect()
}

fn start(
    command: Option<Vec<String>>,
    ready: Option<ReadyText>,
    within: Option<WrittenDuration>,
    url: &Address,
) -> Result<Option<StartSettings>, String> {
    let Some(command) = command else {
        return match (ready, within) {
            (None, None) => Ok(None),
            _ => Err(
                "`ready` and `ready_within` are about a server that `start` starts, and there is no `start`"
                    .into(),
            ),
        };
    };
    if command.first().is_none_or(String::is_empty) {
        return Err(
            "`start` is empty: write the program and its arguments, [\"python\", \"server.py\"]".into()
        );
    }
    let ready =
        ready.map_or_else(|| Ready::Accepts { host: url.host.clone(), port: url.port }, |ready| ready.0);
    let within = within.map_or(defaults::READY_WITHIN, |within| within.0);
    Ok(Some(StartSettings { command, ready, within }))
}

/// What each key alone cannot show.
fn consistent(settings: &WebsocketSettings) -> Result<(), String> {
    let headers = settings.headers.iter().map(|(_, value)| value);
    let mut texts = settings.send.iter().chain(&settings.subprotocols).chain(headers);
    if settings.login.is_none() && (settings.url.uses("token") || texts.any(|text| text.uses("token"))) {
        return Err("`{token}` is used, and there is no `login` that would give one".into());
    }
    if settings.users > defaults::MOST_USERS {
        return Err(format!("`users` is at most {}", defaults::MOST_USERS));
    }
    if settings.max_message.0 == 0 || settings.within.0 == 0 {
        return Err("`within` and `max_message` must be more than nothing".into());
    }
    let too_late = |event: &&ExpectedEvent| event.within.is_some_and(|within| within > settings.within);
    match settings.expect.iter().find(too_late) {
        Some(event) => Err(format!(
            "`{}` may take longer than the whole conversation, whose `within` is {}",
            event.event, settings.within
        )),
        None => Ok(()),
    }
}
