//! `vitals doctor`.

use std::env;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::arguments::Doctor;
use super::conduct::listen;
use super::delivery::print;
use super::error::CliError;
use super::escalate::mistakes;
use super::exit::Exit;
use super::project::Project;
use crate::config::{self, ConfigError, Settings};
use crate::doctor::{Finding, Said};
use crate::report::doctor::{DoctorDocument, human_doctor};
use crate::report::progress::Progress;
use crate::session::{AskedOfDoctor, examine};
use crate::store::history;

/// Where somebody is to be called: whether that is without mistakes.
fn of_the_escalation(settings: &Settings) -> Option<Finding> {
    let is_configured = !settings.escalation.contacts.is_empty() || !settings.escalation.levels.is_empty();
    let mistakes = if is_configured { mistakes(settings).len() } else { 0 };
    (mistakes > 0).then_some(Finding::Escalation { mistakes })
}

pub fn run(arguments: &Doctor) -> Result<Exit, CliError> {
    let interrupt = listen()?;
    let configured = Configured::find(arguments.config.file())?;
    let progress = Progress::new(arguments.quiet);
    let asked = AskedOfDoctor {
        file: configured.project.as_ref().map(Project::file),
        settings: configured.settings.as_ref(),
        folder: &configured.folder,
        history: &history::beside(&configured.folder),
        python: arguments.python.as_deref(),
        remote: arguments.remote.as_deref(),
        push_test: arguments.push_test,
        answer_within: arguments.timeout.0.to_duration(),
        now: Timestamp::now(),
        interrupt: &interrupt,
    };
    let examination = examine(asked, configured.findings.clone(), &progress);
    progress.finish();
    let examination = examination?;
    let document = DoctorDocument::of(examination.findings, examination.examined);
    print(&document, arguments.format.get(), || human_doctor(&document))?;
    Ok(if document.ready { Exit::Pass } else { Exit::Fail })
}

/// The configuration, or what is wrong with it.
struct Configured {
    project: Option<Project>,
    settings: Option<Settings>,
    folder: PathBuf,
    findings: Vec<Finding>,
}

impl Configured {
    fn find(given: Option<&Path>) -> Result<Self, CliError> {
        let here = env::current_dir().map_err(|error| CliError::NoCurrentFolder { error: error.into() })?;
        let project = match Project::find(given) {
            Ok(project) => project,
            Err(CliError::Config(error)) => {
                let said = Said::of(&error);
                let finding = match error {
                    ConfigError::NotFound { .. } => Finding::NoConfiguration { said },
                    _ => Finding::BrokenConfiguration { said },
                };
                return Ok(Self { project: None, settings: None, folder: here, findings: vec![finding] });
            }
            Err(other) => return Err(other),
        };
        let folder = project.folder().canonicalize().unwrap_or(here);
        let read = config::read(project.file());
        let (settings, findings) = match read {
            Ok(settings) => {
                let findings = of_the_escalation(&settings).into_iter().collect();
                (Some(settings), findings)
            }
            Err(error) => (None, vec![Finding::BrokenConfiguration { said: Said::of(&error) }]),
        };
        Ok(Self { project: Some(project), settings, folder, findings })
    }
}
