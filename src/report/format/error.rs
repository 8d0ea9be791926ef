//! A report that cannot be written.

use std::fmt::Display;

use miette::Diagnostic;
use thiserror::Error;

/// A library refuses to write a report in this format.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("this cannot be written as {format}: {reason}")]
#[diagnostic(help("this is a fault of vitals; `--format human` may still show it"))]
pub struct RenderError {
    /// Its name.
    pub format: &'static str,
    /// The library's words.
    pub reason: String,
}

impl RenderError {
    /// Of a format, with what its library says.
    pub(super) fn of<E: Display>(format: &'static str) -> impl Fn(E) -> Self {
        move |error| Self { format, reason: error.to_string() }
    }
}
