//! Takes commits at which checks were seen green, gives the checks that a rollback can be planned for.

use std::collections::HashMap;
use std::path::Path;

use crate::git::Repository;
use crate::health::KnownGood;
use crate::process::Interrupt;

/// Digits of a hash that are shown.
const SHORT: usize = 10;

/// The checks of which one of these commits is in HEAD's history, and is not HEAD itself, each with the first of them. None where git
/// cannot say it.
pub fn known_good(root: &Path, greens: &[(String, String)], interrupt: &Interrupt) -> Vec<KnownGood> {
    if greens.is_empty() {
        return Vec::new();
    }
    let Ok(Some(repository)) = Repository::around(root, interrupt) else { return Vec::new() };
    let Ok(head) = repository.commit_of_head(interrupt) else { return Vec::new() };
    let mut is_before: HashMap<&str, bool> = HashMap::from([(head.hash.as_str(), false)]);
    let mut known: Vec<KnownGood> = Vec::new();
    for (check, hash) in greens {
        let asked = || repository.is_ancestor(hash, &head.hash, interrupt).unwrap_or(false);
        let is_known = known.iter().any(|known| known.check == *check);
        if !is_known && *is_before.entry(hash).or_insert_with(asked) {
            let good = hash.get(..SHORT).unwrap_or(hash).to_owned();
            known.push(KnownGood { check: check.clone(), good, head: head.short().to_owned() });
        }
    }
    known
}
