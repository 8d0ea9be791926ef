//! One user: log in, connect, wait for the others, speak, listen.

use std::net::{Shutdown, TcpStream};
use std::time::Instant;

use serde_json::Value;
use tungstenite::protocol::CloseFrame;
use tungstenite::{Error, Message, WebSocket};

use super::deadline::{Deadline, nanos};
use super::failure::Failure;
use super::gate::{Gate, Participant};
use super::handshake;
use super::hearing::Hearing;
use super::login::log_in;
use super::net::is_pause;
use super::outcome::UserOutcome;
use super::secret::{Secrets, kept};
use super::trouble::Trouble;
use crate::config::websocket::{Template, Values, WebsocketSettings, Within};
use crate::quantity::Nanos;

/// The most users whose secrets one user is shown to have seen.
const MOST_LEAKS: usize = 100;

/// What the users of one check have in common.
#[derive(Debug)]
pub struct ConversationContext<'a> {
    /// What to say and to hear.
    pub settings: &'a WebsocketSettings,
    /// Where they wait for each other.
    pub gate: &'a Gate,
    /// Whose secret is whose.
    pub secrets: &'a Secrets,
    /// The users, as the server is given them.
    pub names: &'a [String],
    /// When the check began.
    pub began: Instant,
    /// When it has to end.
    pub deadline: Deadline<'a>,
}

impl ConversationContext<'_> {
    fn now(&self) -> Nanos {
        nanos(self.began.elapsed())
    }
}

/// The whole conversation of one user.
pub fn converse(context: &ConversationContext<'_>, mut values: Values) -> UserOutcome {
    // Dropped at the end, whatever happens: the others must not wait for this user.
    let place = context.gate.enter();
    let mut outcome = UserOutcome { name: values.user.clone(), ..UserOutcome::default() };
    let hearing = Hearing::new(context.settings);
    outcome.expected = hearing.expected(|at| at);
    let socket = match meet(context, &mut values, &mut outcome) {
        Ok(socket) => socket,
        Err(failure) => {
            outcome.failures.push(failure);
            return outcome;
        }
    };
    let connected_at = context.now();
    let mut talk =
        Talk { context, values: &values, place: &place, socket, hearing, outcome, leaks: Vec::new() };
    let failure = talk.run().err();
    talk.leave();
    talk.judged(failure, connected_at)
}

/// Logs in and connects.
fn meet(
    context: &ConversationContext<'_>,
    values: &mut Values,
    outcome: &mut UserOutcome,
) -> Result<WebSocket<TcpStream>, Failure> {
    if let Some(login) = &context.settings.login {
        let began = Instant::now();
        values.token = log_in(login, values, context.deadline)?;
        outcome.login_in = Some(nanos(began.elapsed()));
    }
    let began = Instant::now();
    let (socket, subprotocol) = handshake::connect(context.settings, values, context.deadline)?;
    outcome.connected_in = Some(nanos(began.elapsed()));
    outcome.subprotocol = subprotocol;
    Ok(socket)
}

/// A conversation that goes on.
struct Talk<'a> {
    context: &'a ConversationContext<'a>,
    values: &'a Values,
    place: &'a Participant<'a>,
    socket: WebSocket<TcpStream>,
    hearing: Hearing<'a>,
    outcome: UserOutcome,
    leaks: Vec<(usize, String)>,
}

