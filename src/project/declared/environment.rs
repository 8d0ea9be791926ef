//! Takes a `.env`, gives the two variables of it that name a module. Its other values are not looked at: they may be secrets.

use std::path::{Path, PathBuf};

use super::command::{Served, application};
use crate::config::module_name;
use crate::project::place::Place;
use crate::project::reading::text_of;
use crate::project::unread::Unread;

/// What such a file says.
#[derive(Debug, Default)]
pub struct Variables {
    /// `FLASK_APP`.
    pub served: Vec<(Served, Place)>,
    /// `DJANGO_SETTINGS_MODULE`.
    pub settings: Option<(String, Place)>,
}

/// # Errors
/// Where the file cannot be read.
pub fn read(root: &Path, file: &PathBuf) -> Result<Variables, Unread> {
    let text = text_of(root, file)?;
    let mut found = Variables::default();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        let place = Place::at(file, number);
        match name.trim() {
            "FLASK_APP" => found.served.extend(application(value).map(|(target, object, is_factory)| {
                (Served { program: "flask", target, object, is_factory, folder: None }, place)
            })),
            "DJANGO_SETTINGS_MODULE" => {
                found.settings = module_name(value).ok().map(|module| (module, place))
            }
            _ => {}
        }
    }
    Ok(found)
}
