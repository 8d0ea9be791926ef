//! Two lock files as data, which upgrade between them is at fault, and the answer for a person.

use serde::{Deserialize, Serialize};

use super::comparison::{ComparisonDocument, human_comparison};
use super::head::Head;
use super::terminal::{BOLD, DIM, line, style_of, styled};
use crate::comparison::Quantity;
use crate::culprit::Trial;
use crate::packages::PackageChange;
use crate::report::words::{quantity, sentence};
use crate::untrusted::printable;
use crate::verdict::{ComparisonReason, Reason, Status};

/// What `vitals bisect --lock` found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LockSearchDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// The old lock and the new one, as asked for.
    pub sides: [String; 2],
    /// Packages that differ.
    pub changes: Vec<PackageChange>,
    /// Groups of them that pin each other; each is one change to try.
    pub groups: usize,
    /// Code and lock, old and new, against each other.
    pub ways: Vec<Way>,
    /// The new end takes less: what made it faster was looked for, and in comparisons the slower side is the candidate.
    pub faster: bool,
    /// Each mixture that was tried.
    pub trials: Vec<LockTrial>,
    /// The fewest packages whose upgrades fail together; empty where none was found.
    pub at_fault: Vec<PackageChange>,
    /// The release that brings it; None where it was not looked for or not found.
    pub release: Option<Release>,
    /// The release against the one before it; of several packages all of them against the old lock.
    pub comparison: Option<Box<ComparisonDocument>>,
    /// Environments that were made.
    pub environments: usize,
    /// What installed them.
    pub installer: String,
    /// How it ended.
    pub end: LockEnd,
}

/// What one part of the change does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Way {
    /// Which part.
    pub what: WayKind,
    /// Its verdict.
    pub status: Status,
    /// What was judged of the first probe; None where it was not measured.
    pub judged: Option<Quantity>,
}

/// One part of the change, the other held still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayKind {
    /// The same code, both locks.
    Lock,
    /// Old code, both locks.
    LockOnOldCode,
    /// New code, both locks.
    LockOnNewCode,
    /// Both versions of the code, the old lock.
    CodeOnOldLock,
}

/// One mixture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LockTrial {
    /// Packages that are as in the new lock, the rest as in the old one; or one of them with a release between.
    pub upgraded: Vec<String>,
    /// What it came to.
    pub came_to: TrialWord,
}

/// A trial's answer, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialWord {
    /// Without the failure.
    Good,
    /// With it.
    Bad,
    /// It could not be installed, run or decided.
    Unknown,
}

impl From<Trial> for TrialWord {
    fn from(trial: Trial) -> Self {
        match trial {
            Trial::Good => Self::Good,
            Trial::Bad => Self::Bad,
            Trial::Unknown => Self::Unknown,
        }
    }
}

/// The first release that fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Normalised.
    pub package: String,
    /// Its version.
    pub version: String,
    /// The newest before it that does not fail.
    pub good: String,
    /// Releases between the two that could not be decided.
    pub undecided: Vec<String>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockEnd {
    /// One upgrade is at fault.
    Found,
    /// Several upgrades fail only together.
    Several,
    /// The code is at fault, whatever the lock.
    Code,
    /// The two ends do not differ.
    Alike,
    /// It could not be decided whether they differ.
    Undecided,
    /// The budget was spent, or Ctrl-C came.
    CutShort,
}

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_lock_search(document: &LockSearchDocument) -> String {
    let mut text = String::new();
    let [old, new] = document.sides.each_ref().map(|side| printable(side));
    let (differ, groups) = (document.changes.len(), document.groups);
    line(&mut text, &format!("{old} → {new}: {}", counted(differ, groups)));
    for way in &document.ways {
        let status = styled(style_of(way.status), way.status.word());
        let measured = way.judged.as_ref().map_or_else(String::new, in_brief);
        line(&mut text, &format!("  {:24} {status}  {}", way.what.words(), styled(DIM, &measured)));
    }
    line(&mut text, "");
    line(&mut text, &styled(BOLD, &printable(&headline(document))));
    if let Some(comparison) = &document.comparison {
        line(&mut text, "");
        text.push_str(&human_comparison(comparison, false));
    }
    let tried = document.trials.len();
    let made = format!(
        "{tried} mixtures tried in {} environments made by {}",
        document.environments, document.installer
    );
    line(&mut text, &styled(DIM, &made));
    text
}

