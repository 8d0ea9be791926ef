//! `--open`: the report's page in a browser.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::console;
use crate::process::hand_over;
use crate::report::Detail;
use crate::report::Report;
use crate::report::format::{Format, render};

/// What opens a page where `BROWSER` says nothing, or what it names does not.
const USUAL: &str = "xdg-open";
/// A program that could not open the page has ended by then; a browser runs on.
const LONGEST: Duration = Duration::from_secs(3);

/// Opens the page that was written, or one in a temporary file; says so where it cannot. The verdict stands either way.
pub fn open(report: &Report, page: Option<&Path>) {
    let written = match page {
        Some(page) => std::path::absolute(page).map_err(|error| error.to_string()),
        None => temporary(report),
    };
    let page = match written {
        Ok(page) => page,
        Err(why) => return console::note(format_args!("--open: the page cannot be written: {why}")),
    };
    if let Err(why) = shown(&page) {
        console::note(format_args!("--open: no browser opened {}: {why}", page.display()));
    }
}

/// A page of its own, which stays: the browser reads it after this program has ended.
fn temporary(report: &Report) -> Result<PathBuf, String> {
    let text = render(report, Format::Html, Detail::Everything).map_err(|error| error.to_string())?;
    let file = tempfile::Builder::new().prefix("vitals-").suffix(".html").tempfile();
    let kept = file.and_then(|file| {
        std::fs::write(file.path(), text)?;
        file.keep().map_err(|error| error.error)
    });
    let (_, path) = kept.map_err(|error| error.to_string())?;
    console::note(format_args!("report: {}", path.display()));
    Ok(path)
}

/// The first program that takes it.
fn shown(page: &Path) -> Result<(), String> {
    let mut troubles = Vec::new();
    for words in programs(&env::var("BROWSER").unwrap_or_default(), page) {
        let Some((program, arguments)) = words.split_first() else { continue };
        let mut command = Command::new(program);
        command.args(arguments);
        match hand_over(command, LONGEST) {
            Ok(None) => return Ok(()),
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => troubles.push(format!("{program} ended with {status}")),
            Err(error) => troubles.push(format!("{program}: {error}")),
        }
    }
    Err(troubles.join("; "))
}

/// The commands to try, each as its words: those of `BROWSER`, a list with colons, then the usual one. No shell reads them.
fn programs(browser: &str, page: &Path) -> Vec<Vec<String>> {
    let page = page.display().to_string();
    let of_words = |mut words: Vec<String>| {
        // As xdg-open and Python read it: %s is the page, which else comes last.
        if words.iter().any(|word| word.contains("%s")) {
            words.iter_mut().for_each(|word| *word = word.replace("%s", &page));
        } else {
            words.push(page.clone());
        }
        words
    };
    let named = browser.split(':').filter_map(shlex::split).filter(|words| !words.is_empty());
    named.chain([vec![USUAL.to_owned()]]).map(of_words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_of_the_variable_come_before_the_usual_one_and_no_shell_reads_them() {
        let page = Path::new("/srv/a b/index.html");
        let found = programs("firefox --new-tab %s:lynx:'a b' -x; rm *:", page);
        let expected: [&[&str]; 4] = [
            &["firefox", "--new-tab", "/srv/a b/index.html"],
            &["lynx", "/srv/a b/index.html"],
            &["a b", "-x;", "rm", "*", "/srv/a b/index.html"],
            &["xdg-open", "/srv/a b/index.html"],
        ];
        assert_eq!(found, expected);
        assert_eq!(programs("", page), [["xdg-open", "/srv/a b/index.html"]]);
        assert_eq!(programs("'unclosed", page).len(), 1);
    }
}
