//! A server that is started once, for several conversations.

use std::io;

use super::context::WebsocketContext;
use super::exchange::free_port;
use super::outcome::{Outcome, ServerOutcome};
use super::server::Server;
use super::trouble::ServerTrouble;
use super::users::converse_once;
use crate::config::websocket::WebsocketSettings;

/// A server with the conversation that is had with it.
pub struct RunningServer {
    settings: WebsocketSettings,
    server: Option<Server>,
}

impl RunningServer {
    /// Starts the server of a check, where it has one, on a free port where it draws one.
    ///
    /// # Errors
    /// Where the system gives no port.
    pub fn start(settings: &WebsocketSettings, context: &WebsocketContext<'_>) -> io::Result<Self> {
        let draws = settings.start.as_ref().is_some_and(|start| start.draws_port());
        let settings = if draws { settings.on(free_port()?) } else { settings.clone() };
        let server = settings.start.as_ref().map(|start| Server::start(start, context));
        Ok(Self { settings, server })
    }

    /// Why there is nobody to speak with.
    pub fn trouble(&self) -> Option<&ServerTrouble> {
        self.server.as_ref()?.outcome.trouble.as_ref()
    }

    /// Has one conversation. The server goes on.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn converse(&self, context: &WebsocketContext<'_>) -> io::Result<Outcome> {
        converse_once(&self.settings, context, self.trouble().is_none())
    }

    /// Ends the server, where there is one.
    pub fn end(self) -> Option<ServerOutcome> {
        self.server.map(Server::end)
    }
}
