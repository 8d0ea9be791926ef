//! The keys that checks of a running service have in common: addresses, headers, a login, a server to start.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{self, Deserializer};

use super::texts::WrittenCommand;
use crate::config::websocket::{
    Address, Field, LoginSettings, PORT, Port, Ready, StartSettings, Template, defaults, place,
};
use crate::quantity::WrittenDuration;

/// How a token is had.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginTable {
    url: HttpUrl,
    method: Option<Method>,
    body: Option<Template>,
    #[serde(default)]
    headers: BTreeMap<HeaderName, Template>,
    token: Option<Field>,
}

macro_rules! read_from_text {
    ($($kind:ident($inner:ty) = $parse:expr;)*) => {$(
        #[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $kind(pub $inner);
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
        let (host, port) = place(of_socket, None).ok_or_else(|| {
            format!(
                "`{text}` does not say where to ask: write `127.0.0.1:8765` or `http://127.0.0.1:8765/health`"
            )
        })?;
        return Ok(Ready::Accepts { host, port });
    }
    Address::parse(text, "http").map(Ready::Answers)
}

impl LoginTable {
    /// What the keys mean.
    pub fn settings(self) -> LoginSettings {
        LoginSettings {
            url: self.url.0,
            method: self.method.map_or_else(|| "POST".to_owned(), |method| method.0),
            body: self.body,
            headers: headers(self.headers),
            token: self.token.unwrap_or_else(Field::access_token),
        }
    }
}

/// Headers by name.
pub fn headers(written: BTreeMap<HeaderName, Template>) -> Vec<(String, Template)> {
    written.into_iter().map(|(name, value)| (name.0, value)).collect()
}

/// A server to start, from the keys that are about it.
///
/// # Errors
/// Where they do not fit together.
pub fn start(
    command: Option<WrittenCommand>,
    ready: Option<ReadyText>,
    within: Option<WrittenDuration>,
    addresses: &[&Address],
) -> Result<Option<StartSettings>, String> {
    let asked = |ready: Option<&Ready>| {
        let drawn = |port: Port| port == Port::Drawn;
        addresses.iter().any(|address| drawn(address.port))
            || ready.is_some_and(|ready| match ready {
                Ready::Accepts { port, .. } => drawn(*port),
                Ready::Answers(address) => drawn(address.port),
            })
    };
    let (url, is_asked) = (addresses.first(), asked(ready.as_ref().map(|ready| &ready.0)));
    let Some(WrittenCommand(command)) = command else {
        return match (ready, within) {
            (None, None) if is_asked => {
                Err("`{port}` is a free port for the server that `start` starts, and there is no `start`"
                    .into())
            }
            (None, None) => Ok(None),
            _ => Err(
                "`ready` and `ready_within` are about a server that `start` starts, and there is no `start`"
                    .into(),
            ),
        };
    };
    match (is_asked, command.has(PORT)) {
        (true, false) => return Err("`{port}` is not in `start`: the server would not know its port".into()),
        (false, true) => return Err("`start` has `{port}`, and neither `url` nor `ready` asks there".into()),
        _ => {}
    }
    let of_url = url.map(|url| Ready::Accepts { host: url.host.clone(), port: url.port });
    let Some(ready) = ready.map(|ready| ready.0).or(of_url) else {
        return Err("there is no `url`, and no `ready`".into());
    };
    let within = within.map_or(defaults::READY_WITHIN, |within| within.0);
    Ok(Some(StartSettings { command, ready, within }))
}
