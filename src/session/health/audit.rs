//! The audit: each check with a fault injected.

use std::io;
use std::net::TcpListener;

use super::super::conduct::{Run, interrupted_or};
use super::super::error::SessionError;
use super::super::side::{in_place, scratch};
use super::check_paths::with_paths;
use super::context::HealthContext;
use crate::config::websocket::{Address, HttpSettings, WebsocketSettings};
use crate::config::{CheckKind, CheckSettings, CyclesSettings, Probe, SyntaxSettings};
use crate::health::{
    CheckContext, CheckOutcome, FaultInjection, InjectedFault, broken_tree, check_cycles, check_syntax,
    circular_tree,
};
use crate::quantity::Nanos;
use crate::report::audit::AuditDocument;
use crate::report::audited::Audited;

/// How long an audit listens to a server that answers nothing.
const SILENCE: Nanos = Nanos::from_millis(2_000);

/// Runs each check as it is and with a fault injected: one that passes both times is vacuous.
///
/// # Errors
/// Where there is no interpreter, or the system refuses a process.
pub fn audit(run: Run<'_>, checks: &[CheckSettings]) -> Result<AuditDocument, SessionError> {
    let scratch = scratch(run)?;
    let target = in_place(run)?;
    let health = HealthContext::of(run, &scratch, &target);
    let fault = FaultInjection::prepare(&scratch)?;
    let mut document =
        AuditDocument::begin(health.fingerprint.clone(), &run.conduct.command, run.settings, checks.len());
    let (checks, found_from_root) = with_paths(run.settings, checks);
    document.head.notes.extend(found_from_root.into_iter().map(Into::into));
    let mut cut = None;
    for check in &checks {
        cut = run.cut_short();
        if cut.is_some() {
            break;
        }
        let plain = health.check(check, &run.settings.environment)?;
        let broken = with_fault(&health, check, &fault)?;
        document.checks.push(Audited::new(&check.name, check.kind.word(), plain, broken));
    }
    document.end(interrupted_or(run.interrupt, cut));
    Ok(document)
}

/// The check with a fault injected; None where there is none to inject.
fn with_fault(
    health: &HealthContext<'_>,
    check: &CheckSettings,
    fault: &FaultInjection,
) -> io::Result<Option<(InjectedFault, CheckOutcome)>> {
    let own = &health.run.settings.environment;
    Ok(match &check.kind {
        CheckKind::Probe(probe) => {
            let mut probe = (**probe).clone();
            match &mut probe {
                Probe::Import(import) => import.limit = Nanos(0),
                Probe::Create(create) => create.limit = Nanos(0),
                Probe::Growth(growth) => growth.limit = crate::quantity::Bytes(0),
            }
            Some((InjectedFault::ZeroLimit, health.probe(&probe, check)?))
        }
        CheckKind::Syntax(_) => {
            let settings = SyntaxSettings { paths: vec![broken_tree(health.scratch)?] };
            Some((InjectedFault::BrokenFile, check_syntax(health.place(check, own), &settings)?))
        }
        CheckKind::Imports(_) => {
            let folder = circular_tree(health.scratch)?;
            let place = CheckContext { root: &folder, ..health.place(check, own) };
            let settings = CyclesSettings { packages: Vec::new() };
            Some((InjectedFault::CircularImport, check_cycles(place, &settings)))
        }
        CheckKind::Websocket(settings) => {
            // Connections are taken by the kernel, and nobody ever answers on them.
            let silent = TcpListener::bind("127.0.0.1:0")?;
            let url = format!("ws://{}/", silent.local_addr()?);
            let Ok(url) = Address::parse(&url, "ws") else { return Ok(None) };
            let within = settings.within.min(SILENCE);
            let settings =
                WebsocketSettings { url, within, login: None, start: None, ..(**settings).clone() };
            Some((InjectedFault::SilentServer, health.converse(&settings, own, health.timeout(check))?))
        }
        CheckKind::Http(settings) => {
            let silent = TcpListener::bind("127.0.0.1:0")?;
            let url = format!("http://{}/", silent.local_addr()?);
            let Ok(url) = Address::parse(&url, "http") else { return Ok(None) };
            let within = settings.within.min(SILENCE);
            let settings = HttpSettings { url, within, login: None, start: None, ..(**settings).clone() };
            Some((InjectedFault::SilentServer, health.exchange(&settings, own, health.timeout(check))?))
        }
        _ if check.requires.is_empty() => None,
        _ => {
            let environment = fault.of(own, &check.requires);
            let modules = check.requires.clone();
            Some((InjectedFault::Unimportable { modules }, health.check(check, &environment)?))
        }
    })
}
