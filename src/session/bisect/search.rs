//! The search itself: both ends, then commits as they say the most, then the culprit against its parent.

use super::super::bisect_fault::BisectError;
use super::super::compare::{Comparing, compare, in_place};
use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::lock_search::half_of_the_difference;
use super::super::side::{Preparation, root_of, scratch};
use super::asked::{AskedOfCommits, Question};
use super::journal::{Entry, Journal};
use super::prior::prior;
use super::question::{Answered, Place, batch, check};
use super::revisions::Revisions;
use super::signature::Signature;
use super::user_command;
use crate::config::{Probe, Variant, revision};
use crate::culprit::{Cost, Search, Step, Tally, Trial};
use crate::git::{Commit, GitError, Repository};
use crate::process::{Interrupt, Scratch};
use crate::report::Head;
use crate::report::bisect::{BisectDocument, BisectEnd, BisectEvent, BisectMethod, Skip, Suspect};
use crate::report::comparison::ComparisonDocument;
use crate::verdict::{Location, Reason, Status};

/// A build against a batch: what is ready is asked rather than what is not.
const COST: Cost = Cost { build: 1.0, batch: 1.0 };
/// Answers of each end before the search, where they are yes or no: how flaky they are.
const END_ANSWERS: u32 = 3;

/// The two ends, resolved once, and the commits between them.
struct Range {
    repository: Repository,
    good: Commit,
    bad: Commit,
    chain: Vec<String>,
}

/// Which commits `vitals bisect` is about: whole hashes of both ends.
///
/// # Errors
/// Where one is no commit, or they do not follow each other.
fn range(run: Run<'_>, asked: &AskedOfCommits) -> Result<Range, SessionError> {
    let interrupt = run.interrupt;
    let root = root_of(run.settings)?;
    let none = || GitError::NoRepository { root: root.clone(), revision: asked.good.as_str().to_owned() };
    let repository = Repository::around(&root, interrupt)?.ok_or_else(none)?;
    let good = repository.resolve(&asked.good, interrupt)?;
    let bad = repository.resolve(&asked.bad, interrupt)?;
    let names = || (good.short().to_owned(), bad.short().to_owned());
    if good.hash == bad.hash {
        return Err(BisectError::Same { commit: names().0 }.into());
    }
    if !repository.is_ancestor(&good.hash, &bad.hash, interrupt)? {
        let (good_name, bad_name) = names();
        let is_swapped = repository.is_ancestor(&bad.hash, &good.hash, interrupt)?;
        return Err(match is_swapped {
            true => BisectError::Swapped { good: good_name, bad: bad_name },
            false => BisectError::Unrelated { good: good_name, bad: bad_name },
        }
        .into());
    }
    let chain = repository.between(&good.hash, &bad.hash, interrupt)?;
    Ok(Range { repository, good, bad, chain })
}

/// How commits are measured, once both ends are known.
enum Way<'a> {
    Times(&'a Probe),
    Answers(Option<Signature>),
}

/// All that one search has.
struct Work<'a> {
    run: Run<'a>,
    asked: &'a AskedOfCommits,
    scratch: &'a Scratch,
    range: &'a Range,
    revisions: Revisions<'a>,
    journal: Journal,
    heard: &'a dyn Fn(&BisectEvent),
    skips: Vec<Skip>,
    batches: usize,
    answers: usize,
    seed: u64,
}

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
    let range = range(run, asked)?;
    let (journal, seed) = open([range.good.hash.clone(), range.bad.hash.clone()])?;
    let scratch = scratch(run)?.removed_at_the_end();
    let preparation = Preparation::new(run, &scratch)?.preparing(&asked.prepare);
    let mut work = Work {
        run,
        asked,
        scratch: &scratch,
        range: &range,
        revisions: Revisions::of(preparation),
        journal,
        heard,
        skips: Vec::new(),
        batches: 0,
        answers: 0,
        seed,
    };
    let mut document = BisectDocument::begin(
        Head::begin(&run.conduct.command, run.settings, 1),
        [&range.good, &range.bad],
        range.chain.len(),
    );
    let outcome = work.whole(&mut document);
    document.builds = work.revisions.builds;
    document.batches = work.batches;
    document.answers = work.answers;
    document.skips = std::mem::take(&mut work.skips);
    match outcome {
        Ok(()) => {}
        // What was found until then stands in the journal.
        Err(error) if run.interrupt.raised() || error.is_out_of_budget() => {
            document.end = BisectEnd::CutShort
        }
        Err(error) => return Err(error),
    }
    document.head.interrupted = run.interrupt.raised();
    Ok(document)
}

