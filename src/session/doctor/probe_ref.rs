//! A push that is tried: a ref of the tool's own on the remote, which is deleted again.
//!
//! A dry run does not run the remote's hooks, so it is pushed. Its name is on the disk before it is pushed, in a file that is locked as long
//! as this program runs: whatever was left by one that was killed is known, and is removed by the next.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use super::remote::Answering;
use super::repository::Checkout;
use crate::doctor::{Finding, Said};
use crate::git::{GitError, Repository};
use crate::process::Interrupt;

/// Where such refs lie on a remote.
const PREFIX: &str = "refs/vitals/doctor/";

/// Pushes and deletes a probe's ref, and removes those that were left before.
pub fn push(
    asked: &AskedOfDoctor<'_>,
    checkout: &Checkout,
    remote: &Answering,
) -> Result<Vec<Finding>, SessionError> {
    let Some(head) = &checkout.head else { return Ok(Vec::new()) };
    let repository = &checkout.repository;
    let folder = repository.common_directory(asked.interrupt)?.join("vitals/doctor");
    DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    let tried = Tried { asked, repository };
    let mut found = tried.remove_left(&folder)?;
    // What the remote has already is sent once more: nothing that is not there yet leaves this machine.
    let known = match &remote.tip {
        Some(tip) => repository.refers(&format!("{tip}^{{commit}}"), asked.interrupt)?,
        None => None,
    };
    let commit = known.unwrap_or_else(|| head.commit.clone());
    let probe = Probe::begin(&folder, &remote.name)?;
    let pushed = repository.push_new(probe.place(), &commit, asked.answer_within);
    if let Err(error) = &pushed {
        let said = Said::of(error);
        found.push(Finding::PushRefused { remote: remote.name.clone(), said });
    }
    found.extend(tried.delete(probe)?);
    Ok(found)
}

/// A probe's ref, and the file that knows it.
struct Probe {
    file: PathBuf,
    remote: String,
    reference: String,
    /// Held as long as it lasts.
    _lock: File,
}

impl Probe {
    fn begin(folder: &Path, remote: &str) -> io::Result<Self> {
        let id = format!("{:016x}", rand::random::<u64>());
        let reference = format!("{PREFIX}{id}");
        let file = folder.join(&id);
        let mut lock = OpenOptions::new().write(true).create_new(true).open(&file)?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        lock.write_all(format!("{remote}\n{reference}\n").as_bytes())?;
        lock.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok(Self { file, remote: remote.to_owned(), reference, _lock: lock })
    }

    /// One that a dead program has left; None where its program lives, or the file is not whole.
    fn left(file: PathBuf) -> Option<Self> {
        let lock = File::open(&file).ok()?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive).ok()?;
        let text = fs::read_to_string(&file).ok()?;
        let mut lines = text.lines();
        let (remote, reference) = (lines.next()?.to_owned(), lines.next()?.to_owned());
        reference.starts_with(PREFIX).then_some(Self { file, remote, reference, _lock: lock })
    }

    fn place(&self) -> (&str, &str) {
        (&self.remote, &self.reference)
    }
}

struct Tried<'a> {
    asked: &'a AskedOfDoctor<'a>,
    repository: &'a Repository,
}

impl Tried<'_> {
    /// Removes the refs that programs which were killed have left on their remotes.
    fn remove_left(&self, folder: &Path) -> io::Result<Vec<Finding>> {
        let mut found = Vec::new();
        let files = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
        for probe in files.filter_map(Probe::left) {
            let (remote, reference) = (probe.remote.clone(), probe.reference.clone());
            match self.delete(probe)? {
                Some(left) => found.push(left),
                None => found.push(Finding::ProbeRemoved { remote, reference }),
            }
        }
        Ok(found)
    }

    /// Deletes the ref wherever it is still there, and asks the remote whether it is gone. Ctrl-C does not end this.
    fn delete(&self, probe: Probe) -> io::Result<Option<Finding>> {
        let deaf = Interrupt::listen()?;
        let there = || self.there(&probe, &deaf);
        let gone = there().and_then(|there| match there {
            None => Ok(()),
            Some(hash) => {
                let deleted = self.repository.push_deleted(probe.place(), &hash, self.asked.answer_within);
                match self.there(&probe, &deaf)? {
                    None => Ok(()),
                    Some(_) => Err(deleted.err().unwrap_or_else(|| GitError::Failed {
                        arguments: format!("push {} :{}", probe.remote, probe.reference),
                        repository: self.repository.top.clone(),
                        said: "git reported success, and the remote has it still".to_owned(),
                    })),
                }
            }
        });
        match gone {
            Ok(()) => {
                fs::remove_file(&probe.file)?;
                Ok(None)
            }
            Err(error) => Ok(Some(Finding::ProbeLeft {
                said: Said::of(&error),
                remote: probe.remote,
                reference: probe.reference,
            })),
        }
    }

    /// What the ref points at.
    fn there(&self, probe: &Probe, deaf: &Interrupt) -> Result<Option<String>, GitError> {
        let (remote, reference) = probe.place();
        let refs = self.repository.refs_of(remote, &[reference], self.asked.answer_within, deaf)?;
        Ok(refs.into_iter().find(|(name, _)| name == reference).map(|(_, hash)| hash))
    }
}
