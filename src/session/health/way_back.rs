//! Takes commits at which checks were seen green, gives the checks that a rollback can be planned for.

use std::collections::HashMap;
use std::path::Path;

use crate::git::Repository;
use crate::process::Interrupt;

/// The checks of which one of these commits is in HEAD's history, and is not HEAD itself. None where git cannot say it.
pub fn known_good(root: &Path, greens: &[(String, String)], interrupt: &Interrupt) -> Vec<String> {
    if greens.is_empty() {
        return Vec::new();
    }
    let Ok(Some(repository)) = Repository::around(root, interrupt) else { return Vec::new() };
    let Ok(head) = repository.commit_of_head(interrupt) else { return Vec::new() };
    let mut is_before: HashMap<&str, bool> = HashMap::from([(head.hash.as_str(), false)]);
    let mut known: Vec<String> = Vec::new();
    for (check, hash) in greens {
        let asked = || repository.is_ancestor(hash, &head.hash, interrupt).unwrap_or(false);
        if !known.contains(check) && *is_before.entry(hash).or_insert_with(asked) {
            known.push(check.clone());
        }
    }
    known
}
