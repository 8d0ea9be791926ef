//! Factories that nobody should write: each has its verdict, and none confuses or outlives a probe.

use serde_json::Value;

use crate::program::{INTERPRETERS, Interpreter, Run, services, three_interpreters, vitals};

/// A factory, its options, its verdict, and what must be said of it.
type Truth = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

#[rustfmt::skip]
const LIES: &[Truth] = &[
    ("nameless", &[], "fail", &["it leaks: 1.0 live objects per object made", "bad_factories.Nameless is held by bad_factories.kept -> list[*]"]),
    ("mute", &[], "fail", &["it leaks: 1.0 live objects per object made", "bad_factories.Mute is held by bad_factories.kept -> list[*]"]),
    ("surrogate", &[], "fail", &["it leaks: 1.0 live objects per object made", r"bad_factories.Surrogate\ud800 is held by bad_factories.kept -> list[*]"]),
];

#[rustfmt::skip]
const TRUTHS: &[Truth] = &[
    ("Resurrects", &[], "fail", &["it leaks: 1.0 live objects per object made", "bad_factories.Resurrects is held by bad_factories.kept -> list[*]"]),
    ("closes_foreign_descriptors", &[], "error", &["the target closed or replaced a file descriptor that is not its own"]),
    ("raises_from_round_7", &["--arg", "i"], "error", &["RuntimeError during the creation: object 60 is refused"]),
    ("returns_twice", &["--objects", "2"], "fail", &["it leaks: 1.0 child process per object made", "bad_factories.py:76 in returns_twice: +12 child processes"]),
    ("switches_collector_off", &[], "fail", &["the target has switched the garbage collector off", "stay in cycles, which nothing else frees"]),
    ("saves_garbage", &[], "fail", &["bad_factories.Plain is held by gc.garbage -> list[*]"]),
    ("limits_descriptors", &[], "error", &["OSError during the probe's own work: [Errno 24] Too many open files"]),
    ("changes_malloc", &[], "pass", &["stay after"]),
];

fn growth(python: &Interpreter, target: &str, options: &[&str]) -> Value {
    let mut command = vitals();
    command.current_dir(services()).args(["probe", "growth", &format!("bad_factories:{target}")]);
    command.args(["--rounds", "10", "--budget", "5m", "--format", "json", "--quiet"]);
    let objects = if options.contains(&"--objects") { &[][..] } else { &["--objects", "10"] };
    Run::of(command.args(objects).args(options).arg("--python").arg(&python.path)).document()
}

/// The parts of a pattern around its `*`, in this order.
fn is_said(text: &str, pattern: &str) -> bool {
    text.lines().any(|line| {
        let mut rest = line;
        pattern.split('*').all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    })
}

/// What is wrong of it, if something is.
fn wrong(python: &Interpreter, (target, options, status, words): &Truth) -> Option<String> {
    let document = growth(python, target, options);
    let verdict = &document["probes"][0]["verdict"];
    let reasons = verdict["reasons"].as_array().into_iter().flatten();
    let text = reasons.filter_map(|reason| reason["text"].as_str()).collect::<Vec<_>>().join("\n");
    let missing: Vec<_> = words.iter().filter(|words| !is_said(&text, words)).collect();
    let accused = text.contains("native code does");
    let right = verdict["status"] == *status && missing.is_empty() && !accused;
    (!right).then(|| {
        format!("{target} on {}: {}, missing {missing:?} in:\n{text}", python.name, verdict["status"])
    })
}

/// What lies about itself is known by what the interpreter says of it.
#[test]
fn objects_whose_class_lies_are_counted_named_and_found() {
    let pythons = three_interpreters();
    let wrong: Vec<_> =
        pythons.iter().flat_map(|python| LIES.iter().filter_map(|truth| wrong(python, truth))).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn bad_factories_have_their_verdict() {
    let python = &INTERPRETERS[INTERPRETERS.len() / 2];
    let wrong: Vec<_> = TRUTHS.iter().filter_map(|truth| wrong(python, truth)).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
