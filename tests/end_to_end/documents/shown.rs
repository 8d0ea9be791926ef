//! Holds what a page shows of an output against what was printed: every line in order, numbers aside.

use std::path::Path;

use regex_lite::Regex;

/// Fails where a line that the page shows was not printed, or not in that order.
pub fn assert_printed(shown: &[String], printed: &str, project: &Path) {
    if let Some(line) = missing(shown, printed, project) {
        panic!("the page shows\n{line}\nand printed was\n{printed}");
    }
}

/// The first line that was not printed. A line `…` stands for any, and `…` at the end of one for its rest.
fn missing<'a>(shown: &'a [String], printed: &str, project: &Path) -> Option<&'a str> {
    let printed = printed.replace(&*project.to_string_lossy(), "/srv/shop");
    let printed: Vec<String> = printed.lines().map(without_numbers).collect();
    let mut rest = printed.iter();
    shown
        .iter()
        .filter(|line| !matches!(line.trim(), "" | "…"))
        .find(|line| {
            let meant = without_numbers(line);
            match meant.strip_suffix('…') {
                Some(begin) => !rest.any(|line| line.starts_with(begin)),
                None => !rest.any(|line| *line == meant),
            }
        })
        .map(String::as_str)
}

/// A line with `#` for each figure, date and commit, and with single spaces. Places such as `app.py:3` keep theirs.
fn without_numbers(line: &str) -> String {
    let figure = r"(^|[\s(+\-])\d[\d.]*(\s?%|\s?(ns|µs|ms|s|min|h|d|B|kB|MB|GB)\b)?";
    let signed = Regex::new(r"[+\-]#").expect("a pattern");
    let commit = Regex::new(r"\b[0-9a-f]{10}\b").expect("a pattern");
    let moment = Regex::new(r"\d{4}-\d\d-\d\d|\d\d:\d\d").expect("a pattern");
    let figure = Regex::new(figure).expect("a pattern");
    let line = commit.replace_all(line, "#");
    let line = moment.replace_all(&line, "#");
    let line = figure.replace_all(&line, "$1#");
    let line = signed.replace_all(&line, "#");
    line.replace(", hosted", ", embedded").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_line_that_differs_in_more_than_numbers_is_missed() {
    let shown = ["a 5.10 ms (n = 3) at /srv/shop/app.py:3", "…", "since 0123456789 of 2026-11-25 …"]
        .map(str::to_owned);
    let project = Path::new("/tmp/x");
    let printed = "noise\n a  7 s (n = 12) at /tmp/x/app.py:3\nb\nsince abcdef0123 of 2027-01-01 and more\n";
    assert_eq!(missing(&shown, printed, project), None);
    let wrong = |from: &str, to: &str| missing(&shown, &printed.replace(from, to), project);
    assert_eq!(wrong("app.py:3", "app.py:4"), Some(&*shown[0]));
    assert_eq!(wrong("since", "until"), Some(&*shown[2]));
    assert_eq!(wrong(" a ", " c "), Some(&*shown[0]));
    let turned = [shown[2].clone(), shown[0].clone()];
    assert_eq!(missing(&turned, printed, project), Some(&*shown[0]), "the order counts");
}
