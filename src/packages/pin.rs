//! What a lock file asks an installer for: one line a package.

use std::collections::BTreeMap;
use std::path::Path;

use super::name::normalised;
use super::requirements::{is_requirements, requirements};

/// A locked package, as an installer takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Its version; None where the file leaves it open.
    pub version: Option<String>,
    /// `name==1.2 ; python_version < "3.12"`.
    pub line: String,
}

/// Packages by their normalised names.
pub type Pins = BTreeMap<String, Pin>;

/// Why a lock file cannot be installed from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusableLock {
    /// No kind of lock file that is known.
    #[error(
        "its name is that of no lock file that can be read: uv.lock, poetry.lock, Pipfile.lock, requirements*.txt"
    )]
    Kind,
    /// It is not what its name says.
    #[error("it cannot be read: {0}")]
    Malformed(String),
    /// Markers decide between several versions.
    #[error("it holds several versions of {package} ({versions}): export it as requirements first")]
    Several {
        /// Normalised.
        package: String,
        /// With commas between.
        versions: String,
    },
}

/// Reads a lock file by its name. The project itself, and what it holds in folders of its own, are left out.
///
/// # Errors
/// Where its kind is not known, or it cannot be read or installed from.
pub fn pins(file: &Path, text: &str) -> Result<Pins, UnusableLock> {
    match file.file_name().and_then(|name| name.to_str()) {
        Some("uv.lock" | "poetry.lock" | "pdm.lock" | "pylock.toml") => of_toml(text),
        Some("Pipfile.lock") => of_pipfile(text),
        _ if is_requirements(file) => Ok(of_requirements(text)),
        _ => Err(UnusableLock::Kind),
    }
}

fn of_requirements(text: &str) -> Pins {
    let pins = requirements(text).map(|requirement| {
        let version = requirement.version().map(str::to_owned);
        (normalised(requirement.name), Pin { version, line: requirement.line() })
    });
    pins.collect()
}

fn of_toml(text: &str) -> Result<Pins, UnusableLock> {
    let file: toml::Table =
        text.parse().map_err(|error: toml::de::Error| UnusableLock::Malformed(error.message().to_owned()))?;
    let listed = ["package", "packages"].iter().find_map(|key| file.get(*key)?.as_array());
    let mut pins = Pins::new();
    for package in listed.into_iter().flatten().filter_map(toml::Value::as_table) {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
        let (Some(name), Some(version)) = (text("name"), text("version")) else { continue };
        if is_in_a_folder(package) || package.get("optional").and_then(toml::Value::as_bool) == Some(true) {
            continue;
        }
        let marker = text("markers").or_else(|| text("marker"));
        let pin = Pin { version: Some(version.to_owned()), line: line(name, version, marker) };
        let name = normalised(name);
        if let Some(other) = pins.insert(name.clone(), pin.clone()).filter(|other| *other != pin) {
            let versions = [other.version, pin.version].map(Option::unwrap_or_default).join(", ");
            return Err(UnusableLock::Several { package: name, versions });
        }
    }
    Ok(pins)
}

/// The project itself, or a package that lies in it.
fn is_in_a_folder(package: &toml::Table) -> bool {
    let source = package.get("source").and_then(toml::Value::as_table);
    let named = ["editable", "virtual", "directory", "path"];
    let is_folder = |source: &toml::Table| {
        named.iter().any(|key| source.contains_key(*key))
            || source.get("type").and_then(toml::Value::as_str) == Some("directory")
    };
    source.is_some_and(is_folder) || package.contains_key("directory")
}

fn of_pipfile(text: &str) -> Result<Pins, UnusableLock> {
    let file: serde_json::Value =
        serde_json::from_str(text).map_err(|error| UnusableLock::Malformed(error.to_string()))?;
    let listed = ["default", "develop"].iter().filter_map(|key| file.get(*key)?.as_object()).flatten();
    let pins = listed.filter_map(|(name, package)| {
        let text = |key: &str| package.get(key).and_then(serde_json::Value::as_str);
        let version = text("version")?.trim_start_matches('=');
        Some((
            normalised(name),
            Pin { version: Some(version.to_owned()), line: line(name, version, text("markers")) },
        ))
    });
    Ok(pins.collect())
}

fn line(name: &str, version: &str, marker: Option<&str>) -> String {
    let marker = marker.map_or_else(String::new, |marker| format!(" ; {marker}"));
    format!("{name}=={version}{marker}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &str, text: &str) -> Vec<String> {
        pins(Path::new(file), text).expect("pins").into_values().map(|pin| pin.line).collect()
    }

    #[test]
    fn every_kind_of_lock_file_gives_lines_for_an_installer() {
        let uv = "version = 1\n[[package]]\nname = \"Foo.Bar\"\nversion = \"1.2\"\nsource = { registry = \"https://example.org\" }\n\
                  [[package]]\nname = \"own\"\nversion = \"0.1\"\nsource = { editable = \".\" }\n";
        assert_eq!(lines("uv.lock", uv), ["Foo.Bar==1.2"]);
        let poetry = "[[package]]\nname = \"a\"\nversion = \"1\"\noptional = false\nmarkers = \"sys_platform == 'win32'\"\n\
                      [[package]]\nname = \"b\"\nversion = \"2\"\noptional = true\n";
        assert_eq!(lines("poetry.lock", poetry), ["a==1 ; sys_platform == 'win32'"]);
        let pipfile = r#"{"default": {"a": {"version": "==1.0", "markers": "python_version >= '3.8'"}}, "develop": {"b": {"version": "==2"}}}"#;
        assert_eq!(lines("Pipfile.lock", pipfile), ["a==1.0 ; python_version >= '3.8'", "b==2"]);
        let requirements = "a[x]==1.0 ; python_version > '3.8'  # why\nb>=2\n-r other.txt\nc\n";
        assert_eq!(
            lines("requirements.txt", requirements),
            ["a[x]==1.0 ; python_version > '3.8'", "b>=2", "c"]
        );
    }

    #[test]
    fn what_cannot_be_installed_from_is_refused() {
        let refused = |file: &str, text: &str| pins(Path::new(file), text).expect_err("refused").to_string();
        assert!(refused("setup.py", "").contains("no lock file"));
        assert!(refused("uv.lock", "[[").contains("cannot be read"));
        let two = "[[package]]\nname = \"a\"\nversion = \"1\"\n[[package]]\nname = \"a\"\nversion = \"2\"\n";
        assert_eq!(
            refused("uv.lock", two),
            "it holds several versions of a (1, 2): export it as requirements first"
        );
    }
}
