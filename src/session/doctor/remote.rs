//! The remote that `vitals rollback publish` would push to.

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use super::repository::Checkout;
use crate::doctor::{Finding, Said};
use crate::git::GitError;

/// A remote that answers.
#[derive(Debug)]
pub struct Answering {
    /// Its name.
    pub name: String,
    /// What it has as the branch, or as another.
    pub tip: Option<String>,
}

/// The remote, where it answers.
pub fn remote(
    asked: &AskedOfDoctor<'_>,
    checkout: &Checkout,
) -> Result<(Option<Answering>, Vec<Finding>), SessionError> {
    let (repository, interrupt) = (&checkout.repository, asked.interrupt);
    let branch = checkout.head.as_ref().and_then(|head| head.branch.clone());
    let short = branch.as_deref().map(|branch| branch.trim_start_matches("refs/heads/"));
    let setting = |key: &str| match short {
        Some(short) => repository.written_setting(&format!("branch.{short}.{key}"), interrupt),
        None => Ok(None),
    };
    let own = setting("remote")?.filter(|name| name != ".");
    let known = repository.remotes(interrupt)?;
    let named = asked.remote.map(str::to_owned).or_else(|| own.clone());
    if known.is_empty() && named.is_none() {
        return Ok((None, vec![Finding::NoRemote]));
    }
    let name = named.unwrap_or_else(|| "origin".to_owned());
    if !known.contains(&name) {
        return Ok((None, vec![Finding::NoSuchRemote { remote: name }]));
    }
    let merged = if own.as_deref() == Some(&name) { setting("merge")? } else { None };
    let wanted = merged.or(branch);
    let patterns: Vec<&str> = ["HEAD"].into_iter().chain(wanted.as_deref()).collect();
    let refs = match repository.refs_of(&name, &patterns, asked.answer_within, interrupt) {
        Ok(refs) => refs,
        Err(error @ GitError::Interrupted) => return Err(error.into()),
        Err(error) => {
            return Ok((None, vec![Finding::SilentRemote { remote: name, said: Said::of(&error) }]));
        }
    };
    let of = |wanted: &str| refs.iter().find(|(name, _)| name == wanted).map(|(_, hash)| hash.clone());
    let there = wanted.as_deref().and_then(of);
    let mut found = Vec::new();
    if let Some(branch) = wanted.filter(|_| there.is_none()) {
        found.push(Finding::NoSuchBranch { remote: name.clone(), branch });
    }
    Ok((Some(Answering { tip: there.or_else(|| of("HEAD")), name }), found))
}
