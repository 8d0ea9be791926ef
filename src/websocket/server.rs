//! The server that a check starts: its start, its readiness, its end.

use std::process::Command;
use std::time::Instant;

use super::context::WebsocketContext;
use super::deadline::{Deadline, SLICE, earlier, nanos};
use super::http::{Request, ask};
use super::net::reach;
use super::outcome::ServerOutcome;
use super::secret::kept;
use super::trouble::{ServerTrouble, Trouble};
use crate::config::websocket::{Ready, StartSettings, Values};
use crate::process::{Ending, Service};
use crate::untrusted::{printable, redact};

/// Lines of its output that are kept.
const LINES: usize = 12;

/// A server, or why there is none.
pub struct Server {
    service: Option<Service>,
    /// What is known of it so far.
    pub outcome: ServerOutcome,
}

impl Server {
    /// Starts it, and waits until it answers.
    pub fn start(settings: &StartSettings, context: &WebsocketContext<'_>) -> Self {
        let program = settings.command.program().to_owned();
        let mut server =
            Self { service: None, outcome: ServerOutcome { program, ..ServerOutcome::default() } };
        if let Err(trouble) = server.begin(settings, context) {
            server.outcome.trouble = Some(trouble);
        }
        server
    }

    fn begin(
        &mut self,
        settings: &StartSettings,
        context: &WebsocketContext<'_>,
    ) -> Result<(), ServerTrouble> {
        let began = Instant::now();
        let until = earlier(began, settings.within, context.until);
        let within = nanos(until.saturating_duration_since(began));
        let deadline = Deadline { until, within, interrupt: context.interrupt };
        if answers(&settings.ready, deadline.brief()) {
            return Err(ServerTrouble::AlreadyAnswered { at: place(&settings.ready) });
        }
        let mut service = Service::start(command(settings, context), context.interrupt).map_err(|error| {
            ServerTrouble::NotStarted { program: printable(&self.outcome.program), error: error.to_string() }
        })?;
        let ready = wait(&mut service, &settings.ready, deadline);
        self.service = Some(service);
        ready?;
        self.outcome.ready_in = Some(nanos(began.elapsed()));
        Ok(())
    }

    /// Ends it, and reports how that went.
    pub fn end(self) -> ServerOutcome {
        let mut outcome = self.outcome;
        let Some(service) = self.service else { return outcome };
        let end = service.end();
        outcome.ended_early = end.early.then(|| end.status.map_or(Ending::Unknown, Ending::from));
        let text = format!("{}\n{}", end.stdout.plain_text(), end.stderr.plain_text());
        let lines: Vec<String> =
            text.lines().filter(|line| !line.trim().is_empty()).map(|line| kept(line, "")).collect();
        outcome.output = lines[lines.len().saturating_sub(LINES)..].to_vec();
        let left_behind = end.left_behind.iter();
        outcome.left_behind = left_behind.map(|left| redact(&printable(&left.command.join(" ")))).collect();
        outcome
    }
}

fn command(settings: &StartSettings, context: &WebsocketContext<'_>) -> Command {
    let mut command = settings.command.command(context.root, context.python);
    command.envs(context.environment);
    // What it says last is worth most when it dies.
    command.env("PYTHONUNBUFFERED", "1");
    command
}

fn wait(service: &mut Service, ready: &Ready, deadline: Deadline<'_>) -> Result<(), ServerTrouble> {
    loop {
        if service.has_ended() {
            return Err(ServerTrouble::Ended);
        }
        if answers(ready, deadline) {
            return Ok(());
        }
        match deadline.check() {
            Err(Trouble::Interrupted) => return Err(ServerTrouble::Interrupted),
            Err(_) => return Err(ServerTrouble::Late { at: place(ready), within: deadline.within }),
            Ok(()) => std::thread::sleep(SLICE),
        }
    }
}

/// Where it has to answer.
fn place(ready: &Ready) -> String {
    match ready {
        Ready::Accepts { host, port } => format!("{host}:{port}"),
        Ready::Answers(address) => address.shown(),
    }
}

fn answers(ready: &Ready, deadline: Deadline<'_>) -> bool {
    match ready {
        Ready::Accepts { host, port } => reach(host, *port, deadline).is_ok(),
        Ready::Answers(address) => {
            let request = Request {
                address,
                values: &Values::default(),
                method: "GET",
                headers: Vec::new(),
                body: String::new(),
            };
            ask(&request, deadline).is_ok_and(|answer| answer.status < 500)
        }
    }
}
