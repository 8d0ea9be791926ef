//! Files of an incident that only its owner can read: what shows what happened, kept before anything is taken back.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::error::IncidentError;
use super::evidence::{Evidence, KeptFile};
use super::open::Incident;
use super::stamp::Stamp;
use crate::sha256::sha256;
use crate::untrusted::redact;

/// A folder of an incident into which files are put.
#[derive(Debug)]
pub struct EvidenceFolder {
    path: PathBuf,
    /// What is in it so far.
    pub evidence: Evidence,
}

impl EvidenceFolder {
    /// A new one, by the time.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn make(incident: &Incident) -> Result<Self, IncidentError> {
        let time = Stamp::now().time.strftime("evidence-%Y%m%dT%H%M%S").to_string();
        let made = |name: &str| DirBuilder::new().mode(0o700).create(incident.folder().join(name));
        let names =
            (1..100).map(|number| if number == 1 { time.clone() } else { format!("{time}-{number}") });
        let mut last = None;
        for name in names {
            match made(&name) {
                Ok(()) => {
                    let path = incident.folder().join(&name);
                    let evidence = Evidence { folder: name.into(), files: Vec::new(), missing: Vec::new() };
                    return Ok(Self { path, evidence });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = Some(error),
                Err(error) => {
                    last = Some(error);
                    break;
                }
            }
        }
        let error = last.unwrap_or_else(|| io::ErrorKind::AlreadyExists.into());
        Err(IncidentError::System { what: "making the folder for evidence".to_owned(), error: error.into() })
    }

    /// Puts a text into a file of this name, without secrets. What cannot be written is named, and keeps nothing else from being kept.
    pub fn keep(&mut self, name: &str, text: &str) {
        let masked: String = text.split_inclusive('\n').map(redact).collect();
        match written(&self.path.join(name), masked.as_bytes()) {
            Ok(()) => self.evidence.files.push(KeptFile {
                name: name.to_owned(),
                sha256: sha256([masked.as_bytes()]),
                bytes: masked.len(),
            }),
            Err(error) => self.lacks(name, &error.to_string()),
        }
    }

    /// Something could not be had.
    pub fn lacks(&mut self, name: &str, why: &str) {
        self.evidence.missing.push(format!("{name}: {}", redact(why)));
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// On the disk when it returns.
fn written(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
