//! What a shell offers at a place of the command line: names of the project, read within a moment, and never measured.
//!
//! Whatever cannot be read gives no name, and no message: there is no line to print it on.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap_complete::CompletionCandidate;

use crate::config::{self, CheckKind, Settings, names_of_check, names_of_probe};
use crate::escalation::Operators;
use crate::git;
use crate::plan::Budget;
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::store::Baselines;
use crate::store::history::{self, Filter, History};

/// The longest that git may take; a person waits for the answer with a finger on the key.
const GIT: Nanos = Nanos::from_millis(120);
/// The longest that another process's lock on the history is waited for.
const LOCK: Duration = Duration::from_millis(50);
/// Runs that are offered.
const RUNS: usize = 20;

/// Baselines, by name.
pub fn baselines() -> Vec<CompletionCandidate> {
    plain(baseline_names())
}

/// What a comparison is made of.
pub fn variants() -> Vec<CompletionCandidate> {
    let baselines = baseline_names().into_iter().map(|name| format!("baseline:{name}"));
    plain(revision_names().into_iter().chain(baselines).chain([".".to_owned()]))
}

/// The same without baselines.
pub fn candidates() -> Vec<CompletionCandidate> {
    plain(revision_names().into_iter().chain([".".to_owned()]))
}

/// Revisions.
pub fn revisions() -> Vec<CompletionCandidate> {
    plain(revision_names())
}

/// Probes and checks.
pub fn probes_and_checks() -> Vec<CompletionCandidate> {
    let Some(settings) = settings() else { return Vec::new() };
    let probes = settings.probes.iter().filter_map(|probe| names_of_probe(probe).into_iter().next());
    let checks = settings.checks.iter().filter_map(|check| names_of_check(check).into_iter().next());
    plain(probes.chain(checks))
}

/// The modules of the configuration's import probes.
pub fn modules() -> Vec<CompletionCandidate> {
    plain(probes("import"))
}

/// The factories of the configuration's other probes.
pub fn factories() -> Vec<CompletionCandidate> {
    plain(probes("create").into_iter().chain(probes("growth")))
}

/// Levels, the lowest first.
pub fn levels() -> Vec<CompletionCandidate> {
    let levels = settings().map(|settings| Operators::of(&settings.escalation).levels).unwrap_or_default();
    plain(levels.into_iter().map(|level| level.name))
}

/// Tags of checks.
pub fn tags() -> Vec<CompletionCandidate> {
    let checks = settings().map(|settings| settings.checks).unwrap_or_default();
    plain(checks.into_iter().flat_map(|check| check.tags))
}

/// Runs of the history, the newest first.
pub fn runs() -> Vec<CompletionCandidate> {
    let filter = Filter { limit: Some(RUNS), ..Filter::default() };
    let runs = history().and_then(|history| history.runs(&filter).ok()).unwrap_or_default();
    let mut runs: Vec<_> = runs.into_iter().map(|run| (run.id.0, run)).collect();
    runs.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    let latest = runs.first().map(|_| CompletionCandidate::new("latest"));
    let numbered = runs.into_iter().map(|(number, run)| {
        CompletionCandidate::new(number.to_string())
            .help(Some(format!("{} {}", run.kind, run.started).into()))
    });
    latest.into_iter().chain(numbered).collect()
}

/// What the history has numbers of.
pub fn series() -> Vec<CompletionCandidate> {
    let keys = history().and_then(|history| history.series_keys(None).ok()).unwrap_or_default();
    plain(keys.into_iter().map(|key| key.target))
}

fn probes(kind: &str) -> Vec<String> {
    let settings = settings().unwrap_or_default();
    let checked = settings.checks.iter().filter_map(|check| match &check.kind {
        CheckKind::Probe(probe) => Some(&**probe),
        _ => None,
    });
    let all = settings.probes.iter().chain(checked);
    all.filter(|probe| probe.kind() == kind).map(config::Probe::name).collect()
}

/// Each once, in their order.
fn plain(names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once.into_iter().map(CompletionCandidate::new).collect()
}

/// The configuration that the line names, or the nearest.
fn file() -> Option<PathBuf> {
    let words: Vec<String> = env::args().collect();
    let after = words.iter().skip_while(|word| *word != "--config").nth(1).cloned();
    let joined = words.iter().find_map(|word| word.strip_prefix("--config=").map(str::to_owned));
    match after.or(joined) {
        Some(file) => Some(file.into()),
        None => config::find(&env::current_dir().ok()?).ok(),
    }
}

fn folder() -> Option<PathBuf> {
    let file = file()?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(folder.to_owned())
}

fn settings() -> Option<Settings> {
    config::read_target(&file()?).ok()
}

fn baseline_names() -> Vec<String> {
    let names = folder().and_then(|folder| Baselines::beside(&folder).names().ok()).unwrap_or_default();
    names.into_iter().map(|name| name.as_str().to_owned()).collect()
}

fn revision_names() -> Vec<String> {
    let root = settings().map(|settings| settings.root).or_else(|| env::current_dir().ok());
    let interrupt = Interrupt::listen().ok().map(|interrupt| interrupt.within(Budget::lasting(GIT)));
    let found = root.zip(interrupt).and_then(|(root, interrupt)| git::names(&root, &interrupt).ok());
    let found = found.unwrap_or_default();
    let head = (!found.is_empty()).then(|| "HEAD".to_owned());
    found.into_iter().chain(head).collect()
}

fn history() -> Option<History> {
    let path = history::beside(&folder()?);
    // One of an older version would be brought up to date: that is not for a key's press.
    match history::look(&path).ok()? {
        history::Found::Version(version) if version == history::VERSION => {
            History::open_existing_within(&path, LOCK).ok()
        }
        _ => None,
    }
}
