//! `vitals websocket`: the websocket checks of a configuration, and nothing else.

use std::path::PathBuf;
use std::time::Instant;

use super::arguments::{OnlyArgs, Websocket};
use super::conduct::listen;
use super::delivery::{deliver, stored};
use super::error::CliError;
use super::exit::Exit;
use super::project::Project;
use crate::config::websocket::WebsocketSettings;
use crate::config::{self, CheckKind, CheckSettings, Settings};
use crate::quantity::Nanos;
use crate::report::format::Kind;
use crate::report::websocket::{WebsocketDocument, WebsocketReport};
use crate::report::{Detail, Head, Report};
use crate::session::{SessionError, whereabouts};
use crate::verdict::judge_websocket;
use crate::websocket::{WebsocketContext, run as converse};

/// A websocket check with what all checks have.
struct Named<'a> {
    name: &'a str,
    timeout: Nanos,
    settings: &'a WebsocketSettings,
}

pub fn run(arguments: &Websocket) -> Result<Exit, CliError> {
    let mut settings = config::read(Project::find(arguments.config.file())?.file())?;
    settings.root = arguments.root.clone().unwrap_or(settings.root);
    settings.environment.extend(arguments.environment.iter().cloned());
    arguments.output_args.expect(Kind::Measured)?;
    arguments.report_args.expect()?;
    let chosen = conversations(&settings.checks, &arguments.only)?;
    let checks: Vec<Named<'_>> = chosen.iter().filter_map(named).collect();
    let document = run_all(arguments, &settings, &checks)?;
    let report = Report::try_from(document)?;
    let exit = deliver(&report, &arguments.output_args, Detail::Everything)?;
    // A look at a running service leaves a report only where one is asked for.
    Ok(stored(&report, &arguments.report_args, None, exit))
}

/// The conversations that were asked for.
fn conversations(checks: &[CheckSettings], only: &OnlyArgs) -> Result<Vec<CheckSettings>, CliError> {
    let of_websocket: Vec<_> = checks.iter().filter(|check| named(check).is_some()).cloned().collect();
    if of_websocket.is_empty() {
        return Err(CliError::NoWebsocketCheck);
    }
    only.checks(of_websocket)
}

fn named(check: &CheckSettings) -> Option<Named<'_>> {
    match &check.kind {
        CheckKind::Websocket(settings) => Some(Named { name: &check.name, timeout: check.timeout, settings }),
        _ => None,
    }
}

fn run_all(
    arguments: &Websocket,
    settings: &Settings,
    checks: &[Named<'_>],
) -> Result<WebsocketDocument, CliError> {
    let (root, python) = place(arguments, settings, checks)?;
    let interrupt = listen()?;
    let mut document = WebsocketDocument { head: Head::of_command(checks.len()), checks: Vec::new() };
    for check in checks {
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
    Ok(document)
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
