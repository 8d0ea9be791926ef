//! Keeps reasons data until they are written: no text becomes a reason, and no reason is read back from text.
//!
//! Looks at the program's sources, without their tests. The type system does the rest: `Reason` has no conversion from a text,
//! the variant for one is named where other versions' documents are read, and the modules before `report` cannot reach its words
//! (the test `layers`).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex_lite::Regex;

use crate::sources::sources;

/// Files outside of `report/` that ask for words, and why they may.
const LAST_MOMENTS: [(&str, &str); 12] = [
    ("cli/escalate/notice.rs", "a notice is text when it is sent"),
    ("cli/escalate/post.rs", "the journal has why somebody is called as a sentence too"),
    ("cli/escalate/status.rs", "why somebody is called is printed"),
    ("cli/escalate/watch.rs", "why somebody is called is printed"),
    ("session/verify/answer.rs", "a plan's file holds what its checks said as text"),
    ("session/verify/regression.rs", "the same, of what a comparison said"),
    ("session/nightly/keep.rs", "the note of an event is a text in the history's database"),
    ("session/error.rs", "an error is printed"),
    ("cli/notified.rs", "a notice is text when it is kept to be sent"),
    ("session/bisect/question.rs", "why a commit is skipped is text in the search's journal"),
    ("session/bisect/measuring.rs", "why a commit gave no time is text in the search's journal"),
    ("cli/baseline.rs", "why no baseline was written is printed"),
];

/// A conversion from a text into a reason.
static FROM_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    let pattern =
        r"From<(String|&\s*('\w+\s+)?str|Cow<[^>]*>+|Box<str>|fmt::Arguments[^>]*>?)>\s+for\s+\w*Reason\b";
    Regex::new(pattern).expect("a pattern")
});

/// The text of a reason, of a note, or of several, looked into for something.
static READ_BACK: LazyLock<Regex> = LazyLock::new(|| {
    let of =
        r"\b(reasons?|evidence|notes?|sentences?)(\([^()]*\)|\[[^\]]*\]|\.(text|as_str\(\)|to_string\(\)))*";
    let asked = r"\.(parse\b|(contains|starts_with|ends_with|r?find|r?split\w*|strip_\w+|r?matches)\([a-z]*[\x22'&|\[])";
    Regex::new(&format!("{of}{asked}")).expect("a pattern")
});

/// Each file by its name below `src`, without its tests, which stand at its end.
fn program() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_test = |name: &str| {
        name.ends_with("tests.rs") || ["data_until_last.rs", "report/words/every_kind.rs"].contains(&name)
    };
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&folder).expect("below src").display().to_string();
        let text = fs::read_to_string(&path).expect("text");
        let program = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
        (name, program)
    };
    let files: Vec<_> = sources(&folder).into_iter().map(read).filter(|(name, _)| !is_test(name)).collect();
    assert!(files.len() > 200, "the test has read {} files", files.len());
    files
}

fn files_with(files: &[(String, String)], wanted: impl Fn(&str) -> bool) -> Vec<&str> {
    let has = |text: &str| text.lines().any(|line| !line.trim_start().starts_with("//") && wanted(line));
    files.iter().filter(|(_, text)| has(text)).map(|(name, _)| name.as_str()).collect()
}

#[test]
fn only_documents_of_other_versions_make_a_reason_of_a_text() {
    let files = program();
    // Other enums have a variant of that name too, for what version 1 of the documents wrote.
    let names_it = Regex::new(r"\bReason::Legacy").expect("a pattern");
    let naming = files_with(&files, |line| names_it.is_match(line));
    let outside: Vec<_> = naming.into_iter().filter(|name| !name.starts_with("report/words/")).collect();
    assert_eq!(outside, [] as [&str; 0], "`Reason::Legacy` outside of report/words/");
    let own = files_with(&files, |line| line.contains("Self::Legacy("));
    assert!(!own.iter().any(|name| name.starts_with("verdict/reason/")), "{own:?}");
    for (name, text) in &files {
        assert!(!FROM_TEXT.is_match(text), "{name} makes a reason of a text");
    }
}

#[test]
fn words_are_made_where_they_are_written() {
    let files = program();
    let made = files_with(&files, |line| line.contains("report::words") || line.contains("words::"));
    let outside: Vec<_> = made.into_iter().filter(|name| !name.starts_with("report/")).collect();
    let mut allowed = LAST_MOMENTS.map(|(name, _)| name);
    allowed.sort_unstable();
    let mut found = outside.clone();
    found.sort_unstable();
    assert_eq!(found, allowed, "words outside of report/");
}

#[test]
fn no_sentence_is_looked_into() {
    for (name, text) in &program() {
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            assert!(!READ_BACK.is_match(line), "{name} reads a sentence: {line}");
        }
    }
}

/// The patterns find what they are for.
#[test]
fn what_must_not_be_would_be_found() {
    for line in [
        r#"if reason.contains("ImportError") {"#,
        r#"reasons[0].starts_with("it leaks")"#,
        r#"sentence(reason).split_once(".py:")"#,
        "note.split(' ')",
        "evidence.to_string().parse::<u64>()",
    ] {
        assert!(READ_BACK.is_match(line), "{line}");
    }
    for line in ["entry.reasons.first()", "sentences(reasons).join(\"; \")", "reasons.iter().find(known)"] {
        assert!(!READ_BACK.is_match(line), "{line}");
    }
    for line in
        ["impl From<String> for Reason {", "impl From<&str> for TimeReason", "impl From<&'a str> for Reason"]
    {
        assert!(FROM_TEXT.is_match(line), "{line}");
    }
    assert!(!FROM_TEXT.is_match("impl From<TimeReason> for Reason {"));
}
