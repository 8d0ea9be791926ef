//! All that one search has, and its steps that leave a line in the journal.

use std::collections::BTreeMap;

use super::super::bisect_fault::BisectError;
use super::super::compare::{Comparing, compare_ready, in_place};
use super::super::conduct::Run;
use super::super::error::SessionError;
use super::asked::{AskedOfCommits, Question};
use super::journal::{Entry, Journal};
use super::question::{Answered, Place, check};
use super::revisions::Revisions;
use super::user_command;
use super::wanted::Wanted;
use crate::culprit::{Search, Tally, Trial};
use crate::git::Repository;
use crate::process::{Interrupt, Scratch, monotonic};
use crate::quantity::{Nanos, Tolerance};
use crate::report::bisect::{BisectEvent, Skip, SkipKind};
use crate::report::comparison::ComparisonDocument;

/// So often a commit is asked that gives no answer.
pub const TRIES: u32 = 3;

/// All that one search has.
pub struct Work<'a> {
    /// The run.
    pub run: Run<'a>,
    /// What is asked.
    pub asked: &'a AskedOfCommits,
    /// The run's folder.
    pub scratch: &'a Scratch,
    /// The repository.
    pub repository: &'a Repository,
    /// Commits that are ready.
    pub revisions: Revisions<'a>,
    /// Where each observation is kept.
    pub journal: Journal,
    /// Hears how it goes on.
    pub heard: &'a dyn Fn(&BisectEvent),
    /// Of the order and of the bootstrap.
    pub seed: u64,
    /// What the search in one range came to until now.
    pub counts: Counts,
}

/// What was done in one range.
#[derive(Default)]
pub struct Counts {
    /// Commits that could not be measured.
    pub skips: Vec<Skip>,
    /// How often each gave no answer.
    pub silent: BTreeMap<String, u32>,
    /// Batches of runs.
    pub batches: usize,
    /// Answers by yes or no.
    pub answers: usize,
    /// Commits made ready before this range was begun.
    pub builds_before: usize,
}

/// A commit that cannot be made ready, of several that are needed: which one, and why.
pub struct NotReady {
    /// Its number among them.
    pub number: usize,
    /// Why, as a sentence.
    pub why: String,
}

