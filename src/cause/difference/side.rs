//! What is compared: the samples of one side, with their traces.

use vitals_probes::wire::{Span, Trace};

use crate::quantity::BytesDelta;

/// One side's samples: each sample's whole, and its trace.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Samples that count, with their traces.
    pub samples: &'a [(Measured, &'a Trace)],
}

/// The whole of one import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Times of the import statement.
    pub span: Span,
    /// What it added to the resident size; None where it was not read.
    pub rss: Option<BytesDelta>,
}
