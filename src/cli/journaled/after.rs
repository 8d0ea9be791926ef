//! The entry that a command writes while an incident is open. It changes nothing of what the command did, and costs a look at the
//! file system where none is open.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::found;
use super::place::common;
use super::rollbacks;
use super::runs;
use crate::cli::console;
use crate::cli::exit::Exit;
use crate::incident::{CheckSeen, Event, Incident, IncidentError, Log, Ran, RunName, ScenarioSeen, is_open};
use crate::report::Report;
use crate::sha256::sha256;
use crate::store::history::{History, HistoryError, RunId, RunName as Named};
use crate::untrusted::masked_command;

/// Commands that say nothing of a service, or write entries of their own.
const SILENT: [&str; 5] = ["incident", "escalate", "help", "completions", "man"];

/// Parts of these that run checks all the same.
const LOOKS: [&str; 2] = ["checklist", "validate-recovery"];

/// A command that is running.
#[derive(Debug)]
pub struct Watch {
    words: Vec<String>,
    began: Instant,
}

impl Watch {
    /// Of the words after the program's name.
    pub fn begin(words: &[String]) -> Self {
        Self { words: words.to_vec(), began: Instant::now() }
    }

    /// Writes the entry, where an incident is open. What goes wrong is said.
    pub fn ended(&self, exit: Exit) {
        let Some(common) = common(self.configuration().as_deref()).filter(|common| is_open(common)) else {
            return;
        };
        if let Err(error) = self.written(&common, exit) {
            let error = miette::Report::from(error).wrap_err("this command is not in the incident's journal");
            console::note(format_args!("warning: {error:?}"));
        }
    }

    fn written(&self, common: &Path, exit: Exit) -> Result<(), IncidentError> {
        let Some(incident) = Incident::open_current(common)? else { return Ok(()) };
        let ran = (!self.is_silent()).then(|| Event::Ran(Box::new(self.ran(exit))));
        let mut changed = None;
        incident.append_with(|log| {
            changed = configuration(log);
            let found = found::all().into_iter().map(|(commit, why)| Event::Culprit { commit, why });
            let events = changed.clone().into_iter().chain(ran).chain(found);
            Ok(events.chain(rollbacks::news(common, log)).collect())
        })?;
        if changed.is_some() {
            console::note(
                "warning: the configuration has changed since the incident was opened; the journal says so",
            );
        }
        Ok(())
    }

    fn is_silent(&self) -> bool {
        let looks = self.words.iter().any(|word| LOOKS.contains(&word.as_str()));
        !looks && self.words.first().is_some_and(|word| SILENT.contains(&word.as_str()))
    }

    fn ran(&self, exit: Exit) -> Ran {
        let words = ["vitals".to_owned()].into_iter().chain(self.words.clone()).collect::<Vec<_>>();
        let (mut names, mut verdicts, mut scenarios) = (Vec::new(), Vec::new(), Vec::new());
        for (path, run) in runs::all() {
            match seen(&path, run) {
                Ok((name, seen, of_run)) => {
                    names.push(name);
                    verdicts.extend(seen);
                    scenarios.extend(of_run);
                }
                // The run is there all the same: its number says which.
                Err(_) => names.push(RunName { id: run.0, uid: String::new() }),
            }
        }
        let took_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ran { words: masked_command(&words), exit: exit.code(), took_ms, runs: names, verdicts, scenarios }
    }

    /// The value of `--config`, as far as it can be seen without reading all arguments.
    fn configuration(&self) -> Option<PathBuf> {
        let own = self.words.iter().take_while(|word| *word != "--");
        let mut named = own.skip_while(|word| *word != "--config" && !word.starts_with("--config="));
        let word = named.next()?;
        match word.strip_prefix("--config=") {
            Some(file) => Some(file.into()),
            None => named.next().map(PathBuf::from),
        }
    }
}

/// What the history has of a run: its name, each check, and the kinds of emergency.
type Seen = (RunName, Vec<CheckSeen>, Vec<ScenarioSeen>);

fn seen(path: &Path, run: RunId) -> Result<Seen, HistoryError> {
    let history = History::open_existing(path)?;
    let uid = history.run(&Named::Named(run.0.to_string()))?.uid;
    let judged = history.judged(None, Some(run))?;
    let seen = judged.into_iter().map(|judged| CheckSeen { check: judged.check, verdict: judged.verdict });
    let document = history.document(run)?;
    Ok((RunName { id: run.0, uid }, seen.collect(), scenarios(&document)))
}

/// The kinds of emergency that a document of `vitals health` names.
fn scenarios(document: &str) -> Vec<ScenarioSeen> {
    let Ok(Report::Health(document)) = Report::read(document) else { return Vec::new() };
    let counting = document.findings.iter().filter(|finding| finding.counts());
    let seen = counting.filter_map(|finding| {
        let checks = finding.checks().map(str::to_owned).collect();
        Some(ScenarioSeen { scenario: finding.scenario.emergency()?, checks })
    });
    seen.collect()
}

/// An entry where the configuration is not as it was last written down.
fn configuration(log: &Log) -> Option<Event> {
    let pinned = log.begun.configuration.as_ref()?;
    let to = fs::read(&pinned.path).ok().map(|bytes| sha256([&bytes[..]]));
    let from = log.configuration().map(str::to_owned);
    (from != to).then_some(Event::Configuration { from, to })
}
