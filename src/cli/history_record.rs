//! The record that every run leaves in the history.

use super::arguments::HistoryArgs;
use super::console;
use super::journaled;
use super::project::Project;
use crate::report::{Report, record};
use crate::store::history::History;

/// Records a run of a configuration, where that is wanted. What goes wrong is said, and spoils nothing: the run has its
/// answer and its report.
pub fn recorded(report: &Report, history_args: &HistoryArgs, project: &Project) {
    if history_args.no_history {
        return;
    }
    let Some(run) = record(report) else { return };
    let path = project.history();
    match History::open(&path).and_then(|mut history| history.record(&run)) {
        Ok(recorded) => {
            journaled::recorded(&path, recorded.id());
            console::note(format_args!("history: run {} in {}", recorded.id().0, path.display()));
        }
        Err(error) => {
            let error = miette::Report::from(error).wrap_err("this run is not in the history");
            console::note(format_args!("{error:?}"));
        }
    }
}
