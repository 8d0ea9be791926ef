//! The words of each step: a command of this program that a person could type as well.

use super::emergency::Emergency;
use super::known::Known;
use super::step::StepName;
use crate::escalation::Scenario;
use crate::quantity::Nanos;

/// Slower by more than this, by comparison, is an emergency.
const SLOWER: &str = "10%";

/// What the words follow from.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Of a response to what.
    pub emergency: &'a Emergency,
    /// What is known.
    pub known: &'a Known,
    /// How long the step may take.
    pub budget: Nanos,
    /// The checks that are asked; all where there are none.
    pub only: &'a [String],
    /// Where it is pushed to; None for where it usually is.
    pub remote: Option<&'a str>,
    /// As which level somebody acts, where that was said.
    pub level: Option<&'a str>,
}

/// The words after `vitals`; None of what is no command of this program.
pub fn words(step: StepName, asked: &Asked<'_>) -> Option<Vec<String>> {
    let known = asked.known;
    let words: Vec<&str> = match step {
        StepName::Contain => return None,
        StepName::Open => return Some(open(asked.emergency)),
        StepName::Evidence => vec!["incident", "evidence"],
        StepName::See | StepName::Verify => return Some(health(asked)),
        StepName::Good => {
            let check = known.checks.first().map(|check| ["--for", check.as_str()]);
            ["ledger", "--json"].into_iter().chain(check.into_iter().flatten()).collect()
        }
        StepName::Compare | StepName::CompareAgain => return Some(compare(asked)),
        StepName::Culprit => return Some(bisect(asked)),
        StepName::Plan => return Some(plan(asked)),
        StepName::Apply => {
            let plan = known.plan.as_deref().unwrap_or_default();
            let named = plan.get(..12).unwrap_or(plan);
            let level = asked.level.into_iter().flat_map(|level| ["--as", level]);
            ["rollback", "apply", named, "--yes", "--quiet"].into_iter().chain(level).collect()
        }
        StepName::Recover => vec!["rollback", "recover", "--quiet"],
        StepName::Escalate => vec!["escalate", "--send"],
        StepName::Publish => ["rollback", "publish"].into_iter().chain(asked.remote).collect(),
    };
    Some(owned(&words))
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// With what every command has that measures.
fn measured(words: &[&str], asked: &Asked<'_>) -> Vec<String> {
    let seconds = asked.budget.0.div_ceil(1_000_000_000).max(1);
    let mut words = owned(words);
    words.extend(owned(&["--json", "--quiet", "--budget"]));
    words.push(format!("{seconds}s"));
    words
}

fn open(emergency: &Emergency) -> Vec<String> {
    let mut words = owned(&["incident", "open", &emergency.incident_name()]);
    words.extend(
        emergency.scenario().map(|scenario| owned(&["--scenario", scenario.word()])).into_iter().flatten(),
    );
    words
}

fn health(asked: &Asked<'_>) -> Vec<String> {
    let only = asked.only.iter().flat_map(|name| ["--only", name.as_str()]);
    let words: Vec<&str> = ["health", "--no-report"].into_iter().chain(only).collect();
    measured(&words, asked)
}

fn compare(asked: &Asked<'_>) -> Vec<String> {
    let good = asked.known.good.as_deref().unwrap_or_default();
    let chosen = asked.known.compared.iter().flatten().map(String::as_str);
    let words: Vec<&str> =
        ["compare", good, ".", "--tolerance", SLOWER, "--no-report"].into_iter().chain(chosen).collect();
    measured(&words, asked)
}

fn bisect(asked: &Asked<'_>) -> Vec<String> {
    let good = asked.known.good.as_deref().unwrap_or_default();
    let check = asked.known.checks.first().map(|check| ["--check", check.as_str()]);
    let words: Vec<&str> = ["bisect", good, "HEAD"].into_iter().chain(check.into_iter().flatten()).collect();
    measured(&words, asked)
}

/// What is gone back to: a culprit alone, where one is known and was not tried; else the last commit known good, or where a phase began.
fn plan(asked: &Asked<'_>) -> Vec<String> {
    let known = asked.known;
    let first = known.checks.first().map(String::as_str);
    let good = known.good.as_deref().unwrap_or_default();
    let phase;
    let (target, decides): (Vec<&str>, usize) = match (asked.emergency, &known.culprit, first) {
        (Emergency::Phase(_), ..) => {
            phase = asked.emergency.to_string();
            (vec![phase.as_str()], 0)
        }
        (_, Some(culprit), Some(check)) => (vec!["--revert", culprit, "--for", check], 1),
        (Emergency::Scenario(Scenario::GoldenPath), _, Some(check)) => (vec!["--for", check], 1),
        (Emergency::Scenario(Scenario::Cascade), _, Some(check)) => (vec!["--for", check, "--ladder"], 1),
        _ => (vec![good], 0),
    };
    let others = known.checks.iter().skip(decides).flat_map(|check| ["--check", check.as_str()]);
    let words: Vec<&str> = ["rollback", "plan"].into_iter().chain(target).chain(others).collect();
    measured(&words, asked)
}
