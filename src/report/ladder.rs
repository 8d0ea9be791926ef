//! The rungs of a ladder: what a rollback tries one after another, from the smallest change to the largest.

use serde::Serialize;

use super::rollback_plan::{target, verdict_line};
use super::terminal::{BOLD, line, styled};
use crate::git::Commit;
use crate::rollback::{CheckVerdict, Outcome, Target};
use crate::untrusted::printable;

/// What a rung takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RungKind {
    /// The file of the line at fault.
    File,
    /// The commit that wrote that line, or removed what is missing.
    Commit,
    /// All since the newest phase began.
    Phase,
    /// All since the last known good.
    Tree,
}

/// A rung as it was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rung {
    /// What it takes back.
    pub kind: RungKind,
    /// What it goes back to; None where it cannot be made.
    pub target: Option<Target>,
    /// Why it cannot be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_made: Option<NoRung>,
    /// What the checks said of its tree.
    pub verdicts: Vec<CheckVerdict>,
    /// What follows from that.
    pub outcome: Option<Outcome>,
}

/// Why a rung cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoRung {
    /// The check names no line of the repository.
    NoLine,
    /// No commit is known at which the check passed.
    NoGood,
    /// The line is in no commit.
    NotCommitted {
        /// Where it is.
        place: String,
    },
    /// Git does not say which commit it is from.
    OriginUnknown {
        /// Where it is.
        place: String,
    },
    /// The last known good has that commit too.
    OlderThanGood {
        /// Where it is.
        place: String,
        /// The commit that wrote it.
        commit: Commit,
    },
    /// No phase began in HEAD's history.
    NoPhase,
    /// The phase began at the last known good, or before it: the next rung keeps more.
    PhaseBeforeGood {
        /// The phase's name.
        phase: String,
    },
    /// HEAD has these files already.
    NothingDiffers,
    /// Later commits changed the same lines.
    Conflict {
        /// Of these files.
        paths: Vec<String>,
    },
}

impl Rung {
    /// One that can be tried.
    pub fn to(kind: RungKind, target: Target) -> Self {
        Self { kind, target: Some(target), not_made: None, verdicts: Vec::new(), outcome: None }
    }

    /// One that cannot.
    pub fn not_made(kind: RungKind, why: NoRung) -> Self {
        Self { kind, target: None, not_made: Some(why), verdicts: Vec::new(), outcome: None }
    }
}

/// A rung with its verdicts, for a person.
pub fn human_rung(rung: &Rung) -> String {
    let mut text = String::new();
    let kind = match rung.kind {
        RungKind::File => "the file",
        RungKind::Commit => "the commit",
        RungKind::Phase => "the phase",
        RungKind::Tree => "the tree",
    };
    let tried = rung.target.as_ref().map(target);
    let why = rung.not_made.as_ref().map(|why| format!("not possible: {}", why_not(why)));
    let said: Vec<String> = tried.into_iter().chain(why).collect();
    line(&mut text, &format!("{} {}", styled(BOLD, &format!("{kind}:")), said.join("; ")));
    rung.verdicts.iter().for_each(|verdict| line(&mut text, &format!("  {}", verdict_line(verdict))));
    text
}

fn why_not(why: &NoRung) -> String {
    match why {
        NoRung::NoLine => "the check names no line of the repository".to_owned(),
        NoRung::NoGood => "the ledger knows no commit at which the check passed".to_owned(),
        NoRung::NotCommitted { place } => format!("{} is not committed", printable(place)),
        NoRung::OriginUnknown { place } => format!("the commit of {} is not known", printable(place)),
        NoRung::OlderThanGood { place, commit } => {
            let (place, subject) = (printable(place), printable(&commit.subject));
            format!("{place} is from {} \"{subject}\", which the last known good has too", commit.short())
        }
        NoRung::NoPhase => "no phase began in HEAD's history".to_owned(),
        NoRung::PhaseBeforeGood { phase } => {
            format!("{} did not begin after the last known good, which keeps more", printable(phase))
        }
        NoRung::NothingDiffers => "nothing differs".to_owned(),
        NoRung::Conflict { paths } => {
            let paths = paths.iter().map(|path| printable(path)).collect::<Vec<_>>().join(", ");
            format!("later commits changed the same lines of {paths}")
        }
    }
}
