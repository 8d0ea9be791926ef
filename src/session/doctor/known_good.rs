//! What a rollback would go back to: commits that were seen green, and their configuration.

use std::path::{Path, PathBuf};

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use super::repository::Checkout;
use crate::blame::Blame;
use crate::config::{self, CheckSettings};
use crate::doctor::{Area, Finding, Said};
use crate::git::Commit;
use crate::store::history::{Found, History, look};
use crate::store::{Green, LedgerError, ledger};

/// Checks without a green commit, and green commits that cannot be checked again.
pub fn known_good(
    asked: &AskedOfDoctor<'_>,
    checkout: &Checkout,
    checks: &[CheckSettings],
) -> Result<Vec<Finding>, SessionError> {
    let greens = match greens(asked, checkout) {
        Ok(greens) => greens,
        Err(LedgerError::Git(error)) if error.blame() == Blame::Interrupted => return Err(error.into()),
        Err(error) => {
            let said = Said::of(&error);
            return Ok(vec![Finding::NotKnown { area: Area::KnownGood, said }]);
        }
    };
    let (deciding, chosen) = asked.deciding(checks);
    let mut found = Vec::new();
    let mut targets: Vec<&Commit> = Vec::new();
    for check in deciding {
        let mut of_check = greens.iter().filter(|green| green.check == check.name);
        // The newest of HEAD's history stands first.
        match of_check.clone().find(|green| green.commits_ago.is_some()) {
            Some(green) if targets.contains(&&green.commit) => {}
            Some(green) => targets.push(&green.commit),
            None => found.push(Finding::NoGreen {
                check: check.name.clone(),
                decides: chosen,
                elsewhere: of_check.next().map(|green| green.commit.short().to_owned()),
            }),
        }
    }
    if targets.is_empty() && !chosen {
        return Ok(vec![Finding::NothingGreen]);
    }
    for commit in targets {
        found.extend(configured(asked, checkout, commit)?);
    }
    Ok(found)
}

fn greens(asked: &AskedOfDoctor<'_>, checkout: &Checkout) -> Result<Vec<Green>, LedgerError> {
    if matches!(look(asked.history)?, Found::Nothing) {
        return Ok(Vec::new());
    }
    let history = History::open_existing(asked.history)?;
    ledger(&history, &checkout.repository, None, asked.interrupt)
}

/// What is wrong with the configuration of a commit.
fn configured(
    asked: &AskedOfDoctor<'_>,
    checkout: &Checkout,
    commit: &Commit,
) -> Result<Option<Finding>, SessionError> {
    let Some((file, inside)) = asked.file.and_then(|file| Some((file, inside(file, checkout)?))) else {
        // A configuration outside of the repository is no commit's.
        return Ok(None);
    };
    let short = || commit.short().to_owned();
    let content = checkout.repository.file_at(&commit.hash, &inside, asked.interrupt)?;
    let Some(content) = content else {
        return Ok(Some(Finding::NoneThere { commit: short(), path: inside }));
    };
    let said = match String::from_utf8(content) {
        Err(_) => Said::plain(format!("{} is not text in UTF-8", inside.display())),
        Ok(text) => match config::read_as(file, &text) {
            Ok(_) => return Ok(None),
            Err(error) => Said::of(&error),
        },
    };
    Ok(Some(Finding::BrokenThere { commit: short(), said }))
}

/// The file's path from the top; None where it lies elsewhere.
fn inside(file: &Path, checkout: &Checkout) -> Option<PathBuf> {
    let whole = file.canonicalize().ok()?;
    let top = checkout.repository.top.canonicalize().ok()?;
    Some(whole.strip_prefix(top).ok()?.to_owned())
}
