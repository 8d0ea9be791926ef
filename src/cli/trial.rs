//! `vitals init --measure`: runs what is proposed once, and drops what cannot work.

use std::path::Path;

use super::arguments::Init;
use super::conduct::listen;
use super::console;
use super::error::CliError;
use crate::config::{self, ConfigError, Probe, Settings};
use crate::plan::Budget;
use crate::project::{Entry, Fate, Proposal, text};
use crate::quantity::Nanos;
use crate::report::command_line;
use crate::report::progress::Progress;
use crate::report::tried::{Tried, of_check, of_probe};
use crate::session::{Asked, Conduct, Run, health, run};

/// Of all of it, unless set otherwise.
const BUDGET: Nanos = Nanos::from_millis(120_000);
/// Of one import, creation or round at least;
const TIMEOUT: Nanos = Nanos::from_millis(20_000);
/// where the user gave more for all, this part of it.
const STEPS: u64 = 6;

/// Whether the user stopped it.
pub struct Interrupted(pub bool);

/// Runs everything that is active, and writes into each entry what came of it.
pub fn measure(file: &Path, proposal: &mut Proposal, arguments: &Init) -> Result<Interrupted, CliError> {
    let settings = match config::read_as(file, &text(proposal)) {
        Ok(settings) => settings,
        Err(ConfigError::Empty { .. }) => return Ok(Interrupted(false)),
        Err(error) => return Err(error.into()),
    };
    let budget = Budget::given(arguments.budget.map(|time| time.0), Budget::lasting(BUDGET));
    let conduct = Conduct {
        python: None,
        timeout: Some(timeout(arguments.budget.map_or(BUDGET, |time| time.0))),
        budget,
        keep_going: false,
        fail_fast: false,
        command: command_line(),
    };
    let interrupt = listen()?.within(budget);
    let bar = Progress::new(arguments.quiet);
    let settings = once(settings);
    let halves = Conduct { budget: budget.share(2), ..conduct.clone() };
    let mut stopped = false;
    if !settings.probes.is_empty() {
        let probes =
            run(Run { settings: &settings, conduct: &halves, interrupt: &interrupt, progress: &bar });
        let document = probes.inspect_err(|_| bar.finish())?;
        stopped |= document.head.interrupted;
        take(&mut proposal.probes, document.probes.iter().map(of_probe), file);
    }
    if !settings.checks.is_empty() && !interrupt.raised() {
        let asked =
            Asked { options: Vec::new(), heard: &|_| {}, look_back: None, greens: None, culprit: None };
        let asking = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
        let document = health(asking, &settings.checks, asked).inspect_err(|_| bar.finish())?;
        stopped |= document.head.interrupted;
        take(&mut proposal.checks, document.checks.iter().map(of_check), file);
    }
    bar.finish();
    Ok(Interrupted(stopped || interrupt.raised()))
}

/// The longest of one step, where all together have so long.
fn timeout(all: Nanos) -> Nanos {
    TIMEOUT.max(Nanos(all.0 / STEPS))
}

/// One sample of each; of a growth the fewest rounds and objects.
fn once(mut settings: Settings) -> Settings {
    for probe in &mut settings.probes {
        match probe {
            Probe::Import(import) => import.samples = Some(1),
            Probe::Create(create) => create.samples = Some(1),
            Probe::Growth(growth) => (growth.rounds, growth.objects) = (FEWEST_ROUNDS, 1),
        }
    }
    settings
}

/// As few as the configuration allows.
const FEWEST_ROUNDS: u32 = 10;

/// The results are those of the active entries, in order; where time ran out, of the first.
fn take(entries: &mut [Entry], results: impl Iterator<Item = Tried>, file: &Path) {
    // The file may go to another machine: paths in it are those of the project.
    let folder = file.parent().and_then(|folder| folder.join(".").canonicalize().ok());
    let folder = folder.map(|folder| format!("{}/", folder.display())).unwrap_or_default();
    let seen_from_it = |text: String| if folder.len() > 1 { text.replace(&folder, "") } else { text };
    let active = entries.iter_mut().filter(|entry| entry.is_active());
    for (entry, result) in active.zip(results) {
        match result {
            Tried::Works(result) => entry.fate = Fate::Measured(seen_from_it(result)),
            Tried::Cannot(reason) => entry.fate = Fate::Dropped(seen_from_it(reason)),
            Tried::Unknown => {}
        }
    }
}

/// What came of each, in a line.
pub fn print(proposal: &Proposal) -> Result<(), CliError> {
    for entry in proposal.probes.iter().chain(&proposal.checks) {
        let (word, result) = match &entry.fate {
            Fate::Measured(result) => ("kept", result.as_str()),
            Fate::Dropped(reason) => ("left out", reason.as_str()),
            Fate::Proposed => ("not tried", "the time was over: --budget gives it more"),
            Fate::Unfit(_) => ("left out", "its comment in the file says why"),
        };
        console::line(format_args!("{word:9}  {}  {result}", entry.item))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_20_s_and_more_where_all_of_them_have() {
        let seconds = |seconds: u64| Nanos::from_millis(1_000 * seconds);
        assert_eq!([seconds(10), BUDGET, seconds(300)].map(timeout), [seconds(20), seconds(20), seconds(50)]);
    }
}
