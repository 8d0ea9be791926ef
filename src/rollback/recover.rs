//! After an end in the middle: the checkout is before or after, wholly, and the journal says so.

use super::done::Done;
use super::error::RollbackError;
use super::held::close;
use super::journal::{End, Entry, Journal, Kind};
use super::moving::{Side, advance, expect_quiet, settle};
use super::publish;
use super::site::Site;
use super::verdict::Verifier;
use super::work::Work;

/// Ends what stands open; None where nothing does.
///
/// # Errors
/// Where HEAD was moved by somebody else, git is still at work, or the disk is full: then it stands open still.
pub fn recover(site: &Site<'_>, verifier: &dyn Verifier) -> Result<Option<Done>, RollbackError> {
    let _lock = site.lock()?;
    let Some(journal) = site.all()?.into_iter().find(|journal| journal.end().is_none()) else {
        return Ok(None);
    };
    if journal.begun.kind == Kind::Publish {
        return publish::recover(site, journal).map(Some);
    }
    recovered(site, journal, verifier).map(Some)
}

fn recovered(site: &Site<'_>, mut journal: Journal, verifier: &dyn Verifier) -> Result<Done, RollbackError> {
    let id = journal.begun.id.clone();
    let moves = |back: bool| {
        journal.entries.iter().find_map(|entry| match entry {
            Entry::Move { from, to } if !back => Some((from.clone(), to.clone())),
            Entry::Back { from, to } if back => Some((from.clone(), to.clone())),
            _ => None,
        })
    };
    let Some((from, to)) = moves(false) else {
        expect_quiet(site, &id)?;
        close(site, &mut journal, End::Before)?;
        return Ok(ended(site, journal, verifier, End::Before, None));
    };
    if let Some((back_from, back_to)) = moves(true) {
        let settled = settle(site, &id, &back_from, &back_to)?;
        if settled.side == Side::Before {
            advance(site, &back_to)?;
        }
        let done = Work::resumed(site, verifier, journal).end_back(back_to)?;
        return Ok(Done { torn: settled.kept, ..done });
    }
    let settled = settle(site, &id, &from, &to)?;
    if settled.side == Side::Before {
        close(site, &mut journal, End::Before)?;
        return Ok(ended(site, journal, verifier, End::Before, settled.kept));
    }
    let done = Work::resumed(site, verifier, journal).after_the_move()?;
    Ok(Done { torn: settled.kept, ..done })
}

fn ended(site: &Site<'_>, journal: Journal, verifier: &dyn Verifier, end: End, torn: Option<String>) -> Done {
    let done = Work::resumed(site, verifier, journal).into_done();
    let commit = done.commit.clone().filter(|_| end != End::Before);
    Done { end, torn, commit, ..done }
}
