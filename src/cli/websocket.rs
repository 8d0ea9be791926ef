//! `vitals websocket`: the websocket checks of a configuration, and nothing else.

use std::path::PathBuf;
use std::time::Instant;

use miette::Diagnostic;
use thiserror::Error;

use super::Exit;
use super::arguments::Websocket;
use super::baseline::configuration;
use super::delivery::{deliver, stored};
use crate::config::websocket::WebsocketSettings;
use crate::config::{self, CheckKind, CheckSettings, Settings};
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::format::Kind;
use crate::report::websocket::{WebsocketDocument, WebsocketReport};
use crate::report::{Detail, Head, Report};
use crate::session::{SessionError, whereabouts};
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

/// A websocket check with what all checks have.
struct Named<'a> {
    name: &'a str,
    timeout: Nanos,
    settings: &'a WebsocketSettings,
}

pub fn run(arguments: &Websocket) -> miette::Result<Exit> {
    let settings = config::read(&configuration(arguments.config.file())?)?;
    arguments.writing.expect(Kind::Measured)?;
    let checks = chosen(&settings.checks, &arguments.checks)?;
    let (root, python) = place(arguments, &settings, &checks)?;
    let interrupt = Interrupt::listen().map_err(SessionError::from)?;
    let mut document = WebsocketDocument { head: Head::of_command(checks.len()), checks: Vec::new() };
    for check in &checks {
        if interrupt.raised() {
            break;
        }
        let context = WebsocketContext {
            root: &root,
            python: &python,
            environment: &settings.environment,
            until: Some(Instant::now() + check.timeout.to_duration()),
            interrupt: &interrupt,
        };
        let outcome = converse(check.settings, &context).map_err(SessionError::from)?;
        document.checks.push(WebsocketReport {
            name: check.name.to_owned(),
            verdict: judge_websocket(&outcome),
            outcome,
        });
    }
    document.head.interrupted = interrupt.raised();
    let report = Report::from(document);
    let exit = deliver(&report, &arguments.writing, Detail::Everything)?;
    // A look at a running service leaves a report only where one is asked for.
    Ok(stored(&report, &arguments.reporting, None, exit))
}

fn chosen<'a>(checks: &'a [CheckSettings], asked: &[String]) -> Result<Vec<Named<'a>>, NoCheck> {
    let named = |check: &'a CheckSettings| match &check.kind {
        CheckKind::Websocket(settings) => Some(Named { name: &check.name, timeout: check.timeout, settings }),
        _ => None,
    };
    let mut checks: Vec<Named<'a>> = checks.iter().filter_map(named).collect();
    if checks.is_empty() {
        return Err(NoCheck::None);
    }
    if let Some(name) = asked.iter().find(|name| checks.iter().all(|check| check.name != **name)) {
        let known: Vec<_> = checks.iter().map(|check| format!("`{}`", check.name)).collect();
        return Err(NoCheck::Named { name: name.clone(), known: known.join(", ") });
    }
    checks.retain(|check| asked.is_empty() || asked.iter().any(|name| name == check.name));
    Ok(checks)
}

/// Where servers are started, and the target's interpreter: needed only where a check starts one.
fn place(
    arguments: &Websocket,
    settings: &Settings,
    checks: &[Named<'_>],
) -> Result<(PathBuf, PathBuf), SessionError> {
    let asked = arguments.python.as_deref();
    if asked.is_some() || checks.iter().any(|check| check.settings.start.is_some()) {
        return whereabouts(settings, asked);
    }
    Ok((settings.root.clone(), PathBuf::from("python3")))
}
