//! The websocket checks of a configuration's file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeValue;

use crate::untrusted::remember;

use super::WebsocketSettings;
use crate::config::ConfigError;
use crate::config::checks::COMMON_KEYS;
use crate::config::reading::{Reading, inner, take};
use crate::quantity::{Nanos, WrittenDuration};

/// A file's websocket checks.
#[derive(Clone, Debug)]
pub struct WebsocketFile {
    /// Where servers are started.
    pub root: PathBuf,
    /// Variables for them.
    pub environment: BTreeMap<String, String>,
    /// In the file's order.
    pub checks: Vec<NamedWebsocket>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct NamedWebsocket {
    /// As the file names it.
    pub name: String,
    /// The longest that the whole check may take.
    pub timeout: Option<Nanos>,
    /// What to do.
    pub settings: WebsocketSettings,
}

/// Reads the websocket checks of a file, and what a started server needs of `[target]`.
///
/// # Errors
/// Where it cannot be read, or something in one of them is wrong: then with the place.
pub fn read_websockets(path: &Path) -> Result<WebsocketFile, ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error: error.into() })?;
    Reading { path, text: &text }.websockets()
}

impl<'a> Reading<'a> {
    fn websockets(&self) -> Result<WebsocketFile, ConfigError> {
        let mut table = self.table()?;
        let mut target = inner(&mut table, "target").unwrap_or_default();
        let root: Option<PathBuf> = self.read_any(take(&mut target, "root"))?;
        let environment: BTreeMap<String, String> =
            self.read_any(take(&mut target, "env"))?.unwrap_or_default();
        for (name, value) in &environment {
            remember(name, value);
        }
        let mut checks = Vec::new();
        if let Some(DeValue::Array(tables)) = take(&mut table, "check").map(Spanned::into_inner) {
            for check in tables {
                checks.extend(self.websocket(check, checks.len())?);
            }
        }
        Ok(WebsocketFile { root: self.folder().join(root.unwrap_or_default()), environment, checks })
    }

    /// A check of this kind; None of any other, whatever is wrong with it.
    fn websocket(
        &self,
        check: Spanned<DeValue<'a>>,
        number: usize,
    ) -> Result<Option<NamedWebsocket>, ConfigError> {
        let span = check.span();
        let DeValue::Table(mut keys) = check.into_inner() else { return Ok(None) };
        if take(&mut keys, "kind").is_none_or(|kind| kind.get_ref().as_str() != Some("websocket")) {
            return Ok(None);
        }
        let name: Option<String> = self.read_any(take(&mut keys, "name"))?;
        let timeout: Option<WrittenDuration> = self.read_any(take(&mut keys, "timeout"))?;
        for key in COMMON_KEYS {
            take(&mut keys, key);
        }
        let settings = self.read(Spanned::new(span, DeValue::Table(keys)))?;
        let name = name.unwrap_or_else(|| format!("websocket {}", number + 1));
        Ok(Some(NamedWebsocket { name, timeout: timeout.map(|time| time.0), settings }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Ready;
    use super::*;

    fn read_text(text: &str) -> Result<WebsocketFile, ConfigError> {
        Reading { path: Path::new("vitals.toml"), text }.websockets()
    }

    #[test]
    fn a_whole_check_is_read() {
        let file = read_text(
            r#"
            [target]
            root = "service"
            env = { MODE = "test" }
            [[check]]
            name = "syntax"
            kind = "syntax"
            anything = 1
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
        assert_eq!((file.root.as_path(), file.environment.len()), (Path::new("./service"), 1));
        let [check] = &file.checks[..] else { panic!("{:?}", file.checks) };
        assert_eq!((check.name.as_str(), check.timeout), ("golden path", Some(Nanos::from_millis(60_000))));
        let settings = &check.settings;
        assert!(settings.ordered && !settings.strict && settings.sends_secret());
        assert_eq!(settings.expect[1].matches[0].1, true);
        let login = settings.login.as_ref().expect("a login");
        assert_eq!((login.method.as_str(), login.token.as_str()), ("POST", "access_token"));
        let start = settings.start.as_ref().expect("a server");
        assert_eq!(start.ready, Ready::Accepts { host: "127.0.0.1".into(), port: 8765 });
    }

    #[test]
    fn a_table_without_places_is_read_too() {
        let table: toml::Table =
            toml::from_str("url = 'ws://a:1/'\nwithin = '3s'\nusers = 2\nexpect = ['x']").expect("TOML");
        let settings: WebsocketSettings = toml::Value::Table(table).try_into().expect("right settings");
        assert_eq!((settings.users, settings.within), (2, Nanos::from_millis(3_000)));
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let head = "[[check]]\nkind = \"websocket\"\n";
        for (keys, line, reported) in [
            ("ulr = 'ws://a:1/'\n", 3, "unknown field `ulr`"),
            ("url = 'wss://a/'\n", 3, "TLS is not spoken"),
            ("url = 'ws://a:1/'\nwithin = 3\n", 4, "has no unit"),
            (
                "url = 'ws://a:1/'\nexpect = ['x', { event = 'y', matsches = {} }]\n",
                4,
                "unknown field `matsches`",
            ),
            ("url = 'ws://a:1/'\nexpect = [1]\n", 4, "an event's name"),
            ("url = 'ws://a:1/'\nsend = ['{sercet}']\n", 4, "did you mean `{secret}`"),
            ("url = 'ws://a:1/'\nusers = 0\n", 4, "nonzero"),
            ("url = 'ws://a:1/{token}'\n", 1, "no `login`"),
            ("url = 'ws://a:1/'\nready = 'a:1'\n", 1, "no `start`"),
            ("url = 'ws://a:1/'\nstart = []\n", 1, "`start` is empty"),
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
