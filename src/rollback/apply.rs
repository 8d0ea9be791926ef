//! A plan that was verified becomes a commit, and the checkout its files.

use std::path::Path;

use jiff::Timestamp;

use super::authority::By;
use super::done::Done;
use super::error::RollbackError;
use super::fault::Stale;
use super::journal::{Begun, Kind, SCHEMA};
use super::plan::{Outcome, Plan, Target};
use super::prune::prune;
use super::ready::expect_free;
use super::site::Site;
use super::verdict::Verifier;
use super::work::Work;
use super::{approval, candidate};
use crate::git::{HeadNow, Repository};
use crate::process::Interrupt;
use crate::sha256::sha256;
use crate::user_file;

/// Does what a plan says.
///
/// # Errors
/// Where it is refused, and nothing was changed; or where it was interrupted, and [`super::recover()`] is next.
pub fn apply(
    site: &Site<'_>,
    (plan, hash): (&Plan, &str),
    (configuration, by): (Option<&Path>, By<'_>),
    verifier: &dyn Verifier,
) -> Result<Done, RollbackError> {
    expect_verified(plan)?;
    let acting = by.expect_allowed(plan)?;
    let _lock = site.lock()?;
    let head = expect_fresh(site, plan, configuration)?;
    let dirt = expect_free(site, &head.commit, &plan.tree)?;
    let (to, rewrite) = match rewriting(site, plan, &head)? {
        Some(to) => (Some(to), Some(approval::expect(site, (plan, hash), by.operators)?)),
        None => (None, None),
    };
    let begun = Begun {
        to,
        rewrite,
        by: acting,
        checks: plan.checks.clone(),
        lost: plan.lost.clone(),
        after: plan.after.clone(),
        live: plan.live.clone(),
        ..begun(site, Kind::Apply, hash, &head, &plan.tree, &plan.message)
    };
    let done = Work::begin(site, verifier, begun, dirt)?.take_every_step()?;
    // What could not be removed is there the next time.
    let pruned = prune(site).unwrap_or_default();
    Ok(Done { pruned, ..done })
}

/// That a plan could be applied now.
///
/// # Errors
/// As [`apply`], without a change to anything but objects.
pub fn expect_appliable(
    site: &Site<'_>,
    plan: &Plan,
    configuration: Option<&Path>,
) -> Result<(), RollbackError> {
    expect_verified(plan)?;
    let head = expect_fresh(site, plan, configuration)?;
    rewriting(site, plan, &head)?;
    expect_free(site, &head.commit, &plan.tree).map(drop)
}

/// The commit that a plan which rewrites history moves back to; None where it does not.
fn rewriting(site: &Site<'_>, plan: &Plan, head: &HeadNow) -> Result<Option<String>, RollbackError> {
    if !plan.rewrite {
        return Ok(None);
    }
    expect_rewritable(&site.repository, &plan.target, &head.commit, site.interrupt).map(Some)
}

/// That a target is a whole commit of HEAD's history; gives it.
///
/// # Errors
/// Where it is not.
pub fn expect_rewritable(
    repository: &Repository,
    target: &Target,
    head: &str,
    interrupt: &Interrupt,
) -> Result<String, RollbackError> {
    match target {
        Target::Commit { commit, .. } if repository.is_ancestor(&commit.hash, head, interrupt)? => {
            Ok(commit.hash.clone())
        }
        _ => Err(RollbackError::NotRewritable),
    }
}

fn expect_verified(plan: &Plan) -> Result<(), RollbackError> {
    if plan.outcome != Outcome::Verified {
        return Err(RollbackError::NotVerified(plan.outcome));
    }
    if plan.checks.is_empty() {
        return Err(RollbackError::NoChecks);
    }
    Ok(())
}

/// That all is as it was when the plan was made, and its tree the one that the repository's objects make.
fn expect_fresh(
    site: &Site<'_>,
    plan: &Plan,
    configuration: Option<&Path>,
) -> Result<HeadNow, RollbackError> {
    site.expect_closed()?;
    let planned = plan.repository.canonicalize().unwrap_or_else(|_| plan.repository.clone());
    if planned != site.common {
        return Err(RollbackError::Stale(Stale::Repository { planned, now: site.common.clone() }));
    }
    let head = site.movable_head()?;
    if head.commit != plan.head.commit.hash {
        let planned = plan.head.commit.short().to_owned();
        let now = head.commit.chars().take(10).collect();
        return Err(RollbackError::Stale(Stale::Head { planned, now }));
    }
    if head.branch != plan.head.branch {
        let shown = |branch: &Option<String>| branch.clone().unwrap_or_else(|| "a detached HEAD".to_owned());
        let (planned, now) = (shown(&plan.head.branch), shown(&head.branch));
        return Err(RollbackError::Stale(Stale::Branch { planned, now }));
    }
    if let Some(planned) = &plan.configuration {
        let now = configuration.and_then(|file| user_file::read(file).ok()).map(|bytes| sha256([&bytes[..]]));
        if now.as_ref() != Some(planned) {
            return Err(RollbackError::Stale(Stale::Configuration));
        }
    }
    let made = candidate::tree(site, &plan.target, &head.commit)?;
    if made != plan.tree {
        return Err(RollbackError::TreeDiffers { planned: plan.tree.clone(), made });
    }
    Ok(head)
}

/// The first record of what is done now, without checks and commands.
pub(super) fn begun(
    site: &Site<'_>,
    kind: Kind,
    of: &str,
    head: &HeadNow,
    tree: &str,
    message: &str,
) -> Begun {
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%S");
    Begun {
        schema: SCHEMA.to_owned(),
        // Journals are sorted by it: two of one second follow each other by their nanoseconds.
        id: format!("{time}-{:08x}", Timestamp::now().subsec_nanosecond()),
        kind,
        of: of.to_owned(),
        repository: site.common.clone(),
        top: site.top().to_owned(),
        branch: head.branch.clone(),
        from: head.commit.clone(),
        tree: tree.to_owned(),
        message: message.to_owned(),
        checks: Vec::new(),
        lost: None,
        after: Vec::new(),
        live: Vec::new(),
        to: None,
        rewrite: None,
        by: None,
    }
}
