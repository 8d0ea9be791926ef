//! What a lock file asks an installer for: one line a package.

use std::collections::BTreeMap;
use std::path::Path;

use super::marker::holds;
use super::name::{Packages, normalised};
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
    /// Several versions of which markers do not choose one.
    #[error(
        "it holds several versions of {package} ({versions}), and no marker says which of them this Python takes: export it as requirements for this Python first"
    )]
    Several {
        /// Normalised.
        package: String,
        /// With commas between.
        versions: String,
    },
}

/// A package as it is written, which may be there more than once.
pub struct Locked {
    /// Normalised.
    name: String,
    pin: Pin,
    /// It is installed where one of these holds; always, where there is none.
    markers: Vec<String>,
}

/// Reads a lock file by its name: what it installs for this version of Python. The project itself, and what it holds in folders of its
/// own, are left out.
///
/// # Errors
/// Where its kind is not known, or it cannot be read or installed from.
pub fn pins(file: &Path, text: &str, python: [u32; 3]) -> Result<Pins, UnusableLock> {
    let locked = match file.file_name().and_then(|name| name.to_str()) {
        Some("uv.lock" | "poetry.lock" | "pdm.lock" | "pylock.toml") => of_toml(text)?,
        Some("Pipfile.lock") => of_pipfile(text)?,
        _ if is_requirements(file) => of_requirements(text),
        _ => return Err(UnusableLock::Kind),
    };
    let is_out = |marker: &String| holds(marker, python) == Some(false);
    let mut pins = Pins::new();
    for Locked { name, pin, markers } in locked {
        if !markers.is_empty() && markers.iter().all(is_out) {
            continue;
        }
        if let Some(other) = pins.insert(name.clone(), pin.clone()).filter(|other| *other != pin) {
            let written = |pin: Pin| pin.version.unwrap_or(pin.line);
            let versions = [written(other), written(pin)].join(", ");
            return Err(UnusableLock::Several { package: name, versions });
        }
    }
    Ok(pins)
}

fn of_requirements(text: &str) -> Vec<Locked> {
    let locked = requirements(text).map(|requirement| Locked {
        name: normalised(requirement.name),
        pin: Pin { version: requirement.version().map(str::to_owned), line: requirement.line() },
        markers: requirement.marker().map(str::to_owned).into_iter().collect(),
    });
    locked.collect()
}

