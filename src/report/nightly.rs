//! A night as data, and as the answer for a person: what is new, what still stands, and tonight's verdicts.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Calibration;

use super::comparison::{ComparisonDocument, human_comparison};
use super::document::Document;
use super::head::Head;
use super::health::{HealthDocument, human_health};
use super::human::{Detail, human};
use super::terminal::{BOLD, DIM, line, style_of, styled};
use super::words::{sentence, sentences};
use crate::git::Commit;
use crate::report::words;
use crate::statistics::{ChangePoint, Drift, Interval};
use crate::trend::{Alert, Change, Evidence, Level, Night, Subject};
use crate::untrusted::printable;
use crate::verdict::Status;

/// A run of `vitals nightly`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NightlyDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// Tonight.
    pub night: Night,
    /// The accepted commit that tonight was measured beside; None where there is none.
    pub reference: Option<Commit>,
    /// What is new since the last night.
    #[serde(alias = "news")]
    pub alerts: Vec<Alert>,
    /// What was reported on an earlier night, and still stands.
    #[serde(alias = "standing")]
    pub open_alerts: Vec<OpenAlertRecord>,
    /// The series of levels, and where they changed.
    pub trends: Vec<TrendRecord>,
    /// The calibration, beside tonight's measurements.
    #[serde(alias = "yardstick")]
    pub calibration: Vec<Calibration>,
    /// Tonight against the limits.
    pub check: Box<Document>,
    /// Tonight interleaved with the reference.
    pub comparison: Option<ComparisonDocument>,
    /// Tonight against the baseline of the configuration.
    pub baseline: Option<ComparisonDocument>,
    /// The configured checks.
    pub health: Option<Box<HealthDocument>>,
}

/// What was reported before and is not over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OpenAlertRecord {
    /// What happened.
    pub change: Change,
    /// To what.
    pub subject: Subject,
    /// The first night of it.
    pub since: Night,
    /// How large it was reported to be.
    pub ratio: Option<Interval>,
}

/// One series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrendRecord {
    /// Of what.
    pub subject: Subject,
    /// The nights that have a level, oldest first; the level of the first night in the history is 1.
    pub nights: Vec<Night>,
    /// Their levels, in the same order; `reading` counts all nights of the history.
    pub levels: Vec<Level>,
    /// What was reported of it, by the night since which it holds.
    #[serde(alias = "told")]
    pub reported: Vec<ChangeRecord>,
    /// Where the level changed; nights are counted in `levels`.
    pub points: Vec<ChangePoint>,
    /// A slow change of the newest nights.
    pub drift: Option<Drift>,
}

/// A change that was reported.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChangeRecord {
    /// What happened.
    pub change: Change,
    /// How it is known.
    pub evidence: Evidence,
    /// The first night of it, counted in `levels`.
    pub night: usize,
    /// The level since over the level before.
    pub ratio: Option<Interval>,
}

impl TrendRecord {
    /// What was reported, and change-points that were not reported yet; by night.
    pub fn changes(&self) -> Vec<ChangeRecord> {
        let mut changes = self.reported.clone();
        let known: Vec<usize> = changes.iter().map(|reported| reported.night).collect();
        changes.extend(self.points.iter().filter(|point| !point.is_one_of(&known)).map(|point| {
            let change = if point.ratio.estimate > 1.0 { Change::Step } else { Change::Better };
            ChangeRecord { change, evidence: Evidence::Series, night: point.night, ratio: Some(point.ratio) }
        }));
        changes.sort_by_key(|change| change.night);
        changes
    }

    /// Turns levels into figures: `first` is that of the first night.
    pub fn scale_by(&mut self, first: f64) {
        for level in &mut self.levels {
            level.value = level.value.times(first);
        }
        for point in &mut self.points {
            (point.before, point.after) = (point.before * first, point.after * first);
        }
    }
}

impl NightlyDocument {
    /// Probes that were measured, compared with the baseline, and checks that were run.
    fn done(&self) -> usize {
        let compared = self.baseline.as_ref().map_or(0, |document| document.probes.len());
        let checked = self.health.as_ref().map_or(0, |document| document.checks.len());
        self.check.probes.len() + compared + checked
    }

    /// The command that asks again for a probe or check of this night; what is new of a series has none.
    pub fn reproduced_by(&self, name: &str) -> Option<String> {
        let health = self.health.as_ref();
        if let Some(health) = health.filter(|health| health.checks.iter().any(|check| check.name == name)) {
            return health.head.reproduced_by(name);
        }
        let is_probe = self.check.probes.iter().any(|probe| probe.measured.target() == name);
        is_probe.then(|| self.check.head.reproduced_by(name)).flatten()
    }

