//! One commit measured as the search asks for it, and all that an earlier process had measured.

use super::super::error::SessionError;
use super::asked::Question;
use super::ends::Known;
use super::journal::Entry;
use super::question::Answered;
use super::range::Range;
use super::times::{NoTime, Of, batch};
use super::work::{End, Kept, TRIES, Work};
use crate::config::Probe;
use crate::culprit::{Batch, Search};
use crate::report::bisect::{BisectMethod, SkipKind};
use crate::report::words::sentence;

/// Answers of each end before the search, where they are yes or no: how flaky they are.
const END_ANSWERS: u32 = 3;

/// What the journal has of this range, in its order.
pub fn replay(work: &mut Work<'_>, search: &mut Search, range: &Range, entries: &[Entry]) {
    for entry in entries {
        match entry {
            Entry::Opened(_) | Entry::Ends { .. } | Entry::Branch { .. } => {}
            Entry::Batch { commit, batch } => {
                range.number(commit).into_iter().for_each(|number| search.add(number, batch));
                work.counts.batches += 1;
            }
            Entry::Tally { commit, tally } => {
                range.number(commit).into_iter().for_each(|number| search.add_answers(number, *tally));
                work.counts.answers += tally.runs as usize;
            }
            Entry::Silent { commit, .. } => {
                *work.counts.silent.entry(commit.clone()).or_default() += 1;
            }
            Entry::Skipped(skip) => {
                range.number(&skip.commit).into_iter().for_each(|number| search.skip(number));
                work.counts.skips.push(skip.clone());
            }
        }
    }
    // Nothing of an earlier process is ready any more.
    (1..=range.chain.len()).for_each(|number| search.forget(number));
}

/// Asks both ends more than once: how often each fails.
///
/// # Errors
/// Where one gives no answer, and what the system refuses.
pub fn answers_of_ends(
    work: &mut Work<'_>,
    search: &mut Search,
    range: &Range,
    known: &Known,
) -> Result<(), SessionError> {
    let numbers = [0, range.chain.len()];
    for ((end, number), hash) in End::BOTH.into_iter().zip(numbers).zip(range.ends()) {
        let answered = search.evidence().tallies.get(&number).map_or(0, |tally| tally.runs);
        for _ in answered..END_ANSWERS {
            answer_of_end(work, search, (end, number, &hash), known)?;
        }
    }
    Ok(())
}

/// An end is never set aside: where it gives no answer, nothing can be decided.
fn answer_of_end(
    work: &mut Work<'_>,
    search: &mut Search,
    (end, number, hash): (End, usize, &str),
    known: &Known,
) -> Result<(), SessionError> {
    let mut said = String::new();
    for _ in 0..TRIES {
        let answered = answer(work, hash, known)?;
        match answered.why {
            Some((SkipKind::NotReady, why)) => return Err(end.not_ready(hash, &why)),
            Some((_, why)) => said = why,
            None => return work.keep_answer(search, (number, hash), &answered).map(|_| ()),
        }
    }
    Err(end.silent(hash, &said))
}

/// Measures the commit with this number, until it has answered or is set aside, or the time is over.
///
/// # Errors
/// Where an end gives no time or cannot be made ready, and what the system refuses.
pub fn measure(
    work: &mut Work<'_>,
    search: &mut Search,
    range: &Range,
    number: usize,
    known: &Known,
) -> Result<(), SessionError> {
    let hash = range.chain[number - 1].clone();
    let named = (number, hash.as_str());
    if let Some(why) = work.revisions.make_ready(&hash)? {
        return work.skip(search, named, SkipKind::NotReady, &why);
    }
    loop {
        let kept = match (known.method, &work.asked.question) {
            (BisectMethod::Times, Question::Time { probe, .. }) => times(work, search, range, named, probe)?,
            _ => {
                let answered = answer(work, &hash, known)?;
                work.keep_answer(search, named, &answered)?
            }
        };
        if kept != Kept::Silent {
            break;
        }
    }
    let [good, bad] = range.ends();
    for gone in work.revisions.make_room(&[&good, &bad]) {
        range.number(&gone).into_iter().for_each(|number| search.forget(number));
    }
    Ok(())
}

/// An answer by yes and no, as the search asks for it.
///
/// # Errors
/// As [`Work::answer`].
pub fn answer(work: &mut Work<'_>, hash: &str, known: &Known) -> Result<Answered, SessionError> {
    let asked = work.asked;
    Ok(work.answer(&asked.question, hash, known.wanted.as_ref())?.0)
}

fn times(
    work: &mut Work<'_>,
    search: &mut Search,
    range: &Range,
    (number, hash): (usize, &str),
    probe: &Probe,
) -> Result<Kept, SessionError> {
    // An end may fail by chance too: it is run again, and is no reason to skip a commit.
    for attempt in 1..=TRIES {
        match taken(work, range, hash, probe)? {
            Ok(Some(batch)) => {
                search.add(number, &batch);
                work.counts.batches += 1;
                work.journal.append(&Entry::Batch { commit: hash.to_owned(), batch })?;
                return Ok(Kept::Answer);
            }
            Ok(None) => return Ok(Kept::CutShort),
            Err(none) => {
                let why = none.why.as_ref().map_or_else(|| "it took too long".to_owned(), sentence);
                match none.of {
                    Of::Candidate if none.is_of_the_moment => {
                        return work.silent(search, (number, hash), SkipKind::NotAnswered, &why);
                    }
                    Of::Candidate => {
                        work.skip(search, (number, hash), SkipKind::NoTime, &why)?;
                        return Ok(Kept::Skipped);
                    }
                    Of::Good if attempt == TRIES => return Err(End::Good.silent(&range.good.hash, &why)),
                    Of::Bad if attempt == TRIES => return Err(End::Bad.silent(&range.bad.hash, &why)),
                    Of::Good | Of::Bad => {}
                }
            }
        }
    }
    Ok(Kept::CutShort)
}

/// Runs of a commit beside both ends; None where the budget or Ctrl-C ended them.
fn taken(
    work: &mut Work<'_>,
    range: &Range,
    hash: &str,
    probe: &Probe,
) -> Result<Result<Option<Batch>, NoTime>, SessionError> {
    let ends = range.ends();
    if let Some(none) = work.make_ready(&[&ends[0], &ends[1]])? {
        return Err(End::BOTH[none.number].not_ready(&ends[none.number], &none.why));
    }
    let sides = [ends[0].as_str(), ends[1].as_str(), hash].map(|hash| work.revisions.side(hash));
    let [Some(good), Some(bad), Some(candidate)] = sides else { return Ok(Ok(None)) };
    let seed = work.seed.wrapping_add(work.counts.batches as u64);
    let batch = batch(work.run, work.scratch, [good, bad, candidate], probe, seed)?;
    match work.run.cut_short() {
        Some(_) => Ok(Ok(None)),
        None => Ok(batch.map(Some)),
    }
}
