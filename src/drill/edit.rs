//! A fault as new texts of files.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::exports::{Export, defined_below, definition, exports, is_around};
use super::fault::Fault;
use super::ground::Ground;
use super::insertion::{Inserted, at_the_end, before_all};
use crate::config::GrowthSettings;
use crate::quantity::Nanos;

/// A fault, placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injected {
    /// Each file with its new text, relative to the root.
    pub files: Vec<(PathBuf, String)>,
    /// The line at fault, where there is one: a file of these, and a line from 1.
    pub line: Option<(PathBuf, u32)>,
    /// What a report of it must say, one of these words at least; none where only the line counts.
    pub words: Vec<String>,
    /// The kind of check that must say it; None where any may.
    pub kind: Option<&'static str>,
}

/// Why a fault has no place in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unplaced {
    /// No check imports a module of the project.
    NoImport,
    /// No check measures the growth of an object of the project.
    NoGrowth,
    /// No module takes a function or class out of another.
    NoExport,
    /// No check runs tests.
    NoTests,
    /// No conversation starts its server by a file of the project.
    NoConversation,
    /// No conversation starts its server for several users.
    NoUsers,
}

/// Puts a fault into a project's texts.
///
/// # Errors
/// Why it has no place there.
pub fn inject(fault: Fault, ground: &Ground<'_>) -> Result<Injected, Unplaced> {
    match fault {
        Fault::SlowImport => slow_import(ground),
        Fault::BlockingImport => blocking_import(ground),
        Fault::Leak => kept(ground, memory, &["leak", "stay", "grow"]),
        Fault::DescriptorLeak => kept(ground, |_| "open(__file__)".to_owned(), &["descriptor"]),
        Fault::ImportCycle => import_cycle(ground),
        Fault::RemovedExport => removed_export(ground),
        Fault::LyingCheck => lying_check(ground),
        Fault::EventLost => event_lost(ground),
        Fault::UsersMixedUp => users_mixed_up(ground),
        // It changes a lock file, not a source.
        Fault::DependencyUpgrade => Err(Unplaced::NoImport),
    }
}

/// The file of the reached module that is furthest from the start, and its text.
fn furthest(ground: &Ground<'_>) -> Result<(PathBuf, String), Unplaced> {
    let reached = ground.reached();
    let files = reached.iter().rev().map(|module| ground.file(*module));
    files
        .filter_map(|file| Some((file.to_owned(), ground.text(file)?)))
        .find(|(_, text)| before_all(text, "").is_some())
        .ok_or(Unplaced::NoImport)
}

fn of_line(file: PathBuf, inserted: Inserted, after: u32, words: &[&str]) -> Injected {
    let line = Some((file.clone(), inserted.line + after));
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Injected { files: vec![(file, inserted.text)], line, words, kind: None }
}

fn slow_import(ground: &Ground<'_>) -> Result<Injected, Unplaced> {
    let limit = ground.import_limit().ok_or(Unplaced::NoImport)?;
    let (file, text) = furthest(ground)?;
    // A quarter longer, and a second at least: no machine's noise hides it, and a check has time for a few of them.
    let sleep = Nanos(limit.0 + (limit.0 / 4).max(1_000_000_000)).0.div_ceil(1_000_000_000);
    let lines = format!("\n\nimport time as _drill_time\n\n_drill_time.sleep({sleep})\n");
    Ok(Injected { kind: Some("import"), ..of_line(file, at_the_end(&text, &lines), 4, &[]) })
}

fn blocking_import(ground: &Ground<'_>) -> Result<Injected, Unplaced> {
    ground.import_limit().ok_or(Unplaced::NoImport)?;
    let (file, text) = furthest(ground)?;
    let lines = "\n\nimport threading as _drill_threading\n\n_drill_threading.Event().wait()\n";
    Ok(Injected { kind: Some("import"), ..of_line(file, at_the_end(&text, lines), 4, &[]) })
}

/// Bytes that a leak keeps, so that all objects of a measurement keep three times its limit.
fn memory(growth: &GrowthSettings) -> String {
    let objects = u64::from(growth.objects.max(1)) * u64::from(growth.rounds.max(1));
    let bytes = (growth.limit.0 * 3 / objects).max(100_000);
    format!("bytes(range(250)) * {}", bytes.div_ceil(250))
}

fn kept(
    ground: &Ground<'_>,
    what: impl Fn(&GrowthSettings) -> String,
    words: &[&str],
) -> Result<Injected, Unplaced> {
    let (growth, module) = ground.growth().ok_or(Unplaced::NoGrowth)?;
    let name = &growth.factory.callable;
    if !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(Unplaced::NoGrowth);
    }
    let file = ground.file(module).to_owned();
    let text = ground.text(&file).ok_or(Unplaced::NoGrowth)?;
    let what = what(growth);
    let is_class = text.lines().any(|line| {
        line.strip_prefix("class ")
            .and_then(|rest| rest.strip_prefix(name.as_str()))
            .is_some_and(|rest| rest.starts_with(['(', ':', '[']))
    });
    let lines = if is_class {
        format!(
            "\n\n_drill_kept = []\n\n\nclass {name}({name}):\n    def __init__(self, *args, **options):\n        _drill_kept.append({what})\n        super().__init__(*args, **options)\n"
        )
    } else {
        format!(
            "\n\n_drill_kept = []\n_drill_made = {name}\n\n\ndef {name}(*args, **options):\n    _drill_kept.append({what})\n    return _drill_made(*args, **options)\n"
        )
    };
    let mut injected = of_line(file, at_the_end(&text, &lines), 7, words);
    (injected.line, injected.kind) = (None, Some("growth"));
    Ok(injected)
}

