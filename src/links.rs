//! Keeps links of the documentation true: each leads to a file that is there, and to a heading in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use regex_lite::Regex;

use crate::sources::documents;

/// Text outside of fenced blocks.
fn prose(markdown: &str) -> String {
    let mut inside = false;
    let keep = |line: &&str| {
        let is_fence = line.trim_start().starts_with("```");
        inside ^= is_fence;
        !inside && !is_fence
    };
    markdown.lines().filter(keep).collect::<Vec<_>>().join("\n")
}

/// What a heading can be linked by, as GitHub makes it.
fn anchors(markdown: &str) -> BTreeSet<String> {
    let text = prose(markdown);
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let mut seen = BTreeMap::<String, usize>::new();
    headings
        .map(|line| {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            let name = kept.collect::<String>().replace(' ', "-");
            let times = seen.entry(name.clone()).or_default();
            *times += 1;
            if *times == 1 { name } else { format!("{name}-{}", *times - 1) }
        })
        .collect()
}

/// `a/../b` is `b`.
fn plain(path: &Path) -> PathBuf {
    let mut kept = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            kept.pop();
        } else {
            kept.push(part);
        }
    }
    kept
}

/// Links of a page that lead nowhere.
fn broken(page: &Path, markdown: &str) -> Vec<String> {
    let link = Regex::new(r"\]\(([^)\s]+)\)").expect("a pattern");
    let code = Regex::new("`[^`]*`").expect("a pattern");
    let text = prose(markdown);
    let text = code.replace_all(&text, "`");
    let targets = link.captures_iter(&text).filter_map(|found| found.get(1)).map(|found| found.as_str());
    let here = targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"));
    here.filter(|target| {
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        let file = if path.is_empty() { page.to_owned() } else { plain(&page.with_file_name(path)) };
        let leads_to_heading = || {
            let other = fs::read_to_string(&file).unwrap_or_default();
            anchors(&other).contains(anchor)
        };
        !file.exists() || !anchor.is_empty() && !leads_to_heading()
    })
    .map(|target| format!("{}: {target}", page.display()))
    .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = documents();
    assert!(pages.len() > 30, "the test has read {} pages", pages.len());
    let found: Vec<_> =
        pages.iter().flat_map(|page| broken(page, &fs::read_to_string(page).expect("text"))).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_page_can_be_reached_from_the_readme() {
    let link = Regex::new(r"\]\(([^)#\s]+\.md)").expect("a pattern");
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let mut reached = BTreeSet::from([readme.clone()]);
    let mut next = vec![readme];
    while let Some(page) = next.pop() {
        let text = fs::read_to_string(&page).expect("text");
        for found in link.captures_iter(&text).filter_map(|found| found.get(1)) {
            let other = plain(&page.with_file_name(found.as_str()));
            if other.exists() && reached.insert(other.clone()) {
                next.push(other);
            }
        }
    }
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let lost: Vec<_> =
        documents().into_iter().filter(|page| page.starts_with(&docs) && !reached.contains(page)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = "# One `b`, two\n[a](docs) [b](docs/none.md) [c](#one-b-two) [d](#three)\n```\n[e](none)\n```\n`[f](none)` [g](https://x)";
    let found = broken(&page, text);
    let targets: Vec<_> = found.iter().filter_map(|line| line.rsplit(' ').next()).collect();
    // Anchors of the page itself are looked up in its file.
    assert_eq!(targets, ["docs/none.md", "#one-b-two", "#three"]);
    assert!(anchors(text).contains("one-b-two"));
    assert!(anchors("# A\n# A\n").contains("a-1"));
}
