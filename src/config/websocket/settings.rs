//! The settings of a websocket check: a conversation, and what must be heard in it.

use serde_json::Value;

use super::address::{Address, PORT, Port};
use super::field::Field;
use super::template::Template;
use crate::config::command_line::CommandLine;
use crate::quantity::{Bytes, Nanos};

/// What holds where nothing is said.
pub mod defaults {
    use crate::quantity::{Bytes, Nanos};

    /// A user's whole conversation.
    pub const WITHIN: Nanos = Nanos::from_millis(10_000);
    /// Until a started server answers.
    pub const READY_WITHIN: Nanos = Nanos::from_millis(30_000);
    /// How long is listened on after the last expected event, where something else may still arrive.
    pub const LINGER: Nanos = Nanos::from_millis(200);
    /// Largest message.
    pub const MAX_MESSAGE: Bytes = Bytes(1 << 20);
    /// Most messages to one user.
    pub const MAX_MESSAGES: u32 = 1_000;
    /// Most users at once: each is a thread and a connection of its own.
    pub const MOST_USERS: u32 = 1_000;
}

/// A conversation to have, as meant.
#[derive(Clone, Debug)]
pub struct WebsocketSettings {
    /// Where the socket is.
    pub url: Address,
    /// How each user gets a token before that.
    pub login: Option<LoginSettings>,
    /// Of the handshake's request.
    pub headers: Vec<(String, Template)>,
    /// Offered in the handshake.
    pub subprotocols: Vec<Template>,
    /// Sent one after another once all users are connected.
    pub send: Vec<Template>,
    /// What must come.
    pub expect: Vec<ExpectedEvent>,
    /// Where a message names its event.
    pub event_field: Field,
    /// Whether events must come in the order of `expect`.
    pub ordered: bool,
    /// Whether nothing else may come.
    pub strict: bool,
    /// Of one user's conversation, from the first byte on.
    pub within: Nanos,
    /// Listened on for so long after everyone's last expected event, where there are several users, or nothing else may come.
    pub linger: Nanos,
    /// How many speak at once.
    pub users: u32,
    /// The server, where the check starts it.
    pub start: Option<StartSettings>,
    /// Largest message.
    pub max_message: Bytes,
    /// Most messages to one user.
    pub max_messages: u32,
}

/// A request that gives a token.
#[derive(Clone, Debug)]
pub struct LoginSettings {
    /// Where.
    pub url: Address,
    /// In capitals.
    pub method: String,
    /// What is sent; none without it.
    pub body: Option<Template>,
    /// Of the request.
    pub headers: Vec<(String, Template)>,
    /// Where the answer holds the token.
    pub token: Field,
}

/// An event that must come.
#[derive(Clone, Debug)]
pub struct ExpectedEvent {
    /// Its name.
    pub event: String,
    /// The longest after the sending.
    pub within: Option<Nanos>,
    /// What its message must hold.
    pub matches: Vec<(Field, Value)>,
}

/// A server to start and to end.
#[derive(Clone, Debug)]
pub struct StartSettings {
    /// Program and arguments.
    pub command: CommandLine,
    /// What shows that it answers.
    pub ready: Ready,
    /// The longest until then.
    pub within: Nanos,
}

/// What shows that a server answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ready {
    /// It accepts connections there.
    Accepts {
        /// Name or number.
        host: String,
        /// Written or drawn.
        port: Port,
    },
    /// It answers a GET with a status below 500.
    Answers(Address),
}

impl LoginSettings {
    /// The same with this port, where it is drawn.
    pub fn on(&self, drawn: u16) -> Self {
        Self { url: self.url.on(drawn), ..self.clone() }
    }
}

impl StartSettings {
    /// The same with this port, where it is drawn.
    pub fn on(&self, drawn: u16) -> Self {
        let ready = match &self.ready {
            Ready::Accepts { host, port } => Ready::Accepts { host: host.clone(), port: port.on(drawn) },
            Ready::Answers(address) => Ready::Answers(address.on(drawn)),
        };
        Self { command: self.command.with(PORT, &drawn.to_string()), ready, within: self.within }
    }

    /// Whether it is given a port that is drawn for each run.
    pub fn draws_port(&self) -> bool {
        self.command.has(PORT)
    }
}

impl WebsocketSettings {
    /// The same with this port, where it is drawn.
    pub fn on(&self, drawn: u16) -> Self {
        Self {
            url: self.url.on(drawn),
            login: self.login.as_ref().map(|login| login.on(drawn)),
            start: self.start.as_ref().map(|start| start.on(drawn)),
            ..self.clone()
        }
    }

    /// Whether what a user sends carries the secret that no other user may see.
    pub fn sends_secret(&self) -> bool {
        let login = self.login.iter();
        let of_login =
            login.flat_map(|login| login.body.iter().chain(login.headers.iter().map(|(_, value)| value)));
        let headers = self.headers.iter().map(|(_, value)| value);
        self.url.uses("secret")
            || self.send.iter().chain(headers).chain(of_login).any(|text| text.uses("secret"))
    }
}
