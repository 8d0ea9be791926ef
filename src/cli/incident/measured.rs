//! What the checks, and a comparison with the baseline from before, say now.

use jiff::Timestamp;

use crate::cli::arguments::RunArgs;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::journaled;
use crate::cli::project::Project;
use crate::config::{BaselineName, CheckSettings, Settings};
use crate::health::CheckReport;
use crate::incident::{Answer, Asked};
use crate::process::Interrupt;
use crate::report::comparison::ComparisonReport;
use crate::report::health::check_line;
use crate::report::progress::Progress;
use crate::report::{Report, record};
use crate::session::{self, Conduct, Replay, Run, against, health, in_place};
use crate::store::Baseline;
use crate::store::history::History;
use crate::verdict::Status;

/// What is measured.
pub struct Measured<'a> {
    /// Where history and baselines lie.
    pub project: &'a Project,
    /// The target, and its probes.
    pub settings: &'a Settings,
    /// All checks and probes.
    pub checks: &'a [CheckSettings],
    /// A baseline is from before this.
    pub before: Timestamp,
    /// The one that was named.
    pub baseline: Option<&'a BaselineName>,
}

/// Of all checks, and of each probe against a baseline where there is one.
pub type Answers = (Vec<Asked>, Option<Vec<Asked>>);

/// The answers of all checks, and of each probe against the baseline, where there is one. None after Ctrl-C.
pub fn measured(
    asked: &Measured<'_>,
    run_args: &RunArgs,
    conduct: &Conduct,
    interrupt: &Interrupt,
) -> Result<Option<Answers>, CliError> {
    let baseline = baseline(asked)?;
    let bar = Progress::in_lines(run_args.quiet);
    let run = Run { settings: asked.settings, conduct, interrupt, progress: &bar };
    let heard = |check: &CheckReport| {
        if !run_args.quiet {
            console::note(check_line(check));
        }
    };
    let question =
        session::Asked { options: Vec::new(), heard: &heard, look_back: None, greens: None, culprit: None };
    let document = health(run, asked.checks, question)?;
    if document.head.interrupted {
        return Ok(None);
    }
    let answers = document.checks.iter().map(answer_of).collect();
    keep(asked.project, &Report::try_from(document)?)?;
    let compared = match baseline {
        Some(baseline) if !asked.settings.probes.is_empty() => Some(compared(run, &baseline)),
        _ => None,
    };
    bar.finish();
    Ok((!interrupt.raised()).then_some((answers, compared)))
}

/// Each probe against the baseline. What cannot be compared is unknown, and said: the other lines stand.
fn compared(run: Run<'_>, baseline: &Baseline) -> Vec<Asked> {
    let of = |name: &str, answer| Asked {
        name: name.to_owned(),
        kind: "comparison".to_owned(),
        tags: Vec::new(),
        critical: false,
        answer,
    };
    match against(run, baseline, &in_place(rand::random::<u32>().into()), Replay::WherePossible) {
        Ok(document) => {
            let probe = |probe: &ComparisonReport| of(&probe.name, answer(probe.verdict.status));
            document.probes.iter().map(probe).collect()
        }
        Err(error) => {
            console::note(format_args!("{:?}", miette::Report::from(error)));
            vec![of(&baseline.name, Answer::Unknown)]
        }
    }
}

fn answer_of(check: &CheckReport) -> Asked {
    Asked {
        name: check.name.clone(),
        kind: check.kind.to_string(),
        tags: check.tags.clone(),
        critical: check.critical,
        answer: answer(check.outcome.verdict.status),
    }
}

fn answer(status: Status) -> Answer {
    match status {
        Status::Pass => Answer::Yes,
        Status::Fail | Status::Error => Answer::No,
        Status::Inconclusive | Status::Vacuous => Answer::Unknown,
    }
}

/// The one that was named, else the newest of which every capture is from before.
fn baseline(asked: &Measured<'_>) -> Result<Option<Baseline>, CliError> {
    let baselines = asked.project.baselines();
    if let Some(name) = asked.baseline {
        return Ok(Some(baselines.read(name)?));
    }
    let last = |baseline: &Baseline| -> Option<Timestamp> {
        let times: Option<Vec<Timestamp>> = baseline.captured.iter().map(|time| time.parse().ok()).collect();
        // Captures are dated to the second: one of the same second may be from after it.
        times?.into_iter().max().filter(|time| time.as_second() < asked.before.as_second())
    };
    let all = baselines.names()?.into_iter().filter_map(|name| baselines.read(&name).ok());
    let dated = all.filter_map(|baseline| Some((last(&baseline)?, baseline)));
    Ok(dated.max_by_key(|(time, _)| *time).map(|(_, baseline)| baseline))
}

/// Keeps the run in the history.
fn keep(project: &Project, report: &Report) -> Result<(), CliError> {
    let Some(run) = record(report) else { return Ok(()) };
    let path = project.history();
    let recorded = History::open(&path)?.record(&run)?;
    journaled::recorded(&path, recorded.id());
    Ok(())
}
