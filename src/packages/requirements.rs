//! `requirements.txt`: a requirement a line, as pip reads it; options, comments and paths are passed over.

use std::ffi::OsStr;
use std::path::Path;

use super::name::{Packages, normalised};

/// `requirements.txt`, `requirements-dev.txt`, `requirements/base.txt`, `constraints.txt`.
pub fn is_requirements(file: &Path) -> bool {
    let named = |name: Option<&OsStr>| {
        name.and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("requirements") || name.starts_with("constraints"))
    };
    let is_text = file.extension().is_some_and(|ending| ending == "txt");
    is_text && (named(file.file_name()) || named(file.parent().and_then(Path::file_name)))
}

/// What is required; of what is pinned (`==`) the version alone, else what stands behind the name.
pub fn packages(text: &str) -> Packages {
    let mut packages = Packages::new();
    for requirement in requirements(text) {
        let version = requirement.version().unwrap_or(match requirement.wanted {
            "" => "any version",
            wanted => wanted,
        });
        packages.entry(normalised(requirement.name)).or_default().insert(version.to_owned());
    }
    packages
}

/// One requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement<'a> {
    /// As written.
    pub name: &'a str,
    /// `[standard]`, or nothing.
    extras: &'a str,
    /// `==1.2`, `>=0.30`, `@ https://…`, or nothing.
    wanted: &'a str,
    /// Behind the semicolon.
    marker: Option<&'a str>,
}

impl<'a> Requirement<'a> {
    /// The version, where one is pinned.
    pub fn version(&self) -> Option<&'a str> {
        let version = self.wanted.strip_prefix("==")?.trim_start_matches('=').trim();
        (!version.is_empty() && !version.contains([',', '*'])).then_some(version)
    }

    /// Where it is installed alone; None for everywhere.
    pub fn marker(&self) -> Option<&'a str> {
        self.marker
    }

    /// As an installer takes it.
    pub fn line(&self) -> String {
        let marker = self.marker.map_or_else(String::new, |marker| format!(" ; {marker}"));
        format!("{}{}{}{marker}", self.name, self.extras, self.wanted)
    }
}

/// The requirements of a file; lines that continue are joined.
pub fn requirements(text: &str) -> impl Iterator<Item = Requirement<'_>> {
    text.lines().filter_map(requirement)
}

fn requirement(line: &str) -> Option<Requirement<'_>> {
    let line = line.trim_end_matches('\\').split(" #").next().unwrap_or_default().trim();
    // Hashes and the like belong to the line's requirement.
    let line = line.split(" --").next().unwrap_or_default();
    let (requirement, marker) = match line.split_once(';') {
        Some((requirement, marker)) => (requirement.trim(), Some(marker.trim())),
        None => (line.trim(), None),
    };
    let end = requirement
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(requirement.len());
    let (name, rest) = requirement.split_at(end);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !is_name || rest.starts_with(['/', ':', '+']) {
        return None;
    }
    let behind = rest.trim_start();
    let (extras, wanted) = match behind.find(']') {
        Some(end) if behind.starts_with('[') => behind.split_at(end + 1),
        _ => ("", behind),
    };
    Some(Requirement { name, extras, wanted: wanted.trim(), marker })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_requirement_or_none() {
        let text = "# a comment\n-r base.txt\n--index-url https://example.org/simple\nFoo.Bar==1.2 \\\n    --hash=sha256:00\n\
                    uvicorn[standard]>=0.30 ; python_version > '3.8'  # why\nplain\n./local\nhttps://example.org/x.whl\n\
                    pkg @ https://example.org/pkg.whl\n\n";
        let found: Vec<(String, String)> = packages(text)
            .into_iter()
            .map(|(name, versions)| (name, versions.into_iter().collect::<Vec<_>>().join(",")))
            .collect();
        let expected = [
            ("foo-bar", "1.2"),
            ("pkg", "@ https://example.org/pkg.whl"),
            ("plain", "any version"),
            ("uvicorn", ">=0.30"),
        ];
        assert_eq!(found, expected.map(|(name, version)| (name.to_owned(), version.to_owned())));
    }
}
