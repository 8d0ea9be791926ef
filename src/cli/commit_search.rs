//! `vitals bisect GOOD BAD`, and its `resume`, `status` and `abandon`.

use std::cell::Cell;
use std::env;
use std::path::{Path, PathBuf};

use clap::Parser;

use super::arguments::{Arguments, Bisect, Command};
use super::compare::import;
use super::conduct::{begin, usual};
use super::console;
use super::error::CliError;
use super::exit::Exit;
use super::health;
use super::journaled;
use super::project::{Project, target};
use crate::config::{CheckKind, CommandLine, Settings, revision};
use crate::journal::{Damage, Fault};
use crate::quantity::Nanos;
use crate::report::bisect::{BisectDocument, BisectEnd, BisectEvent, bisect_line, human_bisect};
use crate::report::progress::Progress;
use crate::session::{
    AskedOfCommits, BisectError, Journal, Opened, Question, Run, SessionError, bisect, checks_of,
    journal_beside,
};
use crate::untrusted::{masked, printable};

/// The longest that a search usually takes.
const USUAL: Nanos = Nanos::from_millis(3_600_000);
/// Ctrl-C, with an open journal.
const INTERRUPTED: u8 = 9;

pub fn run(arguments: &Bisect) -> Result<Exit, CliError> {
    match (arguments.good.as_deref(), &arguments.bad) {
        (Some("resume"), None) => resume(arguments),
        (Some("status"), None) => status(arguments),
        (Some("abandon"), None) => abandon(arguments),
        (Some(good), Some(bad)) => search(arguments, good, bad, &written(arguments)),
        _ => {
            console::note("a search needs two commits: vitals bisect GOOD BAD --import MODULE");
            Ok(Exit::Usage)
        }
    }
}

/// The command line after `vitals bisect`, without what differs between two halves of one search.
fn written(arguments: &Bisect) -> Vec<String> {
    let mut words = vec![arguments.good.clone(), arguments.bad.clone()];
    let mut option = |name: &str, value: String| words.extend([Some(name.to_owned()), Some(value)]);
    arguments.imports.iter().for_each(|module| option("--import", module.clone()));
    arguments.only.words().into_iter().for_each(|name| option("--only", name));
    arguments.tolerance.iter().for_each(|tolerance| option("--tolerance", tolerance.to_string()));
    let mut words: Vec<String> = words.into_iter().flatten().collect();
    if let Some(file) = arguments.config.file() {
        words.extend(["--config".to_owned(), file.display().to_string()]);
    }
    words.extend(arguments.into_merges.then(|| "--into-merges".to_owned()));
    words.extend(arguments.config.no_config.then(|| "--no-config".to_owned()));
    words.extend(arguments.run_args.words());
    if !arguments.command.is_empty() {
        words.push("--".to_owned());
        words.extend(arguments.command.iter().cloned());
    }
    words
}

/// Where the journal lies: beside the configuration, or in the target's root.
fn journal(arguments: &Bisect) -> Result<PathBuf, CliError> {
    if let Some(root) = &arguments.run_args.root {
        return Ok(journal_beside(root));
    }
    let project = Project::of_target(arguments.config.file(), arguments.config.no_config)?;
    match project.as_ref().and_then(|project| project.file().parent().map(PathBuf::from)) {
        Some(folder) => Ok(journal_beside(&folder)),
        None => {
            let here =
                env::current_dir().map_err(|error| CliError::NoCurrentFolder { error: error.into() })?;
            Ok(journal_beside(&here))
        }
    }
}

fn failed(error: BisectError) -> CliError {
    SessionError::from(error).into()
}

fn resume(arguments: &Bisect) -> Result<Exit, CliError> {
    let path = journal(arguments)?;
    let Some((opened, _)) = Journal::look(&path).map_err(failed)? else {
        return Err(failed(BisectError::NoneOpen));
    };
    let words = ["vitals".to_owned(), "bisect".to_owned()].into_iter().chain(opened.words.clone());
    let known = Arguments::try_parse_from(words).map(|arguments| arguments.command);
    let Ok(Command::Bisect(mut known)) = known else {
        return Err(failed(BisectError::Journal { path, fault: Fault::Damaged(Damage::Unreadable(1)) }));
    };
    known.json = arguments.json;
    known.run_args.budget = arguments.run_args.budget;
    known.run_args.quiet = arguments.run_args.quiet;
    // Resolved once: a branch may have moved since.
    let [good, bad] = &opened.ends;
    search(&known, good, bad, &opened.words)
}

