//! `vitals websocket`: the websocket checks of a configuration, and nothing else.

use std::time::{Duration, Instant};

use miette::Diagnostic;
use thiserror::Error;

use super::Exit;
use super::arguments::Websocket;
use super::baseline::configuration;
use super::delivery::{deliver, stored};
use crate::config::websocket::{NamedWebsocket, WebsocketFile, read_websockets};
use crate::process::Interrupt;
use crate::report::format::Kind;
use crate::report::websocket::{WebsocketDocument, WebsocketReport};
use crate::report::{Detail, Head, Report};
use crate::session::SessionError;
use crate::verdict::judge_websocket;
use crate::websocket::{WebsocketContext, run as converse};

/// Nothing to do.
#[derive(Debug, Error, Diagnostic)]
pub enum NoCheck {
    #[error("the configuration has no [[check]] of kind = \"websocket\"")]
    #[diagnostic(help("docs/websocket.md shows one"))]
    None,
    #[error("the configuration has no websocket check named `{name}`")]
    #[diagnostic(help("it has {known}"))]
    Named { name: String, known: String },
}

pub fn run(arguments: &Websocket) -> miette::Result<Exit> {
    let mut file = read_websockets(&configuration(arguments.config.file())?)?;
    arguments.writing.expect(Kind::Measured)?;
    choose(&mut file.checks, &arguments.checks)?;
    let interrupt = Interrupt::listen().map_err(SessionError::from)?;
    let document = run_all(&file, &interrupt)?;
    let report = Report::from(document);
    let exit = deliver(&report, &arguments.writing, Detail::Everything)?;
    // A look at a running service leaves a report only where one is asked for.
    Ok(stored(&report, &arguments.reporting, None, exit))
}

fn choose(checks: &mut Vec<NamedWebsocket>, asked: &[String]) -> Result<(), NoCheck> {
    if checks.is_empty() {
        return Err(NoCheck::None);
    }
    if let Some(name) = asked.iter().find(|name| checks.iter().all(|check| check.name != **name)) {
        let known: Vec<_> = checks.iter().map(|check| format!("`{}`", check.name)).collect();
        return Err(NoCheck::Named { name: name.clone(), known: known.join(", ") });
    }
    checks.retain(|check| asked.is_empty() || asked.contains(&check.name));
    Ok(())
}

fn run_all(file: &WebsocketFile, interrupt: &Interrupt) -> miette::Result<WebsocketDocument> {
    let mut document = WebsocketDocument { head: Head::of_command(file.checks.len()), checks: Vec::new() };
    for check in &file.checks {
        if interrupt.raised() {
            break;
        }
        let context = WebsocketContext {
            root: &file.root,
            environment: &file.environment,
            until: check.timeout.map(|time| Instant::now() + Duration::from_nanos(time.0)),
            interrupt,
        };
        let outcome = converse(&check.settings, &context).map_err(SessionError::from)?;
        document.checks.push(WebsocketReport {
            name: check.name.clone(),
            verdict: judge_websocket(&outcome),
            outcome,
        });
    }
    document.head.interrupted = interrupt.raised();
    Ok(document)
}
