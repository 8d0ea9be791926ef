//! A response for whoever takes it: each step before it is taken and after it, and the end.

use super::incident::span;
use super::table::Rows;
use super::terminal::{BOLD, plain_table};
use crate::escalation::Action;
use crate::quantity::Nanos;
use crate::respond::{ESCALATES, Emergency, Ended, Known, Outcome, Planned, StepName};
use crate::untrusted::{printable, shell_line};

/// A step that is about to be taken.
pub struct NextStep<'a> {
    /// Which.
    pub step: StepName,
    /// Its command.
    pub command: &'a [String],
    /// Variables that go before it.
    pub variables: &'a [(&'static str, String)],
    /// Its share of the clock.
    pub share: Nanos,
    /// What is left of the clock, in milliseconds.
    pub left_ms: i64,
}

/// Its line.
pub fn next_line(next: &NextStep<'_>) -> String {
    let left = match next.left_ms {
        left @ 0.. => format!("{} left", span(left)),
        over => format!("{} over", span(-over)),
    };
    let command = shown(next.command, next.variables);
    format!("[{left}] {}, {} for it: {command}", next.step.word(), seconds(next.share))
}

/// As a person types it.
fn shown(command: &[String], variables: &[(&'static str, String)]) -> String {
    if command.is_empty() {
        return "nothing is configured: [respond] contain".to_owned();
    }
    let variables = variables.iter().map(|(name, value)| format!("{name}={value}"));
    let env = if variables.len() > 0 { vec!["env".to_owned()] } else { Vec::new() };
    let words: Vec<String> = env.into_iter().chain(variables).chain(command.iter().cloned()).collect();
    printable(&shell_line(words.iter().map(String::as_str))).to_string()
}

fn seconds(share: Nanos) -> String {
    span(i64::try_from(share.0 / 1_000_000).unwrap_or(i64::MAX))
}

/// Whose authority a plan needs.
pub fn needs_line(action: Action, may: &[String]) -> String {
    let may = if may.is_empty() { "no level has it".to_owned() } else { names(may) };
    format!("  needs the authority for {}: {may}", action.word())
}

/// What a step came to.
pub fn ended_lines(ended: &Ended, share: Nanos) -> String {
    let took = span(i64::try_from(ended.took_ms).unwrap_or(i64::MAX));
    let over = if ended.took_ms > share.0 / 1_000_000 {
        format!(", more than its {}", seconds(share))
    } else {
        String::new()
    };
    let what = found(ended);
    let what = if what.is_empty() { what } else { format!(": {what}") };
    let mut text = format!("  {} in {took}{over}{what}", ended.outcome.word());
    for line in &ended.said {
        text += &format!("\n  | {}", printable(line));
    }
    text
}

fn names(names: &[String]) -> String {
    names.iter().map(|name| printable(name)).collect::<Vec<_>>().join(", ")
}

fn short(hash: &str) -> &str {
    hash.get(..10).unwrap_or(hash)
}

/// What it found out, in few words.
fn found(ended: &Ended) -> String {
    let Known { checks, others, good, culprit, plan, commits, slower, .. } = &ended.known;
    match (ended.step, ended.outcome) {
        (StepName::Contain, Outcome::Done) => "it holds".to_owned(),
        (StepName::Contain, Outcome::Failed) => "NOT CONTAINED: contain it by hand, now".to_owned(),
        (StepName::Contain, Outcome::Unknown | Outcome::Late) => {
            "nobody can say whether it holds, which counts as NOT CONTAINED: look at it by hand".to_owned()
        }
        (StepName::Contain, Outcome::Missing) => {
            "NOT CONTAINED: contain it by hand, now; [respond] contain has no command".to_owned()
        }
        (StepName::See, Outcome::Done) => format!("not passing: {}", names(checks)),
        (StepName::See, Outcome::NotSeen) if others.is_empty() => "every check passes".to_owned(),
        (StepName::See | StepName::Verify, _) if !others.is_empty() => {
            format!("not passing: {}", names(others))
        }
        (StepName::Good, Outcome::Unknown) => "no earlier commit is known good".to_owned(),
        (StepName::Compare, Outcome::NotSeen) => "no slower than at the good commit, within 10 %".to_owned(),
        (StepName::Compare, Outcome::NothingDiffers) => {
            "over its limit, and no slower than at the good commit: a rollback would not help".to_owned()
        }
        (StepName::Compare | StepName::CompareAgain, Outcome::Missing) => {
            "this check has no time that can be compared".to_owned()
        }
        (StepName::Plan, Outcome::Done) => {
            let plan = plan.as_deref().unwrap_or_default();
            let commits = commits.unwrap_or(0);
            format!("plan {}, verified: the work of {commits} commits goes", short(plan))
        }
        _ => {
            let good = good.as_ref().map(|good| format!("last known good is {}", short(good)));
            let culprit = culprit.as_ref().map(|culprit| format!("at fault is {}", short(culprit)));
            let slower = slower.map(|slower| format!("{:.0} % slower", 100.0 * slower));
            good.or(culprit).or(slower).unwrap_or_default()
        }
    }
}

/// The end, without the command that comes next.
pub fn over_lines(
    emergency: &Emergency,
    outcome: Outcome,
    known: &Known,
    (took_ms, clock): (i64, Nanos),
) -> String {
    let took = format!("{} of {}", span(took_ms), seconds(clock));
    let late = took_ms - i64::try_from(clock.0 / 1_000_000).unwrap_or(i64::MAX);
    let head = match outcome {
        Outcome::Done if late > 0 => format!("done and verified in {took}: {} late", span(late)),
        Outcome::Done => format!("done and verified in {took}"),
        Outcome::NotSeen => "not seen: there is nothing to take back\n\
            the incident is open; a false alarm ends it: vitals incident close --anyway 'a false alarm'"
            .to_owned(),
        Outcome::NothingDiffers => "a rollback would change nothing".to_owned(),
        Outcome::Interrupted => "interrupted: the same command goes on where it was".to_owned(),
        Outcome::NotAuthorised => "not authorised: the line above says who may".to_owned(),
        Outcome::Unknown | Outcome::Late | Outcome::Missing => {
            format!("not resolved after {took}: escalate")
        }
        other => format!("stopped: {}", other.word()),
    };
    let mut text = format!("{emergency}: {head}");
    if outcome == Outcome::Done && !known.others.is_empty() {
        text += &format!("\nstill not passing, and not of this: {}", names(&known.others));
    }
    if !known.also.is_empty() {
        text += &format!("\nseen too: {}", known.also.join(", "));
    }
    if known.slower.is_some_and(|slower| slower > ESCALATES) {
        text += "\nmore than 15 % slower: the next level has to know";
    }
    text
}

/// The steps with their shares, for `--dry-run`; `authority` is what of it applying needs, as far as there are levels.
pub fn dry_run(
    emergency: &Emergency,
    clock: Nanos,
    steps: &[(Planned, Vec<String>)],
    authority: &[(Action, Vec<String>)],
) -> String {
    let mut text = format!("{emergency}: {} until all is green; nothing is run\n\n", seconds(clock));
    let mut rows = Rows::of(&["step", "share", "changes", "command"]);
    for (planned, command) in steps {
        let changes = if planned.step.changes() { "yes" } else { "" };
        rows.add([
            planned.step.word().to_owned(),
            seconds(planned.share),
            changes.to_owned(),
            shown(command, &[]),
        ]);
    }
    plain_table(&mut text, &rows, "", BOLD);
    for (action, may) in authority {
        text += &format!("apply{}\n", needs_line(*action, may).trim_end().replacen("  ", " ", 1));
    }
    text
}
