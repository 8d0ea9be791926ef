//! One search, from a check that fails to the commit at fault, or why there was none.

use super::super::bisect::{AskedOfCommits, Journal, Opened, Question, bisect};
use super::super::conduct::{Conduct, Run};
use super::super::error::SessionError;
use super::super::side::scratch;
use super::good_end::good_end;
use super::said::said;
use crate::config::{CheckSettings, Revision, revision};
use crate::git::{Commit, Repository, state};
use crate::plan::Budget;
use crate::quantity::Nanos;
use crate::report::bisect::{BisectDocument, BisectEnd, BisectEvent};
use crate::untrusted::{redact, shell_line};
use crate::verdict::{ChangeReason, NotSearched};

/// With less time than this no search is begun.
const LEAST: Nanos = Nanos::from_millis(5_000);
/// Searches of one run: what is new at once often has one cause.
const SEARCHES: usize = 3;
/// Of what is left of the run's own budget, this part is for what comes after.
const FOR_THE_ANSWER: u64 = 10;

/// What failed, and where it was well.
#[derive(Clone, Copy, Debug)]
pub struct Suspicion<'a> {
    /// The check, or the probe as one.
    pub check: &'a CheckSettings,
    /// Commits at which it was well, the best first; what is none of this repository is passed over.
    pub good: &'a [String],
    /// It does not pass: then it decides on a rollback too.
    pub fails: bool,
}

/// Hears how a search goes on, by the name of its check.
pub type Heard<'a> = Box<dyn Fn(&str, &BisectEvent) + 'a>;

/// The searches of one run, which share a budget.
pub struct Culprits<'a> {
    run: Run<'a>,
    budget: Budget,
    options: &'a [String],
    seed: u64,
    heard: Heard<'a>,
    searches: usize,
}

impl<'a> Culprits<'a> {
    /// None yet; their budget begins now. `options` choose the target in the commands that lead on; `heard` hears how each goes on, by
    /// the name of its check.
    pub fn of(run: Run<'a>, options: &'a [String], seed: u64, heard: Heard<'a>) -> Self {
        let own = Budget::lasting(run.settings.culprit.budget);
        let rest = run.conduct.budget;
        let kept = rest.ends().map_or(Nanos(0), |_| Nanos(rest.left().0 / FOR_THE_ANSWER));
        Self { run, budget: rest.leaving(kept).within(own), options, seed, heard, searches: 0 }
    }

    /// Searches for the commit at fault. `more` others will be asked for yet: each has an equal part of what is left.
    pub fn search(&mut self, suspicion: Suspicion<'_>, more: usize) -> ChangeReason {
        let found = self.searched(suspicion, more).unwrap_or_else(|error| {
            let why = match self.run.interrupt.raised() {
                true => NotSearched::Interrupted,
                false => NotSearched::Refused { error: error.to_string() },
            };
            Err((why, None))
        });
        found.unwrap_or_else(|(why, next)| ChangeReason::CulpritNotSearched { why, next })
    }

