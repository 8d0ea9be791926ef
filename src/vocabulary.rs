//! Keeps words out of the program that were replaced by those of the field: in names, in texts and in the documentation.
//!
//! Only words that mean one thing are listed. Attributes are passed over: aliases of older documents keep their words.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};
use regex_lite::Regex;

use crate::sources::{documents, sources};

/// Parts of names, and what stands there instead.
const IN_NAMES: [(&str, &str); 15] = [
    ("told", "reported"),
    ("tells", "reports"),
    ("telling", "distinctive"),
    ("yardstick", "calibration"),
    ("mended", "fixed"),
    ("firsts", "first"),
    ("undisturbed", "active"),
    ("lab", "context"),
    ("ward", "context"),
    ("hall", "context"),
    ("eyes", "watch context"),
    ("patience", "timeout"),
    ("sabotage", "fault injection"),
    ("sabotaged", "with fault"),
    ("entangled", "strongly connected"),
];

/// In prose, each as a pattern.
const IN_PROSE: &str =
    r"(?i)\b(told|tells|yardsticks?|mended|firsts|undisturbed|entangled|sabotaged?|tak(e|es|ing) turns)\b";

/// What a file of Rust names and says, without its attributes and comments.
#[derive(Default)]
struct Words {
    names: Vec<String>,
    texts: Vec<String>,
}

impl Words {
    fn of(rust: &str) -> Self {
        let mut words = Self::default();
        words.add(TokenStream::from_str(rust).expect("Rust"));
        words
    }

    fn add(&mut self, tokens: TokenStream) {
        let mut after_hash = false;
        for token in tokens {
            match token {
                TokenTree::Group(_) if after_hash => {}
                TokenTree::Group(group) => self.add(group.stream()),
                TokenTree::Ident(name) => self.names.push(name.to_string()),
                TokenTree::Literal(literal) => self.texts.push(literal.to_string()),
                TokenTree::Punct(ref punct) => {
                    // `#![…]` is an attribute too.
                    after_hash = punct.as_char() == '#' || after_hash && punct.as_char() == '!';
                    continue;
                }
            }
            after_hash = false;
        }
    }
}

/// `StartUp` and `start_up` are both `start` and `up`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut after_small = false;
    for letter in name.chars() {
        if letter == '_' || letter.is_uppercase() && after_small {
            parts.push(String::new());
        }
        if letter != '_' {
            parts.last_mut().expect("never empty").extend(letter.to_lowercase());
        }
        after_small = letter.is_lowercase();
    }
    parts
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files but this one.
fn rust_files() -> Vec<PathBuf> {
    let folders = ["src", "probes/src", "tests", "benches"].map(|folder| root().join(folder));
    let files: Vec<_> = folders.iter().flat_map(|folder| sources(folder)).collect();
    assert!(files.len() > 300, "the test has read {} files", files.len());
    files.into_iter().filter(|path| !path.ends_with("src/vocabulary.rs")).collect()
}

#[test]
fn names_are_words_of_the_field() {
    let mut found = Vec::new();
    for path in rust_files() {
        let words = Words::of(&fs::read_to_string(&path).expect("text"));
        for name in words.names {
            for (word, instead) in IN_NAMES {
                if parts(&name).iter().any(|part| part == word) {
                    found.push(format!("{}: `{name}`: {instead}", path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn texts_and_documentation_are_in_words_of_the_field() {
    let pattern = Regex::new(IN_PROSE).expect("a pattern");
    let mut found = Vec::new();
    // Tests hold texts of older versions.
    let is_test = |path: &Path| {
        let inside = path.strip_prefix(root()).expect("below the root");
        inside.starts_with("tests") || inside.to_string_lossy().ends_with("tests.rs")
    };
    for path in rust_files().into_iter().filter(|path| !is_test(path)) {
        let text = fs::read_to_string(&path).expect("text");
        let program = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
        let texts = Words::of(program).texts.into_iter();
        found.extend(
            texts.filter(|text| pattern.is_match(text)).map(|text| format!("{}: {text}", path.display())),
        );
    }
    // The changelog names words that were replaced.
    for path in documents().into_iter().filter(|path| !path.ends_with("CHANGELOG.md")) {
        for line in fs::read_to_string(&path).expect("text").lines().filter(|line| pattern.is_match(line)) {
            found.push(format!("{}: {line}", path.display()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_test_finds_what_it_is_for() {
    let words = Words::of(
        r#"#[serde(alias = "told")] #![allow(told)] struct AlertTold { has_told: u8 } const A: &str = "two take turns";"#,
    );
    let named =
        |word: &str| words.names.iter().filter(|name| parts(name).iter().any(|part| part == word)).count();
    assert_eq!(named("told"), 2);
    assert_eq!(words.texts, ["\"two take turns\""]);
    assert!(Regex::new(IN_PROSE).expect("a pattern").is_match(&words.texts[0]));
    assert_eq!(parts("LineOfText_x2"), ["line", "of", "text", "x2"].map(str::to_owned));
}