impl<'a> Work<'a> {
    /// Ctrl-C.
    pub fn interrupt(&self) -> &'a Interrupt {
        self.run.interrupt
    }

    /// Makes all of these ready, in order; the first that cannot be.
    ///
    /// # Errors
    /// Ctrl-C, the budget, or what concerns no commit alone.
    pub fn make_ready(&mut self, hashes: &[&str]) -> Result<Option<NotReady>, SessionError> {
        for (number, hash) in hashes.iter().enumerate() {
            if let Some(why) = self.revisions.make_ready(hash)? {
                return Ok(Some(NotReady { number, why }));
            }
        }
        Ok(None)
    }

    /// Both, interleaved, until the rule is content.
    ///
    /// # Errors
    /// As [`Self::make_ready`].
    pub fn compared(
        &mut self,
        hashes: [&str; 2],
        tolerance: Option<Tolerance>,
    ) -> Result<Result<ComparisonDocument, NotReady>, SessionError> {
        if let Some(none) = self.make_ready(&hashes)? {
            return Ok(Err(none));
        }
        let [Some(base), Some(candidate)] = hashes.map(|hash| self.revisions.side(hash)) else {
            return Ok(Err(NotReady { number: 0, why: "its files went".to_owned() }));
        };
        let tolerance = tolerance.or(self.asked.tolerance);
        let comparing = Comparing { tolerance, ..in_place(self.seed) };
        Ok(Ok(compare_ready(self.run, &comparing, [base, candidate], self.scratch)?))
    }

    /// What a commit answers to a question by yes and no, and how long that took.
    ///
    /// # Errors
    /// As [`Self::make_ready`], and where a user's command cannot go on.
    pub fn answer(
        &mut self,
        question: &Question,
        hash: &str,
        wanted: Option<&Wanted>,
    ) -> Result<(Answered, Nanos), SessionError> {
        if self.run.cut_short().is_some() {
            return Ok((Answered::cut_short(), Nanos(0)));
        }
        let not_ready = |why| Ok((Answered::unknown(SkipKind::NotReady, why), Nanos(0)));
        if let Some(why) = self.revisions.make_ready(hash)? {
            return not_ready(why);
        }
        let Some(side) = self.revisions.side(hash) else { return not_ready(String::new()) };
        let place = Place::of(self.run, self.scratch, self.repository, side);
        let began = monotonic();
        let answered = match question {
            Question::Command(words) => user_command::answer(&place, words)?,
            Question::Check(settings) | Question::Time { check: settings, .. } => {
                check(&place, settings, wanted)?
            }
        };
        Ok((answered, monotonic().since(began)))
    }

    /// Keeps an answer of the commit with this number. None is asked for again, [`TRIES`] times in all.
    ///
    /// # Errors
    /// Where the journal cannot be written.
    pub fn keep_answer(
        &mut self,
        search: &mut Search,
        (number, hash): (usize, &str),
        answered: &Answered,
    ) -> Result<Kept, SessionError> {
        if answered.is_cut_short {
            return Ok(Kept::CutShort);
        }
        let bad = match answered.trial {
            Trial::Good => 0,
            Trial::Bad => 1,
            Trial::Unknown => {
                let (kind, why) = answered.why.clone().unwrap_or((SkipKind::NotAnswered, String::new()));
                return match kind {
                    SkipKind::NotAnswered => self.silent(search, (number, hash), kind, &why),
                    kind => self.skip(search, (number, hash), kind, &why).map(|()| Kept::Skipped),
                };
            }
        };
        let tally = Tally { bad, runs: 1 };
        search.add_answers(number, tally);
        self.counts.answers += 1;
        self.journal.append(&Entry::Tally { commit: hash.to_owned(), tally })?;
        Ok(Kept::Answer)
    }

    /// It gave no answer, which may be of the moment. After so many tries it is set aside, as one of this kind.
    ///
    /// # Errors
    /// Where the journal cannot be written.
    pub fn silent(
        &mut self,
        search: &mut Search,
        (number, hash): (usize, &str),
        kind: SkipKind,
        why: &str,
    ) -> Result<Kept, SessionError> {
        let tries = self.counts.silent.entry(hash.to_owned()).or_default();
        *tries += 1;
        let is_last = *tries >= TRIES;
        self.journal.append(&Entry::Silent { commit: hash.to_owned(), why: why.to_owned() })?;
        if is_last {
            self.skip(search, (number, hash), kind, why)?;
            return Ok(Kept::Skipped);
        }
        Ok(Kept::Silent)
    }

    /// Sets a commit aside: it keeps its prior.
    ///
    /// # Errors
    /// Where the journal cannot be written.
    pub fn skip(
        &mut self,
        search: &mut Search,
        (number, hash): (usize, &str),
        kind: SkipKind,
        why: &str,
    ) -> Result<(), SessionError> {
        search.skip(number);
        let tries = self.counts.silent.get(hash).copied().unwrap_or(1);
        let skip = Skip { commit: hash.to_owned(), kind, tries, why: why.to_owned() };
        self.counts.skips.push(skip.clone());
        Ok(self.journal.append(&Entry::Skipped(skip))?)
    }
}

/// What an answer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It counts.
    Answer,
    /// There was none: it is asked again.
    Silent,
    /// The commit was set aside.
    Skipped,
    /// The budget ended it.
    CutShort,
}

/// One of the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Without the fault.
    Good,
    /// With it.
    Bad,
}

impl End {
    /// Both, in the order of a range.
    pub const BOTH: [Self; 2] = [Self::Good, Self::Bad];

    fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
        }
    }

    /// Without it nothing can be decided: the search ends, and no commit is skipped for it.
    pub fn not_ready(self, hash: &str, why: &str) -> SessionError {
        let (end, commit) = (self.word(), short(hash));
        BisectError::EndNotReady { end, commit, why: why.to_owned() }.into()
    }

    /// The same, where it is ready and answers no more.
    pub fn silent(self, hash: &str, why: &str) -> SessionError {
        let (end, commit) = (self.word(), short(hash));
        BisectError::EndSilent { end, commit, tries: TRIES, why: why.to_owned() }.into()
    }
}

fn short(hash: &str) -> String {
    hash.get(..10).unwrap_or(hash).to_owned()
}
