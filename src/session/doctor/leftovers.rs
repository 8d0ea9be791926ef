//! What stands open: journals of a rollback and of a search, locks.

use super::super::bisect::{Journal, journal_beside};
use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use super::repository::Checkout;
use crate::blame::Blame;
use crate::doctor::{Finding, Said};
use crate::rollback::{Site, lock_holder};

/// Open journals, and locks that keep a rollback out.
pub fn leftovers(asked: &AskedOfDoctor<'_>, checkout: &Checkout) -> Result<Vec<Finding>, SessionError> {
    let mut found = Vec::new();
    match Site::around(&checkout.repository.top, asked.interrupt) {
        Err(error) => found.push(Finding::DamagedJournal { said: Said::of(&error) }),
        Ok(site) => {
            match site.all() {
                Err(error) => found.push(Finding::DamagedJournal { said: Said::of(&error) }),
                Ok(journals) => {
                    let open = journals.into_iter().filter(|journal| journal.end().is_none());
                    found.extend(open.map(|journal| Finding::OpenRollback { id: journal.begun.id }));
                }
            }
            let path = site.lock_place();
            found.extend(lock_holder(&path).map(|holder| Finding::Locked { holder, path }));
        }
    }
    let locks = checkout.repository.own_locks(asked.interrupt)?;
    found.extend(locks.into_iter().map(|path| Finding::GitLock { path }));
    match Journal::look(&journal_beside(asked.folder)) {
        Ok(None) => {}
        Ok(Some((opened, _))) => found.push(Finding::OpenBisect { words: opened.words }),
        Err(error) if error.blame() == Blame::Interrupted => return Err(error.into()),
        Err(error) => found.push(Finding::DamagedJournal { said: Said::of(&error) }),
    }
    Ok(found)
}
