//! A probe that became slower or larger: a tree, and the checkout after the move, is held against the files of before and against the
//! last known good, interleaved. Its limit alone says nothing of that.

use super::super::compare::{Comparing, compare, compare_tree, in_place};
use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::side::root_of;
use crate::comparison::Quantity;
use crate::config::{CheckKind, Probe, Settings, Variant, revision};
use crate::git::{Commit, Repository};
use crate::report::comparison::{ComparisonDocument, ComparisonReport};
use crate::report::words::sentences;
use crate::rollback::{Answer, Lost, LostQuantity, MILLION, Place};
use crate::statistics::Interval;
use crate::verdict::{Status, Verdict};

/// A plan is no statistic of its own: any seed does.
const SEED: u64 = 1;

/// A probe that is certainly worse at HEAD than at the last known good.
#[derive(Clone, Debug)]
pub struct Regression {
    /// What the comparison of both said, with the lines that make the difference.
    pub verdict: Verdict,
    /// What a tree has to regain.
    pub lost: Lost,
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
            lost: Lost {
                check: check.to_owned(),
                head: head.clone(),
                good: good.clone(),
                quantities: report.comparison.quantities.iter().filter_map(lost).collect(),
            },
            verdict: report.verdict,
        })),
        _ => BesideGood::Unknown(said()),
    })
}

fn lost(quantity: &Quantity) -> Option<LostQuantity> {
    let ratio = quantity.ratio.filter(|ratio| quantity.regressed() && ratio.estimate > 1.0)?;
    // Between nothing and a million.
    let part_millionths = (f64::from(MILLION) / ratio.estimate).round() as u32;
    Some(LostQuantity { name: quantity.name.clone().into_owned(), of: timed(quantity), part_millionths })
}

/// What was timed, as a report writes it.
fn timed(quantity: &Quantity) -> Option<String> {
    let word = serde_json::to_value(quantity.of?).ok()?;
    word.as_str().map(str::to_owned)
}

/// Green where the place is certainly better than what was before it by half of what was lost at least, or no worse than the last known
/// good.
///
/// # Errors
/// Where a side cannot be made ready, or the system refuses a process.
pub fn regained(
    run: Run<'_>,
    lost: &Lost,
    kind: &CheckKind,
    place: Place<'_>,
) -> Result<(Answer, Vec<String>), SessionError> {
    let CheckKind::Probe(probe) = kind else {
        let said = "it is no probe any more, so what it has lost since cannot be measured";
        return Ok((Answer::Unknown, vec![said.to_owned()]));
    };
    let short = lost.good.short();
    if let Place::Tree { tree, .. } = place {
        let repository = Repository::of(&root_of(run.settings)?, run.interrupt)?;
        if repository.tree_hash(&lost.good.hash, run.interrupt)? == tree {
            // It was measured beside HEAD already.
            return Ok((Answer::Green, vec![format!("these are the files of {short}, the last known good")]));
        }
    }
    let settings = of_probe(run.settings, probe);
    let run = Run { settings: &settings, ..run };
    let beside = |commit: &Commit| -> Result<Option<ComparisonReport>, SessionError> {
        let comparing = with_base(&settings, commit)?;
        let document: ComparisonDocument = match place {
            Place::Tree { tree, objects } => compare_tree(run, &comparing, (tree, objects))?,
            Place::Checkout { .. } | Place::Live => compare(run, &comparing)?,
        };
        Ok(document.probes.into_iter().next())
    };
    let head = beside(&lost.head)?;
    let gained = head.as_ref().map_or(Gained::Unknown, |report| of_all(lost, report));
    if gained == Gained::Half {
        let said =
            format!("beside {}, interleaved, it regains half or more of what was lost", lost.head.short());
        return Ok((Answer::Green, vec![said]));
    }
    let good = beside(&lost.good)?;
    let status = good.as_ref().map(|report| report.verdict.status);
    let said = good.iter().flat_map(|report| sentences(&report.verdict.reasons));
    Ok(match (status, gained) {
        (Some(Status::Pass), _) => {
            (Answer::Green, vec![format!("beside {short}, the last known good, interleaved, it is no worse")])
        }
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

/// The place beside what was before it, in each quantity that became worse.
fn of_all(lost: &Lost, report: &ComparisonReport) -> Gained {
    let of = |lost: &LostQuantity| {
        let same = |other: &&Quantity| other.name == lost.name && timed(other) == lost.of;
        let ratio = report.comparison.quantities.iter().find(same).and_then(|quantity| quantity.ratio);
        let part = f64::from(lost.part_millionths) / f64::from(MILLION);
        ratio.map_or(Gained::Unknown, |ratio| gained(ratio, part))
    };
    let all: Vec<Gained> = lost.quantities.iter().map(of).collect();
    if all.contains(&Gained::Less) {
        Gained::Less
    } else if all.is_empty() || all.contains(&Gained::Unknown) {
        Gained::Unknown
    } else {
        Gained::Half
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
