//! What a pull request adds to a comparison, as data and in words.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::words::pull_request::{package_in_words, touch_in_words};
use crate::git::Commit;
use crate::packages::PackageChange;
use crate::touched::Touch;

/// A branch, what it touches, and what it changes of the environment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PullRequest {
    /// The base as it was named.
    pub base: String,
    /// The last commit that the branch has in common with it: what is compared with.
    pub merge_base: Commit,
    /// What is compared.
    pub head: Commit,
    /// Changed files, relative to the repository.
    pub files: Vec<PathBuf>,
    /// The configuration, relative to the repository; absent where it lies outside.
    pub configuration: Option<PathBuf>,
    /// So many probes are configured.
    pub probes: usize,
    /// Those that were to be measured, with why.
    pub touched: Vec<TouchedProbe>,
    /// Lock files that differ.
    pub locks: Vec<LockChange>,
}

/// A probe, and why it is measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TouchedProbe {
    /// With its kind: `import shop.app`.
    pub name: String,
    /// Why.
    pub touch: Touch,
}

/// Packages that differ in a lock file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LockChange {
    /// Relative to the repository.
    pub file: PathBuf,
    /// By name.
    pub packages: Vec<PackageChange>,
}

impl PullRequest {
    /// `feature 1a2b3c4d5e against main (0f1e2d3c4b): 3 files changed, 2 of 20 probes touched`.
    pub fn headline(&self) -> String {
        let files = if self.files.len() == 1 { "file" } else { "files" };
        format!(
            "{} against {} ({}): {} {files} changed, {} of {} probes touched",
            self.head.short(),
            self.base,
            self.merge_base.short(),
            self.files.len(),
            self.touched.len(),
            self.probes
        )
    }

    /// Why each probe is measured, those of one reason together.
    pub fn why(&self) -> Vec<String> {
        let mut grouped: Vec<(String, Vec<&str>)> = Vec::new();
        for TouchedProbe { name, touch } in &self.touched {
            let why = touch_in_words(touch);
            match grouped.iter_mut().find(|(known, _)| *known == why) {
                Some((_, names)) => names.push(name),
                None => grouped.push((why, vec![name])),
            }
        }
        grouped.into_iter().map(|(why, names)| format!("{}: {why}", names.join(", "))).collect()
    }

    /// What differs in each lock file, a line each.
    pub fn locks_in_words(&self) -> Vec<String> {
        self.locks.iter().map(LockChange::in_words).collect()
    }
}

/// Most packages of a lock file that are named.
const SHOWN: usize = 20;

impl LockChange {
    /// `uv.lock: attrs 23.1.0 → 24.2.0, new: foo 1.0, gone: bar 2.0`.
    fn in_words(&self) -> String {
        let named: Vec<String> = self.packages.iter().take(SHOWN).map(package_in_words).collect();
        let more = self.packages.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}: {}{more}", self.file.display(), named.join(", "))
    }
}