fn import_cycle(ground: &Ground<'_>) -> Result<Injected, Unplaced> {
    let found = exports(ground);
    let cycle = found.iter().rev().find_map(|export| {
        if is_around(ground, export.importer, export.maker) {
            return None;
        }
        let importer = ground.text(ground.file(export.importer))?;
        let name = defined_below(&importer, export.line)?;
        let file = ground.file(export.maker).to_owned();
        let from = ground.graph.name(export.importer);
        let lines = format!("from {from} import {name} as _drill_name\n");
        let inserted = before_all(&ground.text(&file)?, &lines)?;
        Some(of_line(file, inserted, 0, &["circular", "cycle", "circle"]))
    });
    cycle.ok_or(Unplaced::NoExport)
}

fn removed_export(ground: &Ground<'_>) -> Result<Injected, Unplaced> {
    let found = exports(ground);
    let Export { maker, name, .. } = found.last().ok_or(Unplaced::NoExport)?;
    let file = ground.file(*maker).to_owned();
    let text = ground.text(&file).ok_or(Unplaced::NoExport)?;
    let defined = definition(&text, name).ok_or(Unplaced::NoExport)?;
    let exported = [format!("\"{name}\""), format!("'{name}'")];
    let renamed = |(number, line): (usize, &str)| {
        if number == defined {
            return Some(line.replacen(name.as_str(), &format!("_drill_{name}"), 1));
        }
        let word = line.trim().trim_end_matches(['\n', ',']);
        (!exported.iter().any(|one| one == word)).then(|| line.to_owned())
    };
    let text: String = text.split_inclusive('\n').enumerate().filter_map(renamed).collect();
    Ok(Injected { files: vec![(file, text)], line: None, words: vec![name.clone()], kind: None })
}

fn lying_check(ground: &Ground<'_>) -> Result<Injected, Unplaced> {
    let suite = ground.suite().ok_or(Unplaced::NoTests)?;
    let paths = suite.paths.iter().map(|path| path.split("::").next().unwrap_or(path));
    let files: Vec<PathBuf> = paths.flat_map(|path| tests_of(ground.root, Path::new(path))).collect();
    let skipped = |file: PathBuf| {
        let text = ground.text(&file)?;
        let lines =
            "\n\nimport pytest as _drill_pytest\n\npytestmark = _drill_pytest.mark.skip(reason=\"drill\")\n";
        Some((file, at_the_end(&text, lines).text))
    };
    let files: Vec<_> = files.into_iter().filter_map(skipped).collect();
    if files.is_empty() {
        return Err(Unplaced::NoTests);
    }
    Ok(Injected {
        files,
        line: None,
        words: vec!["skip".to_owned(), "no test".to_owned()],
        kind: Some("pytest"),
    })
}

/// The files of tests at or below a path, by pytest's own patterns.
fn tests_of(root: &Path, path: &Path) -> Vec<PathBuf> {
    let whole = root.join(path);
    if whole.is_file() {
        return vec![path.to_owned()];
    }
    let mut entries: Vec<PathBuf> = std::fs::read_dir(&whole)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(path.join(entry.ok()?.file_name())))
        .collect();
    entries.sort();
    let tests = |entry: PathBuf| {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if root.join(&entry).is_dir() && !name.starts_with(['.', '_']) {
            return tests_of(root, &entry);
        }
        let is_test = name.ends_with(".py") && (name.starts_with("test_") || name.ends_with("_test.py"));
        if is_test { vec![entry] } else { Vec::new() }
    };
    entries.into_iter().flat_map(tests).collect()
}

/// The file that starts a conversation's server, and its text.
fn server(ground: &Ground<'_>, words: &[String]) -> Option<(PathBuf, String)> {
    let file = ground.started(words)?;
    let text = ground.text(&file)?;
    Some((file, text))
}

fn event_lost(ground: &Ground<'_>) -> Result<Injected, Unplaced> {
    let placed = ground.conversation(|settings| !settings.expect.is_empty()).and_then(|(_, settings)| {
        let (file, text) = server(ground, &settings.start.as_ref()?.command.words())?;
        let event = settings.expect.last()?.event.clone();
        let quoted = serde_json::to_string(&event).ok()?;
        let lines = format!(
            "import json as _drill_json\n\n_drill_dumps = _drill_json.dumps\n_drill_json.dumps = lambda *args, **options: _drill_dumps(*args, **options).replace({}, '\"drill\"')\n",
            python_text(&quoted)
        );
        let inserted = before_all(&text, &lines)?;
        Some(Injected { files: vec![(file, inserted.text)], line: None, words: vec![event], kind: Some("websocket") })
    });
    placed.ok_or(Unplaced::NoConversation)
}

fn users_mixed_up(ground: &Ground<'_>) -> Result<Injected, Unplaced> {
    let placed = ground.conversation(|settings| settings.users > 1).and_then(|(_, settings)| {
        let (file, text) = server(ground, &settings.start.as_ref()?.command.words())?;
        let lines = "import json as _drill_json\n\n_drill_dumps = _drill_json.dumps\n_drill_sent = []\n\n\ndef _drill_mixed(value, *args, **options):\n    if isinstance(value, dict):\n        value = {**value, \"drill\": list(_drill_sent)}\n        _drill_sent.append(_drill_dumps({name: part for name, part in value.items() if name != \"drill\"}))\n        del _drill_sent[:-20]\n    return _drill_dumps(value, *args, **options)\n\n\n_drill_json.dumps = _drill_mixed\n";
        let inserted = before_all(&text, lines)?;
        let words = ["another user", "other user", "isolation", "of user"].map(str::to_owned).to_vec();
        Some(Injected { files: vec![(file, inserted.text)], line: None, words, kind: Some("websocket") })
    });
    placed.ok_or(Unplaced::NoUsers)
}

/// A text as a literal of Python.
fn python_text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
