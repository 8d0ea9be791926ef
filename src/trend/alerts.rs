//! What of a series is new tonight: a step, a drift, a recovery. What was reported already stands, and is not reported again.

use serde::{Deserialize, Serialize};

use super::chain::{Level, levels};
use super::night::{Night, Reading, Subject};
use crate::statistics::{ChangePoint, ChangePointRule, ChangePoints, Interval, change_points, quantile};
use crate::store::history::{Change, Evidence};
use crate::verdict::{Reason, Status};

/// Something new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Alert {
    /// What happened.
    pub change: Change,
    /// How it is known.
    pub evidence: Evidence,
    /// To what.
    pub subject: Subject,
    /// The last night before.
    pub after: Option<Night>,
    /// The first night of it.
    pub since: Night,
    /// The level since over the level before.
    pub ratio: Option<Interval>,
    /// Which modules moved, and other reasons.
    pub reasons: Vec<Reason>,
}

impl Alert {
    /// The verdict that it is.
    pub fn status(&self) -> Status {
        match self.change {
            change if change.is_worse() => Status::Fail,
            Change::Undecided => Status::Inconclusive,
            _ => Status::Pass,
        }
    }
}

/// What was reported on an earlier night, and may still stand.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedAlert {
    /// What.
    pub change: Change,
    /// How it was known.
    pub evidence: Evidence,
    /// The number of the first night of it.
    pub since: usize,
    /// How large it was reported to be.
    pub ratio: Option<Interval>,
    /// It was accepted since: it stands no longer, and is not reported again.
    pub settled: bool,
}

/// What the comparison with the reference says of a subject tonight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It regressed.
    Worse,
    /// It did not.
    Fine,
    /// It is not known.
    Unknown,
}

/// Tonight, beside its reading.
#[derive(Clone, Copy, Debug)]
pub struct Tonight<'a> {
    /// Against the reference.
    pub judged: Judged,
    /// What is tolerated: 0.1 is a tenth.
    pub tolerance: f64,
    /// Why, for the report.
    pub reasons: &'a [Reason],
}

/// A series, looked at.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The level of each night that has one.
    pub levels: Vec<Level>,
    /// Where the levels changed; nights are counted in `levels`.
    pub changes: ChangePoints,
    /// What is new.
    pub alerts: Vec<Alert>,
    /// What was reported, and still stands.
    pub open: Vec<ReportedAlert>,
}

/// Nights that stand for what was usual.
const USUAL: usize = 7;

/// Looks at a series whose last reading is tonight's. `reported` is what was reported of it, oldest first.
pub fn look(
    subject: &Subject,
    readings: &[Reading],
    tonight: Tonight<'_>,
    reported: &[ReportedAlert],
) -> Look {
    let levels = levels(readings);
    let values: Vec<f64> = levels.iter().map(|level| level.value.estimate).collect();
    // Levels are above zero by construction.
    let changes = change_points(&values, &ChangePointRule::default()).unwrap_or_default();
    let series = Series { subject, readings, levels: &levels, reported };
    let mut alerts: Vec<Alert> = series.of_tonight(tonight).into_iter().collect();
    alerts.extend(series.of_change_points(&changes, tonight, &alerts));
    let ended = |reported: &ReportedAlert| {
        alerts.iter().any(|alert| alert.change == Change::Recovery && alert.evidence == reported.evidence)
    };
    let open = [Evidence::Night, Evidence::Series].into_iter().filter_map(|by| series.open(by));
    let open = open.filter(|reported| !ended(reported)).collect();
    Look { levels, changes, alerts, open }
}

struct Series<'a> {
    subject: &'a Subject,
    readings: &'a [Reading],
    levels: &'a [Level],
    reported: &'a [ReportedAlert],
}

