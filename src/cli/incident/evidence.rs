//! `vitals incident evidence`.

use std::path::Path;

use crate::cli::arguments::IncidentEvidence;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::cli::project::Project;
use crate::git::Repository;
use crate::incident::{Event, EvidenceFolder, expect_open};
use crate::plan::Budget;
use crate::quantity::Nanos;
use crate::session::gather;
use crate::untrusted::printable;

/// The longest, unless set otherwise: a breach goes on meanwhile.
const LONGEST: Nanos = Nanos::from_millis(10_000);

pub fn run(arguments: &IncidentEvidence) -> Result<Exit, CliError> {
    let given = arguments.config.file();
    let incident = expect_open(&expect_common(given)?)?;
    let budget = Budget::given(arguments.budget.map(|time| time.0), Budget::lasting(LONGEST));
    let interrupt = listen()?.within(budget);
    // What cannot be read of the configuration must not keep the rest from being kept.
    let settings = Project::find(given).and_then(|project| project.target()).ok();
    let around = settings.as_ref().map_or(Path::new("."), |settings| settings.root.as_path());
    let repository = Repository::around(around, &interrupt).ok().flatten();
    let mut folder = EvidenceFolder::make(&incident)?;
    gather(&mut folder, repository.as_ref(), settings.as_ref(), &interrupt);
    let place = folder.path().display().to_string();
    let evidence = folder.evidence;
    incident.append(vec![Event::Kept(Box::new(evidence.clone()))])?;
    console::line(format_args!("kept in {place}:"))?;
    for file in &evidence.files {
        console::line(format_args!("  {}, {} bytes", printable(&file.name), file.bytes))?;
    }
    for missing in &evidence.missing {
        console::line(format_args!("  missing: {}", printable(missing)))?;
    }
    Ok(if evidence.missing.is_empty() { Exit::Pass } else { Exit::Fail })
}
