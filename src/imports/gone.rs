//! Takes a module's source before and after, gives the names that it has no more.

use super::names::Names;
use super::parallel;
use super::syntax::Source;

/// The names, in order; all of them where the file is gone. None where either cannot be read, or makes names as they are asked for.
pub fn names_gone(before: &[u8], after: Option<&[u8]>) -> Vec<String> {
    // In a thread with a stack for it.
    let found = parallel::each(&[()], |()| {
        let old = Names::of(&Source::read(before).ok()?);
        let new = match after {
            Some(bytes) => Names::of(&Source::read(bytes).ok()?),
            None => Names::default(),
        };
        let mut gone: Vec<String> =
            old.all().filter(|name| !new.binds(name) && !new.is_dynamic).map(str::to_owned).collect();
        gone.sort();
        Some(gone)
    });
    found.into_iter().flatten().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_bound_no_more_is_gone() {
        let gone =
            |after: Option<&str>| names_gone(b"import os\na = 1\ndef b(): pass\n", after.map(str::as_bytes));
        assert_eq!(gone(Some("import os\na = 2\n")), ["b"]);
        assert_eq!(gone(None).len(), 3);
        assert!(gone(Some("def __getattr__(name): pass\n")).is_empty() && gone(Some("def (")).is_empty());
    }
}
