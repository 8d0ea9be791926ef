//! Searches for commits at fault that nobody asked for: of a night, of a triage.

use std::cell::RefCell;

use super::console;
use super::known_greens::known_greens;
use super::project::Project;
use crate::config::CheckSettings;
use crate::git::Commit;
use crate::report::bisect::{BisectEvent, bisect_line};
use crate::report::nightly::NightlyDocument;
use crate::session::{AskedOfNight, Culprits, Run, Suspicion, culprits_of_night};
use crate::store::history::History;
use crate::untrusted::printable;
use crate::verdict::ChangeReason;

/// The searches of a triage, which begin when its checks have ended.
pub struct TriageSearches<'a> {
    run: Run<'a>,
    project: &'a Project,
    /// At which all was well.
    good: Option<String>,
    options: &'a [String],
    quiet: bool,
    begun: RefCell<Option<Culprits<'a>>>,
}

impl<'a> TriageSearches<'a> {
    /// None yet. `good` is a commit at which all was well.
    pub fn of(
        run: Run<'a>,
        (project, good): (&'a Project, Option<String>),
        (options, quiet): (&'a [String], bool),
    ) -> Self {
        Self { run, project, good, options, quiet, begun: RefCell::new(None) }
    }

    /// Searches for the commit of a check that fails; so many more are asked for after it.
    pub fn search(&self, check: &CheckSettings, more: usize) -> ChangeReason {
        let mut begun = self.begun.borrow_mut();
        let seed = || rand::random::<u32>().into();
        let culprits = begun
            .get_or_insert_with(|| Culprits::of(self.run, self.options, seed(), Box::new(hears(self.quiet))));
        let greens = known_greens(self.project, &[&check.name]).into_iter().map(|(_, hash)| hash);
        let good: Vec<String> = greens.chain(self.good.clone()).collect();
        culprits.search(Suspicion { check, good: &good, fails: true }, more)
    }
}

/// Says how a search goes on, unless nothing is to be said.
fn hears(quiet: bool) -> impl Fn(&str, &BisectEvent) {
    move |check, event| {
        if !quiet {
            console::note(printable(&format!("{check}: {}", bisect_line(event))));
        }
    }
}

/// Adds the commits at fault to a night, where the configuration asks for that.
pub fn of_night(
    run: Run<'_>,
    document: &mut NightlyDocument,
    (history, baseline): (Option<&History>, Option<&Commit>),
    (options, seed): (&[String], u64),
    quiet: bool,
) {
    let is_worse = document.alerts.iter().any(|alert| alert.change.is_worse());
    if !run.settings.culprit.auto || !is_worse || document.head.interrupted {
        return;
    }
    let greens = |check: &str| {
        let known = history.and_then(|history| history.green_commits(&[check]).ok());
        known.into_iter().flatten().map(|(_, hash)| hash).collect()
    };
    let mut culprits = Culprits::of(run, options, seed, Box::new(hears(quiet)));
    let asked = AskedOfNight { greens: &greens, baseline };
    culprits_of_night(run.settings, document, &asked, &mut culprits);
}