    fn searched(&mut self, suspicion: Suspicion<'_>, more: usize) -> Result<Outcome, SessionError> {
        let run = self.run;
        if run.interrupt.raised() {
            return Ok(Err((NotSearched::Interrupted, None)));
        }
        let Some((repository, head, changed)) = self.head()? else {
            return Ok(Err((NotSearched::NoGoodCommit, None)));
        };
        let good = match good_end(&repository, &head, suspicion.good, run.interrupt) {
            Ok(good) => good,
            Err(why) => return Ok(Err((why, None))),
        };
        let by_hand = self.by_hand([&good, &head], &suspicion.check.name);
        let budget = self.budget.share(1 + more.min(SEARCHES.saturating_sub(self.searches + 1)));
        let left = budget.left();
        let none = match (left < LEAST, self.searches >= SEARCHES) {
            (true, _) => Some(NotSearched::NoTime { left }),
            (_, true) => Some(NotSearched::Enough { searches: self.searches }),
            _ => None,
        };
        if let Some(why) = none {
            return Ok(Err((why, by_hand)));
        }
        self.searches += 1;
        let (Ok(good), Ok(bad)) = (revision(&good.hash), revision(&head.hash)) else {
            return Ok(Err((NotSearched::NoGoodCommit, None)));
        };
        let document = match self.between([good, bad], suspicion.check, budget) {
            Ok(document) => document,
            Err(error) => {
                let why = NotSearched::Refused { error: error.to_string() };
                return Ok(Err((why, by_hand)));
            }
        };
        if let (BisectEnd::OverBudget, Some(forecast)) = (document.end, document.forecast) {
            let takes = Nanos::from_secs_f64(forecast.seconds.unwrap_or_default());
            let (commits, builds, runs, left) =
                (forecast.commits, forecast.builds, forecast.runs, budget.left());
            return Ok(Err((NotSearched::OverBudget { commits, builds, runs, takes, left }, by_hand)));
        }
        let next = match (document.end, document.suspects.as_slice()) {
            (BisectEnd::Found, [suspect]) => Some(self.way_back(&suspect.commit, suspicion)),
            _ => by_hand,
        };
        let search = Box::new(said(&document, changed, next.unwrap_or_default()));
        Ok(Ok(ChangeReason::Culprit { search }))
    }

    /// The repository, HEAD's commit, and whether files differ from it; None without one.
    fn head(&self) -> Result<Option<(Repository, Commit, Option<bool>)>, SessionError> {
        let (root, interrupt) = (&self.run.settings.root, self.run.interrupt);
        let Some(repository) = Repository::around(root, interrupt)? else { return Ok(None) };
        if !repository.has_commits(interrupt)? {
            return Ok(None);
        }
        let head = repository.commit_of_head(interrupt)?;
        let changed = state(root, interrupt).map(|(_, changed)| changed);
        Ok(Some((repository, head, changed)))
    }

    /// With a journal of its own, which goes with the run: a search of the user's that is open stays as it is.
    fn between(
        &self,
        [good, bad]: [Revision; 2],
        check: &CheckSettings,
        budget: Budget,
    ) -> Result<BisectDocument, SessionError> {
        let folder = scratch(self.run)?.removed_at_the_end();
        let journal = folder.place("search.jsonl");
        let (settings, question) = Question::of(check.clone(), self.run.settings.clone());
        let asked = AskedOfCommits {
            good,
            bad,
            question,
            tolerance: None,
            seed: self.seed,
            into_merges: false,
            prepare: settings.prepare.clone(),
            only_if_it_fits: true,
        };
        let conduct = Conduct { budget, ..self.run.conduct.clone() };
        let interrupt = self.run.interrupt.try_clone()?.within(budget);
        let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, ..self.run };
        let open = |ends: [String; 2]| {
            let (journal, opened) = Journal::open(&journal, &Opened::of(Vec::new(), ends, self.seed))?;
            Ok((journal, opened.seed))
        };
        bisect(run, &asked, &open, &|event| (self.heard)(&check.name, event))
    }

    /// The same search as a command. A name of which a part is masked chooses no check.
    fn by_hand(&self, [good, head]: [&Commit; 2], check: &str) -> Option<String> {
        (redact(check) == check)
            .then(|| self.line(&["vitals", "bisect", good.short(), head.short(), "--check", check]))
    }

    /// The plan that takes the commit back; a check that fails decides on it.
    fn way_back(&self, culprit: &Commit, suspicion: Suspicion<'_>) -> String {
        let check = &suspicion.check.name;
        let revert = ["vitals", "rollback", "plan", "--revert", culprit.short()];
        match suspicion.fails && redact(check) == *check {
            true => self.line(&[&revert[..], &["--for", check]].concat()),
            false => self.line(&revert),
        }
    }

    fn line(&self, words: &[&str]) -> String {
        shell_line(words.iter().copied().chain(self.options.iter().map(String::as_str)))
    }
}

/// What was found, or why nothing was searched, with the command that does it by hand.
type Outcome = Result<ChangeReason, (NotSearched, Option<String>)>;
