//! `vitals history`.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;

use super::arguments::{
    Choice, ExportFormat, History as Arguments, HistoryAction, HistoryExport, HistoryImport, HistoryList,
    HistoryPlace, HistoryPrune, HistoryShow, ListFormat, PlainFormat,
};
use super::console;
use super::delivery::print;
use super::error::CliError;
use super::exit::Exit;
use super::project::Project;
use crate::report::history::{csv_numbers, csv_runs, human_pruned, human_run, human_runs};
use crate::store::history::{Filter, History, HistoryError, Imported, Rules};
use crate::system_error::SystemError;
use crate::untrusted::redact;
use crate::user_file::{UserFile, Why};

/// The history that was asked for.
pub fn path_of(place: &HistoryPlace) -> Result<PathBuf, CliError> {
    match &place.database {
        Some(file) => Ok(file.clone()),
        None => Ok(Project::find(place.config.file())?.history()),
    }
}

pub fn run(arguments: Arguments) -> Result<Exit, CliError> {
    match arguments.action.unwrap_or(HistoryAction::List(arguments.list)) {
        HistoryAction::List(list) => listed(&list),
        HistoryAction::Show(show) => shown(&show),
        HistoryAction::Export(export) => exported(&export),
        HistoryAction::Import(import) => imported(&import),
        HistoryAction::Prune(prune) => pruned(&prune),
        HistoryAction::Check(place) => checked(&place),
    }
}

fn filter(choice: &Choice) -> Result<Filter, CliError> {
    let since = choice.since.as_deref().map(|text| moment(text, Timestamp::now())).transpose()?;
    Ok(Filter {
        probe: choice.probe.clone(),
        commit: choice.commit.clone(),
        since,
        status: choice.status.clone(),
        kind: choice.kind.clone(),
        limit: choice.limit.map(|limit| limit as usize),
    })
}

/// A day (its beginning, UTC), a moment, or so many days ago.
fn moment(text: &str, now: Timestamp) -> Result<Timestamp, CliError> {
    let ago = |days: u32| now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).ok();
    let date = |date: Date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
    days.and_then(ago)
        .or_else(|| text.parse().ok())
        .or_else(|| date(text.parse().ok()?))
        .ok_or_else(|| CliError::NoTime { written: text.to_owned() })
}

fn listed(arguments: &HistoryList) -> Result<Exit, CliError> {
    let chosen = filter(&arguments.choice)?;
    let runs = History::open_existing(&path_of(&arguments.place)?)?.runs(&chosen)?;
    match arguments.format.get() {
        ListFormat::Human => print(&runs, PlainFormat::Human, || human_runs(&runs))?,
        ListFormat::Json => print(&runs, PlainFormat::Json, String::new)?,
        ListFormat::Csv => print(&runs, PlainFormat::Human, || csv_runs(&runs))?,
    }
    Ok(Exit::Pass)
}

fn shown(arguments: &HistoryShow) -> Result<Exit, CliError> {
    let history = History::open_existing(&path_of(&arguments.place)?)?;
    let run = history.run(&arguments.run)?;
    let measures: Vec<_> = history.measures(run.id)?.into_iter().map(|(_, measure)| measure).collect();
    let document = json!({ "run": run, "measures": measures });
    print(&document, arguments.format.get(), || human_run(&run, &measures))?;
    Ok(Exit::Pass)
}

fn exported(arguments: &HistoryExport) -> Result<Exit, CliError> {
    let chosen = filter(&arguments.choice)?;
    let history = History::open_existing(&path_of(&arguments.place)?)?;
    let write = |output: &mut dyn Write| -> Result<(), HistoryError> {
        match arguments.chosen() {
            ExportFormat::Json => history.export(&chosen, output),
            ExportFormat::Csv => {
                let text = csv_numbers(&history, &history.runs(&chosen)?, chosen.probe.as_deref())?;
                let text: String = text.split_inclusive('\n').map(redact).collect();
                let written = output.write_all(text.as_bytes());
                written.map_err(|error| HistoryError::Unwritten { error: error.into() })
            }
        }
    };
    let path = arguments.output.as_ref().map_or(Path::new("-"), |file| &file.path);
    let mut output = BufWriter::new(UserFile::begin(path)?);
    let unwritten = |error: SystemError| Why::System(error).of(path);
    // By the user's own name: the file is another one until it is whole.
    write(&mut output).map_err(|error| match error {
        HistoryError::Unwritten { error } => CliError::from(unwritten(error)),
        other => other.into(),
    })?;
    let file = output.into_inner().map_err(|error| unwritten(error.into_error().into()))?;
    file.finish()?;
    if arguments.output.is_some() {
        console::note(format_args!("wrote {}", path.display()));
    }
    Ok(Exit::Pass)
}

fn imported(arguments: &HistoryImport) -> Result<Exit, CliError> {
    let mut history = History::open(&path_of(&arguments.place)?)?;
    for file in &arguments.files {
        let Imported { new, already, notes } = history.import(file)?;
        let reported =
            if notes > 0 { format!(", {notes} events and accepted commits") } else { String::new() };
        console::line(format_args!(
            "{}: {new} new runs, {already} were here already{reported}",
            file.display()
        ))?;
    }
    Ok(Exit::Pass)
}

fn pruned(arguments: &HistoryPrune) -> Result<Exit, CliError> {
    let rules = Rules {
        last: arguments.keep_last.map(|count| count as usize),
        days: arguments.keep_days,
        every: arguments.keep_every.map(Into::into),
        samples_days: arguments.samples_older_than,
    };
    if !rules.any() {
        return Err(CliError::NoRule);
    }
    let path = path_of(&arguments.place)?;
    // Only a database that is there: pruning makes none.
    let mut history = History::open_existing(&path)?;
    if arguments.yes {
        history = History::open(&path)?;
    }
    let size = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    let before = size(&path);
    let pruned = history.prune(&rules, Timestamp::now(), arguments.yes)?;
    print(&pruned, arguments.format.get(), || human_pruned(&pruned))?;
    if pruned.done {
        let [before, after] = [before, size(&path)].map(crate::quantity::Bytes);
        console::note(format_args!("{}: {before} before, {after} now", path.display()));
    }
    Ok(Exit::Pass)
}

fn checked(place: &HistoryPlace) -> Result<Exit, CliError> {
    let path = path_of(place)?;
    let history = History::open_existing(&path)?;
    let troubles = history.verify()?;
    if troubles.is_empty() {
        let runs = history.runs(&Filter::default())?.len();
        console::line(format_args!("{}: whole, {runs} runs", path.display()))?;
        return Ok(Exit::Pass);
    }
    for trouble in &troubles {
        console::line(format_args!("{}", crate::untrusted::printable(trouble)))?;
    }
    Ok(Exit::Fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_days_times_or_so_many_days_ago() {
        let now: Timestamp = "2026-11-25T04:00:00Z".parse().expect("a time");
        for (text, meant) in [
            ("2026-11-24", "2026-11-24T00:00:00Z"),
            ("2026-11-24T01:02:03Z", "2026-11-24T01:02:03Z"),
            ("2026-11-24T01:02:03+01:00", "2026-11-24T00:02:03Z"),
            ("30d", "2026-10-26T04:00:00Z"),
        ] {
            assert_eq!(moment(text, now).expect(text), meant.parse::<Timestamp>().expect("a time"), "{text}");
        }
        for text in ["", "d", "-1d", "yesterday", "2026-13-01", "99999999999d"] {
            assert!(moment(text, now).is_err(), "{text}");
        }
    }
}
