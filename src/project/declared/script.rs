//! A command that a project installs, as every build tool declares it.

use crate::config::factory_name;
use crate::project::place::Place;

/// A command that installing the project brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// What is typed.
    pub name: String,
    /// The module that it imports.
    pub module: String,
    /// The object of it that it calls.
    pub object: Option<String>,
    /// Where that is declared.
    pub place: Place,
}

/// `shop = shop.cli:main [extra]`.
pub fn script(line: &str, place: Place) -> Option<Script> {
    let (name, target) = line.split_once('=')?;
    let target = target.split('[').next().unwrap_or_default().trim();
    let (module, object) = factory_name(target).ok()?;
    Some(Script { name: name.trim().to_owned(), module, object: Some(object), place })
}
