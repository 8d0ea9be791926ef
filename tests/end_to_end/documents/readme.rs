//! What README promises: six tasks, each within three commands, on a project that has what each finds.

use regex_lite::Regex;

use super::blocks::{Step, section};
use super::reader::Reader;
use crate::program::a_python;

/// The commands of a task.
fn task(heading: &str) -> Vec<Step> {
    let steps = section("README.md", heading);
    assert!(steps.len() <= 3, "`{heading}` takes more than three commands");
    steps
}

/// A project with an environment, committed on `main`: its import waits where it may, its sessions stay where they may.
fn shop(settings: &str, kept: &str) -> Reader {
    let reader = Reader::new();
    reader.write(".gitignore", ".venv/\n.vitals/\nreports/\n__pycache__/\n");
    reader.write("shop/__init__.py", "");
    reader.write(
        "shop/app.py",
        "\"\"\"The application.\"\"\"\nimport asyncio\nimport decimal\nfrom shop import settings\nfrom shop.sessions import open_session\n",
    );
    reader.write("shop/settings.py", settings);
    let sessions = format!(
        "OPEN = []\n\n\nclass Session:\n    def __init__(self):\n        self.basket = bytearray(1000)\n\n\n\
         def open_session():\n    session = Session()\n    {kept}\n    return session\n"
    );
    reader.write("shop/sessions.py", &sessions);
    reader.prepare(&format!("'{}' -m venv --without-pip .venv", a_python().display()));
    reader.prepare("git init --quiet --initial-branch=main && git add . && git commit --quiet -m 'A shop'");
    reader
}

const WAITS: &str = "import time\n\ntime.sleep(0.6)  # for a server that does not answer\n";
const KEEPS: &str = "OPEN.append(session)";
const NOTHING: &str = "pass";

/// Adds a module that computes when it is imported, for longer than any machine is busy by chance.
const SLOWER: &str = "echo 'RATES = [sum(range(i)) for i in range(8000)]' > shop/rates.py \
                      && sed -i '4i from shop import rates' shop/app.py && git add . && git commit --quiet -m Rates";

#[test]
fn an_import_is_measured_and_its_cause_is_named() {
    let reader = shop(WAITS, NOTHING);
    let measured = task("Measure an import");
    assert!(!measured[0].shown.is_empty());
    reader.follow(&measured[0], 1);
    let explained = task("Find out why it is slow");
    let tree = reader.follow(&explained[0], 0).out;
    let waits = Regex::new(r"shop\.settings +\d+ ms").expect("a pattern");
    assert!(waits.is_match(&tree), "{tree}");
    reader.follow(&explained[1], 0);
    let flames = std::fs::read_to_string(reader.project().join("flame.svg")).expect("a flame graph");
    assert!(flames.contains("<svg") && flames.contains("shop.settings"), "{flames}");
}

#[test]
fn two_branches_are_compared_and_the_module_is_named() {
    let reader = shop("", NOTHING);
    reader.prepare(&format!("git checkout --quiet -b feature && {SLOWER} && git checkout --quiet main"));
    let steps = task("Compare two branches");
    assert!(!steps[0].shown.is_empty());
    reader.follow(&steps[0], 1);
}

#[test]
fn a_leak_is_found_with_its_type_line_and_holder() {
    let steps = task("Find a leak");
    let leaks = shop("", KEEPS).run(&steps[0].command);
    assert_eq!(leaks.code, Some(1), "{}{}", leaks.out, leaks.err);
    for found in ["it leaks", "shop.sessions.Session (+", "shop/sessions.py:6", "shop.sessions.OPEN"] {
        assert!(leaks.out.contains(found), "{found} in {}", leaks.out);
    }
    let whole = shop("", NOTHING).run(&steps[0].command);
    assert_eq!(whole.code, Some(0), "{}{}", whole.out, whole.err);
}

#[test]
fn nights_are_measured_by_the_line_in_the_crontab() {
    let reader = shop("", NOTHING);
    for step in task("Measure every night") {
        reader.follow(&step, 0);
    }
    reader.prepare(SLOWER);
    let night = reader.at_night();
    assert_eq!(night.code, Some(1), "{}{}", night.out, night.err);
    assert!(night.out.contains("shop.rates is new"), "{}", night.out);
}

#[test]
fn a_triage_names_the_commit_that_broke_it() {
    let reader = shop("", NOTHING);
    reader.prepare("vitals init --quiet && git add . && git commit --quiet -m Measure");
    reader.prepare(
        "sed -i s/open_session/new_session/ shop/sessions.py && git commit --quiet -am 'Shorter names'",
    );
    let steps = task("Find out what broke");
    assert!(!steps[0].shown.is_empty());
    reader.follow(&steps[0], 3);
}

#[test]
fn the_readme_is_read_to_its_end() {
    let text = include_str!("../../../README.md");
    assert!(text.lines().count() <= 150, "README has {} lines", text.lines().count());
    // What is outside of commands and outputs, by sentence.
    let prose: String = text.split("```").step_by(2).collect();
    let lines = prose.lines().filter(|line| !line.starts_with(['#', '|', '[', '-']));
    let prose = lines.collect::<Vec<_>>().join(" ");
    let sentences: Vec<_> =
        prose.split(['.', ':', ';']).map(|part| part.split_whitespace().count()).collect();
    let (words, sentences) =
        (sentences.iter().sum::<usize>(), sentences.iter().filter(|words| **words > 2).count());
    assert!(sentences > 10 && words <= 20 * sentences, "{words} words in {sentences} sentences");
}
