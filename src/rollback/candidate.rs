//! The tree that a target means, made of the repository's own objects.

use super::error::RollbackError;
use super::journal::Begun;
use super::plan::Target;
use super::site::Site;
use super::snapshot::scratch;
use crate::git::Entry;

/// Makes the tree of a target on a commit, and gives its hash.
///
/// # Errors
/// Where git fails, or what one commit did cannot be taken out.
pub(super) fn tree(site: &Site<'_>, target: &Target, head: &str) -> Result<String, RollbackError> {
    let repository = &site.repository;
    match target {
        Target::Commit { commit, .. } => Ok(tree_of(site, &commit.hash)?),
        Target::Without { commit, .. } => {
            let parent = format!("{}^", commit.hash);
            repository
                .merged_tree(&commit.hash, head, &parent)?
                .ok_or_else(|| RollbackError::Conflict { commit: commit.short().to_owned() })
        }
        Target::Paths { commit, paths, .. } => {
            let scratch = scratch(site)?;
            let index = scratch.place("index");
            repository.fill_index(&index, head)?;
            let gone = repository.entries(head, paths, site.interrupt)?;
            let gone: Vec<Entry> = gone.into_iter().map(|entry| Entry { content: None, ..entry }).collect();
            repository.set_entries(Some(&index), &gone)?;
            repository
                .set_entries(Some(&index), &repository.entries(&commit.hash, paths, site.interrupt)?)?;
            Ok(repository.tree_of_index(&index)?)
        }
    }
}

/// A commit of the user's, signed where the user signs.
pub(super) fn commit(
    site: &Site<'_>,
    tree: &str,
    parent: &str,
    message: &str,
) -> Result<String, RollbackError> {
    let signed = site.repository.setting("commit.gpgSign", site.interrupt)?;
    Ok(site.repository.make_commit(tree, &[parent], message, &[], signed)?)
}

/// The commit that takes a rollback back at once: after a rewrite the one that HEAD was, which follows HEAD; else a new one.
pub(super) fn commit_back(
    site: &Site<'_>,
    begun: &Begun,
    to: Option<&str>,
    head: &str,
) -> Result<String, RollbackError> {
    if begun.rewrite.is_some() && to == Some(head) {
        return Ok(begun.from.clone());
    }
    let tree = tree_before(site, &begun.from, to.unwrap_or(head), head)?;
    commit(site, &tree, head, &format!("Undo: {}", begun.message))
}

/// A commit's tree.
pub(super) fn tree_of(site: &Site<'_>, commit: &str) -> Result<String, RollbackError> {
    let name = format!("{commit}^{{tree}}");
    site.repository.refers(&name, site.interrupt)?.ok_or_else(|| {
        crate::git::GitError::UnknownRevision { revision: name, repository: site.top().to_owned() }.into()
    })
}

/// The files of before a rollback; where commits have followed it, theirs with what it did taken out.
pub(super) fn tree_before(
    site: &Site<'_>,
    from: &str,
    to: &str,
    head: &str,
) -> Result<String, RollbackError> {
    if head == to {
        return tree_of(site, from);
    }
    let conflict = || RollbackError::Conflict { commit: to.chars().take(10).collect() };
    site.repository.merged_tree(to, head, from)?.ok_or_else(conflict)
}
