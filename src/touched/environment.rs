//! Files that decide what is installed, or what every interpreter runs.

use std::path::{Path, PathBuf};

use crate::packages::is_requirements;

const NAMES: [&str; 16] = [
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pylock.toml",
    "Pipfile",
    "Pipfile.lock",
    "conda-lock.yml",
    "environment.yml",
    "environment.yaml",
    "setup.py",
    "setup.cfg",
    "uv.toml",
    ".python-version",
    "pyproject.toml",
    "sitecustomize.py",
    "usercustomize.py",
];
/// Tables of a `pyproject.toml` below `[tool]` that say what is installed, and how.
const INSTALLERS: [&str; 8] =
    ["uv", "poetry", "pdm", "hatch", "setuptools", "maturin", "flit", "scikit-build"];

/// Whether a file of this name may decide what is installed.
pub fn is_environment(file: &Path) -> bool {
    file.file_name().and_then(|name| name.to_str()).is_some_and(|name| NAMES.contains(&name))
        || is_requirements(file)
}

/// The changed files that may decide what is installed for a configuration in `folder` (relative to the repository, like the
/// files): those around it and below. `contents` gives a file on both sides, None where there is none.
pub fn environment_files(
    changed: &[PathBuf],
    folder: &Path,
    mut contents: impl FnMut(&Path) -> [Option<String>; 2],
) -> Vec<PathBuf> {
    let near = |file: &Path| {
        let own = file.parent().unwrap_or(Path::new(""));
        file.starts_with(folder) || folder.starts_with(own)
    };
    let wanted = changed.iter().filter(|file| is_environment(file) && near(file));
    wanted
        .filter(|file| {
            file.file_name().is_none_or(|name| name != "pyproject.toml") || {
                let [before, after] = contents(file);
                installation(before.as_deref()) != installation(after.as_deref())
            }
        })
        .cloned()
        .collect()
}

/// A `pyproject.toml` without what other tools read; None where it cannot be read.
fn installation(text: Option<&str>) -> Option<toml::Table> {
    let mut file: toml::Table = text?.parse().ok()?;
    if let Some(toml::Value::Table(tools)) = file.get_mut("tool") {
        tools.retain(|name, _| INSTALLERS.contains(&name));
    }
    if file.get("tool").and_then(toml::Value::as_table).is_some_and(toml::Table::is_empty) {
        file.remove("tool");
    }
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_around_the_configuration_and_below_decide_what_is_installed() {
        let changed: Vec<PathBuf> =
            ["uv.lock", "shop/requirements/base.txt", "other/uv.lock", "shop/pyproject.toml", "a.py"]
                .map(PathBuf::from)
                .to_vec();
        let of = |texts: [&str; 2]| {
            environment_files(&changed, Path::new("shop"), |_| texts.map(|text| Some(text.to_owned())))
        };
        let expected = ["uv.lock", "shop/requirements/base.txt"].map(PathBuf::from);
        assert_eq!(
            of(["[project]\nname='a'\n", "[project]\nname='a'\n[tool.ruff]\nline-length=1\n"]),
            expected
        );
        let more = of(["[project]\nname='a'\n", "[project]\nname='a'\ndependencies=['b']\n"]);
        assert_eq!(more.len(), 3);
    }
}
