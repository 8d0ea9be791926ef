//! How several processes add records to one journal: each under a lock, after what the others wrote.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::Fault;
use super::line;
use super::reading::Reading;

/// Adds what `decide` makes of the records that are there; no other process writes between the two. Damage stays as it is: a last
/// line that was cut off is ended, and is a line that is no record from then on.
///
/// # Errors
/// Those of `decide`; where the journal cannot be read or written.
pub fn append_shared<R, E>(
    path: &Path,
    schema: &str,
    decide: impl FnOnce(&Reading<R>) -> Result<Vec<R>, E>,
) -> Result<Reading<R>, E>
where
    R: Serialize + DeserializeOwned,
    E: From<Fault>,
{
    let (mut file, bytes) = locked(path)?;
    let mut reading = Reading::of_bytes(&bytes, schema)?;
    let records = decide(&reading)?;
    let text = text_of(&reading, &records, bytes.last() != Some(&b'\n')).map_err(Fault::from)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Fault::from)?;
    reading.records.extend(records);
    Ok(reading)
}

fn locked(path: &Path) -> Result<(File, Vec<u8>), Fault> {
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    flock(&file, FlockOperation::LockExclusive).map_err(std::io::Error::from)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok((file, bytes))
}

fn text_of<R: Serialize>(reading: &Reading<R>, records: &[R], open_line: bool) -> std::io::Result<String> {
    let mut text = String::new();
    if open_line && !records.is_empty() {
        text.push('\n');
    }
    let mut sum = reading.sum.clone();
    for record in records {
        let (line, next) = line::write(&sum, record)?;
        text.push_str(&line);
        sum = next;
    }
    Ok(text)
}
