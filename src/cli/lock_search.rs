//! `vitals bisect --lock`: which upgrade is at fault, and which release.

use std::path::Path;

use super::arguments::{LockArgs, RunArgs};
use super::conduct::{begin, usual};
use super::console;
use super::error::CliError;
use super::exit::Exit;
use crate::config::{Settings, defaults, revision};
use crate::quantity::Tolerance;
use crate::report::lock_search::{LockEnd, LockSearchDocument, LockTrial, TrialWord, human_lock_search};
use crate::report::progress::Progress;
use crate::session::{AskedOfLocks, LockSide, Run, lock_search, whereabouts};
use crate::untrusted::{masked, printable};

/// Comparisons that a search usually takes.
const COMPARISONS: usize = 12;

/// How it is asked, beside the locks.
pub struct Asking<'a> {
    /// The target, with the probes that were chosen.
    pub settings: &'a Settings,
    pub run_args: &'a RunArgs,
    pub tolerance: Option<Tolerance>,
    pub seed: u64,
    pub json: bool,
}

pub fn run(lock: &LockArgs, asking: &Asking<'_>) -> Result<Exit, CliError> {
    let Asking { settings, run_args, tolerance, seed, json } = *asking;
    let [old, new] = lock.lock.as_slice() else { return Ok(Exit::Usage) };
    let (_, python) = whereabouts(settings, run_args.python.as_deref())?;
    let asked = AskedOfLocks {
        sides: [side(old)?, side(new)?],
        lock_file: lock.lock_file.clone(),
        find_links: lock.find_links.clone(),
        python,
        tolerance,
        seed,
    };
    let (conduct, interrupt) =
        begin(run_args, usual(COMPARISONS * settings.probes.len(), defaults::PROBE_BUDGET))?;
    let bar = Progress::new(run_args.quiet);
    let run = Run { settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
    let heard = |trial: &LockTrial| {
        if !run_args.quiet {
            console::note(said(trial));
        }
    };
    let document = lock_search(run, &asked, &heard);
    bar.finish();
    let document: LockSearchDocument = masked(document?)?;
    match json {
        true => console::data(&[serde_json::to_vec(&document).unwrap_or_default(), b"\n".to_vec()].concat())?,
        false => console::answer(&human_lock_search(&document))?,
    }
    Ok(if interrupt.raised() { Exit::Interrupted } else { exit(document.end) })
}

/// A file that is there, else a revision.
fn side(text: &str) -> Result<LockSide, CliError> {
    let path = Path::new(text);
    if path.is_file() {
        return Ok(LockSide::File(path.to_owned()));
    }
    Ok(LockSide::Revision(revision(text)?))
}

/// A line a trial.
fn said(trial: &LockTrial) -> String {
    let word = match trial.came_to {
        TrialWord::Good => "without the difference",
        TrialWord::Bad => "with the difference",
        TrialWord::Unknown => "cannot be decided",
    };
    let upgraded = match trial.upgraded.as_slice() {
        [] => "nothing upgraded".to_owned(),
        [one] => one.clone(),
        [first, .., last] => format!("{} packages, {first} to {last}", trial.upgraded.len()),
    };
    printable(&format!("{word:22}  {upgraded}"))
}

/// As of every search for a culprit.
fn exit(end: LockEnd) -> Exit {
    match end {
        LockEnd::Found | LockEnd::Code => Exit::Pass,
        LockEnd::Several | LockEnd::Undecided => Exit::Undecided,
        LockEnd::CutShort => Exit::Code(4),
        LockEnd::Alike => Exit::Code(8),
    }
}
