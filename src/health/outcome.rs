//! What a check came to.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use crate::config::Weight;
use crate::quantity::Nanos;
use crate::verdict::{Counts, ProbeReport, Status, Verdict};
use crate::websocket::{HttpOutcome, Outcome};
use crate::worker::LastOutput;

/// What one run of a check came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckOutcome {
    /// With reasons and evidence.
    pub verdict: Verdict,
    /// A pass that rests on an exit code alone.
    pub unproven: bool,
    /// Tests, where it ran any.
    pub counts: Option<Counts>,
    /// The end of what it printed, where it did not pass.
    pub output: Option<LastOutput>,
    /// What each user heard, where it spoke with a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Box<Outcome>>,
    /// What came of its request, where it asked a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Box<HttpOutcome>>,
    /// What it measured, where it is a probe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Box<ProbeReport>>,
}

impl CheckOutcome {
    /// A verdict and nothing else.
    pub fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            unproven: false,
            counts: None,
            output: None,
            conversation: None,
            exchange: None,
            measured: None,
        }
    }

    /// The end of what the server wrote that it started, where it did not pass.
    pub fn server_output(&self) -> &[String] {
        let of_conversation = self.conversation.as_ref().and_then(|heard| heard.server.as_ref());
        let server = of_conversation.or_else(|| self.exchange.as_ref()?.server.as_ref());
        server.filter(|_| self.verdict.status != Status::Pass).map_or(&[], |server| &server.output)
    }

    /// With the output, unless it passed.
    pub fn printing(self, output: LastOutput) -> Self {
        let output = (self.verdict.status != Status::Pass).then_some(output);
        Self { output, ..self }
    }
}

/// A check with what it came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// As configured.
    pub name: String,
    /// `pytest`, `command`, …
    pub kind: Cow<'static, str>,
    /// Its part of the score.
    #[cfg_attr(test, schemars(with = "f64"))]
    pub weight: Weight,
    /// Whether its failure forces the worst code.
    pub critical: bool,
    /// For choosing.
    pub tags: Vec<String>,
    /// How long it took.
    pub took: Nanos,
    /// What it came to.
    #[serde(flatten)]
    pub outcome: CheckOutcome,
}

#[cfg(test)]
impl CheckReport {
    /// One of weight 1 that took no time.
    pub fn judged(name: &str, kind: &'static str, verdict: Verdict) -> Self {
        Self {
            name: name.into(),
            kind: kind.into(),
            weight: Weight::ONE,
            critical: false,
            tags: Vec::new(),
            took: Nanos(0),
            outcome: CheckOutcome::of(verdict),
        }
    }
}
