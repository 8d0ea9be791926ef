//! Where a service is reached: `ws://` and `http://` alone, without a proxy and without TLS.

use std::fmt;

use super::template::{Template, Values, Within};

/// Why there is no TLS, and what to do instead.
const NO_TLS: &str = "TLS is not spoken: name the service's own port behind the proxy that ends TLS";

/// Where a server listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Port {
    /// As written, 1 to 65535.
    Fixed(u16),
    /// `{port}`: one that is free, drawn for each run.
    Drawn,
}

/// What is written for a drawn port.
pub const PORT: &str = "{port}";

impl Port {
    /// This one, where it is drawn.
    pub fn on(self, drawn: u16) -> Self {
        match self {
            Self::Fixed(_) => self,
            Self::Drawn => Self::Fixed(drawn),
        }
    }
}

impl fmt::Display for Port {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(port) => port.fmt(formatter),
            Self::Drawn => formatter.write_str(PORT),
        }
    }
}

/// A URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// Name or number, without brackets.
    pub host: String,
    /// Port; 80 where none is written.
    pub port: Port,
    /// Path and query.
    target: Template,
    scheme: &'static str,
}

impl Address {
    /// A URL of this scheme, `ws` or `http`.
    ///
    /// # Errors
    /// Where it is none, or asks for TLS.
    pub fn parse(text: &str, scheme: &'static str) -> Result<Self, String> {
        let wrong = |why: &str| format!("`{text}` is no address: {why}");
        let (written, rest) =
            text.split_once("://").ok_or_else(|| wrong(&format!("it begins with `{scheme}://`")))?;
        match written {
            "wss" | "https" => return Err(wrong(NO_TLS)),
            _ if written != scheme => return Err(wrong(&format!("it begins with `{scheme}://`"))),
            _ => {}
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        if authority.contains('@') {
            return Err(wrong("a user and password belong into `headers`"));
        }
        if target.contains('#') || target.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(wrong("there is a space or a `#` in it"));
        }
        let (host, port) =
            place(authority, Some(80)).ok_or_else(|| wrong("a host and a port are `host:8765`"))?;
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        Ok(Self { host, port, target: Template::parse(&target)?, scheme })
    }

    /// The same with this port, where it is drawn.
    pub fn on(&self, drawn: u16) -> Self {
        Self { port: self.port.on(drawn), ..self.clone() }
    }

    /// Path and query, filled and in ASCII.
    pub fn target(&self, values: &Values) -> String {
        let filled = self.target.fill(values, Within::Url);
        filled
            .bytes()
            .map(|byte| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    }

    /// `host:port`, as a request names it.
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// The whole URL of one user.
    pub fn url(&self, values: &Values) -> String {
        format!("{}://{}{}", self.scheme, self.authority(), self.target(values))
    }

    /// The URL without its query, which may carry a token.
    pub fn shown(&self) -> String {
        let path = self.target.as_str().split('?').next().unwrap_or_default();
        format!("{}://{}{path}", self.scheme, self.authority())
    }

    /// Whether its path or query has this place.
    pub fn uses(&self, name: &str) -> bool {
        self.target.uses(name)
    }
}

/// `host:port`, `[::1]:port`, or a host alone where a port is given.
pub fn place(text: &str, default: Option<u16>) -> Option<(String, Port)> {
    let (host, rest) = match text.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?,
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let port = match rest.strip_prefix(':') {
        Some(PORT) => Port::Drawn,
        Some(digits) => Port::Fixed(digits.parse().ok().filter(|port| *port > 0)?),
        None => Port::Fixed(default.filter(|_| rest.is_empty())?),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    (!host.is_empty() && host.chars().all(fits)).then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let values = Values { token: "a b".into(), ..Values::default() };
        let address = |text| Address::parse(text, "ws").expect("an address");
        let shop = address("ws://127.0.0.1:8765/ws?token={token}");
        assert_eq!(shop.url(&values), "ws://127.0.0.1:8765/ws?token=a%20b");
        assert_eq!(shop.shown(), "ws://127.0.0.1:8765/ws");
        let drawn = address("ws://127.0.0.1:{port}/ws");
        assert_eq!((drawn.port, drawn.shown().as_str()), (Port::Drawn, "ws://127.0.0.1:{port}/ws"));
        assert_eq!(drawn.on(9).shown(), "ws://127.0.0.1:9/ws");
        assert_eq!(shop.on(9), shop);
        assert_eq!(address("ws://localhost?x=1").url(&values), "ws://localhost:80/?x=1");
        assert_eq!(address("ws://[::1]:9/ü").url(&values), "ws://[::1]:9/%C3%BC");
    }

    #[test]
    fn what_is_none_says_why() {
        for (text, reported) in [
            ("wss://shop/ws", "TLS is not spoken"),
            ("http://shop/ws", "begins with `ws://`"),
            ("127.0.0.1:80", "begins with `ws://`"),
            ("ws://me:secret@shop/", "belong into `headers`"),
            ("ws://shop:0/", "a host and a port"),
            ("ws://shop:x/", "a host and a port"),
            ("ws://{user}/", "a host and a port"),
            ("ws:///x", "a host and a port"),
            ("ws://shop/a b", "a space"),
        ] {
            let reported_instead = Address::parse(text, "ws").expect_err(text);
            assert!(reported_instead.contains(reported), "{text}: {reported_instead}");
        }
    }
}
