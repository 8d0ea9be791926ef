//! `vitals incident report`.

use std::path::Path;

use crate::cli::arguments::{IncidentReport, ReportFormat};
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::cli::project::Project;
use crate::incident::{Event, Log, find};
use crate::report::format::{incident_markdown, json, to_value};
use crate::report::html::incident_page;
use crate::report::incident::{IncidentDocument, RunFacts};
use crate::store::history::{History, HistoryError, RunName};
use crate::untrusted::{masked_value, redact};
use crate::user_file;

pub fn run(arguments: &IncidentReport) -> Result<Exit, CliError> {
    let common = expect_common(arguments.config.file())?;
    let log = find(&common, arguments.id.as_deref())?.read()?;
    let runs = runs(&log, arguments.config.file());
    let document = IncidentDocument::of(&log, &runs, arguments.contacts);
    let text = match arguments.format() {
        ReportFormat::Json => json(&masked_value(to_value(&document)?))?,
        ReportFormat::Markdown => masked(&incident_markdown(&document)),
        ReportFormat::Html => masked(&incident_page(&document)),
    };
    match &arguments.output {
        Some(file) => {
            user_file::write(file, text.as_bytes())?;
            console::note(format_args!("wrote {}", file.display()));
        }
        None => console::data(text.as_bytes())?,
    }
    let missing = document.sections.iter().filter(|section| section.todo).count();
    if missing > 0 {
        console::note(format_args!(
            "{missing} sections are still to be written: `vitals incident lint` lists them"
        ));
    }
    Ok(Exit::Pass)
}

fn masked(text: &str) -> String {
    text.split_inclusive('\n').map(redact).collect()
}

/// The runs that the journal names, the one of the detection and the last green one before it, oldest first. What cannot be read of
/// the history is said.
fn runs(log: &Log, configuration: Option<&Path>) -> Vec<RunFacts> {
    let Ok(project) = Project::find(configuration) else { return Vec::new() };
    match project.known_history() {
        Ok(None) => Vec::new(),
        Ok(Some(history)) => uids(log).iter().filter_map(|uid| facts(&history, uid)).collect(),
        Err(error) => {
            said(error);
            Vec::new()
        }
    }
}

fn uids(log: &Log) -> Vec<String> {
    let detection = log.begun.detection.iter();
    let mut uids: Vec<String> =
        detection.flat_map(|found| found.green_uid.clone().into_iter().chain([found.uid.clone()])).collect();
    for entry in &log.entries {
        if let Event::Ran(ran) = &entry.event {
            uids.extend(ran.runs.iter().map(|run| run.uid.clone()));
        }
    }
    uids.retain(|uid| !uid.is_empty());
    let mut known = std::collections::HashSet::new();
    uids.retain(|uid| known.insert(uid.clone()));
    uids
}

/// None of a run that was pruned since.
fn facts(history: &History, uid: &str) -> Option<RunFacts> {
    let read = || -> Result<RunFacts, HistoryError> {
        let run = history.run(&RunName::Named(uid.to_owned()))?;
        let measures = history.measures(run.id)?.into_iter().map(|(_, measure)| measure).collect();
        Ok(RunFacts { run, measures })
    };
    read().map_err(said).ok()
}

fn said(error: HistoryError) {
    let error = miette::Report::from(error).wrap_err("the report lacks numbers of the history");
    console::note(format_args!("warning: {error:?}"));
}
