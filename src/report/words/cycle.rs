//! What is said of the import graph.

use crate::report::imports::{computed_in_words, near_in_words, path_in_words};
use crate::verdict::CycleReason;

/// One reason.
pub fn sentence(reason: &CycleReason) -> String {
    match reason {
        CycleReason::NoRoot { root } => format!("the root {root} is not a folder"),
        CycleReason::NoPackage { name, root } => format!("there is no package or module {name} in {root}"),
        CycleReason::NoSource { root } => format!("there is no Python source in {root}"),
        CycleReason::NoGraph { error } => error.clone(),
        CycleReason::NoModules => "there is no module below the root".into(),
        CycleReason::Unreadable { files: 1 } => "1 file cannot be read as Python".into(),
        CycleReason::Unreadable { files } => format!("{files} files cannot be read as Python"),
        CycleReason::FileFault(failure) => {
            format!("{}:{}: {}", failure.file.display(), failure.fault.line, failure.fault.message)
        }
        CycleReason::NoCycle { modules } => format!("no import cycle among {modules} modules"),
        CycleReason::Cycles { count: 1 } => "1 import cycle".into(),
        CycleReason::Cycles { count } => format!("{count} import cycles"),
        CycleReason::Cycle { modules, steps } => {
            format!("cycle of {modules} modules: {}", path_in_words(steps))
        }
        CycleReason::Near(near) => format!("imports that resolve nowhere: {}", near_in_words(near)),
        CycleReason::Computed { import } => {
            format!("not seen, its name is computed: {}", computed_in_words(import))
        }
        CycleReason::MoreComputed { count } => format!("… and {count} more imports with computed names"),
        CycleReason::Read { modules, imports } => {
            format!("{modules} modules and {imports} imports of each other, read from source")
        }
    }
}