impl Series<'_> {
    /// The newest step or drift of that evidence that no recovery followed.
    fn open(&self, by: Evidence) -> Option<ReportedAlert> {
        let own = |reported: &&ReportedAlert| {
            reported.evidence == by && !reported.settled && reported.change != Change::Better
        };
        self.reported.iter().rev().find(own).filter(|reported| reported.change.is_worse()).cloned()
    }

    /// What the comparison with the reference decides in this one night.
    fn of_tonight(&self, tonight: Tonight<'_>) -> Option<Alert> {
        let last = self.readings.len().checked_sub(1)?;
        let ratio = self.jump();
        let (change, reasons) = match (tonight.judged, self.open(Evidence::Night)) {
            // It crossed the tolerance without a jump: it came little by little.
            (Judged::Worse, None) if ratio.is_some_and(|r| r.estimate < 1.0 + tonight.tolerance / 2.0) => {
                (Change::Drift, tonight.reasons)
            }
            (Judged::Worse, None) => (Change::Step, tonight.reasons),
            (Judged::Worse, Some(_)) => {
                ratio.filter(|ratio| ratio.low > 1.0 + tonight.tolerance)?;
                (Change::Step, tonight.reasons)
            }
            (Judged::Fine, Some(_)) => (Change::Recovery, &[][..]),
            (Judged::Unknown, Some(_)) if self.fell_back(ratio, tonight.tolerance) => {
                (Change::Recovery, &[][..])
            }
            _ => return None,
        };
        Some(self.alert(change, Evidence::Night, [last.checked_sub(1), Some(last)], ratio, reasons))
    }

    /// Too noisy a night to say that all is well, but far below what was reported, and as the reference.
    fn fell_back(&self, jump: Option<Interval>, tolerance: f64) -> bool {
        let beside = self.readings.last().and_then(|tonight| tonight.ratio.as_ref());
        jump.is_some_and(|jump| jump.high < 1.0 / (1.0 + tolerance))
            && beside.is_some_and(|(_, ratio)| ratio.estimate <= 1.0 + tolerance)
    }

    /// Tonight's level over the usual one. Its bounds are those of both: a level that one noisy night set is itself
    /// hardly known.
    fn jump(&self) -> Option<Interval> {
        let (tonight, earlier) = self.levels.split_last()?;
        if tonight.reading + 1 != self.readings.len() {
            return None;
        }
        let since = self.reported.iter().map(|reported| reported.since).max();
        let is_usual =
            |level: &&Level| since.is_none_or(|since| self.readings[level.reading].night.number >= since);
        let usual: Vec<Interval> =
            earlier.iter().filter(is_usual).rev().take(USUAL).map(|level| level.value).collect();
        let (usual, error) = median_level(&usual)?;
        let Interval { estimate, low, high, level } = tonight.value;
        let wider = |bound: f64| (bound / estimate).ln().hypot(error);
        let ratio = estimate / usual;
        Some(Interval {
            estimate: ratio,
            low: ratio / wider(low).exp(),
            high: ratio * wider(high).exp(),
            level,
        })
    }

    /// What the whole series shows that no single night did.
    fn of_change_points(
        &self,
        changes: &ChangePoints,
        tonight: Tonight<'_>,
        already: &[Alert],
    ) -> Vec<Alert> {
        let [of_series, of_night] = [Evidence::Series, Evidence::Night].map(|by| self.open(by));
        let reported = self
            .reported
            .iter()
            .map(|reported| reported.since)
            .chain(already.iter().map(|alert| alert.since.number));
        let reported: Vec<usize> = reported.filter_map(|night| self.place_of(night)).collect();
        let mut alerts = Vec::new();
        for point in changes.points.iter().filter(|point| !point.is_one_of(&reported)) {
            let is_later = |reported: &Option<ReportedAlert>| {
                reported.as_ref().is_some_and(|reported| self.is_later(point, reported))
            };
            // Where one noisy night after the other cannot decide, together they do.
            let undecided = tonight.judged == Judged::Unknown;
            let (change, evidence, reasons) = if point.ratio.estimate > 1.0 {
                (Change::Step, Evidence::Series, tonight.reasons)
            } else if is_later(&of_series) {
                (Change::Recovery, Evidence::Series, &[][..])
            } else if undecided && is_later(&of_night) && self.is_back(point, tonight.tolerance) {
                (Change::Recovery, Evidence::Night, &[][..])
            } else {
                (Change::Better, Evidence::Series, &[][..])
            };
            let nights = [point.night - 1, point.night].map(|night| Some(self.levels[night].reading));
            alerts.push(self.alert(change, evidence, nights, Some(point.ratio), reasons));
        }
        let drifting =
            self.reported.iter().any(|reported| reported.change == Change::Drift && !reported.settled);
        if let Some(drift) = changes.drift.as_ref().filter(|drift| !drifting && drift.ratio.estimate > 1.0) {
            let begins = self.levels[drift.begins].reading;
            let nights = [begins.checked_sub(1), Some(begins)];
            alerts.push(self.alert(
                Change::Drift,
                Evidence::Series,
                nights,
                Some(drift.ratio),
                tonight.reasons,
            ));
        }
        alerts
    }

    /// Whether the nights since a point are, in the median, within what is tolerated beside tonight's reference.
    fn is_back(&self, point: &ChangePoint, tolerance: f64) -> bool {
        let ratios =
            self.levels[point.night..].iter().map(|level| self.readings[level.reading].ratio.as_ref());
        let reference =
            self.readings.last().and_then(|tonight| tonight.ratio.as_ref()).map(|(commit, _)| commit);
        let since: Vec<f64> = ratios
            .flatten()
            .filter(|(commit, _)| Some(commit) == reference)
            .map(|(_, ratio)| ratio.estimate)
            .collect();
        quantile(&since, 0.5).is_some_and(|usual| usual <= 1.0 + tolerance)
    }

    fn is_later(&self, point: &ChangePoint, open: &ReportedAlert) -> bool {
        self.readings[self.levels[point.night].reading].night.number > open.since
    }

    /// A night's index among the levels.
    fn place_of(&self, night: usize) -> Option<usize> {
        self.levels.iter().position(|level| self.readings[level.reading].night.number >= night)
    }

    fn alert(
        &self,
        change: Change,
        evidence: Evidence,
        [before, since]: [Option<usize>; 2],
        ratio: Option<Interval>,
        reasons: &[Reason],
    ) -> Alert {
        let night = |reading: usize| self.readings[reading].night.clone();
        Alert {
            change,
            evidence,
            subject: self.subject.clone(),
            after: before.map(night),
            // A change is never reported of a series without a night.
            since: night(since.unwrap_or_default()),
            ratio,
            reasons: reasons.to_vec(),
        }
    }
}

/// The median of several levels, and half the width of its interval as a logarithm. The error of a median is
/// √(π/2n) of one value's (Kendall and Stuart, volume 1, section 14.6), and no larger than that.
fn median_level(levels: &[Interval]) -> Option<(f64, f64)> {
    let median = quantile(&levels.iter().map(|level| level.estimate).collect::<Vec<_>>(), 0.5)?;
    let n = levels.len() as f64;
    let squares: f64 = levels.iter().map(|level| (level.high / level.estimate).ln().powi(2)).sum();
    let of_one = (squares / n).sqrt();
    Some((median, of_one * (std::f64::consts::FRAC_PI_2 / n).sqrt().min(1.0)))
}

#[cfg(test)]
#[path = "alerts_tests.rs"]
mod tests;
