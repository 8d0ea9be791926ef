//! What a process keeps beside memory, what has a bound of its own, and what is no creation at all.

use serde_json::Value;

use crate::program::{self, INTERPRETERS, Interpreter, Run, interpreters_of_row, vitals};

/// The services of these tests.
pub const SERVICES: [&str; 8] = [
    "keeps_descriptors",
    "fills_bounded",
    "gives_one_object",
    "ignores_children",
    "keeps_free_memory",
    "prints_with_each",
    "leaks_little",
    "leaves_cycles",
];

fn probe(python: &Interpreter, probe: &str, target: &str, options: &[&str]) -> Value {
    let mut command = vitals();
    command
        .current_dir(program::services())
        .args(["probe", probe, target, "--format", "json", "--quiet", "--python"])
        .arg(&python.path)
        .args(options);
    Run::of(&mut command).document()
}

/// The status, and reasons and evidence as lines.
fn said(document: &Value) -> (String, String) {
    let verdict = &document["probes"][0]["verdict"];
    let lines =
        ["reasons", "evidence"].into_iter().flat_map(|key| verdict[key].as_array().into_iter().flatten());
    let text: Vec<_> = lines.filter_map(|line| line["text"].as_str()).collect();
    (verdict["status"].as_str().unwrap_or_default().to_owned(), text.join("\n"))
}

/// A factory, its options, its verdict, and what must be said of it.
pub type Truth = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

