//! The branch of a remote follows: a backup first, then the branch, and the remote is asked what came of each.

use super::apply::begun;
use super::done::Done;
use super::error::RollbackError;
use super::fault::RemoteFault;
use super::held::close;
use super::journal::{End, Entry, Journal, Kind};
use super::site::Site;
use super::verdict::{CheckVerdict, Place, Verifier};
use super::work::Work;
use crate::git::{GitError, HeadNow, write};

/// A branch of a remote.
struct Target {
    remote: String,
    /// `refs/heads/main`.
    branch: String,
}

/// What a push was for.
#[derive(Debug)]
pub struct Published {
    /// The remote.
    pub remote: String,
    /// The branch there, whole name.
    pub branch: String,
    /// The commit that it has now.
    pub commit: String,
    /// The ref there that holds what it had; None where it had the commit already.
    pub backup: Option<String>,
    /// The branch there has moved back: its history was rewritten.
    pub rewritten: bool,
}

/// Pushes HEAD's branch to a remote, the branch's own where none is named.
///
/// # Errors
/// Where there is no such remote, it has moved on, refuses, or does not answer. Nothing there is overwritten.
pub fn publish(site: &Site<'_>, remote: Option<&str>) -> Result<Published, RollbackError> {
    let _lock = site.lock()?;
    site.expect_closed()?;
    let head = site.movable_head()?;
    let target = target(site, remote, &head)?;
    let expected = target.asked(site, &target.branch)?;
    let Some(expected) = expected else {
        return Err(target.fault(RemoteFault::Unfit(format!("it has no branch {}", target.branch))));
    };
    let rewritten = expected != head.commit && !follows(site, &expected, &head.commit)?;
    let published = |backup| Published {
        rewritten,
        remote: target.remote.clone(),
        branch: target.branch.clone(),
        commit: head.commit.clone(),
        backup,
    };
    if expected == head.commit {
        return Ok(published(None));
    }
    if rewritten && !was_withdrawn(site, &expected, &head)? {
        return Err(target.moved(&expected));
    }
    let begun = begun(site, Kind::Publish, &head.commit, &head, &head.commit, "publish");
    let backup = format!("refs/heads/vitals-backup/{}", begun.id);
    let mut journal = Journal::begin(&site.journals(), begun)?;
    let pushed = target
        .push(site, &mut journal, &backup, None, &expected)
        .and_then(|()| target.push(site, &mut journal, &target.branch, Some(&expected), &head.commit));
    match pushed {
        Ok(()) => {
            close(site, &mut journal, End::Done)?;
            Ok(published(Some(backup)))
        }
        // It stands open: `recover` asks the remote.
        Err(error @ RollbackError::Remote { fault: RemoteFault::Unknown { .. }, .. }) => Err(error),
        Err(error) => {
            close(site, &mut journal, End::Before)?;
            Err(error)
        }
    }
}

/// Asks the remote what came of a push that was cut short.
pub(super) fn recover(site: &Site<'_>, mut journal: Journal) -> Result<Done, RollbackError> {
    let last = journal.entries.iter().rev().find_map(|entry| match entry {
        Entry::Push { remote, reference, commit, .. } => {
            Some((remote.clone(), reference.clone(), commit.clone()))
        }
        _ => None,
    });
    let end = match last {
        Some((remote, reference, commit)) if commit == journal.begun.from => {
            let target = Target { remote, branch: reference };
            let there = target.asked(site, &target.branch)?;
            if there.as_deref() == Some(&commit) { End::Done } else { End::Before }
        }
        _ => End::Before,
    };
    close(site, &mut journal, end)?;
    let done = Work::resumed(site, &Nobody, journal).into_done();
    Ok(Done { end, ..done })
}

/// A push has no check.
struct Nobody;

impl Verifier for Nobody {
    fn verify(&self, _: &[String], _: Place<'_>) -> Vec<CheckVerdict> {
        Vec::new()
    }
}

