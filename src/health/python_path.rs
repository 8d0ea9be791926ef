//! The PYTHONPATH of a check that loads something of the tool's.

use std::path::Path;

use crate::worker::Environment;

/// A folder of the tool's before what the target's variables, else the tool's own, have there.
pub fn python_path(own: &Path, environment: &Environment) -> String {
    let inherited = environment.get("PYTHONPATH").cloned().or_else(|| std::env::var("PYTHONPATH").ok());
    let own = own.display();
    match inherited.filter(|path| !path.is_empty()) {
        Some(path) => format!("{own}:{path}"),
        None => own.to_string(),
    }
}
