//! What a search names: the set that holds the probability, and the culprit against its parent once more.

use super::super::error::SessionError;
use super::super::lock_search::half_of_the_difference;
use super::ends::Known;
use super::measuring::answer;
use super::range::Range;
use super::work::{TRIES, Work};
use crate::culprit::{Search, Tally, Trial};
use crate::git::Commit;
use crate::report::bisect::{BisectDocument, BisectEnd, BisectMethod, Skip, SkipKind, Suspect};
use crate::verdict::Status;

/// The set as it stands, with who wrote each.
///
/// # Errors
/// Where git fails.
pub fn name(
    work: &Work<'_>,
    search: &Search,
    range: &Range,
    document: &mut BisectDocument,
) -> Result<(), SessionError> {
    let posterior = search.posterior();
    let set = search.set();
    document.held = set.iter().map(|number| posterior[number - 1]).sum();
    for number in &set {
        let hash = &range.chain[number - 1];
        let described = work.repository.described(hash, work.interrupt())?;
        document.suspects.push(Suspect {
            commit: Commit { hash: hash.clone(), subject: described.subject },
            author: described.author,
            committed: described.committed,
            is_merge: described.is_merge,
            probability: posterior[number - 1],
        });
    }
    let evidence = search.evidence();
    document.effect = evidence.effect();
    document.ends_tally = [0, range.chain.len()].map(|end| evidence.tallies.get(&end).copied());
    document.second_step = search.between().map(|(number, level)| (range.chain[number - 1].clone(), level));
    document.flaky = match set.as_slice() {
        [first_bad] => flaky(search, *first_bad),
        _ => None,
    };
    Ok(())
}

/// Answers before the first bad commit and from it on; None where each is as it should be.
fn flaky(search: &Search, first_bad: usize) -> Option<[Tally; 2]> {
    let mut sides = [Tally::default(); 2];
    for (number, tally) in &search.evidence().tallies {
        let side = &mut sides[usize::from(*number >= first_bad)];
        side.bad += tally.bad;
        side.runs += tally.runs;
    }
    let [before, after] = sides;
    (before.bad > 0 || after.bad < after.runs).then_some(sides)
}

/// Measures the culprit against its parent once more, on its own.
///
/// # Errors
/// Where git fails, or the system refuses something.
pub fn verify(
    work: &mut Work<'_>,
    hash: &str,
    known: &Known,
    document: &mut BisectDocument,
) -> Result<(), SessionError> {
    let Some(parent) = work.repository.parent(hash, work.interrupt())? else { return Ok(()) };
    let is_confirmed = match known.method {
        BisectMethod::Times => {
            let half = known.comparison.as_deref().and_then(half_of_the_difference);
            match work.compared([&parent, hash], half)? {
                Ok(compared) => {
                    let is_slower = compared.status() == Status::Fail;
                    document.comparison = Some(Box::new(compared));
                    is_slower
                }
                Err(none) => {
                    let commit = [parent.as_str(), hash][none.number].to_owned();
                    note(work, Skip { commit, kind: SkipKind::NotReady, tries: 1, why: none.why });
                    false
                }
            }
        }
        BisectMethod::Answers => {
            let before = answered(work, &parent, known, Trial::Good)?;
            let trials = [before, answered(work, hash, known, Trial::Bad)?];
            document.answered = trials.map(Into::into);
            trials == [Trial::Good, Trial::Bad]
        }
    };
    document.end = match is_confirmed {
        true => BisectEnd::Found,
        false if work.run.cut_short().is_some() => BisectEnd::CutShort,
        false => BisectEnd::Set,
    };
    Ok(())
}

/// What it answers, once where that is as expected; else, since a check may be flaky, what it answers twice of three times.
fn answered(work: &mut Work<'_>, hash: &str, known: &Known, expected: Trial) -> Result<Trial, SessionError> {
    let mut trials = Vec::new();
    for _ in 0..TRIES {
        let answered = answer(work, hash, known)?;
        if answered.is_cut_short || (trials.is_empty() && answered.trial == expected) {
            return Ok(answered.trial);
        }
        match answered.why {
            Some((SkipKind::NotAnswered, _)) | None => {}
            Some((kind, why)) => {
                note(work, Skip { commit: hash.to_owned(), kind, tries: 1, why });
                return Ok(Trial::Unknown);
            }
        }
        if trials.contains(&answered.trial) {
            return Ok(answered.trial);
        }
        trials.push(answered.trial);
    }
    Ok(Trial::Unknown)
}

fn note(work: &mut Work<'_>, skip: Skip) {
    if !work.counts.skips.iter().any(|known| known.commit == skip.commit) {
        work.counts.skips.push(skip);
    }
}
