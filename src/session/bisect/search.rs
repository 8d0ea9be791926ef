//! The search itself: both ends, then commits as they say the most, then the culprit against its parent; and the same in the branch
//! that the culprit merges, where that is asked for.

use super::super::bisect_fault::BisectError;
use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::side::{Preparation, scratch};
use super::asked::AskedOfCommits;
use super::branch::branch_of;
use super::ends::{Known, ends};
use super::forecast::forecast;
use super::journal::{Entry, Journal};
use super::measuring::{answers_of_ends, measure, replay};
use super::named::{name, verify};
use super::prior::prior;
use super::range::{Range, range};
use super::revisions::Revisions;
use super::work::{Counts, Work};
use crate::culprit::{Cost, Search, Step};
use crate::report::Head;
use crate::report::bisect::{BisectDocument, BisectEnd, BisectEvent, BisectMethod};

/// A build against a batch: what is ready is asked rather than what is not.
const COST: Cost = Cost { build: 1.0, batch: 1.0 };
/// Merges in merges that are followed.
const DEPTH: usize = 5;

/// Searches. `open` opens the journal when both ends are known; `heard` hears how it goes on.
///
/// # Errors
/// Where the ends are none, nothing can be measured, or the system refuses something.
pub fn bisect(
    run: Run<'_>,
    asked: &AskedOfCommits,
    open: &dyn Fn([String; 2]) -> Result<(Journal, u64), BisectError>,
    heard: &dyn Fn(&BisectEvent),
) -> Result<BisectDocument, SessionError> {
    let (repository, range) = range(run, asked)?;
    let (mut journal, seed) = open(range.ends())?;
    let entries = std::mem::take(&mut journal.entries);
    let scratch = scratch(run)?.removed_at_the_end();
    let preparation = Preparation::new(run, &scratch)?.preparing(&asked.prepare);
    let mut work = Work {
        run,
        asked,
        scratch: &scratch,
        repository: &repository,
        revisions: Revisions::of(preparation),
        journal,
        heard,
        seed,
        counts: Counts::default(),
    };
    let mut sections = entries.split(|entry| matches!(entry, Entry::Branch { .. }));
    let mut document = searched(&mut work, &range, sections.next().unwrap_or_default())?;
    if asked.into_merges {
        let rest: Vec<&[Entry]> = sections.collect();
        into_merges(&mut work, &mut document, &rest, DEPTH)?;
    }
    document.head.interrupted = run.interrupt.raised();
    Ok(document)
}

/// Where the culprit is a merge: the same in its branch, whose commits are all new to the first parent.
fn into_merges(
    work: &mut Work<'_>,
    document: &mut BisectDocument,
    sections: &[&[Entry]],
    depth: usize,
) -> Result<(), SessionError> {
    let (BisectEnd::Found, [suspect]) = (document.end, document.suspects.as_slice()) else { return Ok(()) };
    let merge = suspect.commit.hash.clone();
    if !suspect.is_merge || depth == 0 {
        return Ok(());
    }
    let Some(range) = branch_of(work.repository, &merge, work.interrupt())? else { return Ok(()) };
    (work.heard)(&BisectEvent::Branch { merge: merge.clone() });
    let (known, rest) = match sections.split_first() {
        Some((known, rest)) => (*known, rest),
        None => {
            work.journal.append(&Entry::Branch { merge })?;
            (&[] as &[Entry], sections)
        }
    };
    let mut branch = searched(work, &range, known)?;
    into_merges(work, &mut branch, rest, depth - 1)?;
    document.branch = Some(Box::new(branch));
    Ok(())
}

/// One range, to its end.
fn searched(work: &mut Work<'_>, range: &Range, entries: &[Entry]) -> Result<BisectDocument, SessionError> {
    let run = work.run;
    let head = Head::begin(&run.conduct.command, run.settings, 1);
    let mut document = BisectDocument::begin(head, [&range.good, &range.bad], range.chain.len());
    work.counts = Counts { builds_before: work.revisions.builds, ..Counts::default() };
    let outcome = whole(work, range, entries, &mut document);
    let counts = std::mem::take(&mut work.counts);
    document.builds = work.revisions.builds - counts.builds_before;
    document.batches = counts.batches;
    document.answers = counts.answers;
    document.skips.extend(counts.skips);
    match outcome {
        Ok(()) => {}
        // What was found until then stands in the journal.
        Err(error) if run.interrupt.raised() || error.is_out_of_budget() => {
            document.end = BisectEnd::CutShort;
        }
        Err(error) => return Err(error),
    }
    Ok(document)
}

fn whole(
    work: &mut Work<'_>,
    range: &Range,
    entries: &[Entry],
    document: &mut BisectDocument,
) -> Result<(), SessionError> {
    let Some(known) = ends(work, range, entries, document)? else { return Ok(()) };
    document.places.clone_from(&known.places);
    let [good, bad] = range.ends();
    let ends = [good.as_str(), bad.as_str()];
    let (prior, blamed) = prior(work.repository, ends, &range.chain, &known, work.interrupt())?;
    let Some(mut search) = Search::of(&prior, COST) else { return Ok(()) };
    document.blamed = blamed.iter().map(|number| range.chain[*number].clone()).collect();
    replay(work, &mut search, range, entries);
    let forecast = forecast(&search, &known, range.chain.len());
    document.forecast = Some(forecast);
    (work.heard)(&BisectEvent::Forecast(forecast));
    let left = work.run.conduct.budget.left().as_secs_f64();
    if work.asked.only_if_it_fits && forecast.seconds.is_some_and(|seconds| seconds > left) {
        document.end = BisectEnd::OverBudget;
        return Ok(());
    }
    if known.method == BisectMethod::Answers {
        answers_of_ends(work, &mut search, range, &known)?;
    }
    document.end = match steps(work, &mut search, range, &known)? {
        true => BisectEnd::Set,
        false => BisectEnd::CutShort,
    };
    name(work, &search, range, document)?;
    if let (BisectEnd::Set, [suspect]) = (document.end, document.suspects.as_slice()) {
        let hash = suspect.commit.hash.clone();
        verify(work, &hash, &known, document)?;
    }
    Ok(())
}

/// Measures commits until no further one says anything; false where the time was over before.
fn steps(
    work: &mut Work<'_>,
    search: &mut Search,
    range: &Range,
    known: &Known,
) -> Result<bool, SessionError> {
    loop {
        let number = match search.step() {
            Step::Done(_) => return Ok(true),
            Step::Measure(number) => number,
        };
        if work.run.cut_short().is_some() {
            return Ok(false);
        }
        measure(work, search, range, number, known)?;
        let held = search.posterior().iter().copied().fold(0.0, f64::max);
        let commit = range.chain[number - 1].clone();
        (work.heard)(&BisectEvent::Measured { commit, held, left: search.set().len() });
    }
}
