//! The keys of a websocket check as written, and what they mean.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use serde::Deserialize;

use super::event::WrittenEvent;
use super::service::{HeaderName, LoginTable, ReadyText, SocketUrl, headers, start};
use super::texts::WrittenCommand;
use crate::config::websocket::{ExpectedEvent, Field, Template, WebsocketSettings, defaults};
use crate::quantity::{Between, DurationOrZero, WrittenDuration, WrittenSize};

/// The keys, without those that every check has.
///
/// Each value is checked while it is read, so that a mistake has its line; what does not fit together is found where they
/// become [`WebsocketSettings`].
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
    linger: Option<DurationOrZero>,
    users: Option<Between<1, { defaults::MOST_USERS }>>,
    start: Option<WrittenCommand>,
    ready: Option<ReadyText>,
    ready_within: Option<WrittenDuration>,
    max_message: Option<WrittenSize>,
    max_messages: Option<NonZeroU32>,
}

fn yes() -> bool {
    true
}

impl WebsocketTable {
    /// What the keys mean together.
    ///
    /// # Errors
    /// Where they do not fit together.
    pub fn settings(self) -> Result<WebsocketSettings, String> {
        let table = self;
        let login = table.login.map(LoginTable::settings);
        let addresses = [Some(&table.url.0), login.as_ref().map(|login| &login.url)];
        let addresses: Vec<_> = addresses.into_iter().flatten().collect();
        let start = start(table.start, table.ready, table.ready_within, &addresses)?;
        let settings = WebsocketSettings {
            url: table.url.0,
            login,
            headers: headers(table.headers),
            subprotocols: table.subprotocols,
            send: table.send,
            expect: table.expect.into_iter().map(|event| event.0).collect(),
            event_field: table.event_field.map_or_else(|| Field::parse("type"), Ok)?,
            ordered: table.ordered,
            strict: table.strict,
            within: table.within.map_or(defaults::WITHIN, |within| within.0),
            linger: table.linger.map_or(defaults::LINGER, |linger| linger.0),
            users: table.users.map_or(1, Between::get),
            start,
            max_message: table.max_message.map_or(defaults::MAX_MESSAGE, |size| size.0),
            max_messages: table.max_messages.map_or(defaults::MAX_MESSAGES, NonZeroU32::get),
        };
        consistent(&settings)?;
        Ok(settings)
    }
}

/// What each key alone cannot show.
fn consistent(settings: &WebsocketSettings) -> Result<(), String> {
    let headers = settings.headers.iter().map(|(_, value)| value);
    let mut texts = settings.send.iter().chain(&settings.subprotocols).chain(headers);
    if settings.login.is_none() && (settings.url.uses("token") || texts.any(|text| text.uses("token"))) {
        return Err("`{token}` is used, and there is no `login` that would give one".into());
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::file::TomlFile;
    use crate::config::check::{CheckKind, CheckSettings};
    use crate::config::error::ConfigError;
    use crate::config::websocket::{Port, Ready};
    use crate::quantity::Nanos;

    fn read_text(text: &str) -> Result<Vec<CheckSettings>, ConfigError> {
        let settings = TomlFile { path: Path::new("vitals.toml"), text }.settings()?;
        Ok(settings.checks)
    }

    #[test]
    fn a_whole_check_is_read() {
        let checks = read_text(
            r#"
            [[check]]
            name = "golden path"
            kind = "websocket"
            critical = true
            timeout = "60s"
            url = "ws://127.0.0.1:8765/ws?token={token}"
            login = { url = "http://127.0.0.1:8766/login", body = '{"user": "{user}"}' }
            send = ['{"type": "chat", "text": "{secret}"}']
            expect = ["agent_started", { event = "agent_completed", within = "2s", matches = { "payload.ok" = true } }]
            users = 3
            start = ["python", "server.py"]
            "#,
        )
        .expect("it is right");
        let [CheckSettings { timeout, kind: CheckKind::Websocket(settings), .. }] = &checks[..] else {
            panic!("{checks:?}")
        };
        assert_eq!(*timeout, Nanos::from_millis(60_000));
        assert!(settings.ordered && !settings.strict && settings.sends_secret());
        assert_eq!(settings.expect[1].matches[0].1, true);
        let login = settings.login.as_ref().expect("a login");
        assert_eq!((login.method.as_str(), login.token.as_str()), ("POST", "access_token"));
        let start = settings.start.as_ref().expect("a server");
        assert_eq!(start.ready, Ready::Accepts { host: "127.0.0.1".into(), port: Port::Fixed(8765) });
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let head = "[[check]]\nname = \"x\"\nkind = \"websocket\"\n";
        for (keys, line, reported) in [
            ("ulr = 'ws://a:1/'\n", 4, "unknown field `ulr`"),
            ("url = 'wss://a/'\n", 4, "TLS is not spoken"),
            ("url = 'ws://a:1/'\nwithin = 3\n", 5, "has no unit"),
            (
                "url = 'ws://a:1/'\nexpect = ['x', { event = 'y', matsches = {} }]\n",
                5,
                "unknown field `matsches`",
            ),
            ("url = 'ws://a:1/'\nexpect = [1]\n", 5, "an event's name"),
            ("url = 'ws://a:1/'\nsend = ['{sercet}']\n", 5, "did you mean `{secret}`"),
            ("url = 'ws://a:1/'\nusers = 0\n", 5, "0 is not between 1 and 1000"),
            ("url = 'ws://a:1/{token}'\n", 1, "no `login`"),
            ("url = 'ws://a:1/'\nready = 'a:1'\n", 1, "no `start`"),
            ("url = 'ws://a:1/'\nstart = []\n", 5, "a command is empty"),
            ("url = 'ws://a:{port}/'\n", 1, "there is no `start`"),
            ("url = 'ws://a:{port}/'\nstart = ['x']\n", 1, "`{port}` is not in `start`"),
            (
                "url = 'ws://a:1/'\nstart = ['x', '--port={port}']\n",
                1,
                "neither `url` nor `ready` asks there",
            ),
            (
                "url = 'ws://a:1/'\nwithin = '1s'\nexpect = [{ event = 'x', within = '2s' }]\n",
                1,
                "may take longer",
            ),
            ("", 1, "missing field `url`"),
        ] {
            match read_text(&format!("{head}{keys}")) {
                Err(ConfigError::Malformed { message, .. }) => {
                    assert!(
                        message.contains(reported) && message.contains(&format!("line {line}:")),
                        "{keys}: {message}"
                    );
                }
                other => panic!("{keys}: {other:?}"),
            }
        }
    }
}
