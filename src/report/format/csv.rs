//! CSV (RFC 4180): every sample in long form, a row each, for a spreadsheet or a data frame.

use std::borrow::Cow;

use super::error::RenderError;
use super::plain::line;
use crate::report::Report;
use crate::report::judged::samples;

/// The rows.
pub fn csv(report: &Report) -> Result<String, RenderError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["probe", "target", "side", "sample", "quantity", "unit", "value"])
        .map_err(RenderError::of("csv"))?;
    for sample in samples(report) {
        writer
            .write_record([
                &*inert(&sample.probe),
                &*inert(&sample.target),
                sample.side,
                &sample.sample.to_string(),
                &*inert(&sample.quantity),
                sample.unit.word(),
                &sample.value.to_string(),
            ])
            .map_err(RenderError::of("csv"))?;
    }
    let bytes = writer.into_inner().map_err(RenderError::of("csv"))?;
    String::from_utf8(bytes).map_err(RenderError::of("csv"))
}

/// A name that a spreadsheet takes for a name, and not for a formula (OWASP, "CSV Injection").
fn inert(text: &str) -> Cow<'_, str> {
    let text = line(text);
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins { format!("'{text}").into() } else { text.into() }
}
