//! A probe that became slower or larger: a tree is held against HEAD's files and against the last known good, interleaved. Its limit
//! alone says nothing of that.

use std::path::Path;

use super::super::compare::{Comparing, compare, compare_tree, in_place};
use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::side::root_of;
use crate::comparison::Quantity;
use crate::config::{Probe, Settings, Variant, revision};
use crate::git::{Commit, Repository};
use crate::report::comparison::{ComparisonDocument, ComparisonReport};
use crate::report::words::sentences;
use crate::rollback::Answer;
use crate::statistics::Interval;
use crate::verdict::{Status, Verdict};

/// A plan is no statistic of its own: any seed does.
const SEED: u64 = 1;

/// A probe that is certainly worse at HEAD than at the last known good.
#[derive(Clone, Debug)]
pub struct Regression {
    /// The check's name.
    pub check: String,
    /// What the comparison of both said, with the lines that make the difference.
    pub verdict: Verdict,
    probe: Probe,
    head: Commit,
    good: Commit,
    lost: Vec<Lost>,
}

/// A quantity that became worse.
#[derive(Clone, Debug)]
struct Lost {
    name: String,
    of: Option<crate::measure::Timed>,
    /// The last known good's over HEAD's.
    part: f64,
}

/// What a probe is at HEAD, beside the last known good.
#[derive(Clone, Debug)]
pub enum BesideGood {
    /// Certainly worse.
    Worse(Box<Regression>),
    /// No worse than is tolerated.
    NoWorse,
    /// That could not be decided, with why.
    Unknown(Vec<String>),
}

/// Measures HEAD's files and those of the last known good, interleaved.
///
/// # Errors
/// Where a side cannot be made ready, or the system refuses a process.
pub fn beside_good(
    run: Run<'_>,
    (check, probe): (&str, &Probe),
    [good, head]: [&Commit; 2],
) -> Result<BesideGood, SessionError> {
    let settings = of_probe(run.settings, probe);
    let comparing = Comparing { candidate: of_commit(head)?, ..with_base(&settings, good)? };
    let document = compare(Run { settings: &settings, ..run }, &comparing)?;
    let Some(report) = document.probes.into_iter().next() else { return Ok(BesideGood::Unknown(Vec::new())) };
    let said = || sentences(&report.verdict.reasons);
    Ok(match report.verdict.status {
        Status::Pass => BesideGood::NoWorse,
        Status::Fail => BesideGood::Worse(Box::new(Regression {
            check: check.to_owned(),
            lost: report.comparison.quantities.iter().filter_map(lost).collect(),
            verdict: report.verdict,
            probe: probe.clone(),
            head: head.clone(),
            good: good.clone(),
        })),
        _ => BesideGood::Unknown(said()),
    })
}

fn lost(quantity: &Quantity) -> Option<Lost> {
    let ratio = quantity.ratio.filter(|ratio| quantity.regressed() && ratio.estimate > 1.0)?;
    Some(Lost { name: quantity.name.clone().into_owned(), of: quantity.of, part: 1.0 / ratio.estimate })
}

impl Regression {
    /// Green where the tree is certainly better than HEAD by half of what was lost at least, or no worse than the last known good.
    ///
    /// # Errors
    /// Where a side cannot be made ready, or the system refuses a process.
    pub fn answer(
        &self,
        run: Run<'_>,
        tree: (&str, Option<&Path>),
    ) -> Result<(Answer, Vec<String>), SessionError> {
        let repository = Repository::of(&root_of(run.settings)?, run.interrupt)?;
        if repository.tree_hash(&self.good.hash, run.interrupt)? == tree.0 {
            // It was measured beside HEAD already.
            return Ok((Answer::Green, Vec::new()));
        }
        let settings = of_probe(run.settings, &self.probe);
        let run = Run { settings: &settings, ..run };
        let beside = |commit: &Commit| -> Result<Option<ComparisonReport>, SessionError> {
            let comparing = with_base(&settings, commit)?;
            let document: ComparisonDocument = compare_tree(run, &comparing, tree)?;
            Ok(document.probes.into_iter().next())
        };
        let head = beside(&self.head)?;
        let gained = head.as_ref().map_or(Gained::Unknown, |report| self.gained(report));
        if gained == Gained::Half {
            return Ok((Answer::Green, Vec::new()));
        }
        let good = beside(&self.good)?;
        let status = good.as_ref().map(|report| report.verdict.status);
        let said = good.iter().flat_map(|report| sentences(&report.verdict.reasons));
        let short = self.good.short();
        Ok(match (status, gained) {
            (Some(Status::Pass), _) => (Answer::Green, Vec::new()),
            (Some(Status::Fail), Gained::Less) => {
                let first = format!("it regains less than half of what was lost since {short}");
                (Answer::Red, std::iter::once(first).chain(said).collect())
            }
            _ => {
                let first = format!("how much it regains of what was lost since {short} is not decided");
                (Answer::Unknown, std::iter::once(first).chain(said).collect())
            }
        })
    }

    /// The tree beside HEAD, in each quantity that became worse.
    fn gained(&self, report: &ComparisonReport) -> Gained {
        let of = |lost: &Lost| {
            let same = |other: &&Quantity| other.name == lost.name && other.of == lost.of;
            let ratio = report.comparison.quantities.iter().find(same).and_then(|quantity| quantity.ratio);
            ratio.map_or(Gained::Unknown, |ratio| gained(ratio, lost.part))
        };
        let all: Vec<Gained> = self.lost.iter().map(of).collect();
        if all.contains(&Gained::Less) {
            Gained::Less
        } else if all.is_empty() || all.contains(&Gained::Unknown) {
            Gained::Unknown
        } else {
            Gained::Half
        }
    }
}

/// What a tree has regained of what was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gained {
    /// Certainly half of it, or more.
    Half,
    /// Certainly less.
    Less,
    /// That is not decided.
    Unknown,
}

/// The tree's number over HEAD's, held against the middle between the last known good's and HEAD's.
fn gained(ratio: Interval, part: f64) -> Gained {
    let middle = f64::midpoint(1.0, part);
    if ratio.high <= middle {
        Gained::Half
    } else if ratio.low > middle {
        Gained::Less
    } else {
        Gained::Unknown
    }
}

fn of_probe(settings: &Settings, probe: &Probe) -> Settings {
    Settings { probes: vec![probe.clone()], checks: Vec::new(), ..settings.clone() }
}

fn of_commit(commit: &Commit) -> Result<Variant, SessionError> {
    let named = revision(&commit.hash).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(Variant::Revision(named))
}

fn with_base(settings: &Settings, base: &Commit) -> Result<Comparing, SessionError> {
    Ok(Comparing { base: of_commit(base)?, prepare: settings.prepare.clone(), ..in_place(SEED) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_what_was_lost_is_the_middle_of_both() {
        let between =
            |low, high| Interval { estimate: f64::midpoint(low, high), low, high, level: Some(0.95) };
        // HEAD takes twice as long as the last known good.
        for (low, high, expected) in [
            (0.50, 0.60, Gained::Half),
            (0.70, 0.75, Gained::Half),
            (0.70, 0.80, Gained::Unknown),
            (0.76, 0.90, Gained::Less),
            (0.99, 1.01, Gained::Less),
            (0.10, f64::INFINITY, Gained::Unknown),
        ] {
            assert_eq!(gained(between(low, high), 0.5), expected, "{low} to {high}");
        }
    }
}
