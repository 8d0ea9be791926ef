//! The repository, the configuration as it was pinned, and the incident.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::clock::clock;
use crate::cli::arguments::{Respond, RunArgs};
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::cli::project::Project;
use crate::config::{self, Settings};
use crate::escalation::Scenario;
use crate::incident::{Incident, IncidentError, expect_open};
use crate::process::Interrupt;
use crate::report::respond::{NextStep, next_line};
use crate::respond::{Asked, Emergency, Ended, Known, Outcome, StepName, planned, words};
use crate::session::{PinnedFile, SessionError, contain_without_journal, open_incident};
use crate::sha256::sha256;
use crate::untrusted::printable;
use crate::user_file;

/// Where it is responded.
pub struct Place {
    /// The common git directory.
    pub common: PathBuf,
    /// The configuration.
    pub project: Project,
    /// As it is now.
    pub settings: Settings,
}

/// An incident, and how this command opened it.
pub struct Opened {
    /// The open one.
    pub incident: Incident,
    /// None where somebody had opened it before.
    pub ended: Option<Ended>,
}

/// The configuration of an incident.
pub struct Pinned {
    /// As it was when the incident was opened.
    pub settings: Settings,
    /// Where that lies; None where nothing was kept, and nothing has changed.
    pub file: Option<PinnedFile>,
}

impl Place {
    /// Finds both.
    pub fn find(arguments: &Respond) -> Result<Self, CliError> {
        let common = expect_common(arguments.config.file())?;
        let project = Project::find(arguments.config.file())?;
        let settings = project.settings(&arguments.run_args)?;
        Ok(Self { common, project, settings })
    }

    /// Opens an incident, as a person would; where that fails, how to end. A breach is contained all the same.
    pub fn open(&self, arguments: &Respond, interrupt: &Interrupt) -> Result<Result<Opened, Exit>, CliError> {
        let emergency = &arguments.emergency;
        let command = self.opening(arguments);
        let share = planned(emergency, emergency.clock(), StepName::Open).share;
        let left_ms = i64::try_from(clock(arguments).0 / 1_000_000).unwrap_or(i64::MAX);
        let next = NextStep { step: StepName::Open, command: &command, variables: &[], share, left_ms };
        if !arguments.run_args.quiet {
            console::line(next_line(&next))?;
        }
        let began = Instant::now();
        let (code, said) = open_incident(&command, interrupt).map_err(SessionError::from)?;
        if code == Some(0) {
            let ended = Ended {
                emergency: emergency.clone(),
                step: StepName::Open,
                command,
                exit: code,
                took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
                outcome: Outcome::Done,
                known: Known::default(),
                said: Vec::new(),
            };
            return Ok(Ok(Opened { incident: expect_open(&self.common)?, ended: Some(ended) }));
        }
        said.iter().for_each(|line| console::note(printable(line)));
        if *emergency == Emergency::Scenario(Scenario::Isolation) && arguments.yes {
            let (outcome, lines) = contain_without_journal(&self.settings, interrupt);
            console::line(format_args!("contain: {}", outcome.word()))?;
            for line in lines {
                console::line(format_args!("  | {}", printable(&line)))?;
            }
        }
        console::note("the journal cannot be begun, and without it nothing is taken back");
        Ok(Err(Exit::Software))
    }

    fn opening(&self, arguments: &Respond) -> Vec<String> {
        let asked = Asked {
            emergency: &arguments.emergency,
            known: &Known::default(),
            budget: arguments.emergency.clock(),
            only: &[],
            remote: None,
            level: None,
        };
        let own = words(StepName::Open, &asked).unwrap_or_default();
        std::iter::once("vitals".to_owned()).chain(own).chain(arguments.config.words()).collect()
    }

    /// The configuration as it was when the incident was opened.
    pub fn pinned(&self, incident: &Incident, run_args: &RunArgs) -> Result<Pinned, CliError> {
        let begun = incident.read()?.begun;
        let id = || IncidentError::NotPinned { id: incident.id.clone() };
        let file = absolute(self.project.file());
        let now = user_file::read(self.project.file()).ok().map(|bytes| sha256([&bytes[..]]));
        let recorded = begun.configuration.as_ref().and_then(|pinned| pinned.sha256.clone());
        let copy = incident.configuration();
        let Ok(text) = user_file::read_to_string(&copy) else {
            // One of before copies were kept, or opened without a configuration.
            let is_same = recorded.is_none() || recorded == now;
            let unchanged = || Pinned { settings: self.settings.clone(), file: None };
            return if is_same { Ok(unchanged()) } else { Err(id().into()) };
        };
        let of_here = begun.configuration.is_some_and(|pinned| pinned.path == canonical(self.project.file()));
        if recorded.as_deref() != Some(&sha256([text.as_bytes()])) || !of_here {
            return Err(id().into());
        }
        let mut settings = config::read_as(self.project.file(), &text)?;
        run_args.apply(&mut settings);
        let differs = now != recorded;
        Ok(Pinned { settings, file: Some(PinnedFile { file, copy, differs }) })
    }
}

/// With its folder made absolute, as commands find it; the file itself may be a link, or gone.
fn absolute(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    file.file_name().map_or_else(|| folder.clone(), |name| folder.join(name))
}

fn canonical(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| absolute(file))
}
