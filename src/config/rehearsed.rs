//! A configuration for a clone of the project: the same checks, of other files, and nothing that reaches out of it.

use std::path::Path;

use toml::{Table, Value};

use super::error::ConfigError;
use super::text::{PROJECT_FILE, read_text};
use super::toml::TomlFile;

/// Tables that act on something else than the project's files: receivers, deployment, people.
const OUTSIDE: [&str; 11] = [
    "notify",
    "nightly",
    "escalation",
    "reports",
    "rollback",
    "respond",
    "culprit",
    "incident",
    "level",
    "contact",
    "rule",
];

/// Where a clone and what runs it are.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsed<'a> {
    /// Where the target runs, in the clone.
    pub root: &'a Path,
    /// The interpreter.
    pub python: &'a Path,
    /// Variables on top of the configuration's.
    pub variables: &'a [(String, String)],
}

/// The text of a configuration of the clone. Checks of a service that they do not start are left out: that service is not the clone.
///
/// # Errors
/// Where the file cannot be read, or is no TOML.
pub fn rehearsed(path: &Path, place: Rehearsed<'_>) -> Result<String, ConfigError> {
    let text = read_text(path)?;
    // It has been read before, with its mistakes reported at their places.
    let whole: Table = toml::from_str(&text).map_err(|_| {
        TomlFile { path, text: &text }
            .settings()
            .err()
            .unwrap_or_else(|| ConfigError::Empty { path: path.to_owned() })
    })?;
    let mut table = match path.file_name().is_some_and(|name| name == PROJECT_FILE) {
        true => own_table(whole).ok_or_else(|| ConfigError::NoTable { path: path.to_owned() })?,
        false => whole,
    };
    for name in OUTSIDE {
        table.remove(name);
    }
    if let Some(Value::Array(checks)) = table.get_mut("check") {
        checks.retain(|check| !is_of_a_running_service(check));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let target = table.entry("target").or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(target) = target {
        point(target, folder, place);
    }
    Ok(table.to_string())
}

fn own_table(mut whole: Table) -> Option<Table> {
    match whole.remove("tool")? {
        Value::Table(mut tool) => match tool.remove("vitals")? {
            Value::Table(own) => Some(own),
            _ => None,
        },
        _ => None,
    }
}

fn is_of_a_running_service(check: &Value) -> bool {
    let kind = check.get("kind").and_then(Value::as_str);
    matches!(kind, Some("http" | "websocket")) && check.get("start").is_none()
}

fn point(target: &mut Table, folder: &Path, place: Rehearsed<'_>) {
    let text = |path: &Path| Value::String(path.display().to_string());
    target.insert("root".to_owned(), text(place.root));
    target.insert("python".to_owned(), text(place.python));
    if let Some(Value::String(file)) = target.get("env_file") {
        let file = std::path::absolute(folder.join(file)).unwrap_or_else(|_| folder.join(file));
        target.insert("env_file".to_owned(), text(&file));
    }
    let own = target.entry("env").or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(own) = own {
        own.extend(place.variables.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::read;

    #[test]
    fn the_clone_has_the_same_checks_and_nothing_that_reaches_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vitals.toml");
        let text = "[target]\nroot = 'src'\nenv_file = '.env'\nenv = { A = '1' }\n\
            [[check]]\nname = 'files'\nkind = 'syntax'\n\
            [[check]]\nname = 'live'\nkind = 'http'\nurl = 'http://127.0.0.1:1/'\nexpect = { status = 200 }\n\
            [rollback]\nafter = [['deploy']]\n[[notify]]\nname = 'on call'\nkind = 'file'\npath = 'calls'\n";
        fs::write(&file, text).expect("written");
        fs::write(folder.path().join(".env"), "B=2\n").expect("written");
        let (root, python) = (Path::new("/clone/src"), Path::new("/usr/bin/python3"));
        let variables = [("PYTHONPATH".to_owned(), "/clone".to_owned())];
        let text = rehearsed(&file, Rehearsed { root, python, variables: &variables }).expect("a text");
        let place = folder.path().join("scratch");
        fs::create_dir(&place).expect("a folder");
        fs::write(place.join("vitals.toml"), text).expect("written");
        let settings = read(&place.join("vitals.toml")).expect("settings");
        assert_eq!((settings.root.as_path(), settings.python.as_deref()), (root, Some(python)));
        let names: Vec<_> = settings.checks.iter().map(|check| check.name.as_str()).collect();
        assert_eq!(names, ["files"]);
        assert!(settings.rollback.after.is_empty() && settings.notify.is_empty());
        let variables: Vec<_> =
            settings.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(variables, ["A=1", "B=2", "PYTHONPATH=/clone"]);
    }
}
