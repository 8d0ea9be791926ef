//! One creation.

use serde::{Deserialize, Serialize};

use super::span::Span;
use super::stall::Stall;
use crate::quantity::BytesDelta;

/// Times of a call of the factory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Creation {
    /// The call, and the await where there is one.
    pub span: Span,
    /// Change of the resident size; None where it was not read.
    pub rss: Option<BytesDelta>,
    /// `module.name` of the object's type.
    pub type_name: String,
    /// Whether the factory's answer was awaited.
    pub awaited: bool,
    /// Every stretch of 20 ms and more without progress.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stalls: Vec<Stall>,
}
