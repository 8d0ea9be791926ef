//! A Python by its version or name, as people call it: `3.12`, `python3.12`, a conda environment.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A program of this name, where one can be started: on `PATH`, or among those that pyenv, uv and conda keep.
pub fn named(name: &OsStr) -> Option<PathBuf> {
    let text = name.to_str()?;
    let version = version_of(text);
    let on_path = version.map_or_else(|| name.to_owned(), |version| format!("python{version}").into());
    match (on_the_path(&on_path), version) {
        // A shim starts what pyenv has chosen, and refuses where that is another version.
        (Some(shim), Some(version)) if is_shim(&shim) => kept(version).or(Some(shim)),
        (Some(program), _) => Some(program),
        (None, Some(version)) => kept(version),
        (None, None) => conda(text),
    }
}

/// The first program of this name on `PATH`.
pub fn on_the_path(name: &OsStr) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// `3.12` of `3.12`, `3.12.4` and `python3.12`; None of any other name, and of `3` alone.
fn version_of(text: &str) -> Option<&str> {
    let version = text.strip_prefix("python").unwrap_or(text);
    let is_version = version.split('.').count() >= 2
        && version.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    is_version.then_some(version)
}

fn is_shim(program: &Path) -> bool {
    let folder = program.parent().and_then(Path::file_name);
    folder.is_some_and(|folder| folder == "shims") && pyenv().is_some_and(|root| program.starts_with(root))
}

/// The newest of this version that pyenv or uv keeps.
fn kept(version: &str) -> Option<PathBuf> {
    let uv = env::var_os("UV_PYTHON_INSTALL_DIR").map(PathBuf::from).or_else(|| {
        let data = env::var_os("XDG_DATA_HOME").map(PathBuf::from);
        Some(data.or_else(|| Some(home()?.join(".local/share")))?.join("uv/python"))
    });
    let folders = [(pyenv().map(|root| root.join("versions")), ""), (uv, "cpython-")];
    folders.into_iter().find_map(|(folder, prefix)| newest(&folder?, prefix, version))
}

fn newest(folder: &Path, prefix: &str, version: &str) -> Option<PathBuf> {
    let entries = folder.read_dir().ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut found: Vec<(Vec<u32>, PathBuf)> = entries
        .filter_map(|name| {
            let rest = name.strip_prefix(prefix)?;
            let numbers = rest.split('-').next().unwrap_or(rest);
            let of_version = numbers == version || numbers.strip_prefix(version)?.starts_with('.');
            let numbers = numbers.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>()?;
            let program = folder.join(&name).join("bin/python3");
            (of_version && program.is_file()).then_some((numbers, program))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, program)| program)
}

/// The environment of this name that conda knows.
fn conda(name: &str) -> Option<PathBuf> {
    let list = std::fs::read_to_string(home()?.join(".conda/environments.txt")).ok()?;
    let folder =
        list.lines().map(Path::new).find(|folder| folder.file_name().is_some_and(|own| own == name))?;
    let program = folder.join("bin/python");
    program.is_file().then_some(program)
}

fn pyenv() -> Option<PathBuf> {
    env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(home()?.join(".pyenv")))
}

fn home() -> Option<PathBuf> {
    env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_version_is_known_by_its_numbers() {
        for (text, version) in [
            ("3.12", Some("3.12")),
            ("3.12.4", Some("3.12.4")),
            ("python3.12", Some("3.12")),
            ("python3", None),
            ("3", None),
            ("3.", None),
            ("3.x", None),
            ("shop", None),
        ] {
            assert_eq!(version_of(text), version, "{text}");
        }
    }

    #[test]
    fn the_newest_of_a_version_is_taken_and_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["3.1.9", "3.12.9", "3.12.10", "3.13.0", "cpython-3.12.4-linux-x86_64-gnu", "3.12.x"] {
            let bin = folder.path().join(name).join("bin");
            fs::create_dir_all(&bin).expect("a folder");
            fs::write(bin.join("python3"), "").expect("written");
        }
        let found = |prefix, version| {
            newest(folder.path(), prefix, version).and_then(|program| {
                Some(program.strip_prefix(folder.path()).ok()?.components().next()?.as_os_str().to_owned())
            })
        };
        assert_eq!(found("", "3.12"), Some("3.12.10".into()));
        assert_eq!(found("", "3.12.9"), Some("3.12.9".into()));
        assert_eq!(found("", "3.1"), Some("3.1.9".into()));
        assert_eq!(found("", "3.14"), None);
        assert_eq!(found("cpython-", "3.12"), Some("cpython-3.12.4-linux-x86_64-gnu".into()));
    }
}