fn in_brief(judged: &Quantity) -> String {
    let [base, candidate] = [judged.base, judged.candidate].map(|value| quantity::value(judged.unit, value));
    let ratio = judged.ratio.as_ref().map_or_else(String::new, quantity::ratio_in_words);
    format!("{base} → {candidate}  {ratio}")
}

fn counted(packages: usize, groups: usize) -> String {
    match packages {
        1 => "1 package differs".to_owned(),
        _ if groups == packages => format!("{packages} packages differ"),
        _ if groups == 1 => format!("{packages} packages differ, which pin each other"),
        _ => format!("{packages} packages differ, in {groups} groups: those of one pin each other"),
    }
}

impl WayKind {
    /// Before its verdict.
    fn words(self) -> &'static str {
        match self {
            Self::Lock => "both locks",
            Self::LockOnOldCode => "old code, both locks",
            Self::LockOnNewCode => "new code, both locks",
            Self::CodeOnOldLock => "both codes, old lock",
        }
    }
}

/// What it comes to, in one line.
fn headline(document: &LockSearchDocument) -> String {
    let listed = |changes: &[PackageChange]| changes.iter().map(upgrade).collect::<Vec<_>>().join(", ");
    match (&document.release, document.end) {
        (Some(release), LockEnd::Found | LockEnd::Several) => {
            let place = document
                .comparison
                .as_deref()
                .and_then(place)
                .map_or_else(String::new, |place| format!(", {place}"));
            let undecided = match release.undecided.as_slice() {
                [] => String::new(),
                some => format!("; {} could not be decided", some.join(", ")),
            };
            let (package, version) = (&release.package, &release.version);
            let before = if document.faster { "slower" } else { "good" };
            let faster = if document.faster { " makes it faster" } else { "" };
            format!("{package} {version}{faster}{place} ({before}: {}{undecided})", release.good)
        }
        (None, LockEnd::Found) if document.faster => format!("made faster by {}", listed(&document.at_fault)),
        (None, LockEnd::Found) => format!("at fault: {}", listed(&document.at_fault)),
        (_, LockEnd::Several) => format!("at fault only together: {}", listed(&document.at_fault)),
        (_, LockEnd::Code) => {
            "the code is at fault, and not a package: bisect the commits with `vitals bisect GOOD BAD`".into()
        }
        (_, LockEnd::Alike) => "the two ends do not differ".into(),
        (_, LockEnd::Undecided) => {
            "whether the two ends differ could not be decided: give more --budget".into()
        }
        (_, LockEnd::CutShort) if document.at_fault.is_empty() => "not finished: give more --budget".into(),
        (_, LockEnd::CutShort) => format!("not finished; at fault is one of: {}", listed(&document.at_fault)),
    }
}

fn upgrade(change: &PackageChange) -> String {
    let version = |version: &Option<String>| version.clone().unwrap_or_else(|| "none".to_owned());
    format!("{} {} → {}", change.package, version(&change.before), version(&change.after))
}

/// The module at fault, and its line where one is known.
fn place(document: &ComparisonDocument) -> Option<String> {
    let reasons = document.probes.iter().flat_map(|probe| &probe.verdict.reasons);
    let named = |reason: &Reason| match reason {
        Reason::Comparison(ComparisonReason::Module { share } | ComparisonReason::LikelyModule { share }) => {
            let site = share.stall.as_ref().or(share.importer.as_ref());
            let at =
                site.map_or_else(String::new, |site| format!(" ({}:{})", file_name(&site.file), site.line));
            Some(format!("module {}{at}", share.module))
        }
        _ => None,
    };
    let failed = || document.probes.iter().find(|probe| probe.verdict.status == Status::Error);
    reasons.clone().find_map(named).or_else(|| failed()?.verdict.reasons.first().map(sentence))
}

fn file_name(path: &str) -> &str {
    path.split_once("site-packages/").map_or(path, |(_, inside)| inside)
}
