//! The steps of a rollback, each one function whose effect stands in the journal before it happens.

use super::after::ran;
use super::candidate::{commit, commit_back};
use super::done::Done;
use super::error::RollbackError;
use super::held::{candidate_ref, close, hold_before, snapshot_ref};
use super::journal::{Begun, End, Entry, Journal};
use super::moving::{self, Side};
use super::site::Site;
use super::snapshot;
use super::verdict::{Answer, Place, Verifier};
use super::withdraw::withdraw;
use crate::git::Dirt;
use crate::process::Interrupt;

/// A step, in the order in which they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Snapshot,
    Candidate,
    Move,
    Verify,
    After,
    Live,
    Close,
}

const STEPS: [Step; 7] =
    [Step::Snapshot, Step::Candidate, Step::Move, Step::Verify, Step::After, Step::Live, Step::Close];

/// Why a step was the last.
enum Stop {
    /// Something failed.
    Error(RollbackError),
    /// A check was not green, or a command failed.
    NotGreen,
}

impl<E: Into<RollbackError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// A rollback on its way.
pub(super) struct Work<'a, 'b> {
    site: &'b Site<'a>,
    verifier: &'b dyn Verifier,
    journal: Journal,
    dirt: Dirt,
    candidate: Option<String>,
    done: Done,
}

impl<'a, 'b> Work<'a, 'b> {
    /// Begins the journal.
    pub(super) fn begin(
        site: &'b Site<'a>,
        verifier: &'b dyn Verifier,
        begun: Begun,
        dirt: Dirt,
    ) -> Result<Self, RollbackError> {
        let journal = Journal::begin(&site.journals(), begun.clone())?;
        Ok(Self { site, verifier, journal, dirt, candidate: None, done: Done::of(begun) })
    }

    /// Goes on with one that was moved and not closed.
    pub(super) fn resumed(site: &'b Site<'a>, verifier: &'b dyn Verifier, journal: Journal) -> Self {
        let mut done = Done::of(journal.begun.clone());
        let mut candidate = None;
        let mut command = Vec::new();
        for entry in &journal.entries {
            match entry {
                Entry::Snapshot { .. } => done.snapshot = Some(snapshot_ref(&journal.begun.id)),
                Entry::Move { to, .. } => candidate = Some(to.clone()),
                Entry::Verified { verdicts, .. } => done.verdicts.extend(verdicts.iter().cloned()),
                Entry::After { command: words } => command.clone_from(words),
                Entry::Ran { succeeded: false, said } if done.failed_command.is_none() => {
                    done.failed_command = Some((command.clone(), said.clone()));
                }
                _ => {}
            }
        }
        done.commit.clone_from(&candidate);
        Self { site, verifier, journal, dirt: Dirt::default(), candidate, done }
    }

    /// Takes every step, or all back.
    pub(super) fn take_every_step(self) -> Result<Done, RollbackError> {
        self.steps_from(Step::Snapshot)
    }

    /// The steps after the move; where a check was not green already, back at once.
    pub(super) fn after_the_move(mut self) -> Result<Done, RollbackError> {
        let red = self.done.verdicts.iter().any(|verdict| verdict.answer == Answer::Red);
        if red || self.done.failed_command.is_some() {
            return self.go_back();
        }
        self.done.verdicts.clear();
        self.steps_from(Step::Verify)
    }

    /// What it is as it stands.
    pub(super) fn into_done(self) -> Done {
        self.done
    }

    fn steps_from(mut self, first: Step) -> Result<Done, RollbackError> {
        for step in STEPS.into_iter().skip_while(|step| *step != first) {
            match self.take(step) {
                Ok(()) => {}
                Err(Stop::NotGreen) => return self.go_back(),
                Err(Stop::Error(error)) => return Err(self.give_up(error)),
            }
        }
        Ok(self.done)
    }

    fn take(&mut self, step: Step) -> Result<(), Stop> {
        match step {
            Step::Snapshot => self.snapshot(),
            Step::Candidate => self.candidate(),
            Step::Move => self.move_forward(),
            Step::Verify => {
                let lost = self.journal.begun.lost.clone();
                self.verify(Place::Checkout { lost: lost.as_ref() })
            }
            Step::After => self.after(),
            Step::Live => self.verify(Place::Live),
            Step::Close => Ok(self.close(End::Done)?),
        }
    }

    fn snapshot(&mut self) -> Result<(), Stop> {
        let Some(commit) = snapshot::take(self.site, &self.journal.begun.from, &self.dirt)? else {
            return Ok(());
        };
        self.journal.write(Entry::Snapshot { commit: commit.clone() })?;
        let name = snapshot_ref(&self.journal.begun.id);
        self.site.repository.create_ref(&name, &commit)?;
        self.done.snapshot = Some(name);
        Ok(())
    }

    fn candidate(&mut self) -> Result<(), Stop> {
        let begun = &self.journal.begun;
        if begun.to.is_some() {
            self.candidate.clone_from(&begun.to);
            return if begun.rewrite.is_some() {
                Ok(hold_before(self.site, &mut self.journal)?)
            } else {
                Ok(())
            };
        }
        let commit = commit(self.site, &begun.tree, &begun.from, &begun.message)?;
        self.journal.write(Entry::Candidate { commit: commit.clone() })?;
        self.site.repository.create_ref(&candidate_ref(&self.journal.begun.id), &commit)?;
        self.candidate = Some(commit);
        Ok(())
    }

