//! A golden path spoken for real: takes the settings of a check, gives what each user said and heard.
//!
//! Every user is a thread with a connection of its own. All wait until all are connected, then speak at once; each message
//! is searched for the secrets of all the others. Nothing waits past a deadline, nor past Ctrl-C.

mod context;
mod conversation;
mod deadline;
mod exchange;
mod failure;
mod gate;
mod handshake;
mod hearing;
mod http;
mod login;
mod net;
mod outcome;
mod secret;
mod server;
mod trouble;

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use self::conversation::{ConversationContext, converse};
use self::deadline::{Deadline, earlier, nanos};
use self::gate::Gate;
use self::secret::Secrets;
use self::server::Server;
use crate::config::websocket::{Values, WebsocketSettings};

pub use self::context::WebsocketContext;
pub use self::exchange::{HttpFailure, HttpOutcome, exchange, free_port};
pub use self::failure::{Failure, Unlike};
pub use self::outcome::{Event, ExpectedOutcome, Outcome, ServerOutcome, UserOutcome};
pub use self::trouble::{ServerTrouble, Trouble};

/// Of a user's thread, which parses one message of limited size at a time.
const STACK: usize = 1 << 20;

/// Has the conversation, with the server that it is about, and ends that server.
///
/// # Errors
/// Where the system gives no thread or no port.
pub fn run(settings: &WebsocketSettings, context: &WebsocketContext<'_>) -> io::Result<Outcome> {
    let draws = settings.start.as_ref().is_some_and(|start| start.draws_port());
    let placed = if draws { Some(settings.on(free_port()?)) } else { None };
    let settings = placed.as_ref().unwrap_or(settings);
    let server = settings.start.as_ref().map(|start| Server::start(start, context));
    let began = Instant::now();
    let until = earlier(began, settings.within, context.until);
    let mut outcome = Outcome {
        url: settings.url.shown(),
        within: nanos(until.saturating_duration_since(began)),
        expected: settings.expect.iter().map(|event| event.event.clone()).collect(),
        secrets_sent: settings.sends_secret(),
        server: None,
        users: Vec::new(),
        interrupted: false,
    };
    let speaks = server.as_ref().is_none_or(|server| server.outcome.trouble.is_none());
    let users = if speaks { converse_all(settings, context, began, until) } else { Ok(Vec::new()) };
    // Ended before anything is returned early.
    outcome.server = server.map(Server::end);
    outcome.users = users?;
    outcome.interrupted = context.interrupt.raised();
    Ok(outcome)
}

fn converse_all(
    settings: &WebsocketSettings,
    context: &WebsocketContext<'_>,
    began: Instant,
    until: Instant,
) -> io::Result<Vec<UserOutcome>> {
    let (secrets, texts) = Secrets::draw(settings.users);
    let run: u32 = rand::random();
    let names: Vec<String> = (0..settings.users).map(|number| format!("vitals-{number}-{run:08x}")).collect();
    // One user alone, from whom nothing is withheld, has nothing to wait for.
    let more_to_hear = settings.users > 1 || settings.strict;
    let linger = if more_to_hear { Duration::from_nanos(settings.linger.0) } else { Duration::ZERO };
    let gate = Gate::new(settings.users, linger);
    let context = ConversationContext {
        settings,
        gate: &gate,
        secrets: &secrets,
        names: &names,
        began,
        deadline: Deadline {
            until,
            within: nanos(until.saturating_duration_since(began)),
            interrupt: context.interrupt,
        },
    };
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for (number, (secret, user)) in (0..).zip(texts.into_iter().zip(&names)) {
            let values = Values { user: user.clone(), secret, token: String::new(), number };
            let context = &context;
            threads.push(
                thread::Builder::new()
                    .name(user.clone())
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || converse(context, values))?,
            );
        }
        let joined = threads.into_iter().map(|thread| {
            thread.join().map_err(|_| io::Error::other("a user's thread panicked: a fault of this tool"))
        });
        joined.collect()
    })
}
