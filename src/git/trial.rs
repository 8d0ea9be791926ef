//! What is tried and leaves nothing: a commit into a folder of its own, a ref of a remote that is deleted again.

use std::ffi::OsString;
use std::time::Duration;

use super::error::GitError;
use super::planning::OwnObjects;
use super::repository::Repository;
use super::writing::write_within;

/// A passphrase may be typed into a window meanwhile.
const SIGNING: Duration = Duration::from_secs(30);

impl Repository {
    /// Makes a commit of HEAD's tree as a rollback makes one, whose object the repository does not get.
    ///
    /// # Errors
    /// Where git refuses: no name of an author, no key; or has not signed within half a minute.
    pub fn try_commit(&self, objects: &OwnObjects, signed: bool) -> Result<(), GitError> {
        let mut arguments = vec!["commit-tree", "HEAD^{tree}", "-p", "HEAD"];
        if signed {
            arguments.push("-S");
        }
        arguments.extend(["-F", "-"]);
        let variables: Vec<(&str, OsString)> =
            objects.variables().map(|(name, value)| (name, value.as_os_str().to_owned())).into();
        let message = b"A commit that vitals doctor tries, and that no repository has\n";
        write_within(&self.top, &arguments, &variables, message, Some(SIGNING)).map(drop)
    }

    /// Pushes a commit to a ref that must not be there yet; the user's hooks and the remote's run.
    ///
    /// # Errors
    /// Where a hook or the remote refuses, or it has not ended by then.
    pub fn push_new(
        &self,
        (remote, reference): (&str, &str),
        commit: &str,
        longest: Duration,
    ) -> Result<(), GitError> {
        self.push((remote, reference), &format!("{commit}:{reference}"), "", longest)
    }

    /// Deletes a ref of a remote that must point there.
    ///
    /// # Errors
    /// As [`Self::push_new`].
    pub fn push_deleted(
        &self,
        (remote, reference): (&str, &str),
        expected: &str,
        longest: Duration,
    ) -> Result<(), GitError> {
        self.push((remote, reference), &format!(":{reference}"), expected, longest)
    }

    fn push(
        &self,
        (remote, reference): (&str, &str),
        refspec: &str,
        expected: &str,
        longest: Duration,
    ) -> Result<(), GitError> {
        let lease = format!("--force-with-lease={reference}:{expected}");
        let arguments = [
            "push",
            "--quiet",
            "--no-follow-tags",
            "--recurse-submodules=no",
            &lease,
            "--end-of-options",
            remote,
            refspec,
        ];
        write_within(&self.top, &arguments, &[], b"", Some(longest)).map(drop)
    }
}
