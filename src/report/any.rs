//! Any report: what a command came to, whichever it was.

use serde::{Deserialize, Serialize};

use super::audit::{AuditDocument, human_audit};
use super::comparison::{ComparisonDocument, human_comparison};
use super::document::Document;
use super::head::Head;
use super::health::{HealthDocument, human_health};
use super::human::{Detail, human};
use super::imports::{ImportsDocument, human_imports};
use super::nightly::{NightlyDocument, human_nightly};
use super::terminal;
use super::trend::{TrendDocument, human_trend};
use super::websocket::{WebsocketDocument, human_websocket};
use crate::untrusted::{Unmaskable, masked};
use crate::verdict::Status;

/// What a command came to, as data: every format is made of it, and it reads back. `schema` names kind and version;
/// version 1 is read, where names were others and reasons were sentences.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "schema")]
pub enum Report {
    /// `check`, `probe`: probes against limits, and against a baseline.
    #[serde(rename = "vitals/2", alias = "vitals/1")]
    Check(Box<Document>),
    /// `compare`, `baseline diff`: two variants.
    #[serde(rename = "vitals-comparison/2", alias = "vitals-comparison/1")]
    Comparison(Box<ComparisonDocument>),
    /// `health`, `triage`: all checks.
    #[serde(rename = "vitals-health/2", alias = "vitals-health/1")]
    Health(Box<HealthDocument>),
    /// `audit`: whether each check can fail.
    #[serde(rename = "vitals-audit/2", alias = "vitals-audit/1")]
    Audit(Box<AuditDocument>),
    /// `websocket`: conversations.
    #[serde(rename = "vitals-websocket/2", alias = "vitals-websocket/1")]
    Websocket(Box<WebsocketDocument>),
    /// `nightly`: tonight, and what of it is new.
    #[serde(rename = "vitals-nightly/2", alias = "vitals-nightly/1")]
    Nightly(Box<NightlyDocument>),
    /// `trend`: series of nights.
    #[serde(rename = "vitals-trend/2", alias = "vitals-trend/1")]
    Trend(Box<TrendDocument>),
    /// `imports`: the static graph.
    #[serde(rename = "vitals-imports/2", alias = "vitals-imports/1")]
    Imports(Box<ImportsDocument>),
}

macro_rules! made_of {
    ($($document:ident => $kind:ident),*) => {$(
        impl TryFrom<$document> for Report {
            type Error = Unmaskable;

            fn try_from(document: $document) -> Result<Self, Unmaskable> {
                Ok(Self::$kind(Box::new(masked(document)?)))
            }
        }
    )*};
}

made_of!(
    Document => Check,
    ComparisonDocument => Comparison,
    HealthDocument => Health,
    AuditDocument => Audit,
    WebsocketDocument => Websocket,
    NightlyDocument => Nightly,
    TrendDocument => Trend,
    ImportsDocument => Imports
);

impl Report {
    /// When, and by which command; the static graph has no such thing.
    pub fn head(&self) -> Option<&Head> {
        match self {
            Self::Check(document) => Some(&document.head),
            Self::Comparison(document) => Some(&document.head),
            Self::Health(document) => Some(&document.head),
            Self::Audit(document) => Some(&document.head),
            Self::Websocket(document) => Some(&document.head),
            Self::Nightly(document) => Some(&document.head),
            Self::Trend(document) => Some(&document.head),
            Self::Imports(_) => None,
        }
    }

    /// The command, as a shell takes it, that reproduces what became of the probe or check of this name.
    pub fn reproduced_by(&self, name: &str) -> Option<String> {
        match self {
            Self::Nightly(document) => document.reproduced_by(name),
            _ => self.head()?.reproduced_by(name),
        }
    }

    /// The commit that was measured: of two sides the candidate's.
    pub fn commit(&self) -> Option<&str> {
        let print = match self {
            Self::Check(document) => &document.fingerprint,
            Self::Comparison(document) => &document.sides[1].fingerprint,
            Self::Health(document) => &document.fingerprint,
            Self::Audit(document) => &document.fingerprint,
            Self::Nightly(document) => &document.check.fingerprint,
            Self::Websocket(_) | Self::Trend(_) | Self::Imports(_) => return None,
        };
        print.git_commit.as_deref()
    }

    /// The worst verdict of all.
    pub fn status(&self) -> Status {
        match self {
            Self::Check(document) => document.status(),
            Self::Comparison(document) => document.status(),
            Self::Health(document) => document.status(),
            Self::Audit(document) => document.status(),
            Self::Websocket(document) => document.status(),
            Self::Nightly(document) => document.status(),
            // It judges nothing.
            Self::Trend(_) => Status::Pass,
            Self::Imports(document) if document.is_sound() => Status::Pass,
            Self::Imports(_) => Status::Fail,
        }
    }

    /// The answer for a person, with styles that the printing stream removes where they are not wanted.
    pub fn human(&self, detail: Detail) -> String {
        let everything = detail == Detail::Everything;
        match self {
            Self::Check(document) => human(document, detail),
            Self::Comparison(document) => human_comparison(document, everything),
            Self::Health(document) => human_health(document, everything),
            Self::Audit(document) => human_audit(document),
            Self::Websocket(document) => human_websocket(document),
            Self::Nightly(document) => human_nightly(document, detail),
            Self::Trend(document) => human_trend(document, terminal::columns()),
            Self::Imports(document) => human_imports(document, everything),
        }
    }
}
