//! Packages by their names.

use std::collections::{BTreeMap, BTreeSet};

/// Packages by their normalised names, each with its versions: a lock file may hold several of one.
pub type Packages = BTreeMap<String, BTreeSet<String>>;

/// A package's name as indexes compare it: `Foo.Bar_baz` is `foo-bar-baz`.
pub fn normalised(name: &str) -> String {
    let mut normal = String::new();
    for letter in name.chars() {
        match letter {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            letter => normal.extend(letter.to_lowercase()),
        }
    }
    normal
}
