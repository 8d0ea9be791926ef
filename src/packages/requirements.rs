//! `requirements.txt`: a requirement a line, as pip reads it; options, comments and paths are passed over.

use super::name::{Packages, normalised};

/// What is required; of what is pinned (`==`) the version alone, else what stands behind the name.
pub fn packages(text: &str) -> Packages {
    let mut packages = Packages::new();
    let joined = text.replace("\\\n", " ");
    for line in joined.lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        // Hashes and the like belong to the line's requirement; conditions decide whether it counts, not what it is.
        let line = line.split(" --").next().unwrap_or_default();
        let requirement = line.split(';').next().unwrap_or_default().trim();
        let end = requirement
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
            .unwrap_or(requirement.len());
        let (name, rest) = requirement.split_at(end);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !is_name || rest.starts_with(['/', ':', '+']) {
            continue;
        }
        let without_extras = match rest.trim_start().strip_prefix('[') {
            Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest),
            None => rest,
        };
        let version = without_extras.trim().trim_start_matches("==").trim();
        let version = if version.is_empty() { "any version" } else { version };
        packages.entry(normalised(name)).or_default().insert(version.to_owned());
    }
    packages
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