impl<'a> Work<'a> {
    fn interrupt(&self) -> &'a Interrupt {
        self.run.interrupt
    }

    fn whole(&mut self, document: &mut BisectDocument) -> Result<(), SessionError> {
        let asked = self.asked;
        let (way, places) = match &asked.question {
            Question::Time { probe, check } => {
                let ends = self.compared([&self.range.good.hash, &self.range.bad.hash], None)?;
                let status = ends.status();
                let places = places(&ends);
                document.ends = Some(Box::new(ends));
                match status {
                    Status::Fail => (Way::Times(probe), places),
                    Status::Error => {
                        let check = (**check).clone();
                        let Some(found) = self.ends_answer(&Question::Check(Box::new(check)), document)?
                        else {
                            return Ok(());
                        };
                        found
                    }
                    Status::Pass => {
                        document.end = BisectEnd::Alike;
                        return Ok(());
                    }
                    Status::Inconclusive | Status::Vacuous => {
                        let cut_short = self.run.cut_short().is_some();
                        document.end = if cut_short { BisectEnd::CutShort } else { BisectEnd::Undecided };
                        return Ok(());
                    }
                }
            }
            question => {
                let Some(found) = self.ends_answer(question, document)? else { return Ok(()) };
                found
            }
        };
        document.method = Some(match way {
            Way::Times(_) => BisectMethod::Times,
            Way::Answers(_) => BisectMethod::Answers,
        });
        self.search(&way, &places, document)
    }

    /// Whether both ends answer, and differently; the failure of the bad one is what is looked for.
    fn ends_answer(
        &mut self,
        question: &Question,
        document: &mut BisectDocument,
    ) -> Result<Option<(Way<'a>, Vec<Location>)>, SessionError> {
        let (good, bad) = (self.range.good.hash.clone(), self.range.bad.hash.clone());
        let of_bad = self.answer_with(question, &bad, None)?;
        let of_good = self.answer_with(question, &good, None)?;
        document.end = match (of_good.trial, of_bad.trial) {
            (Trial::Good, Trial::Bad) => {
                let (signature, reasons) = of_bad.failure.unzip();
                let reasons: Vec<Reason> = reasons.unwrap_or_default();
                let places = reasons.iter().flat_map(Reason::locations).collect();
                document.failure = reasons;
                return Ok(Some((Way::Answers(signature), places)));
            }
            _ if of_good.is_cut_short || of_bad.is_cut_short => BisectEnd::CutShort,
            (Trial::Unknown, _) | (_, Trial::Unknown) => BisectEnd::Undecided,
            _ => BisectEnd::Alike,
        };
        document.answered = [of_good, of_bad].map(|end| end.trial.into());
        Ok(None)
    }

    fn search(
        &mut self,
        way: &Way<'_>,
        places: &[Location],
        document: &mut BisectDocument,
    ) -> Result<(), SessionError> {
        let Range { repository, good, bad, chain } = self.range;
        // Places are those of the files that were measured; those folders are gone by now.
        let top = self.run.settings.root.clone();
        let ends = [good.hash.as_str(), bad.hash.as_str()];
        let (prior, blamed) = prior(repository, ends, chain, places, &top, self.interrupt())?;
        let Some(mut search) = Search::of(&prior, COST) else { return Ok(()) };
        document.blamed = blamed.iter().map(|number| chain[*number].clone()).collect();
        self.replay(&mut search);
        (self.heard)(&BisectEvent::Forecast { commits: chain.len(), builds: search.forecast() });
        if let Way::Answers(wanted) = way {
            self.answers_of_ends(&mut search, wanted.as_ref())?;
        }
        loop {
            let number = match search.step() {
                Step::Done(_) => break,
                Step::Measure(number) => number,
            };
            if self.run.cut_short().is_some() {
                document.end = BisectEnd::CutShort;
                self.set(&search, document)?;
                return Ok(());
            }
            self.measure(&mut search, number, way)?;
            let held = search.posterior().iter().copied().fold(0.0, f64::max);
            let hash = &chain[number - 1];
            (self.heard)(&BisectEvent::Measured { commit: hash.clone(), held, left: search.set().len() });
        }
        document.second_step = search.between().map(|(number, level)| (chain[number - 1].clone(), level));
        document.end = BisectEnd::Set;
        self.set(&search, document)?;
        if let [suspect] = document.suspects.as_slice() {
            let hash = suspect.commit.hash.clone();
            self.verify(&hash, way, document)?;
        }
        Ok(())
    }

    /// What the journal has, in its order.
    fn replay(&mut self, search: &mut Search) {
        let chain = &self.range.chain;
        let number = |commit: &str| match commit == self.range.good.hash {
            true => Some(0),
            false => chain.iter().position(|other| other == commit).map(|index| index + 1),
        };
        for entry in &self.journal.entries {
            match entry {
                Entry::Opened(_) => {}
                Entry::Batch { commit, batch } => {
                    number(commit).into_iter().for_each(|number| search.add(number, batch));
                    self.batches += 1;
                }
                Entry::Tally { commit, tally } => {
                    number(commit).into_iter().for_each(|number| search.add_answers(number, *tally));
                    self.answers += tally.runs as usize;
                }
                Entry::Skipped { commit, why } => {
                    number(commit).into_iter().for_each(|number| search.skip(number));
                    self.skips.push(Skip { commit: commit.clone(), why: why.clone() });
                }
            }
        }
        // Nothing of an earlier process is ready any more.
        (1..=chain.len()).for_each(|number| search.forget(number));
    }

    fn answers_of_ends(
        &mut self,
        search: &mut Search,
        wanted: Option<&Signature>,
    ) -> Result<(), SessionError> {
        let ends = [(0, self.range.good.hash.clone()), (self.range.chain.len(), self.range.bad.hash.clone())];
        for (number, hash) in ends {
            let known = search.evidence().tallies.get(&number).map_or(0, |tally| tally.runs);
            for _ in known..END_ANSWERS {
                let answered = self.answer(&hash, wanted)?;
                self.keep_answer(search, number, &hash, &answered)?;
            }
        }
        Ok(())
    }

    fn measure(&mut self, search: &mut Search, number: usize, way: &Way<'_>) -> Result<(), SessionError> {
        let hash = self.range.chain[number - 1].clone();
        let ends = [self.range.good.hash.clone(), self.range.bad.hash.clone()];
        if let Some(why) = self.revisions.make_ready(&hash)? {
            return self.skip(search, number, &hash, &why);
        }
        match way {
            Way::Answers(wanted) => {
                let answered = self.answer(&hash, wanted.as_ref())?;
                self.keep_answer(search, number, &hash, &answered)?;
            }
            Way::Times(probe) => {
                for end in &ends {
                    if let Some(why) = self.revisions.make_ready(end)? {
                        return self.skip(search, number, end, &why);
                    }
                }
                let sides = [&ends[0], &ends[1], &hash].map(|hash| self.revisions.side(hash));
                let [Some(good), Some(bad), Some(candidate)] = sides else { return Ok(()) };
                let seed = self.seed.wrapping_add(self.batches as u64);
                match batch(self.run, self.scratch, [good, bad, candidate], probe, seed)? {
                    Some(batch) => {
                        search.add(number, &batch);
                        self.batches += 1;
                        self.journal.append(&Entry::Batch { commit: hash.clone(), batch })?;
                    }
                    None if self.run.cut_short().is_some() => {}
                    None => return self.skip(search, number, &hash, "it gave no time: it fails"),
                }
            }
        }
        for gone in self.revisions.make_room(&[&ends[0], &ends[1]]) {
            let position = self.range.chain.iter().position(|other| *other == gone);
            position.into_iter().for_each(|index| search.forget(index + 1));
        }
        Ok(())
    }

    fn keep_answer(
        &mut self,
        search: &mut Search,
        number: usize,
        hash: &str,
        answered: &Answered,
    ) -> Result<(), SessionError> {
        if answered.is_cut_short {
            return Ok(());
        }
        let bad = match answered.trial {
            Trial::Good => 0,
            Trial::Bad => 1,
            Trial::Unknown => return self.skip(search, number, hash, &answered.why),
        };
        let tally = Tally { bad, runs: 1 };
        search.add_answers(number, tally);
        self.answers += 1;
        Ok(self.journal.append(&Entry::Tally { commit: hash.to_owned(), tally })?)
    }

    fn skip(
        &mut self,
        search: &mut Search,
        number: usize,
        hash: &str,
        why: &str,
    ) -> Result<(), SessionError> {
        search.skip(number);
        self.skips.push(Skip { commit: hash.to_owned(), why: why.to_owned() });
        Ok(self.journal.append(&Entry::Skipped { commit: hash.to_owned(), why: why.to_owned() })?)
    }

    fn answer(&mut self, hash: &str, wanted: Option<&Signature>) -> Result<Answered, SessionError> {
        let asked = self.asked;
        match &asked.question {
            Question::Time { check, .. } => {
                self.answer_with(&Question::Check(Box::new((**check).clone())), hash, wanted)
            }
            question => self.answer_with(question, hash, wanted),
        }
    }

    fn answer_with(
        &mut self,
        question: &Question,
        hash: &str,
        wanted: Option<&Signature>,
    ) -> Result<Answered, SessionError> {
        if self.run.cut_short().is_some() {
            return Ok(Answered::cut_short());
        }
        if let Some(why) = self.revisions.make_ready(hash)? {
            return Ok(Answered::unknown(&why));
        }
        let Some(side) = self.revisions.side(hash) else { return Ok(Answered::unknown("it is not ready")) };
        let place = Place::of(self.run, self.scratch, &self.range.repository, side);
        match question {
            Question::Command(words) => user_command::answer(&place, words),
            Question::Check(settings) => check(&place, settings, wanted),
            Question::Time { check: settings, .. } => check(&place, settings, wanted),
        }
    }

    fn compared(
        &self,
        ends: [&str; 2],
        tolerance: Option<crate::quantity::Tolerance>,
    ) -> Result<ComparisonDocument, SessionError> {
        let variant = |hash: &str| {
            revision(hash).map(Variant::Revision).map_err(|_| GitError::UnknownRevision {
                revision: hash.to_owned(),
                repository: self.range.repository.top.clone(),
            })
        };
        let comparing = Comparing {
            base: variant(ends[0])?,
            candidate: variant(ends[1])?,
            tolerance: tolerance.or(self.asked.tolerance),
            prepare: self.asked.prepare.clone(),
            ..in_place(self.seed)
        };
        compare(self.run, &comparing)
    }

    /// The set as it stands, with who wrote each.
    fn set(&self, search: &Search, document: &mut BisectDocument) -> Result<(), SessionError> {
        let posterior = search.posterior();
        document.held = search.set().iter().map(|number| posterior[number - 1]).sum();
        for number in search.set() {
            let hash = &self.range.chain[number - 1];
            let described = self.range.repository.described(hash, self.interrupt())?;
            let suspect = Suspect {
                commit: Commit { hash: hash.clone(), subject: described.subject },
                author: described.author,
                committed: described.committed,
                is_merge: described.is_merge,
                probability: posterior[number - 1],
            };
            document.suspects.push(suspect);
        }
        document.effect = search.evidence().effect();
        document.ends_tally =
            [0, self.range.chain.len()].map(|end| search.evidence().tallies.get(&end).copied());
        Ok(())
    }

    /// Measures the culprit against its parent once more, on its own.
    fn verify(
        &mut self,
        hash: &str,
        way: &Way<'_>,
        document: &mut BisectDocument,
    ) -> Result<(), SessionError> {
        let Some(parent) = self.range.repository.parent(hash, self.interrupt())? else { return Ok(()) };
        match way {
            Way::Times(_) => {
                let half = document.ends.as_deref().and_then(half_of_the_difference);
                let compared = self.compared([&parent, hash], half)?;
                let is_confirmed = compared.status() == Status::Fail;
                document.comparison = Some(Box::new(compared));
                if is_confirmed {
                    document.end = BisectEnd::Found;
                }
            }
            Way::Answers(wanted) => {
                let before = self.answer(&parent, wanted.as_ref());
                let after = self.answer(hash, wanted.as_ref());
                let (before, after) = (before?.trial, after?.trial);
                if (before, after) == (Trial::Good, Trial::Bad) {
                    document.end = BisectEnd::Found;
                }
                document.answered = [before.into(), after.into()];
            }
        }
        if self.run.cut_short().is_some() && document.end != BisectEnd::Found {
            document.end = BisectEnd::CutShort;
        }
        Ok(())
    }
}

/// The lines that the bad end's verdict names.
fn places(document: &ComparisonDocument) -> Vec<Location> {
    let verdicts = document.probes.iter().map(|probe| &probe.verdict);
    verdicts
        .flat_map(|verdict| verdict.reasons.iter().chain(&verdict.evidence))
        .flat_map(Reason::locations)
        .collect()
}