fn status(arguments: &Bisect) -> Result<Exit, CliError> {
    let Some((opened, entries)) = Journal::look(&journal(arguments)?).map_err(failed)? else {
        return Err(failed(BisectError::NoneOpen));
    };
    let words = opened.words.join(" ");
    console::line(printable(&format!("open: vitals bisect {words}; {} observations", entries.len())))?;
    Ok(Exit::Pass)
}

fn abandon(arguments: &Bisect) -> Result<Exit, CliError> {
    let path = journal(arguments)?;
    Journal::remove(&path).map_err(failed)?;
    console::line("no search is open here")?;
    Ok(Exit::Pass)
}

fn search(arguments: &Bisect, good: &str, bad: &str, words: &[String]) -> Result<Exit, CliError> {
    let run_args = &arguments.run_args;
    let path = journal(arguments)?;
    let (settings, question) = question(arguments)?;
    let seed = arguments.seed.unwrap_or_else(|| rand::random::<u32>().into());
    let asked = AskedOfCommits {
        good: revision(good)?,
        bad: revision(bad)?,
        question,
        tolerance: arguments.tolerance.map(|tolerance| tolerance.0),
        seed,
        into_merges: arguments.into_merges,
        prepare: settings.prepare.clone(),
        only_if_it_fits: false,
    };
    let (conduct, interrupt) = begin(run_args, usual(1, USUAL))?;
    let bar = Progress::new(run_args.quiet);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
    let is_open = Cell::new(false);
    let open = |ends: [String; 2]| {
        let (journal, opened) = Journal::open(&path, &Opened::of(words.to_vec(), ends, seed))?;
        is_open.set(true);
        Ok((journal, opened.seed))
    };
    let heard = |event: &BisectEvent| {
        if !run_args.quiet {
            console::note(printable(&bisect_line(event)));
        }
    };
    let document = bisect(run, &asked, &open, &heard);
    bar.finish();
    if document.is_err() && is_open.get() {
        without_observations(&path)?;
    }
    let document: BisectDocument = masked(document?)?;
    if document.last().end != BisectEnd::CutShort {
        Journal::remove(&path).map_err(failed)?;
    }
    if let (BisectEnd::Found, [suspect]) = (document.end, document.suspects.as_slice()) {
        journaled::found(&suspect.commit, "vitals bisect");
    }
    match arguments.json {
        true => console::data(&[serde_json::to_vec(&document).unwrap_or_default(), b"\n".to_vec()].concat())?,
        false => console::answer(&human_bisect(&document))?,
    }
    Ok(exit(&document))
}

/// A search that ended in an error before anything was observed is not open: there is nothing to go on with.
fn without_observations(path: &Path) -> Result<(), CliError> {
    match Journal::look(path) {
        Ok(Some((_, entries))) if entries.is_empty() => Journal::remove(path).map_err(failed),
        _ => Ok(()),
    }
}

/// The target, and what is asked of each commit.
fn question(arguments: &Bisect) -> Result<(Settings, Question), CliError> {
    let (config, run_args) = (&arguments.config, &arguments.run_args);
    if !arguments.command.is_empty() {
        let words = CommandLine::parse(arguments.command.clone())
            .map_err(|reason| failed(BisectError::NoCommand { reason }))?;
        return Ok((
            target(config.file(), config.no_config, run_args, Vec::new())?,
            Question::Command(words),
        ));
    }
    let (settings, checks) = match arguments.imports.as_slice() {
        [] => {
            let (settings, checks) = health::read(&Project::find(config.file())?, run_args)?;
            (settings, arguments.only.checks(checks)?)
        }
        [module] => {
            let settings = target(config.file(), config.no_config, run_args, vec![import(module)?])?;
            let checks = checks_of(&settings);
            let probes = checks.into_iter().filter(|check| matches!(check.kind, CheckKind::Probe(_)));
            (settings, probes.collect())
        }
        several => return Err(failed(BisectError::SeveralQuestions { count: several.len() })),
    };
    let Ok([check]) = <[_; 1]>::try_from(checks.clone()) else {
        return Err(failed(BisectError::SeveralQuestions { count: checks.len() }));
    };
    Ok(Question::of(check, settings))
}

fn exit(document: &BisectDocument) -> Exit {
    if document.head.interrupted {
        return Exit::Code(INTERRUPTED);
    }
    match document.last().end {
        BisectEnd::Found => Exit::Pass,
        BisectEnd::Set | BisectEnd::Undecided => Exit::Undecided,
        BisectEnd::CutShort | BisectEnd::OverBudget => Exit::Code(4),
        BisectEnd::Alike => Exit::Code(8),
    }
}
