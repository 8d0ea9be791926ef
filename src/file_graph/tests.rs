use std::fs;
use std::path::Path;

use super::circles::circles;
use super::modules::Crate;
use super::resolve::{Uses, folders, uses};

/// Folders that still have circles. The list only shrinks.
const NOT_YET: &[&str] = &[];

fn graph_of(source: &Path) -> (Uses, usize) {
    let read = |file: &Path| fs::read_to_string(source.join(file)).ok();
    let mut sources = Crate::of(&read);
    let files = sources.files();
    (uses(&mut sources), files)
}

#[test]
fn no_folder_has_a_circle_of_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut report = String::new();
    for (name, least) in [("src", 250), ("probes/src", 15)] {
        let (graph, files) = graph_of(&root.join(name));
        assert!(files > least, "the test has read {files} files of {name}");
        for (folder, entries) in folders(&graph) {
            let folder = Path::new(name).join(folder).display().to_string();
            let circles = circles(&entries);
            if !circles.is_empty() && !NOT_YET.contains(&folder.as_str()) {
                report += &format!("{folder}:\n{}\n", circles.join("\n  and\n"));
            }
        }
    }
    assert!(report.is_empty(), "circles of files:\n{report}");
}

/// The folders with circles of a crate of these files.
fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let read = |wanted: &Path| {
        files.iter().find(|(name, _)| Path::new(name) == wanted).map(|(_, text)| (*text).to_owned())
    };
    let graph = uses(&mut Crate::of(&read));
    folders(&graph).values().flat_map(circles).collect()
}

#[test]
fn a_leaf_that_uses_what_its_mod_file_defines_is_a_circle() {
    let of = |leaf: &str| {
        circles_of(&[
            ("lib.rs", "mod a;"),
            (
                "a/mod.rs",
                "mod leaf; mod other; pub use other::Other; pub struct Own; pub fn run() { leaf::run() }",
            ),
            ("a/leaf.rs", leaf),
            ("a/other.rs", "pub struct Other;"),
        ])
    };
    let circle = of("use super::Own; pub fn run() {}");
    assert_eq!(
        circle,
        ["  leaf.rs -> mod.rs (a/leaf.rs: super::Own)\n  mod.rs -> leaf.rs (a/mod.rs: leaf::run)"]
    );
    for circular in [
        "pub fn run(_: super::Own) {}",
        "pub fn run() { crate::a::run() }",
        "use crate::a; pub fn run() { a::run() }",
        "use super::{self as parent}; pub fn run() { let _ = parent::Own; }",
        "pub fn run() { println!(\"{:?}\", super::Own) }",
        "pub fn run() { use super::*; let _ = Own; }",
        "#[serde(with = \"super::run\")] pub struct X; pub fn run() {}",
        "mod inner { fn f(_: super::super::Own) {} } pub fn run() {}",
        "pub fn run(x: Vec<super::Own>) {}",
    ] {
        assert_eq!(of(circular).len(), 1, "{circular}");
    }
    for straight in [
        "use super::Other; pub fn run(_: Other) {}",
        "use super::other; pub fn run(_: other::Other) {}",
        "use crate::a::*; pub fn run(_: Other) {}",
        "pub(in crate::a) fn run() {}",
        "//! [`super::Own`]\n/// [`super::run`]\npub fn run() {}",
        "pub fn run() {} #[cfg(test)] mod tests { use super::super::Own; }",
        "pub fn run() {} #[cfg(all(test, unix))] use super::Own;",
        "pub struct X; impl X { #[cfg(test)] fn f(_: super::Own) {} } pub fn run() {}",
    ] {
        assert_eq!(of(straight), [] as [&str; 0], "{straight}");
    }
}

#[test]
fn a_circle_through_three_files_and_one_of_folders_are_found() {
    let three = [
        ("lib.rs", "mod a; mod b; mod c; pub use c::C;"),
        ("a.rs", "pub struct A(crate::b::B);"),
        ("b.rs", "pub struct B(Option<crate::C>);"),
        ("c.rs", "pub struct C(Box<super::a::A>);"),
    ];
    assert_eq!(circles_of(&three).len(), 1);
    let folders = [
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod one; pub mod two;"),
        ("a/one.rs", "pub struct One(crate::b::B);"),
        ("a/two.rs", "pub struct Two;"),
        ("b.rs", "use crate::a::two::Two; pub struct B(Two);"),
    ];
    assert_eq!(
        circles_of(&folders),
        ["  a -> b.rs (a/one.rs: crate::b::B)\n  b.rs -> a (b.rs: crate::a::two::Two)"]
    );
}