fn of_toml(text: &str) -> Result<Vec<Locked>, UnusableLock> {
    let file: toml::Table =
        text.parse().map_err(|error: toml::de::Error| UnusableLock::Malformed(error.message().to_owned()))?;
    let listed = ["package", "packages"].iter().find_map(|key| file.get(*key)?.as_array());
    let mut locked = Vec::new();
    for package in listed.into_iter().flatten().filter_map(toml::Value::as_table) {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
        let (Some(name), Some(version)) = (text("name"), text("version")) else { continue };
        if is_in_a_folder(package) || package.get("optional").and_then(toml::Value::as_bool) == Some(true) {
            continue;
        }
        let marker = text("markers").or_else(|| text("marker"));
        let pin = Pin { version: Some(version.to_owned()), line: line(name, version, marker) };
        // uv.lock: one of several versions, where one of these holds.
        let forks = package.get("resolution-markers").and_then(toml::Value::as_array);
        let forks = forks.into_iter().flatten().filter_map(toml::Value::as_str);
        let markers = marker.into_iter().chain(forks).map(str::to_owned).collect();
        locked.push(Locked { name: normalised(name), pin, markers });
    }
    Ok(locked)
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

/// All versions of each package, wherever they are installed.
pub fn versions(locked: Vec<Locked>) -> Packages {
    let mut packages = Packages::new();
    for Locked { name, pin, .. } in locked {
        packages.entry(name).or_default().extend(pin.version);
    }
    packages
}

/// What `Pipfile.lock` pins.
///
/// # Errors
/// Where it is not JSON.
pub fn of_pipfile(text: &str) -> Result<Vec<Locked>, UnusableLock> {
    let file: serde_json::Value =
        serde_json::from_str(text).map_err(|error| UnusableLock::Malformed(error.to_string()))?;
    let listed = ["default", "develop"].iter().filter_map(|key| file.get(*key)?.as_object()).flatten();
    let locked = listed.filter_map(|(name, package)| {
        let text = |key: &str| package.get(key).and_then(serde_json::Value::as_str);
        let version = text("version")?.trim_start_matches('=');
        let pin = Pin { version: Some(version.to_owned()), line: line(name, version, text("markers")) };
        let markers = text("markers").map(str::to_owned).into_iter().collect();
        Some(Locked { name: normalised(name), pin, markers })
    });
    Ok(locked.collect())
}

fn line(name: &str, version: &str, marker: Option<&str>) -> String {
    let marker = marker.map_or_else(String::new, |marker| format!(" ; {marker}"));
    format!("{name}=={version}{marker}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &str, text: &str) -> Vec<String> {
        pins(Path::new(file), text, [3, 11, 7]).expect("pins").into_values().map(|pin| pin.line).collect()
    }

    #[test]
    fn every_kind_of_lock_file_gives_lines_for_an_installer() {
        let uv = "version = 1\n[[package]]\nname = \"Foo.Bar\"\nversion = \"1.2\"\nsource = { registry = \"https://example.org\" }\n\
                  [[package]]\nname = \"own\"\nversion = \"0.1\"\nsource = { editable = \".\" }\n";
        assert_eq!(lines("uv.lock", uv), ["Foo.Bar==1.2"]);
        let poetry = "[[package]]\nname = \"a\"\nversion = \"1\"\noptional = false\nmarkers = \"sys_platform == 'linux'\"\n\
                      [[package]]\nname = \"b\"\nversion = \"2\"\noptional = true\n";
        assert_eq!(lines("poetry.lock", poetry), ["a==1 ; sys_platform == 'linux'"]);
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
        let refused = |file: &str, text: &str| {
            pins(Path::new(file), text, [3, 11, 7]).expect_err("refused").to_string()
        };
        assert!(refused("setup.py", "").contains("no lock file"));
        assert!(refused("uv.lock", "[[").contains("cannot be read"));
        let two = "[[package]]\nname = \"a\"\nversion = \"1\"\n[[package]]\nname = \"a\"\nversion = \"2\"\n";
        assert!(
            refused("uv.lock", two).starts_with("it holds several versions of a (1, 2), and no marker says")
        );
        assert!(refused("requirements.txt", "a==1\na==2\n").contains("several versions of a (1, 2)"));
    }

    #[test]
    fn of_several_versions_the_one_of_this_python_is_taken() {
        let export = "# uv export\nnumpy==1.26.4 ; python_full_version < '3.10' \\\n    --hash=sha256:00\n\
                      numpy==2.1.0 ; python_full_version >= '3.10' \\\n    --hash=sha256:01\n    # via shop\n\
                      colorama==0.4.6 ; sys_platform == 'win32'\n";
        assert_eq!(lines("requirements.txt", export), ["numpy==2.1.0 ; python_full_version >= '3.10'"]);
        let old = pins(Path::new("requirements.txt"), export, [3, 9, 18]).expect("pins");
        assert_eq!(old["numpy"].version.as_deref(), Some("1.26.4"));
        let uv = "[[package]]\nname = \"numpy\"\nversion = \"1.26.4\"\nresolution-markers = [\"python_full_version < '3.9'\", \"python_full_version == '3.9.*'\"]\n\
                  [[package]]\nname = \"numpy\"\nversion = \"2.1.0\"\nresolution-markers = [\"python_full_version >= '3.10'\"]\n";
        assert_eq!(lines("uv.lock", uv), ["numpy==2.1.0"]);
    }
}