impl Talk<'_> {
    /// Speaks once all are here, and listens until all is heard or time is up.
    fn run(&mut self) -> Result<(), Failure> {
        self.place.here();
        loop {
            match self.context.deadline.check() {
                Err(Trouble::Interrupted) => return Err(Failure::Interrupted),
                Err(_) => return Ok(()),
                Ok(()) => {}
            }
            if self.outcome.sent_at.is_none() && self.context.gate.all_here() {
                self.speak()?;
            }
            if self.outcome.sent_at.is_some() && self.hearing.complete() {
                self.place.done();
                if self.context.gate.may_leave() {
                    return Ok(());
                }
            }
            match self.socket.read() {
                Ok(Message::Text(text)) => self.hear(text.as_bytes())?,
                Ok(Message::Binary(bytes)) => self.hear(&bytes)?,
                Ok(Message::Close(frame)) => return self.closed(frame),
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
                Err(Error::Io(pause)) if is_pause(&pause) => {}
                Err(error) => return self.broken(error),
            }
        }
    }

    fn speak(&mut self) -> Result<(), Failure> {
        for template in &self.context.settings.send {
            let text = message(template, self.values);
            let mut sent = self.socket.send(Message::text(text));
            while let Err(error) = sent {
                match error {
                    Error::Io(pause) if is_pause(&pause) => {}
                    error => {
                        return Err(Failure::NotSent { trouble: Trouble::of(&error, &self.values.token) });
                    }
                }
                self.context.deadline.check().map_err(|trouble| match trouble {
                    Trouble::Interrupted => Failure::Interrupted,
                    trouble => Failure::NotSent { trouble },
                })?;
                sent = self.socket.flush();
            }
        }
        self.outcome.sent_at = Some(self.context.now());
        Ok(())
    }

    fn hear(&mut self, message: &[u8]) -> Result<(), Failure> {
        let at = self.context.now();
        self.outcome.messages += 1;
        let parsed: Option<Value> = serde_json::from_slice(message).ok();
        let token = &self.values.token;
        let name = parsed.as_ref().map(|parsed| self.hearing.name(parsed, token));
        for owner in self.context.secrets.owners(message) {
            if owner == self.values.number as usize {
                self.outcome.own_secret_seen += 1;
            } else if self.leaks.len() < MOST_LEAKS && !self.leaks.iter().any(|(whose, _)| *whose == owner) {
                let event = name.clone().unwrap_or_else(|| "(not JSON)".into());
                self.leaks.push((owner, event));
            }
        }
        let (Some(parsed), Some(name)) = (parsed, name) else {
            return Err(Failure::NotJson { beginning: kept(&String::from_utf8_lossy(message), token) });
        };
        self.hearing.hear(&parsed, name, token, at);
        let limit = self.context.settings.max_messages;
        if self.outcome.messages > u64::from(limit) {
            return Err(Failure::TooMany { limit });
        }
        Ok(())
    }

    fn closed(&self, frame: Option<CloseFrame>) -> Result<(), Failure> {
        let code = frame.as_ref().map(|frame| u16::from(frame.code));
        let reason = frame.map(|frame| kept(frame.reason.as_str(), &self.values.token)).unwrap_or_default();
        match self.hearing.waiting_for() {
            None => Ok(()),
            // 1005: a close frame without a code, as RFC 6455 numbers it.
            Some(event) => {
                Err(Failure::ClosedEarly { code: code.or(Some(1005)), reason, waiting_for: event.to_owned() })
            }
        }
    }

    fn broken(&self, error: Error) -> Result<(), Failure> {
        let trouble = Trouble::of(&error, &self.values.token);
        match (error, self.hearing.waiting_for()) {
            (Error::Capacity(_), _) => Err(Failure::TooLarge { limit: self.context.settings.max_message }),
            (Error::Io(_) | Error::ConnectionClosed | Error::AlreadyClosed, waiting)
            | (Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake), waiting) => {
                match waiting {
                    None => Ok(()),
                    Some(event) => Err(Failure::ClosedEarly {
                        code: None,
                        reason: String::new(),
                        waiting_for: event.to_owned(),
                    }),
                }
            }
            _ => Err(Failure::Garbage { trouble }),
        }
    }

    /// Says good-bye, and does not wait for an answer.
    fn leave(&mut self) {
        let _ = self.socket.close(None);
        let _ = self.socket.get_mut().shutdown(Shutdown::Both);
    }

    fn judged(mut self, failure: Option<Failure>, connected_at: Nanos) -> UserOutcome {
        let sent_at = self.outcome.sent_at;
        // What comes before the sending, as a greeting does, counts from the connection.
        let since = |at: Nanos| match sent_at {
            Some(sent) if at >= sent => at.saturating_sub(sent),
            _ => at.saturating_sub(connected_at),
        };
        let leaks = std::mem::take(&mut self.leaks).into_iter();
        let leaks =
            leaks.map(|(whose, event)| Failure::Leaked { whose: self.context.names[whose].clone(), event });
        self.outcome.failures = leaks.chain(self.troubles(failure, since)).collect();
        self.outcome.expected = self.hearing.expected(since);
        self.outcome.timeline = std::mem::take(&mut self.hearing.timeline);
        self.outcome
    }

    /// What went wrong beside leaks: what ended the conversation, or what was not heard in it.
    fn troubles(&self, ended_by: Option<Failure>, since: impl Fn(Nanos) -> Nanos) -> Vec<Failure> {
        match ended_by {
            Some(closed @ Failure::ClosedEarly { .. }) => {
                let mut reported = self.hearing.failures(since);
                // What nothing stands in the place of is missing because of the closing.
                let is_absent = |failure: &Failure| matches!(failure, Failure::Missing { instead, .. } if instead.is_empty());
                reported.retain(|failure| !is_absent(failure));
                reported.push(closed);
                reported
            }
            Some(fatal) => vec![fatal],
            None if self.outcome.sent_at.is_none() => {
                vec![Failure::NotSent { trouble: Trouble::OthersAbsent }]
            }
            None => match self.hearing.waiting_for() {
                Some(event) if self.outcome.messages == 0 => {
                    vec![Failure::Silent { after: since(self.context.now()), waiting_for: event.to_owned() }]
                }
                _ => self.hearing.failures(since),
            },
        }
    }
}

fn message(template: &Template, values: &Values) -> String {
    let is_json = template.as_str().trim_start().starts_with(['{', '[']);
    template.fill(values, if is_json { Within::Json } else { Within::Plain })
}
