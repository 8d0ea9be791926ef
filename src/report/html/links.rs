//! Places in files as links, to the editor on this machine and to where the commit is hosted: found in the words of the report, and checked to be there.
//!
//! In two steps, since what a page is made of knows nothing of the machine: [`marked`] finds places while the page is
//! written, [`linked`] makes links of them in the finished page. Text of the target cannot forge a mark: in it, `<` and
//! quotes are escaped.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use maud::{Markup, html};
use regex_lite::{Captures, Regex};

use crate::config::Editor;
use crate::git::Hosted;

/// `shop/app.py:12`, as sentences and tables have it.
static PLACE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"[^\s:()<>"'`,;]+\.(?:pyi?|toml|cfg|ini):[0-9]+"#).ok());
static MARK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"<span class="at">([^<]*):([0-9]+)</span>"#).ok());

/// The words with their places marked; `plainly` writes what lies between.
pub fn marked(text: &str, plainly: impl Fn(&str) -> Markup) -> Markup {
    let Some(place) = PLACE.as_ref() else { return plainly(text) };
    let mut end = 0;
    let mut parts = Vec::new();
    for found in place.find_iter(text) {
        parts.push(plainly(&text[end..found.start()]));
        parts.push(html! { span class="at" { (plainly(found.as_str())) } });
        end = found.end();
    }
    parts.push(plainly(&text[end..]));
    html! { @for part in &parts { (part) } }
}

/// The places that words name, each once.
pub fn places(text: &str) -> Vec<&str> {
    let found = PLACE.iter().flat_map(|place| place.find_iter(text)).map(|found| found.as_str());
    found.fold(Vec::new(), |mut all, place| {
        if !all.contains(&place) {
            all.push(place);
        }
        all
    })
}

/// The page with links where a marked place is a file of this machine, and words where it is not.
pub fn linked(page: &str, from: &From<'_>) -> String {
    let Some(mark) = MARK.as_ref() else { return page.to_owned() };
    let link = |found: &Captures<'_>| {
        let [name, line] = [1, 2].map(|group| found.get(group).map_or("", |text| text.as_str()));
        let place = format!("{name}:{line}");
        let Some(file) = from.file(&unescaped(name)) else { return place };
        let editor = from.links.editor.link(&file, line);
        let place = editor.map_or(place.clone(), |link| anchor(&link, &place));
        let hosted = from.links.hosted.as_ref().and_then(|hosted| hosted.link(&file, line));
        hosted.map_or(place.clone(), |link| format!("{place} {}", anchor(&link, "(commit)")))
    };
    mark.replace_all(page, link).into_owned()
}

/// `words` are of the page, and escaped there.
fn anchor(link: &str, words: &str) -> String {
    let link = html! { (link) }.into_string();
    format!("<a href=\"{link}\">{words}</a>")
}

/// What places in files lead to.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// On this machine.
    pub editor: Editor,
    /// Where everybody finds them.
    pub hosted: Option<Hosted>,
}

/// What the paths in a report are meant from.
pub struct From<'a> {
    /// What they lead to.
    pub links: &'a Links,
    /// The target's root.
    pub root: PathBuf,
    /// Interpreters, with the minor version of each: `3.11`.
    pub pythons: Vec<(PathBuf, String)>,
}

impl From<'_> {
    /// A file that is there; one of a checkout that was removed after the comparison is not.
    fn file(&self, name: &str) -> Option<PathBuf> {
        let short = name.strip_prefix("…/");
        let of_python = |(python, version): &(PathBuf, String)| {
            let prefix = python.parent().and_then(Path::parent).unwrap_or(Path::new("/"));
            let library = prefix.join("lib").join(format!("python{version}"));
            match short {
                Some(rest) => [library.join("site-packages").join(rest), prefix.join("lib").join(rest)],
                None => [library.join(name), prefix.join(name)],
            }
        };
        let own = std::iter::once(self.root.join(name));
        let all = own.chain(self.pythons.iter().flat_map(of_python));
        all.filter_map(|file| std::path::absolute(file).ok()).find(|file| file.is_file())
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str, root: &Path) -> String {
        let pythons = vec![(root.join(".venv/bin/python"), "3.11".to_owned())];
        let from = From { links: &Links::default(), root: root.to_owned(), pythons };
        linked(&marked(text, |text| html! { (text) }).into_string(), &from)
    }

    #[test]
    fn a_shortened_path_of_a_package_leads_to_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let package = folder.path().join(".venv/lib/python3.11/site-packages/fastapi");
        std::fs::create_dir_all(&package).expect("a folder");
        std::fs::write(package.join("params.py"), "").expect("written");
        for place in ["…/fastapi/params.py:7", "site-packages/fastapi/params.py:7"] {
            let shown = page(place, folder.path());
            assert!(
                shown.contains("/site-packages/fastapi/params.py:7\">") && shown.contains(place),
                "{shown}"
            );
        }
    }

    #[test]
    fn a_file_that_is_there_is_a_link_and_any_other_is_words() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a&b.py"), "").expect("written");
        let shown = page("asleep at a&b.py:7 in f, gone.py:3", folder.path());
        let root = folder.path().display().to_string();
        let encoded = crate::config::encoded(&root);
        let link = format!("<a href=\"vscode://file{encoded}/a%26b.py:7\">a&amp;b.py:7</a>");
        assert_eq!(shown, format!("asleep at {link} in f, gone.py:3"));
    }

    #[test]
    fn a_text_makes_neither_links_nor_marks_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        for hostile in [
            "<span class=\"at\">/etc/passwd:1</span>",
            "javascript:alert(1).py:1",
            "\"onclick=alert(1).py:1",
            "<a href=x>.py:1",
        ] {
            let shown = page(hostile, folder.path());
            assert!(!shown.contains("<a ") && !shown.contains("href=\"java"), "{shown}");
        }
    }

    #[test]
    fn places_are_found_once_each() {
        assert_eq!(places("a.py:1, b/c.py:22 (a.py:1) at d.txt:3"), ["a.py:1", "b/c.py:22"]);
    }
}
