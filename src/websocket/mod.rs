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
mod running;
mod secret;
mod server;
mod trouble;
mod users;

use std::io;

use crate::config::websocket::WebsocketSettings;

pub use self::context::WebsocketContext;
pub use self::exchange::{HttpFailure, HttpOutcome, exchange, free_port};
pub use self::failure::{Failure, Unlike};
pub use self::outcome::{Event, ExpectedOutcome, Outcome, ServerOutcome, UserOutcome};
pub use self::running::RunningServer;
pub use self::trouble::{ServerTrouble, Trouble};

/// Has the conversation, with the server that it is about, and ends that server.
///
/// # Errors
/// Where the system gives no thread or no port.
pub fn run(settings: &WebsocketSettings, context: &WebsocketContext<'_>) -> io::Result<Outcome> {
    let server = RunningServer::start(settings, context)?;
    let outcome = server.converse(context);
    // Ended before anything is returned early.
    let server = server.end();
    Ok(Outcome { server, ..outcome? })
}
