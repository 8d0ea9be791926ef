//! The releases of a package between two versions, in the order of PEP 440.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::time::Duration;

use pep440_rs::Version;

use crate::packages::normalised;
use crate::process::{Interrupt, Timeout, run_keeping};

const SCRIPT: &str = include_str!("releases.py");
const LONGEST: Duration = Duration::from_secs(60);
/// An index names thousands of releases on one line.
const BYTES: usize = 1 << 20;

/// The releases after `before` up to `after`, oldest first: of the wheels and archives in these folders, else of the index that pip asks.
/// `after` alone where they cannot be listed.
pub fn releases(
    package: &str,
    [before, after]: [&str; 2],
    find_links: &[PathBuf],
    python: &Path,
    interrupt: &Interrupt,
) -> Vec<String> {
    let listed = if find_links.is_empty() {
        of_index(package, python, interrupt)
    } else {
        of_folders(package, find_links)
    };
    let mut between = between(listed, [before, after]).unwrap_or_default();
    if between.last().map(String::as_str) != Some(after) {
        between.push(after.to_owned());
    }
    between
}

/// Pre-releases only where the newest is one.
fn between(listed: Vec<String>, [before, after]: [&str; 2]) -> Option<Vec<String>> {
    let [low, high] = [Version::from_str(before).ok()?, Version::from_str(after).ok()?];
    let mut versions: Vec<(Version, String)> = listed
        .into_iter()
        .filter_map(|text| Some((Version::from_str(&text).ok()?, text)))
        .filter(|(version, _)| *version > low && *version <= high)
        .filter(|(version, _)| !version.any_prerelease() || high.any_prerelease())
        .collect();
    versions.sort();
    versions.dedup_by(|one, other| one.0 == other.0);
    Some(versions.into_iter().map(|(_, text)| text).collect())
}

/// `name-1.2-py3-none-any.whl`, `name-1.2.tar.gz`.
fn of_folders(package: &str, folders: &[PathBuf]) -> Vec<String> {
    let files =
        folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    let version = |file: String| {
        let stem = file.strip_suffix(".tar.gz").or_else(|| file.strip_suffix(".zip"));
        match stem {
            Some(stem) => {
                let (name, version) = stem.rsplit_once('-')?;
                (normalised(name) == package).then(|| version.to_owned())
            }
            None => {
                let mut parts = file.strip_suffix(".whl")?.split('-');
                let (name, version) = (parts.next()?, parts.next()?);
                (normalised(name) == package).then(|| version.to_owned())
            }
        }
    };
    files.filter_map(|file| version(file.file_name().into_string().ok()?)).collect()
}

/// What the index lists, with withdrawn releases; else what pip offers: `Available versions: 2.0, 1.9, …`.
fn of_index(package: &str, python: &Path, interrupt: &Interrupt) -> Vec<String> {
    let listed = printed(python, &["-I", "-c", SCRIPT, package], interrupt);
    let listed: Vec<String> = listed.lines().map(str::to_owned).collect();
    if !listed.is_empty() {
        return listed;
    }
    let offered = ["-m", "pip", "--disable-pip-version-check", "index", "versions", "--pre", "--", package];
    let offered = printed(python, &offered, interrupt);
    let line = offered.lines().find_map(|line| line.strip_prefix("Available versions:")).unwrap_or_default();
    line.split(',').map(|version| version.trim().to_owned()).filter(|version| !version.is_empty()).collect()
}

fn printed(python: &Path, words: &[&str], interrupt: &Interrupt) -> String {
    let mut command = Command::new(python);
    command.args(words);
    let ended = run_keeping(BYTES, command, None, Timeout::of(LONGEST), interrupt);
    ended.map(|ended| ended.stdout.text()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_stand_in_the_order_of_versions() {
        let listed = ["1.10", "1.9", "1.2", "2.0rc1", "2.0", "junk", "1.9.0"].map(str::to_owned);
        let found = between(listed.into(), ["1.2", "2.0"]).expect("versions");
        assert_eq!(found, ["1.9", "1.10", "2.0"]);
    }

    #[test]
    fn files_of_a_folder_are_releases() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in
            ["Foo_bar-1.0-py3-none-any.whl", "foo-bar-1.1.tar.gz", "other-3.0-py3-none-any.whl", "notes.txt"]
        {
            std::fs::write(folder.path().join(name), "").expect("written");
        }
        let mut found = of_folders("foo-bar", &[folder.path().to_owned()]);
        found.sort();
        assert_eq!(found, ["1.0", "1.1"]);
    }
}