fn target(site: &Site<'_>, remote: Option<&str>, head: &HeadNow) -> Result<Target, RollbackError> {
    let named = remote.filter(|name| !name.is_empty());
    let unfit = |words: &str| RollbackError::Remote {
        remote: named.unwrap_or("origin").to_owned(),
        fault: RemoteFault::Unfit(words.to_owned()),
    };
    let Some(branch) = &head.branch else {
        return Err(unfit("HEAD is detached, so there is no branch to push"));
    };
    let short = branch.trim_start_matches("refs/heads/");
    let setting =
        |key: &str| site.repository.written_setting(&format!("branch.{short}.{key}"), site.interrupt);
    let own = setting("remote")?.filter(|name| name != ".");
    let remote = named.map(str::to_owned).or_else(|| own.clone()).unwrap_or_else(|| "origin".to_owned());
    let known = write(site.top(), &["remote"], &[], b"")?;
    if !String::from_utf8_lossy(&known).lines().any(|name| name == remote) {
        return Err(RollbackError::Remote {
            remote,
            fault: RemoteFault::Unfit("there is no such remote".into()),
        });
    }
    let merged = if own.as_deref() == Some(&remote) { setting("merge")? } else { None };
    Ok(Target { remote, branch: merged.unwrap_or_else(|| branch.clone()) })
}

/// Whether a commit is known here, and the other one has it in its history.
fn follows(site: &Site<'_>, old: &str, new: &str) -> Result<bool, RollbackError> {
    match write(site.top(), &["merge-base", "--is-ancestor", old, new], &[], b"") {
        Ok(_) => Ok(true),
        Err(GitError::Failed { .. } | GitError::Damaged { .. }) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// Whether the last rollback has moved the branch back, with an approval, from a history that has all of what the remote has.
fn was_withdrawn(site: &Site<'_>, there: &str, head: &HeadNow) -> Result<bool, RollbackError> {
    let all = site.all()?;
    let moved = |journal: &&Journal| {
        journal.end() == Some(End::Done)
            && journal.begun.branch == head.branch
            && journal.entries.iter().any(|entry| matches!(entry, Entry::Move { .. }))
    };
    match all.iter().rev().find(moved).map(|journal| &journal.begun) {
        Some(last) if last.rewrite.is_some() && last.to.as_ref() == Some(&head.commit) => {
            follows(site, there, &last.from)
        }
        _ => Ok(false),
    }
}

impl Target {
    fn fault(&self, fault: RemoteFault) -> RollbackError {
        RollbackError::Remote { remote: self.remote.clone(), fault }
    }

    fn moved(&self, there: &str) -> RollbackError {
        self.fault(RemoteFault::Moved {
            branch: self.branch.clone(),
            there: there.chars().take(10).collect(),
        })
    }

    /// What a ref of the remote points at.
    fn asked(&self, site: &Site<'_>, reference: &str) -> Result<Option<String>, RollbackError> {
        let listed = write(site.top(), &["ls-remote", "--end-of-options", &self.remote, reference], &[], b"")
            .map_err(|error| self.fault(RemoteFault::Silent { said: error.to_string() }))?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let lines = listed.lines().filter_map(|line| line.split_once('\t'));
        Ok(lines.into_iter().find(|(_, name)| *name == reference).map(|(hash, _)| hash.to_owned()))
    }

    /// Pushes one ref, where it is there as expected, and asks what came of it.
    fn push(
        &self,
        site: &Site<'_>,
        journal: &mut Journal,
        reference: &str,
        expected: Option<&str>,
        commit: &str,
    ) -> Result<(), RollbackError> {
        journal.write(Entry::Push {
            remote: self.remote.clone(),
            reference: reference.to_owned(),
            expected: expected.map(str::to_owned),
            commit: commit.to_owned(),
        })?;
        let lease = format!("--force-with-lease={reference}:{}", expected.unwrap_or_default());
        let refspec = format!("{commit}:{reference}");
        let arguments = [
            "push",
            "--quiet",
            "--atomic",
            "--no-follow-tags",
            &lease,
            "--end-of-options",
            &self.remote,
            &refspec,
        ];
        let pushed = write(site.top(), &arguments, &[], b"");
        let there = match (self.asked(site, reference), &pushed) {
            (Ok(there), _) => there,
            (Err(error), _) => return Err(self.fault(RemoteFault::Unknown { said: error.to_string() })),
        };
        if there.as_deref() == Some(commit) {
            return journal.write(Entry::Confirmed { reference: reference.to_owned() });
        }
        match (there, pushed) {
            (Some(there), _) if expected != Some(&there) => Err(self.moved(&there)),
            (_, Err(error)) => {
                let branch = self.branch.clone();
                Err(self.fault(RemoteFault::Refused { branch, said: error.to_string() }))
            }
            (_, Ok(_)) => {
                let said = "git reported success, and the remote does not have it".to_owned();
                Err(self.fault(RemoteFault::Refused { branch: self.branch.clone(), said }))
            }
        }
    }
}