pub fn hold(truths: &[Truth]) {
    let mut wrong = Vec::new();
    for (number, (target, options, status, words)) in truths.iter().enumerate() {
        for python in interpreters_of_row(number) {
            let (found, text) = said(&probe(python, "growth", target, options));
            let missing: Vec<_> = words.iter().filter(|words| !text.contains(**words)).collect();
            if found != *status || !missing.is_empty() {
                wrong.push(format!("{target} on {}: {found}, missing {missing:?} in:\n{text}", python.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[rustfmt::skip]
const KEPT: &[Truth] = &[
    ("keeps_descriptors:sockets", &[], "fail", &["it leaks: 1.0 socket descriptor per object made", "rising: socket descriptors", "opened at", "keeps_descriptors.py:18 in sockets: +60 socket descriptors with 60 objects"]),
    ("keeps_descriptors:files", &[], "fail", &["it leaks: 1.0 file descriptor per object made", "keeps_descriptors.py:23 in files: +60 file descriptors"]),
    ("keeps_descriptors:Client", &[], "fail", &["it leaks: 2.0 socket descriptors per object made", "keeps_descriptors.py:31 in __init__: +120 socket descriptors"]),
    ("keeps_descriptors:Connection", &[], "fail", &["it leaks: 2.0 socket descriptors per object made", "keeps_descriptors.py:51 in __init__: +60 socket descriptors", "keeps_descriptors.py:37 in serve: +"]),
    ("keeps_descriptors:pipes", &[], "fail", &["it leaks: 2.0 pipe descriptors per object made", "keeps_descriptors.py:55 in pipes: +120 pipe descriptors"]),
    ("keeps_descriptors:eventfds", &[], "fail", &["it leaks: 1.0 eventfd descriptor per object made", "keeps_descriptors.py:60 in eventfds: +60 eventfd descriptors"]),
    ("keeps_descriptors:threads", &["--objects", "2"], "fail", &["it leaks: 1.0 thread per object made", "started at", "keeps_descriptors.py:66 in threads: +12 threads"]),
    ("keeps_descriptors:children", &["--objects", "2"], "fail", &["it leaks: 1.0 child process per object made", "keeps_descriptors.py:71 in children: +12 child processes"]),
    ("keeps_descriptors:nothing", &[], "pass", &["limit 50.0 MB"]),
];

/// A2: what is kept beside memory fails as memory does, with its kind and the line that opens it.
#[test]
fn a2_what_is_kept_beside_memory_fails_with_its_line() {
    hold(KEPT);
}

/// A2: a process that runs out of descriptors leaks them; it is no error.
#[test]
fn a2_a_process_that_runs_out_of_descriptors_leaks_them() {
    for python in &*INTERPRETERS {
        let setup = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))";
        let options = ["--objects", "20", "--setup", setup];
        let (status, text) = said(&probe(python, "growth", "keeps_descriptors:files", &options));
        assert_eq!(status, "fail", "{}: {text}", python.name);
        assert!(text.contains("it leaks: 1.0 file descriptor per object made"), "{text}");
        assert!(text.contains("the process ran out of descriptors (ulimit -n) after"), "{text}");
        assert!(text.contains("keeps_descriptors.py:23 in files"), "{text}");
    }
}

/// A2: files in the temporary folder, which is the test's own.
#[test]
fn a2_files_left_in_the_temporary_folder_fail_with_their_line() {
    for python in &*INTERPRETERS {
        let folder = tempfile::tempdir().expect("a folder");
        let variable = format!("TMPDIR={}", folder.path().display());
        let document = probe(python, "growth", "keeps_descriptors:temporary_files", &["--env", &variable]);
        let (status, text) = said(&document);
        assert_eq!(status, "fail", "{}: {text}", python.name);
        assert!(text.contains("it leaks: 1.0 file in the temporary folder per object made"), "{text}");
        assert!(text.contains("keeps_descriptors.py:78 in temporary_files: +60 files"), "{text}");
    }
}

#[rustfmt::skip]
const BOUNDED: &[Truth] = &[
    ("fills_bounded:Handler", &[], "pass", &["what grew has a bound, was filled, and then stood", "fills_bounded.load (lru_cache at", "fills_bounded.py:8 in load) keeps at most 1024 entries"]),
    ("fills_bounded:Api", &["--limit", "50MB"], "fail", &["stay after 200 objects, over the limit of 50.0 MB", "fills_bounded.Api.get (lru_cache at", "keeps at most 100 entries", "fills_bounded.Api is held by fills_bounded.Api.get -> an entry of the lru_cache of Api.get"]),
    ("fills_bounded:Api", &["--limit", "500MB"], "pass", &["memory does not leak"]),
    ("fills_bounded:enqueue", &[], "pass", &["was filled, and then stood", "fills_bounded.pending (queue.Queue) keeps at most 500 entries"]),
    ("fills_bounded:cached", &[], "pass", &["was filled, and then stood", "fills_bounded.cache (fills_bounded.Cache) keeps at most 700 entries"]),
    ("fills_bounded:query", &[], "pass", &["was filled, and then stood", "fills_bounded.log (deque) keeps at most 9000 entries"]),
    ("fills_bounded:select", &[], "pass", &["was filled, and then stood", "fills_bounded.log (deque) keeps at most 9000 entries"]),
    ("fills_bounded:overfull", &[], "fail", &["it leaks: 1.0 live objects per object made"]),
];

/// B2, A5: what has a bound is filled, and passes where it then stands under the limit; a line that falls once is looked at longer.
#[test]
fn b2_a5_bounded_holders_are_filled_and_named() {
    hold(BOUNDED);
}

/// A3: one and the same object proves nothing of growth, and its creation has a note.
#[test]
fn a3_one_object_again_and_again_is_vacuous() {
    for python in &*INTERPRETERS {
        let (status, text) = said(&probe(python, "growth", "gives_one_object:make", &[]));
        assert_eq!(status, "vacuous", "{}: {text}", python.name);
        assert!(text.contains("one and the same object came from all 200 calls"), "{text}");
        let (status, text) = said(&probe(python, "create", "gives_one_object:make", &["-n", "3"]));
        assert_eq!(status, "pass", "{}: {text}", python.name);
        assert!(text.contains("the factory gives the same object again"), "{text}");
    }
}

/// B4: a target that ignores the ends of its children is measured as any other.
#[test]
fn b4_ignored_children_are_measured() {
    for python in &*INTERPRETERS {
        let document = probe(python, "create", "ignores_children:make", &["-n", "3"]);
        let (status, text) = said(&document);
        assert_eq!(status, "pass", "{}: {text}", python.name);
        assert!(!text.contains("same object"), "{text}");
        let samples = document["probes"][0]["measurement"]["first"].as_array().map(Vec::len);
        assert_eq!(samples, Some(3));
    }
}

/// C13: a slow factory makes fewer objects a round, and is decided within the budget.
#[test]
fn c13_a_slow_factory_has_smaller_rounds() {
    let python = &INTERPRETERS[1];
    let document = probe(python, "growth", "creates_slowly_asleep:make", &["--budget", "60s"]);
    let (status, text) = said(&document);
    assert_eq!(status, "pass", "{text}");
    let objects = document["probes"][0]["measurement"]["objects"].as_u64();
    assert!(objects.is_some_and(|objects| (1..10).contains(&objects)), "{objects:?}: {text}");
}

#[rustfmt::skip]
const ABSOLUTE: &[Truth] = &[
    ("plateaus:make", &["--limit", "5MB"], "fail", &["over the limit of 5.00 MB", "plateaus.py:15 in make: 10.2 MB are still there", "bytearray is held by plateaus._cache -> deque[39]", "plateaus._cache (deque) keeps at most 40 entries"]),
    ("keeps_free_memory:Model", &["--limit", "20MB"], "fail", &["10 objects hold 8", "over the limit of 20.0 MB", "keeps_free_memory.py:15 in ", "while the objects of a round live"]),
];

/// C8: a failure by the absolute rule has its cause too: the lines that allocate what stays or is held, and what holds it.
#[test]
fn c8_what_stays_over_the_limit_has_a_cause() {
    hold(ABSOLUTE);
}

/// B3: what the allocator keeps free is not what stays.
#[test]
fn b3_free_memory_in_the_allocator_does_not_stay() {
    hold(&[(
        "keeps_free_memory:Model",
        &["--limit", "100MB"],
        "pass",
        &["10 objects hold 8", "within the limit of 100 MB"],
    )]);
}

/// C15: output that comes with each object is counted, and shown once. How many objects that are is the run's own affair.
#[test]
fn c15_repeated_output_is_counted_and_shown_once() {
    for python in &*INTERPRETERS {
        let (found, text) = said(&probe(python, "growth", "prints_with_each:Session", &[]));
        let counts = text.lines().filter_map(|line| {
            let (lines, rest) =
                line.strip_prefix("the target prints ")?.split_once(" lines on standard error with ")?;
            Some((lines, rest.strip_suffix(" objects; the last: Unclosed client session")?))
        });
        let counts: Vec<_> = counts.collect();
        let once = matches!(counts[..], [(lines, objects)] if lines == objects);
        assert!(found == "pass" && once, "{}: {found}, {counts:?} in:\n{text}", python.name);
    }
}

/// A2: the counts of a round stand among the samples.
#[test]
fn a2_the_counts_of_each_round_are_samples() {
    let python = &INTERPRETERS[1];
    let mut command = vitals();
    command
        .current_dir(program::services())
        .args(["probe", "growth", "keeps_descriptors:pipes", "--rounds", "10", "--quiet"])
        .args(["--format", "csv", "--python"])
        .arg(&python.path);
    let samples = Run::of(&mut command).out;
    let pipes: Vec<i64> = samples
        .lines()
        .filter(|line| line.contains(",pipe descriptors,"))
        .filter_map(|line| line.rsplit(',').next()?.parse().ok())
        .collect();
    // Ten objects in a round leave two each.
    assert!(pipes.len() > 8 && pipes.windows(2).all(|pair| pair[1] == pair[0] + 20), "{pipes:?}\n{samples}");
}

#[rustfmt::skip]
const LITTLE: &[Truth] = &[
    ("leaks_little:native", &[], "fail", &["more objects it still grows as before"]),
    ("leaks_little:buffer", &[], "fail", &["it leaks: ", "leaks_little.py:20 in buffer", "leaks_little.log"]),
    ("leaks_little:emptied", &[], "pass", &["memory does not leak", "more objects do not keep as much more"]),
    ("leaks_little:patterns", &[], "pass", &["memory does not leak"]),
];

/// What is less than a page a round leaks, and what somebody empties at a thousand entries does not: thousands of objects more show it.
#[test]
fn many_more_objects_show_what_leaks_and_what_does_not() {
    hold(LITTLE);
}

#[rustfmt::skip]
const CYCLES: &[Truth] = &[
    ("leaves_cycles:collected", &[], "pass", &["objects in cycles: their memory stays until the garbage collector runs"]),
    ("leaves_cycles:never_collected", &[], "fail", &["the target has switched the garbage collector off", "leaves_cycles.py:12 in __init__"]),
    ("leaves_cycles:by_hand", &[], "pass", &[]),
];

/// Garbage that waits for its collector is no leak, unless the target has switched that off.
#[test]
fn garbage_leaks_where_nothing_collects_it() {
    hold(CYCLES);
}

/// The line that opens what stays is named alone: nothing of the search's own, and no line that opened one by chance.
#[test]
fn a2_what_is_open_has_no_holder_of_ours() {
    for python in &*INTERPRETERS {
        let document = probe(python, "growth", "keeps_descriptors:sockets", &[]);
        let (_, text) = said(&document);
        assert!(
            !text.contains("is held by") && text.matches("opened ").count() == 1,
            "{}: {text}",
            python.name
        );
    }
}
