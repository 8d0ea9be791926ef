//! `reports/index.html`: the list of the runs whose reports lie beside it.

use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::html::{INDEX_TITLE, LISTED, ListedRun, RunSummary, index};

/// A page says what it is within its first bytes.
const HEAD: u64 = 16 * 1024;
/// The list, in the folder of reports.
const INDEX: &str = "index.html";

/// What a page of ours has in its head.
const SAYS_SO: &str = "<meta name=\"vitals-run\"";
/// Reports before a new one that its rows look back to.
const EARLIER: usize = 30;
/// Letters of a folder's name that are its second.
const SECOND: usize = "2026-01-01T00-00-00Z".len();

/// A folder that a report was written to, by its name.
static MADE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(?:-\d{1,3})?$").ok());
static SUMMARY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"<meta name="vitals-run" content="([^"]*)">"#).ok());

/// Writes the list anew, in one step; a page of somebody else's in its place stays.
pub fn write_index(folder: &Path) -> io::Result<()> {
    let file = folder.join(INDEX);
    if file.is_dir() {
        return Err(io::Error::other("`index.html` is a folder there, and is left alone"));
    }
    if file.exists() && !is_ours(&file) {
        return Ok(());
    }
    let mut names = runs(folder)?;
    let older = names.len().saturating_sub(LISTED);
    names.truncate(LISTED);
    let listed = names.into_iter().filter_map(|name| {
        let summary = summary(&folder.join(&name).join("index.html"))?;
        Some(ListedRun { folder: name, summary })
    });
    let listed: Vec<_> = listed.collect();
    // As any new file: the umask takes its bits.
    let open = Permissions::from_mode(0o666);
    let draft = tempfile::Builder::new().prefix(".index-").permissions(open).tempfile_in(folder)?;
    fs::write(draft.path(), index(&listed, older))?;
    draft.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// What the newest reports in a folder say of themselves, the newest first; none where it cannot be read.
pub fn earlier(folder: &Path) -> Vec<RunSummary> {
    let names = runs(folder).unwrap_or_default().into_iter().take(EARLIER);
    names.filter_map(|name| summary(&folder.join(name).join(INDEX))).collect()
}

/// The names of the folders that reports were written to, the newest first.
pub fn runs(folder: &Path) -> io::Result<Vec<String>> {
    let is_one = |name: &str| MADE.as_ref().is_some_and(|made| made.is_match(name));
    let names = fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_one(name)).collect();
    // `…Z-10` is after `…Z-2`.
    names.sort_unstable_by_key(|name| {
        let (second, number) = name.split_at(SECOND);
        std::cmp::Reverse((second.to_owned(), number.trim_start_matches('-').parse::<u32>().unwrap_or(1)))
    });
    Ok(names)
}

/// Whether the page in a folder is one that this program made.
pub fn is_a_run(run: &Path) -> bool {
    head(&run.join(INDEX)).is_some_and(|head| head.contains(SAYS_SO))
}

fn is_ours(file: &Path) -> bool {
    head(file).is_some_and(|head| head.contains(INDEX_TITLE))
}

fn head(page: &Path) -> Option<String> {
    let mut head = Vec::new();
    File::open(page).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    Some(String::from_utf8_lossy(&head).into_owned())
}

/// What a page says of itself; None of one that an older version wrote.
fn summary(page: &Path) -> Option<RunSummary> {
    let head = head(page)?;
    let found = SUMMARY.as_ref()?.captures(&head)?.get(1)?.as_str();
    let text = found.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_counts_five_thousand_runs_and_leaves_a_page_of_somebody_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let summary = RunSummary {
            command: "check".into(),
            status: crate::verdict::Status::Pass,
            subject: "a \"b\" & <c>".into(),
            started: "2026-01-01T00:00:00Z".into(),
            rows: Vec::new(),
        };
        for number in 0..5_000 {
            let name = format!("2026-01-01T{:02}-{:02}-{:02}Z", number / 3600, number / 60 % 60, number % 60);
            fs::create_dir(folder.path().join(&name)).expect("a folder");
            let text = serde_json::to_string(&summary).expect("JSON");
            let page = maud::html! { meta name="vitals-run" content=(text); };
            fs::write(folder.path().join(name).join("index.html"), page.into_string()).expect("written");
        }
        fs::create_dir(folder.path().join("mine")).expect("a folder");
        write_index(folder.path()).expect("written");
        let list = fs::read_to_string(folder.path().join(INDEX)).expect("the list");
        assert!(list.contains("4800 older runs") && !list.contains("mine"), "{}", list.len());
        assert_eq!(list.matches("a &quot;b&quot; &amp; &lt;c&gt;").count(), LISTED);
        fs::write(folder.path().join(INDEX), "somebody's").expect("written");
        write_index(folder.path()).expect("left alone");
        assert_eq!(fs::read_to_string(folder.path().join(INDEX)).expect("text"), "somebody's");
    }
}
