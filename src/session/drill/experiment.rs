//! A drill as an experiment of the Chaos Toolkit: a clone that stays, the fault beside it, and the way back to green as the method.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::conduct::Run;
use super::super::drill_fault::NoExperiment;
use super::super::error::SessionError;
use super::asking::trouble_of;
use super::place::Place;
use super::rehearsal::{HEALTH, timeout};
use super::seen::Health;
use crate::chaos::{Activity, ActivityKind, Experiment, Hypothesis, Provider};
use crate::drill::Fault;
use crate::git::{GitError, Objects};
use crate::quantity::Nanos;

/// The experiment's file in its folder.
pub const EXPERIMENT: &str = "experiment.json";

/// Writes a drill into a folder that is not there yet: the experiment, the clone that it is performed on, and that one's configuration.
///
/// # Errors
/// Where the folder is there, the fault has no place, no check passes without it, or as [`super::drill`]. Then nothing is left of it.
pub fn write_experiment(run: Run<'_>, fault: Fault, file: &Path, folder: &Path) -> Result<(), SessionError> {
    if fault == Fault::DependencyUpgrade {
        return Err(NoExperiment::OfLocks.into());
    }
    let folder = Folder::make(folder)?;
    let place = Place::make(run, file, &folder.path, Objects::Own)?;
    let injected = place.inject(fault).map_err(|why| NoExperiment::NoPlace { fault, why })?;
    let options = steady(&place, fault)?;
    place.commit(&injected, run.interrupt)?;
    let written = Written { place: &place, fault, options, branch: place.clone.keep_fault(run.interrupt)? };
    place.clone.begin_again(run.interrupt)?;
    let text = serde_json::to_string_pretty(&written.experiment()).map_err(std::io::Error::from)?;
    fs::write(folder.path.join(EXPERIMENT), format!("{text}\n"))?;
    folder.keep();
    Ok(())
}

/// A folder that is removed unless it is kept.
struct Folder {
    path: PathBuf,
    kept: bool,
}

impl Folder {
    fn make(path: &Path) -> Result<Self, SessionError> {
        let path = std::path::absolute(path)?;
        let parent = path.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent)?;
        fs::create_dir(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => NoExperiment::FolderTaken { path: path.clone() }.into(),
            _ => SessionError::from(error),
        })?;
        Ok(Self { path, kept: false })
    }

    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Leaves the checks in the configuration that pass without the fault; options of `vitals health` for how long one may take that hangs.
fn steady(place: &Place<'_>, fault: Fault) -> Result<Vec<String>, SessionError> {
    let said = place.own.ask(&HEALTH)?;
    if said.cut_short {
        return Err(GitError::Interrupted.into());
    }
    let Some(health) = Health::of(&said) else {
        return Err(NoExperiment::NoAnswer(trouble_of(&said)).into());
    };
    let failing = health.failing();
    if health.passing().is_empty() {
        return Err(NoExperiment::NothingPasses { failing }.into());
    }
    place.leave_out(&failing)?;
    let waits = fault == Fault::BlockingImport;
    Ok(if waits { vec!["--timeout".to_owned(), timeout(&health.times(), None)] } else { Vec::new() })
}

/// What an experiment is made of.
struct Written<'a> {
    place: &'a Place<'a>,
    fault: Fault,
    /// Options of `vitals health`.
    options: Vec<String>,
    /// The branch of the clone that has the fault.
    branch: &'static str,
}

impl Written<'_> {
    fn experiment(&self) -> Experiment {
        let fault = self.fault.word();
        let plan = self.place.file("plan.json");
        let base = &self.place.clone.base;
        let steps = [
            self.git("put the fault into the clone", &["merge", "--quiet", "--ff-only", self.branch]),
            self.vitals(ActivityKind::Probe, "what the checks say of it", self.health()),
            self.vitals(
                ActivityKind::Action,
                "plan the rollback, and verify it",
                ["rollback", "plan", base, "--quiet", "--output", &plan].map(str::to_owned).into(),
            ),
            self.vitals(
                ActivityKind::Action,
                "roll back",
                ["rollback", "apply", &plan, "--yes"].map(str::to_owned).into(),
            ),
        ];
        let steady = self.vitals(ActivityKind::Probe, "the checks pass", self.health());
        let undone = self.place.clone.words_to_begin_again();
        let undone = undone.iter().map(|words| self.git(&format!("git {}", words[0]), words));
        Experiment {
            title: format!("{fault}, and back to green"),
            description: format!(
                "A fault ({fault}) is put into a clone; a verified rollback has to lead back to where every check passes. Written by \
                 `vitals drill {fault} --write-experiment`; nothing outside of its folder is changed."
            ),
            tags: vec!["vitals".to_owned(), fault.to_owned()],
            hypothesis: Some(Hypothesis {
                title: "Every check that passes without the fault passes".to_owned(),
                probes: vec![Activity { tolerance: Some(json!(0)), ..steady }],
            }),
            method: steps.into(),
            rollbacks: undone.collect(),
            ..Experiment::default()
        }
    }

    fn health(&self) -> Vec<String> {
        let words = ["health", "--no-report", "--quiet"].map(str::to_owned);
        words.into_iter().chain(self.options.iter().cloned()).collect()
    }

    /// This program, with the clone's configuration.
    fn vitals(&self, kind: ActivityKind, name: &str, words: Vec<String>) -> Activity {
        let asking = &self.place.own;
        let config = ["--config".to_owned(), asking.config.display().to_string()];
        let words = words.into_iter().chain(config).map(Value::String).collect();
        self.process(kind, name, &asking.own.program.display().to_string(), words)
    }

    /// Git, in the clone.
    fn git(&self, name: &str, words: &[&str]) -> Activity {
        let top = self.place.clone.top.display().to_string();
        let words = ["-C", &top].into_iter().chain(words.iter().copied()).map(|word| json!(word)).collect();
        self.process(ActivityKind::Action, name, "git", words)
    }

    /// No step may take longer than all together.
    fn process(&self, kind: ActivityKind, name: &str, path: &str, arguments: Vec<Value>) -> Activity {
        let Nanos(limit) = self.fault.scenario().resolution();
        let timeout = Some((limit / 1_000_000_000) as f64);
        let provider = Provider::Process { path: path.to_owned(), arguments, timeout };
        Activity { kind, name: name.to_owned(), provider, tolerance: None, pauses: None }
    }
}