    fn move_forward(&mut self) -> Result<(), Stop> {
        let Some(to) = self.candidate.clone() else { return Ok(()) };
        if self.site.interrupt.raised() {
            return Err(Stop::Error(RollbackError::Interrupted));
        }
        moving::expect_unlocked(self.site)?;
        let from = self.journal.begun.from.clone();
        self.journal.write(Entry::Move { from: from.clone(), to: to.clone() })?;
        if self.journal.begun.rewrite.is_some() {
            withdraw(self.site, &from, &to)?;
        } else {
            moving::advance(self.site, &to)?;
        }
        self.expect_whole(&from, &to)?;
        self.done.commit = Some(to);
        self.journal.write(Entry::Moved)?;
        Ok(())
    }

    /// Ctrl-C that came meanwhile acts after it.
    fn expect_whole(&self, from: &str, to: &str) -> Result<(), Stop> {
        let calm = Interrupt::listen().map_err(listening)?;
        Ok(moving::expect_whole(&self.site.with(&calm), &self.journal.begun.id, from, to)?)
    }

    fn verify(&mut self, place: Place<'_>) -> Result<(), Stop> {
        let live = place == Place::Live;
        let begun = &self.journal.begun;
        let names = if live { begun.live.clone() } else { begun.checks.clone() };
        if names.is_empty() {
            return Ok(());
        }
        let verdicts = self.verifier.verify(&names, place);
        let all_there = verdicts.len() == names.len();
        let green = all_there && verdicts.iter().all(|verdict| verdict.answer == Answer::Green);
        self.done.verdicts.extend(verdicts.clone());
        self.journal.write(Entry::Verified { live, verdicts })?;
        if green { Ok(()) } else { Err(Stop::NotGreen) }
    }

    fn after(&mut self) -> Result<(), Stop> {
        for command in self.journal.begun.after.clone() {
            let (succeeded, said) = self.run_after(command.clone())?;
            if !succeeded {
                self.done.failed_command = Some((command, said));
                return Err(Stop::NotGreen);
            }
        }
        Ok(())
    }

    fn run_after(&mut self, command: Vec<String>) -> Result<(bool, String), RollbackError> {
        self.journal.write(Entry::After { command: command.clone() })?;
        let (succeeded, said) = ran(self.site, &command);
        self.journal.write(Entry::Ran { succeeded, said: said.clone() })?;
        Ok((succeeded, said))
    }

    /// After an error: before the move, all is as it was; from the move on, the checkout is made whole.
    fn give_up(mut self, error: RollbackError) -> RollbackError {
        let open = |id: &str, why: String| RollbackError::Open { id: id.to_owned(), why };
        let id = self.journal.begun.id.clone();
        let moves = self.journal.entries.iter().find_map(|entry| match entry {
            Entry::Move { from, to } => Some((from.clone(), to.clone())),
            _ => None,
        });
        // Ctrl-C that came before does not end what makes the checkout whole.
        let Ok(calm) = Interrupt::listen() else { return open(&id, error.to_string()) };
        let site = self.site.with(&calm);
        let settled = match &moves {
            None => Ok(Side::Before),
            Some((from, to)) => moving::settle(&site, &id, from, to).map(|settled| settled.side),
        };
        match settled {
            // It is there, and was not looked at in its place: `recover` does that.
            Ok(Side::After) => open(&id, error.to_string()),
            Err(second) => open(&id, format!("{error}; and {second}")),
            Ok(Side::Before) => match self.close(End::Before) {
                Ok(()) => error,
                Err(second) => open(&id, format!("{error}; and {second}")),
            },
        }
    }

    /// The same move backwards: a commit with the files of before, and what restarts the service again.
    fn go_back(mut self) -> Result<Done, RollbackError> {
        let id = self.journal.begun.id.clone();
        let open = |error: RollbackError| RollbackError::Open {
            id: id.clone(),
            why: format!("its checks were not green, and it could not be undone: {error}"),
        };
        let calm = Interrupt::listen().map_err(|error| open(listening(error)))?;
        let site = self.site.with(&calm);
        let commit = self.back(&site).map_err(open)?;
        self.end_back(commit).map_err(open)
    }

    /// After the move backwards: what restarts the service runs again, where it had begun.
    pub(super) fn end_back(mut self, commit: String) -> Result<Done, RollbackError> {
        self.done.undone_by = Some(commit);
        if self.journal.entries.iter().any(|entry| matches!(entry, Entry::After { .. })) {
            for command in self.journal.begun.after.clone() {
                self.run_after(command)?;
            }
        }
        self.close(End::Undone)?;
        Ok(self.done)
    }

    fn back(&mut self, site: &Site<'_>) -> Result<String, RollbackError> {
        let to = site.head()?.commit;
        let commit = commit_back(site, &self.journal.begun, self.candidate.as_deref(), &to)?;
        self.journal.write(Entry::Back { from: to.clone(), to: commit.clone() })?;
        if let Err(error) = moving::advance(site, &commit) {
            let settled = moving::settle(site, &self.journal.begun.id, &to, &commit)?;
            if settled.side == Side::Before {
                return Err(error);
            }
        }
        moving::expect_whole(site, &self.journal.begun.id, &to, &commit)?;
        Ok(commit)
    }

    /// The last record; what only an open rollback needs goes.
    pub(super) fn close(&mut self, end: End) -> Result<(), RollbackError> {
        close(self.site, &mut self.journal, end)?;
        self.done.end = end;
        Ok(())
    }
}

fn listening(error: std::io::Error) -> RollbackError {
    RollbackError::System { what: "listening for Ctrl-C".into(), error: error.into() }
}
