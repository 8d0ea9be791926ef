//! Which git is on `PATH`.

use std::path::Path;

use super::command::git;
use super::error::GitError;
use crate::process::Interrupt;

/// A version of git, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
}

impl Version {
    /// The oldest that this program works with: `rev-parse --path-format`.
    pub const LEAST: Self = Self { major: 2, minor: 31 };
    /// The oldest with which one commit can be taken out: `merge-tree --merge-base`.
    pub const WHOLE: Self = Self { major: 2, minor: 40 };

    /// That of the git on `PATH`; None where it says none.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn of_git(folder: &Path, interrupt: &Interrupt) -> Result<Option<Self>, GitError> {
        Ok(Self::read(&git(folder, &["--version"], &[], interrupt)?.text()))
    }

    /// `git version 2.39.5 (Apple Git-154)`.
    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.trim().strip_prefix("git version ")?.split('.');
        let mut next = || {
            let digits: String = numbers.next()?.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        };
        Some(Self { major: next()?, minor: next()? })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_git_and_its_distributors_write_them() {
        let read = |text| Version::read(text).map(|version| version.to_string());
        assert_eq!(read("git version 2.47.3\n").as_deref(), Some("2.47"));
        assert_eq!(read("git version 2.39.5 (Apple Git-154)").as_deref(), Some("2.39"));
        assert_eq!(read("git version 2.51.GIT").as_deref(), Some("2.51"));
        assert_eq!(read("git version 3.0-rc1").as_deref(), Some("3.0"));
        assert_eq!(read("hub version 2.14"), None);
        assert!(Version::read("git version 2.9.1") < Some(Version::LEAST));
        assert!(Version::LEAST < Version::WHOLE);
    }
}
