//! `vitals respond SCENARIO --dry-run`: the steps with their shares, and nothing is run.

use super::clock::clock;
use super::place::Place;
use crate::cli::arguments::Respond;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::operators::operators;
use crate::escalation::Scenario;
use crate::report::respond::dry_run;
use crate::respond::{Asked, Known, Planned, StepName, course, planned, words};

pub fn run(arguments: &Respond, place: &Place) -> Result<Exit, CliError> {
    let (emergency, clock) = (&arguments.emergency, clock(arguments));
    let is_performance = emergency.scenario() == Some(Scenario::Performance);
    let is_looked_up = course(emergency, clock).iter().any(|planned| planned.step == StepName::Good);
    let known = Known {
        checks: vec!["CHECK".to_owned()],
        good: arguments.good.clone().or_else(|| is_looked_up.then(|| "GOOD".to_owned())),
        culprit: is_performance.then(|| "CULPRIT".to_owned()),
        plan: Some("PLAN".to_owned()),
        ..Known::default()
    };
    let contain = place.settings.respond.contain.as_ref().map(|it| it.words()).unwrap_or_default();
    let command = |planned: &Planned| {
        let asked = Asked {
            emergency,
            known: &known,
            budget: planned.share,
            only: &[],
            remote: arguments.acting.publish.as_deref().filter(|remote| !remote.is_empty()),
            level: arguments.acting.level.as_deref(),
        };
        words(planned.step, &asked).map_or_else(
            || contain.clone(),
            |words| std::iter::once("vitals".to_owned()).chain(words).collect(),
        )
    };
    let publish = arguments.acting.publish.is_some().then(|| planned(emergency, clock, StepName::Publish));
    let steps = course(emergency, clock).into_iter().chain(publish);
    let steps: Vec<(Planned, Vec<String>)> = steps.map(|planned| (planned, command(&planned))).collect();
    let operators = operators(&place.project)?;
    let needed = if operators.levels.is_empty() { Vec::new() } else { emergency.needs() };
    let authority: Vec<_> = needed.into_iter().map(|action| (action, operators.may(action))).collect();
    console::answer(&dry_run(emergency, clock, &steps, &authority))?;
    Ok(Exit::Pass)
}
