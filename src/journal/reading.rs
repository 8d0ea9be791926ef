//! What a journal says, and what of it is not as it was written.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::fault::{Damage, Fault};
use super::line;
use super::writer::Writer;
use crate::user_file;

/// All that can be read of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<R> {
    /// The records, in their order; what is in [`Self::damage`] as unreadable is missing.
    pub records: Vec<R>,
    /// Lines that are not as they were written.
    pub damage: Vec<Damage>,
    /// The last line is no whole record: it was being written, and had no effect yet.
    pub cut_off: bool,
    /// The sum of the last record.
    pub(super) sum: String,
    /// Bytes up to the end of the last whole line.
    pub(super) length: u64,
}

impl<R: DeserializeOwned> Reading<R> {
    /// Reads a journal of this schema as far as it can be read.
    ///
    /// # Errors
    /// Where the system does not give it, it has no first record, or is of another schema.
    pub fn of(path: &Path, schema: &str) -> Result<Self, Fault> {
        Self::of_bytes(&user_file::read(path)?, schema)
    }

    pub(super) fn of_bytes(bytes: &[u8], schema: &str) -> Result<Self, Fault> {
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let mut reading =
            Self { records: Vec::new(), damage: Vec::new(), cut_off: false, sum: String::new(), length: 0 };
        for (index, text) in lines.iter().enumerate() {
            let line = line::read(text);
            let other = line.as_ref().filter(|_| index == 0).and_then(line::Line::schema);
            if let Some(other) = other.filter(|other| other != schema) {
                return Err(Fault::Schema(other));
            }
            let record = line.and_then(|line| {
                let record = serde_json::from_str(line.record.get()).ok()?;
                Some((record, line.follows(&reading.sum), line.sum))
            });
            let last = index + 1 == lines.len();
            match record {
                Some((record, follows, sum)) => reading.take(index + 1, record, follows, sum),
                None if last => reading.cut_off = true,
                None => reading.damage.push(Damage::Unreadable(index + 1)),
            }
            if !reading.cut_off {
                reading.length += text.len() as u64;
            }
        }
        if reading.records.is_empty() { Err(Fault::Empty) } else { Ok(reading) }
    }

    fn take(&mut self, line: usize, record: R, follows: bool, sum: String) {
        // What follows a line that is no record cannot be checked, unless that line had never had an effect.
        let unknown = self.damage.last() == Some(&Damage::Unreadable(line - 1));
        if !follows && !unknown {
            self.damage.push(Damage::Broken(line));
        }
        self.records.push(record);
        self.sum = sum;
    }

    /// The records, and who writes the next one, where all of it is as it was written.
    ///
    /// # Errors
    /// Where a line is damaged.
    pub fn undamaged(self, path: &Path) -> Result<(Vec<R>, Writer), Fault> {
        match self.damage.first() {
            Some(damage) => Err(Fault::Damaged(*damage)),
            None => Ok((self.records, Writer::at(path, self.sum, self.length))),
        }
    }
}
