//! `vitals triage`: what the history knows at once, each finding as it is found, and the summary.

use std::time::Duration;

use super::arguments::Triage;
use super::conduct::begin;
use super::console;
use super::culprits::TriageSearches;
use super::delivery::{deliver_as, opened};
use super::error::CliError;
use super::exit::Exit;
use super::health::{expect_own_ports, read};
use super::known_greens::known_greens;
use super::project::Project;
use crate::config::CheckSettings;
use crate::health::CheckReport;
use crate::plan::Budget;
use crate::process::monotonic;
use crate::quantity::Nanos;
use crate::report::format::{Format, Kind};
use crate::report::health::{changed_line, check_line, found_line, human_triage};
use crate::report::judged::judged;
use crate::report::progress::Progress;
use crate::report::{Detail, Report, known_line};
use crate::session::{Asked, AskedOfCulprit, LookBack, Run, health, last_good};
use crate::store::history::{Filter, Found, History, HistoryError, RunRow, look};
use crate::verdict::{ChangeReason, LastGood, Status, UnknownChange};

/// Longest triage, unless set otherwise.
const TRIAGE: Nanos = Nanos::from_millis(60_000);
/// Commands whose runs judge checks and probes as a triage does.
const KINDS: [&str; 3] = ["health", "check", "nightly"];

pub fn run(arguments: &Triage) -> Result<Exit, CliError> {
    let began = monotonic();
    let run_args = &arguments.run_args;
    let project = Project::find(arguments.config.file())?;
    arguments.output_args.expect(Kind::Measured)?;
    let (settings, checks) = read(&project, run_args)?;
    let checks = arguments.only.checks(checks)?;
    expect_own_ports(&checks)?;
    let (conduct, interrupt) = begin(run_args, Budget::given(Some(TRIAGE), Budget::ENDLESS))?;
    // The answer itself, as soon as it is there; a document is whole or nothing.
    let streams = arguments.output_args.format() == Format::Human && !run_args.quiet;
    let wait = LOCK_WAIT.min(conduct.budget.left().to_duration() / 10);
    let past = known(&project, wait).unwrap_or_else(|error| Known::nothing(&error));
    if streams {
        past.lines.iter().try_for_each(console::line)?;
    }
    past.trouble.iter().for_each(|error| {
        console::note(format_args!("what failed before is not known: {error}"));
    });
    let heard = |check: &CheckReport| {
        let definite = matches!(check.outcome.verdict.status, Status::Fail | Status::Error);
        if streams && definite {
            // What cannot be printed now cannot be printed at the end either, and is an error then.
            let _ = console::line(found_line(monotonic().since(began), check));
        } else if !run_args.quiet {
            console::note(check_line(check));
        }
    };
    let progress = Progress::in_lines(run_args.quiet);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &progress };
    let options = [arguments.config.words(), run_args.words()].concat();
    let heard_change = |change: &ChangeReason| {
        if streams {
            let _ = console::line(changed_line(monotonic().since(began), change));
        }
    };
    let good_commit = past.good.as_ref().map(|good| good.commit.clone());
    let look_back = Some(LookBack { good: past.good, heard: &heard_change });
    let greens = |names: &[&str]| known_greens(&project, names);
    let searches = TriageSearches::of(run, (&project, good_commit), (&options, run_args.quiet));
    let search = |check: &CheckSettings, more: usize| {
        let found = searches.search(check, more);
        heard_change(&found);
        found
    };
    let culprit = settings.culprit.auto.then_some(&search as AskedOfCulprit<'_>);
    let asked = Asked { options: options.clone(), heard: &heard, look_back, greens: Some(&greens), culprit };
    let mut document = health(run, &checks, asked)?;
    document.head.notes.extend(past.trouble.map(|error| {
        let why = UnknownChange::Refused { error };
        ChangeReason::NotKnown { why }.into()
    }));
    let text = human_triage(&document);
    let report = Report::try_from(document)?;
    let exit = deliver_as(&report, &arguments.output_args, Detail::Failures, || text.clone())?;
    opened(&report, arguments.open);
    Ok(exit)
}

/// How long another process's lock on the history is waited for: the checks come first.
const LOCK_WAIT: Duration = Duration::from_millis(1_000);

/// What the history and the baselines know.
#[derive(Default)]
struct Known {
    /// What failed in the newest run of each command.
    lines: Vec<String>,
    /// The last time that all was well.
    good: Option<LastGood>,
    /// Why the history says nothing.
    trouble: Option<String>,
}

impl Known {
    /// A history that cannot be read says why, and holds nothing up.
    fn nothing(error: &HistoryError) -> Self {
        Self { trouble: Some(error.to_string()), ..Self::default() }
    }
}

fn known(project: &Project, wait: Duration) -> Result<Known, HistoryError> {
    let path = project.history();
    let history = match look(&path)? {
        Found::Nothing => None,
        Found::Version(_) => Some(History::open_existing_within(&path, wait)?),
    };
    let good = last_good(history.as_ref(), &project.baselines())?;
    let lines = history.as_ref().map(failed_before).transpose()?.unwrap_or_default();
    Ok(Known { lines, good, trouble: None })
}

fn failed_before(history: &History) -> Result<Vec<String>, HistoryError> {
    let mut lines = Vec::new();
    for kind in KINDS {
        let filter = Filter { kind: Some(kind.into()), limit: Some(1), ..Filter::default() };
        for run in history.runs(&filter)? {
            lines.extend(failures(history, &run)?);
        }
    }
    Ok(lines)
}

fn failures(history: &History, run: &RunRow) -> Result<Vec<String>, HistoryError> {
    let document = history.document(run.id)?;
    // A document of a version that this program cannot read says nothing.
    let Ok(report) = Report::read(&document) else { return Ok(Vec::new()) };
    let failed = judged(&report);
    let failed = failed.iter().filter(|entry| matches!(entry.status, Status::Fail | Status::Error));
    Ok(failed.map(|entry| known_line(run, entry)).collect())
}
