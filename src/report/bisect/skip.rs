//! Commits that a search could not measure.

use serde::{Deserialize, Serialize};

/// One that could not be measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// Whole hash.
    pub commit: String,
    /// Of which kind the reason is.
    pub kind: SkipKind,
    /// How often it was asked.
    pub tries: u32,
    /// Why, as a sentence.
    pub why: String,
}

/// Why a commit could not be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipKind {
    /// Its files, or its environment, could not be made.
    NotReady,
    /// The user's command asked for it.
    Asked,
    /// It fails, though not as the bad end does.
    AnotherFailure,
    /// It gave no time: it fails.
    NoTime,
    /// The check judged nothing.
    NothingJudged,
    /// A deadline or a signal ended each attempt, or the check could not decide.
    NotAnswered,
}

impl SkipKind {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotReady => "could not be made ready",
            Self::Asked => "skipped by the command",
            Self::AnotherFailure => "another failure",
            Self::NoTime => "gave no time",
            Self::NothingJudged => "judged nothing",
            Self::NotAnswered => "not answered",
        }
    }
}

/// `0123456789 skipped: not answered in 3 tries: the command had not ended at its deadline`.
pub fn skip_line(skip: &Skip) -> String {
    let short = skip.commit.get(..10).unwrap_or(&skip.commit);
    let tries = match (skip.kind, skip.tries) {
        (SkipKind::NotAnswered, tries) => format!(" in {tries} tries"),
        _ => String::new(),
    };
    let why = match skip.why.as_str() {
        "" => String::new(),
        why => format!(": {why}"),
    };
    format!("{short} skipped: {}{tries}{why}", skip.kind.words())
}
