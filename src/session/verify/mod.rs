//! A check's verdict on a tree: the check runs on files that were written outside of the checkout, with a bytecode prefix of its own,
//! and a module that came from anywhere else makes the verdict unknown.

mod answer;
mod named;
mod ready;
mod record;

use self::answer::{answered, unknown};
use self::named::unfit;
use self::ready::Ready;
use self::record::Record;
use super::conduct::Run;
use super::error::SessionError;
use super::health::{HealthContext, with_paths};
use crate::config::{CheckKind, CheckSettings};
use crate::process::monotonic;
use crate::quantity::Nanos;
use crate::rollback::{CheckVerdict, Place, Verifier};

/// Runs the checks of a configuration on a tree, in the checkout, or on the running service.
pub struct TreeVerifier<'a> {
    run: Run<'a>,
    checks: &'a [CheckSettings],
    heard: &'a dyn Fn(&CheckVerdict),
}

impl<'a> TreeVerifier<'a> {
    /// Of these checks; `heard` hears of each verdict as it is there.
    pub fn of(run: Run<'a>, checks: &'a [CheckSettings], heard: &'a dyn Fn(&CheckVerdict)) -> Self {
        Self { run, checks, heard }
    }

    fn one(&self, name: &str, ready: &Result<Ready, SessionError>, place: Place<'_>) -> CheckVerdict {
        let Some(check) = self.checks.iter().find(|check| check.name == name) else {
            return unknown((name, false), "the configuration has no check of this name");
        };
        let about = (name, check.critical);
        if self.run.interrupt.raised() {
            return unknown(about, "it was not reached: the run was interrupted");
        }
        let ready = match ready {
            Ok(ready) => ready,
            Err(error) => return unknown(about, &format!("it could not be run: {error}")),
        };
        if let Some(why) = unfit(check, ready, place) {
            return unknown(about, &why);
        }
        self.run_on(check, ready, place)
            .unwrap_or_else(|error| unknown(about, &format!("it could not be run: {error}")))
    }

    fn run_on(
        &self,
        check: &CheckSettings,
        ready: &Ready,
        place: Place<'_>,
    ) -> Result<CheckVerdict, SessionError> {
        let run = Run { settings: &ready.settings, ..self.run };
        let found = with_paths(run.settings, std::slice::from_ref(check)).0;
        let check = found.first().unwrap_or(check);
        let mut environment = ready.settings.environment.clone();
        // The workers of probes know by themselves where each module came from.
        let is_recorded = matches!(place, Place::Tree { .. }) && !matches!(check.kind, CheckKind::Probe(_));
        let record = is_recorded.then(|| Record::begin(&ready.scratch, &mut environment)).transpose()?;
        let health = HealthContext::of(run, &ready.scratch, &ready.target);
        let began = monotonic();
        let outcome = health.check(check, &environment)?;
        let took: Nanos = monotonic().since(began);
        let verdict = answered(check, &outcome, took);
        Ok(match (record, &ready.tree) {
            (Some(record), Some(tree)) => match record.fault(check, tree) {
                Some(why) => CheckVerdict { took, ..unknown((&check.name, check.critical), &why) },
                None => verdict,
            },
            _ => verdict,
        })
    }
}

impl Verifier for TreeVerifier<'_> {
    fn verify(&self, checks: &[String], place: Place<'_>) -> Vec<CheckVerdict> {
        let ready = Ready::of(self.run, place);
        let verdicts = checks.iter().map(|name| {
            let verdict = self.one(name, &ready, place);
            (self.heard)(&verdict);
            verdict
        });
        verdicts.collect()
    }
}
