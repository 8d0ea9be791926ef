//! A check's verdict on a tree: the check runs on files that were written outside of the checkout, with a bytecode prefix of its own,
//! and a module that came from anywhere else makes the verdict unknown.

mod answer;
mod named;
mod ready;
mod record;
mod regression;

use std::cell::OnceCell;

use self::answer::{answered, unknown};
use self::named::unfit;
use self::ready::Ready;
use self::record::Record;
use self::regression::regained;
pub use self::regression::{BesideGood, Regression, beside_good};
use super::conduct::Run;
use super::error::SessionError;
use super::health::{HealthContext, report_of, with_paths};
use crate::config::{CheckKind, CheckSettings};
use crate::health::CheckReport;
use crate::process::monotonic;
use crate::rollback::{Answer, CheckVerdict, Lost, Place, Verifier};

/// Runs the checks of a configuration on a tree, in the checkout, or on the running service.
pub struct TreeVerifier<'a> {
    run: Run<'a>,
    checks: &'a [CheckSettings],
    heard: &'a dyn Fn(&CheckVerdict),
    until_red: bool,
    lost: Option<&'a Lost>,
}

impl<'a> TreeVerifier<'a> {
    /// Of these checks; `heard` hears of each verdict as it is there.
    pub fn of(run: Run<'a>, checks: &'a [CheckSettings], heard: &'a dyn Fn(&CheckVerdict)) -> Self {
        Self { run, checks, heard, until_red: false, lost: None }
    }

    /// Where one is not green, the checks after it are not run: the tree is none to go to.
    pub fn until_red(self) -> Self {
        Self { until_red: true, ..self }
    }

    /// The check that failed is judged on a tree by what it regains too: its limit alone makes it green nowhere.
    pub fn against(self, regression: Option<&'a Regression>) -> Self {
        Self { lost: regression.map(|regression| &regression.lost), ..self }
    }

    /// One check as the checkout lies there, with all that it names; None where it could not be run.
    pub fn in_checkout(&self, name: &str) -> (CheckVerdict, Option<CheckReport>) {
        let place = Place::Checkout { lost: None };
        let ready = Ready::of(self.run, place, false);
        let (verdict, report) = self.one(name, &ready, place);
        (self.heard)(&verdict);
        (verdict, report)
    }

    fn one(
        &self,
        name: &str,
        ready: &Result<Ready, SessionError>,
        place: Place<'_>,
    ) -> (CheckVerdict, Option<CheckReport>) {
        let Some(check) = self.checks.iter().find(|check| check.name == name) else {
            return (unknown((name, false), "the configuration has no check of this name"), None);
        };
        let about = (name, check.critical);
        let none = |why: &str| (unknown(about, why), None);
        if self.run.interrupt.raised() {
            return none("it was not reached: the run was interrupted");
        }
        let ready = match ready {
            Ok(ready) => ready,
            Err(error) => return none(&format!("it could not be run: {error}")),
        };
        if let Some(why) = unfit(check, ready, place) {
            return none(&why);
        }
        match self.run_on(check, ready, place) {
            Ok((verdict, report)) => (verdict, Some(report)),
            Err(error) => none(&format!("it could not be run: {error}")),
        }
    }

    fn run_on(
        &self,
        check: &CheckSettings,
        ready: &Ready,
        place: Place<'_>,
    ) -> Result<(CheckVerdict, CheckReport), SessionError> {
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
        let report = report_of(check, outcome, began);
        let verdict = answered(check, &report.outcome, report.took);
        let fault = record.zip(ready.tree.as_ref()).and_then(|(record, tree)| record.fault(check, tree));
        let verdict = match fault {
            Some(why) => CheckVerdict { took: report.took, ..unknown((&check.name, check.critical), &why) },
            None => verdict,
        };
        let lost =
            self.lost(place).filter(|lost| lost.check == check.name && verdict.answer == Answer::Green);
        let Some(lost) = lost else { return Ok((verdict, report)) };
        let (answer, reasons) = regained(self.run, lost, &check.kind, place)?;
        let took = monotonic().since(began);
        Ok((CheckVerdict { answer, reasons, took, ..verdict }, report))
    }

    /// What has to be regained there.
    fn lost<'b>(&self, place: Place<'b>) -> Option<&'b Lost>
    where
        'a: 'b,
    {
        match place {
            Place::Tree { .. } => self.lost,
            Place::Checkout { lost } => lost,
            Place::Live => None,
        }
    }
}

impl Verifier for TreeVerifier<'_> {
    fn verify(&self, checks: &[String], place: Place<'_>) -> Vec<CheckVerdict> {
        // Each is made where a check needs it.
        let kinds = [OnceCell::new(), OnceCell::new()];
        let mut verdicts: Vec<CheckVerdict> = Vec::new();
        for name in checks {
            let not_green = verdicts.iter().find(|verdict| verdict.answer != Answer::Green);
            if let Some(before) = not_green.filter(|_| self.until_red) {
                let is_critical = self.checks.iter().any(|check| check.name == *name && check.critical);
                let why = format!("it was not reached: {} is not green", before.check);
                verdicts.push(unknown((name, is_critical), &why));
                continue;
            }
            let needs_git = self.checks.iter().any(|check| check.name == *name && check.needs_git);
            let ready = kinds[usize::from(needs_git)].get_or_init(|| Ready::of(self.run, place, needs_git));
            let verdict = self.one(name, ready, place).0;
            (self.heard)(&verdict);
            verdicts.push(verdict);
        }
        verdicts
    }
}
