//! Takes a tree of which a part is older, gives the places that stay and use a name that goes.

use std::path::Path;

use super::super::error::SessionError;
use crate::git::{OwnObjects, Repository};
use crate::imports::{names_gone, users};
use crate::process::{Interrupt, Scratch};
use crate::rollback::{Dependent, Target};

/// Names that are looked up: each reads all of the tree's Python.
const NAMES: usize = 20;

/// Where the whole tree is that of a commit, its files fit each other, and nothing is looked up.
pub fn dependents(
    repository: &Repository,
    target: &Target,
    (head, tree, paths): (&str, &str, &[String]),
    objects: &OwnObjects,
    interrupt: &Interrupt,
) -> Result<Vec<Dependent>, SessionError> {
    let changed: Vec<&String> = paths.iter().filter(|path| path.ends_with(".py")).collect();
    if matches!(target, Target::Commit { .. }) || changed.is_empty() {
        return Ok(Vec::new());
    }
    let Ok(scratch) = Scratch::open(interrupt) else { return Ok(Vec::new()) };
    let written = repository.check_out_tree(tree, Some(objects.folder()), &scratch, interrupt)?;
    let before = crate::git::Commit { hash: head.to_owned(), subject: String::new() };
    let mut found = Vec::new();
    for path in changed {
        let Some(old) = repository.file_of(&before, Path::new(path), interrupt)? else { continue };
        let new = std::fs::read(written.top.join(path)).ok();
        let Some(module) = module_of(Path::new(path), &repository.inside) else { continue };
        for name in names_gone(&old, new.as_deref()).into_iter().take(NAMES) {
            let Ok(used) = users(&written.root, &[], &module, &name) else { continue };
            let needed = used.usages.iter().filter(|usage| usage.how.needs_it());
            found.extend(needed.map(|usage| Dependent {
                name: format!("{module}:{name}"),
                place: format!("{}:{}", usage.file.display(), usage.line),
            }));
        }
    }
    Ok(found)
}

/// The dotted name of a file below the root, or below its `src`.
fn module_of(path: &Path, inside: &Path) -> Option<String> {
    let below = path.strip_prefix(inside).ok()?;
    let below = below.strip_prefix("src").unwrap_or(below).with_extension("");
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    let mut parts = parts?;
    if parts.last() == Some(&"__init__") {
        parts.pop();
    }
    (!parts.is_empty()).then(|| parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_named_from_the_root() {
        let of = |path: &str, inside: &str| module_of(Path::new(path), Path::new(inside));
        assert_eq!(of("shop/a.py", "").as_deref(), Some("shop.a"));
        assert_eq!(of("back/src/shop/__init__.py", "back").as_deref(), Some("shop"));
        assert_eq!(of("other/a.py", "back"), None);
    }
}
