//! `vitals websocket`: the websocket checks of a configuration, and nothing else.

use std::time::{Duration, Instant};

use super::arguments::Websocket;
use super::conduct::listen;
use super::delivery::{deliver, stored};
use super::error::CliError;
use super::exit::Exit;
use super::project::Project;
use crate::config::websocket::{NamedWebsocket, WebsocketFile, read_websockets};
use crate::process::Interrupt;
use crate::report::format::Kind;
use crate::report::websocket::{WebsocketDocument, WebsocketReport};
use crate::report::{Detail, Head, Report};
use crate::session::SessionError;
use crate::verdict::judge_websocket;
use crate::websocket::{WebsocketContext, run as converse};

pub fn run(arguments: &Websocket) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    let mut file = read_websockets(project.file())?;
    arguments.writing.expect(Kind::Measured)?;
    arguments.reporting.expect()?;
    choose(&mut file.checks, &arguments.checks)?;
    let interrupt = listen()?;
    let document = run_all(&file, &interrupt)?;
    let report = Report::from(document);
    let exit = deliver(&report, &arguments.writing, Detail::Everything)?;
    // A look at a running service leaves a report only where one is asked for.
    Ok(stored(&report, &arguments.reporting, None, exit))
}

fn choose(checks: &mut Vec<NamedWebsocket>, asked: &[String]) -> Result<(), CliError> {
    if checks.is_empty() {
        return Err(CliError::NoWebsocketCheck);
    }
    if let Some(name) = asked.iter().find(|name| checks.iter().all(|check| check.name != **name)) {
        let known: Vec<_> = checks.iter().map(|check| format!("`{}`", check.name)).collect();
        return Err(CliError::NoSuchWebsocketCheck { wanted: name.clone(), known: known.join(", ") });
    }
    checks.retain(|check| asked.is_empty() || asked.contains(&check.name));
    Ok(())
}

fn run_all(file: &WebsocketFile, interrupt: &Interrupt) -> Result<WebsocketDocument, SessionError> {
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
        let outcome = converse(&check.settings, &context)?;
        document.checks.push(WebsocketReport {
            name: check.name.clone(),
            verdict: judge_websocket(&outcome),
            outcome,
        });
    }
    document.head.interrupted = interrupt.raised();
    Ok(document)
}
