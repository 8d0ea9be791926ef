//! What became of a package between two lock files.

use serde::{Deserialize, Serialize};

use super::name::Packages;

/// A package whose version differs; None where it is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PackageChange {
    /// Normalised: `foo-bar`.
    pub package: String,
    /// Its version before, or several.
    pub before: Option<String>,
    /// Its version after.
    pub after: Option<String>,
}

/// What differs, by name.
pub fn changes(before: &Packages, after: &Packages) -> Vec<PackageChange> {
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let versions = |packages: &Packages, name: &str| {
        let versions = packages.get(name)?;
        Some(versions.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
    };
    let changes = names.into_iter().map(|name| PackageChange {
        package: name.clone(),
        before: versions(before, name),
        after: versions(after, name),
    });
    changes.filter(|change| change.before != change.after).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::read::packages;
    use super::*;

    #[test]
    fn packages_are_added_removed_and_changed() {
        let lock = |text: &str| packages(Path::new("uv.lock"), text).expect("packages");
        let before = lock(
            "version = 1\n[[package]]\nname = \"Attrs\"\nversion = \"23.1.0\"\n[[package]]\nname = \"gone\"\nversion = \"1\"\n\
             [[package]]\nname = \"own\"\nsource = { editable = \".\" }\n",
        );
        let after = lock(
            "[[package]]\nname = \"attrs\"\nversion = \"24.2.0\"\n[[package]]\nname = \"new\"\nversion = \"2\"\n[[package]]\nname = \"own\"\n",
        );
        let change = |package: &str, before: Option<&str>, after: Option<&str>| PackageChange {
            package: package.into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let expected = [
            change("attrs", Some("23.1.0"), Some("24.2.0")),
            change("gone", Some("1"), None),
            change("new", None, Some("2")),
        ];
        assert_eq!(changes(&before, &after), expected);
    }
}