    /// By what is new: worse fails, and what could not be decided newly is undecided.
    pub fn status(&self) -> Status {
        if self.alerts.iter().any(|alert| alert.change.is_worse()) {
            Status::Fail
        } else if self.head.interrupted
            || self.done() < self.head.planned
            || self.alerts.iter().any(|alert| alert.change == Change::Undecided)
        {
            Status::Inconclusive
        } else {
            Status::Pass
        }
    }
}

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_nightly(document: &NightlyDocument, detail: Detail) -> String {
    let mut text = String::new();
    head(&mut text, document);
    for alert in &document.alerts {
        reported(&mut text, alert);
    }
    if document.alerts.is_empty() {
        line(&mut text, &styled(style_of(Status::Pass), "nothing new"));
    }
    for alert in &document.open_alerts {
        let since = words::night(&alert.since);
        let ratio = alert.ratio.map_or_else(String::new, |ratio| format!(", {}", times(ratio)));
        let reported = format!("still: {} {}{ratio}, since {since}", alert.change.word(), alert.subject);
        line(&mut text, &styled(DIM, &printable(&reported)));
    }
    line(&mut text, "");
    match detail {
        Detail::Everything => everything(&mut text, document),
        Detail::Failures => in_brief(&mut text, document),
    }
    for note in &document.head.notes {
        line(&mut text, &format!("{} {}", styled(BOLD, "note:"), printable(&sentence(note))));
    }
    text
}

/// What else was measured, a line each: what is new was reported.
fn in_brief(text: &mut String, document: &NightlyDocument) {
    let limits = document.check.probes.iter().map(|probe| probe.verdict.status).collect();
    let compared = |against: &ComparisonDocument| against.statuses().collect();
    let checks =
        |health: &HealthDocument| health.checks.iter().map(|check| check.outcome.verdict.status).collect();
    let parts: [(&str, Option<Vec<Status>>); 4] = [
        ("against the limits", Some(limits)),
        ("against the reference", document.comparison.as_ref().map(compared)),
        ("against the baseline", document.baseline.as_ref().map(compared)),
        ("checks", document.health.as_deref().map(checks)),
    ];
    for (part, statuses) in parts {
        let Some(statuses) = statuses.filter(|statuses| !statuses.is_empty()) else { continue };
        let count = |wanted: Status| statuses.iter().filter(|status| **status == wanted).count();
        let reported = Status::ALL.into_iter().filter(|status| count(*status) > 0);
        let reported: Vec<_> = reported
            .map(|status| styled(style_of(status), &format!("{} {}", count(status), status.word())))
            .collect();
        line(text, &format!("{part:22} {}", reported.join(", ")));
    }
}

fn everything(text: &mut String, document: &NightlyDocument) {
    text.push_str(&human(&document.check, Detail::Everything));
    for compared in [&document.comparison, &document.baseline].into_iter().flatten() {
        text.push('\n');
        text.push_str(&human_comparison(compared, true));
    }
    if let Some(health) = &document.health {
        text.push('\n');
        text.push_str(&human_health(health, true));
    }
}

fn head(text: &mut String, document: &NightlyDocument) {
    let night = &document.night;
    let subject = night.commit.as_ref().map_or("", |commit| &commit.subject);
    let title = format!("night {}", night.number);
    let about = printable(&format!("{}  {subject}", words::night(night)));
    line(text, &format!("{}  {about}", styled(BOLD, &title)));
    let reference = match &document.reference {
        Some(commit) => format!("measured beside {}  {}", commit.short(), commit.subject),
        None => without_reference(document).to_owned(),
    };
    line(text, &styled(DIM, &printable(&reference)));
    line(text, "");
}

/// Whether this night becomes the reference, and why not.
fn without_reference(document: &NightlyDocument) -> &'static str {
    let Night { commit, dirty, .. } = &document.night;
    match commit {
        _ if document.head.interrupted => {
            "no reference: this night was interrupted; the first whole one becomes it"
        }
        None => "no reference: without a commit, later nights are compared through the calibration alone",
        Some(_) if *dirty => {
            "no reference: there are uncommitted changes; the first night of a clean checkout becomes it"
        }
        Some(_) => "no reference: it will be what the next night is measured beside",
    }
}

fn reported(text: &mut String, alert: &Alert) {
    let word = styled(style_of(alert.status()), &format!("{:9}", alert.change.word()));
    let ratio = alert.ratio.map_or_else(String::new, |ratio| format!(", {}", times(ratio)));
    line(text, &format!("{word} {}{ratio}", styled(BOLD, &printable(&alert.subject.to_string()))));
    let before =
        alert.after.as_ref().map_or_else(String::new, |night| format!("; before it {}", words::night(night)));
    line(text, &styled(DIM, &printable(&format!("  since {}{before}", words::night(&alert.since)))));
    for said in sentences(&alert.reasons) {
        line(text, &format!("  {}", printable(&said)));
    }
}

/// `1.320 times (95 % interval 1.290 … 1.350) what it was`.
pub(super) fn times(ratio: Interval) -> String {
    format!("{} what it was", words::quantity::times(&ratio))
}
