//! One line: a record, and a sum over it and the sum before it.

use std::io;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::sha256::sha256;

/// A line as it is written.
#[derive(Serialize, Deserialize)]
pub(super) struct Line<R> {
    /// SHA-256 over the sum of the line before and the record's text, in hexadecimal digits.
    pub(super) sum: String,
    /// The record's text.
    pub(super) record: R,
}

fn sum(before: &str, record: &str) -> String {
    sha256([before.as_bytes(), record.as_bytes()])
}

/// A record as a line, and its sum.
pub(super) fn write(before: &str, record: &impl Serialize) -> io::Result<(String, String)> {
    let record = serde_json::to_string(record)?;
    let sum = sum(before, &record);
    let record = RawValue::from_string(record)?;
    let text = serde_json::to_string(&Line { sum: sum.clone(), record })? + "\n";
    Ok((text, sum))
}

/// A line that is whole; None for any other bytes.
pub(super) fn read(bytes: &[u8]) -> Option<Line<&RawValue>> {
    serde_json::from_slice(bytes.strip_suffix(b"\n")?).ok()
}

impl Line<&RawValue> {
    /// Whether it is the one that was written after the line with that sum.
    pub(super) fn follows(&self, before: &str) -> bool {
        sum(before, self.record.get()) == self.sum
    }

    /// The schema that a first record has.
    pub(super) fn schema(&self) -> Option<String> {
        let value: serde_json::Value = serde_json::from_str(self.record.get()).ok()?;
        let first = value.as_object()?.values().next()?;
        Some(first.get("schema")?.as_str()?.to_owned())
    }
}
