//! What would fail in an emergency: one look after the other, and what each came to.

mod asked;
mod audits;
mod commands;
mod hooks;
mod known_good;
mod leftovers;
mod probe_ref;
mod programs;
mod python;
mod remote;
mod repository;
mod room;

use self::repository::Checkout;
use super::checks_of;
use super::error::SessionError;
use crate::blame::Blame;
use crate::config::CheckSettings;
use crate::doctor::{Area, Examined, Finding, Looked, Said, Unlooked};
use crate::git::GitError;
use crate::measure::Progress;

pub use self::asked::AskedOfDoctor;

/// What was found, and what was looked at.
#[derive(Debug)]
pub struct Examination<'a> {
    /// In the order of the looks.
    pub findings: Vec<Finding>,
    /// Each look.
    pub examined: Vec<Examined>,
    progress: Shown<'a>,
    asked: AskedOfDoctor<'a>,
}

struct Shown<'a>(&'a dyn Progress);

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Shown")
    }
}

/// Looks at everything. `configuration` is what is wrong with it.
///
/// # Errors
/// After Ctrl-C. What cannot be looked at is a finding.
pub fn examine<'a>(
    asked: AskedOfDoctor<'a>,
    configuration: Vec<Finding>,
    progress: &'a dyn Progress,
) -> Result<Examination<'a>, SessionError> {
    let mut seen =
        Examination { findings: Vec::new(), examined: Vec::new(), progress: Shown(progress), asked };
    seen.look(Area::Configuration, || Ok(configuration))?;
    let git = seen.look(Area::Git, || repository::git(&asked))?;
    let checkout = match git {
        Looked::Found if seen.has_no_git() => None,
        _ => seen.checkout()?,
    };
    seen.around_the_checkout(checkout.as_ref())?;
    let checks: Vec<CheckSettings> = asked.settings.map(checks_of).unwrap_or_default();
    seen.of_the_configuration(checkout.as_ref(), &checks)?;
    seen.of_the_remote(checkout.as_ref())?;
    Ok(seen)
}

/// A checkout with a commit.
fn with_commit(checkout: &Checkout) -> Result<&Checkout, Unlooked> {
    checkout.head.as_ref().map(|_| checkout).ok_or(Unlooked::NoCommit)
}

impl<'a> Examination<'a> {
    /// Takes one look. What it could not find out is a finding of its own: unknown is never sound.
    fn look(
        &mut self,
        area: Area,
        look: impl FnOnce() -> Result<Vec<Finding>, SessionError>,
    ) -> Result<Looked, SessionError> {
        self.progress.0.running(area.word(), None);
        let found = match look() {
            Err(error) if error.blame() == Blame::Interrupted => return Err(error),
            Err(error) => vec![Finding::NotKnown { area, said: Said::of(&error) }],
            Ok(found) => found,
        };
        if self.asked.interrupt.raised() {
            return Err(GitError::Interrupted.into());
        }
        let looked = if found.is_empty() { Looked::Sound } else { Looked::Found };
        self.examined.push(Examined { area, looked });
        self.findings.extend(found);
        Ok(looked)
    }

    fn skip(&mut self, area: Area, why: Unlooked) {
        self.examined.push(Examined { area, looked: Looked::Not(why) });
    }

    /// The same where there is what it needs.
    fn look_with<T>(
        &mut self,
        area: Area,
        needed: Result<&T, Unlooked>,
        look: impl FnOnce(&T) -> Result<Vec<Finding>, SessionError>,
    ) -> Result<(), SessionError> {
        match needed {
            Ok(needed) => self.look(area, || look(needed)).map(drop),
            Err(why) => {
                self.skip(area, why);
                Ok(())
            }
        }
    }

    fn has_no_git(&self) -> bool {
        self.findings.iter().any(|finding| matches!(finding, Finding::NoGit { .. }))
    }

    fn checkout(&mut self) -> Result<Option<Checkout>, SessionError> {
        let mut found = None;
        let asked = self.asked;
        self.look(Area::Repository, || {
            let (checkout, findings) = repository::checkout(&asked)?;
            found = checkout;
            Ok(findings)
        })?;
        Ok(found)
    }

    fn without_checkout(&self) -> Unlooked {
        if self.has_no_git() { Unlooked::NoGit } else { Unlooked::NoRepository }
    }

    fn around_the_checkout(&mut self, checkout: Option<&Checkout>) -> Result<(), SessionError> {
        let asked = self.asked;
        let why = self.without_checkout();
        if checkout.is_none() && self.has_no_git() {
            self.skip(Area::Repository, why);
        }
        let there = checkout.ok_or(why);
        self.look_with(Area::Leftovers, there, |checkout| leftovers::leftovers(&asked, checkout))?;
        self.look_with(Area::Hooks, there, |checkout| hooks::hooks(&asked, checkout))?;
        let committed = there.and_then(with_commit);
        self.look_with(Area::Commit, committed, |checkout| room::commit(&asked, checkout))?;
        self.look_with(Area::Room, committed, |checkout| room::room(&asked, checkout))
    }

    fn of_the_configuration(
        &mut self,
        checkout: Option<&Checkout>,
        checks: &[CheckSettings],
    ) -> Result<(), SessionError> {
        let asked = self.asked;
        let settings = asked.settings.ok_or(Unlooked::NoConfiguration);
        self.look_with(Area::Python, settings, |settings| python::python(&asked, settings))?;
        self.look_with(Area::Commands, settings, |settings| commands::commands(&asked, settings))?;
        self.look_with(Area::Audits, settings, |_| audits::audits(&asked, checks))?;
        let why = self.without_checkout();
        let both = settings.and_then(|_| checkout.ok_or(why)).and_then(with_commit);
        self.look_with(Area::KnownGood, both, |checkout| known_good::known_good(&asked, checkout, checks))
    }

    fn of_the_remote(&mut self, checkout: Option<&Checkout>) -> Result<(), SessionError> {
        let asked = self.asked;
        let mut known = None;
        let there = checkout.ok_or(self.without_checkout());
        self.look_with(Area::Remote, there, |checkout| {
            let (remote, findings) = remote::remote(&asked, checkout)?;
            known = remote;
            Ok(findings)
        })?;
        let remote = match (asked.push_test, &known) {
            (false, _) => Err(Unlooked::NotAsked),
            (true, None) => Err(there.err().unwrap_or(Unlooked::NoRemote)),
            (true, Some(remote)) => Ok(remote),
        };
        let pair = there.and_then(|checkout| remote.map(|remote| (checkout, remote)));
        self.look_with(Area::Push, pair.as_ref().map_err(|why| *why), |(checkout, remote)| {
            probe_ref::push(&asked, checkout, remote)
        })
    }
}
