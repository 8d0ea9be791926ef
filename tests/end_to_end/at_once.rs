//! `vitals compare`: both imports of a pair at once on one processor, or one after the other, and what is said of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::program::Run;
use crate::repository::Repository;

/// Is false while bytecode is prepared, and on the base.
const CANDIDATE: &str =
    "import os\nmeasured = os.environ.get('SIDE') == 'candidate' and os.environ['PYTHONDONTWRITEBYTECODE']\n";

/// A comparison of one module with itself, of which the candidate knows that it is one.
fn compared(source: &str, more: &[&str]) -> Run {
    let repository = Repository::empty();
    repository.write("target.py", format!("{CANDIDATE}{source}"));
    repository.commit("target");
    let arguments =
        ["compare", "env:SIDE=base", "env:SIDE=candidate", "--import", "target", "--format", "json"];
    let run = repository.run(&[&arguments[..], more].concat());
    assert_eq!(repository.leftovers(), [""; 0]);
    run
}

fn probe(run: &Run) -> Value {
    run.document()["probes"][0].clone()
}

fn samples_evidence(probe: &Value) -> String {
    let evidence = probe["verdict"]["evidence"].as_array().expect("evidence");
    let samples = evidence.iter().find(|one| one["kind"] == "samples").expect("what was sampled");
    samples["text"].as_str().expect("a text").to_owned()
}

#[test]
fn both_run_at_once_on_one_processor_and_the_evidence_says_so() {
    let run = compared("import json, decimal\n", &["--pairs", "6"]);
    let probe = probe(&run);
    let pairs = probe["measurement"]["pairs"].as_array().expect("pairs");
    assert_eq!(pairs.len(), 6, "{}", run.err);
    assert!(pairs.iter().all(|pair| pair["at_once_on"].is_u64()), "{pairs:?}");
    let first: BTreeSet<bool> = pairs.iter().filter_map(|pair| pair["base_first"].as_bool()).collect();
    assert_eq!(first.len(), 2, "each is let through first in half of them");
    // While the one works the other has no processor: it lies within the other's stretch, which begins at the same moment.
    let delays = pairs
        .iter()
        .flat_map(|pair| [&pair["base"], &pair["candidate"]].map(|side| side["run_delay"].clone()));
    assert!(delays.filter_map(|delay| delay.as_u64()).any(|delay| delay > 0), "{pairs:?}");
    assert!(samples_evidence(&probe).contains("both at once on one processor"), "{probe}");
    assert_eq!(probe["measurement"]["in_turn"], Value::Null);
    let pinned = compared("import json\n", &["--pairs", "4", "--pin", "0"]);
    let pairs = self::probe(&pinned)["measurement"]["pairs"].clone();
    assert!(pairs.as_array().expect("pairs").iter().all(|pair| pair["at_once_on"] == 0), "{pairs}");
}

/// A comparison of one factory with itself.
fn created(source: &str) -> Value {
    let repository = Repository::empty();
    repository.write("target.py", source);
    repository.write("vitals.toml", "[[probe.create]]\nfactory = \"target:make\"\n");
    repository.commit("target");
    let run = repository.run(&[
        "compare",
        "env:SIDE=base",
        "env:SIDE=candidate",
        "--pairs",
        "4",
        "--format",
        "json",
    ]);
    assert_eq!(repository.leftovers(), [""; 0]);
    probe(&run)
}

#[test]
fn b9_creations_run_at_once_in_forked_children_and_in_fresh_processes() {
    let threads = "import threading\nhold = threading.Event()\nthreading.Thread(target=hold.wait, daemon=True).start()\n";
    for (import, isolation) in [("", "forked"), (threads, "fresh")] {
        let probe =
            created(&format!("{import}def make():\n    return [list(range(1000)) for _ in range(20)]\n"));
        let measured = &probe["measurement"];
        assert_eq!(measured["base"]["isolation"]["kind"], isolation, "{probe}");
        for pairs in ["pairs", "repeated_pairs"] {
            let pairs = measured[pairs].as_array().expect("pairs");
            assert_eq!(pairs.len(), 4, "{probe}");
            assert!(pairs.iter().all(|pair| pair["at_once_on"].is_u64()), "{pairs:?}");
        }
        assert!(samples_evidence(&probe).contains("both at once on one processor"), "{probe}");
    }
}

#[test]
fn b9_creations_that_could_contend_run_one_after_the_other() {
    let file = "import os, tempfile\ndef make():\n    handle, name = tempfile.mkstemp()\n    os.remove(name)\n    return [handle]\n";
    let sleeps_in_a_thread = "import threading, time\ndef make():\n    worker = threading.Thread(target=time.sleep, args=(0.05,))\n    worker.start()\n    worker.join()\n    return []\n";
    for (source, because, said) in [
        (file, "shares", "the target writes files"),
        (sleeps_in_a_thread, "waits", "the target waits for a lock"),
    ] {
        let probe = created(source);
        assert_eq!(probe["measurement"]["in_turn"]["because"], because, "{probe}");
        assert!(samples_evidence(&probe).contains(said), "{probe}");
    }
}

/// Where there is a second processor, what lasts is measured on both.
#[test]
fn two_pairs_of_what_lasts_run_at_once() {
    let run = compared("import time\ntime.sleep(1)\n", &["--pairs", "4"]);
    let pairs = probe(&run)["measurement"]["pairs"].clone();
    let on: Vec<u64> =
        pairs.as_array().expect("pairs").iter().filter_map(|pair| pair["at_once_on"].as_u64()).collect();
    assert_eq!(on.len(), 4, "{pairs}");
    let processors = std::thread::available_parallelism().expect("a number").get();
    assert!(on.chunks(2).all(|two| (two[0] != two[1]) == (processors > 1)), "{on:?} of {processors}");
}

#[test]
fn what_two_could_contend_for_is_measured_one_after_the_other() {
    let shares = |what: &[&str]| json!({"because": "shares", "what": what});
    let threads = "import threading\nworker = threading.Thread(target=lambda: sum(range(2_000_000)))\nworker.start()\nworker.join()\n";
    for (source, because, said) in [
        (
            "import subprocess\nsubprocess.run(['true'])\n",
            shares(&["children"]),
            "the target starts processes",
        ),
        (
            "import socket\nsocket.socket(socket.AF_UNIX).bind('\\0vitals-at-once')\n",
            shares(&["sockets"]),
            "uses sockets",
        ),
        (
            "import fcntl\nhandle = open(__file__)\nfcntl.flock(handle, fcntl.LOCK_EX)\n",
            shares(&["locks"]),
            "takes locks on files",
        ),
        (
            "import os, tempfile\nwith open(os.path.join(tempfile.gettempdir(), 'cache'), 'w') as cache:\n    pass\nos.remove(cache.name)\n",
            shares(&["files"]),
            "writes files",
        ),
        (threads, json!({"because": "waits"}), "waits for a lock, a thread or a socket"),
    ] {
        let run = compared(source, &["--pairs", "4"]);
        let probe = probe(&run);
        assert_eq!(probe["measurement"]["in_turn"], because, "{source}: {}", run.err);
        let pairs = probe["measurement"]["pairs"].as_array().expect("pairs").clone();
        assert!(pairs.len() == 4 && pairs.iter().all(|pair| pair["at_once_on"].is_null()), "{pairs:?}");
        assert!(samples_evidence(&probe).contains(said), "{probe}");
    }
}

/// A failure of one side is that side's, and the other one neither waits for it nor is blamed.
#[test]
fn a_side_that_fails_while_both_run_ends_the_pairs_and_is_named() {
    for (source, kind) in [
        ("if measured:\n    raise ValueError('now')\n", "raised"),
        ("if measured:\n    os._exit(3)\n", "exited"),
        ("import ctypes\nif measured:\n    ctypes.string_at(0)\n", "crashed"),
        ("import time\nif measured:\n    time.sleep(600)\n", "hung"),
    ] {
        let run = compared(source, &["--timeout", "4s"]);
        let probe = probe(&run);
        assert_eq!(probe["verdict"]["status"], "error", "{source}: {probe}");
        let failures =
            |side: &str| probe["measurement"][side]["failures"].as_array().expect("failures").clone();
        let (base, candidate) = (failures("base"), failures("candidate"));
        assert_eq!((base.len(), candidate.len()), (0, 1), "{base:?} {candidate:?}");
        assert_eq!(candidate[0]["kind"], kind, "{candidate:?}");
        assert_eq!(candidate[0]["warming_up"], false, "{candidate:?}");
    }
}

/// The start of an interpreter is no part of its import, and may fail as well: `sitecustomize` runs before any probe.
#[test]
fn a_side_that_never_reaches_the_gate_leaves_the_other_none_to_wait_for() {
    let repository = Repository::empty();
    let start = "import os, time\nif os.environ.get('SIDE') == 'candidate' and os.environ['PYTHONDONTWRITEBYTECODE'] and os.environ['PYTHONPYCACHEPREFIX']:\n    ";
    repository.write("target.py", "import json\n");
    for (fault, kind) in [("os._exit(3)\n", "not_started"), ("time.sleep(600)\n", "start_hung")] {
        repository.write("start/sitecustomize.py", format!("{start}{fault}"));
        let folder = repository.path().join("start").display().to_string();
        let run = repository.run(&[
            "compare",
            "env:SIDE=base",
            "env:SIDE=candidate",
            "--import",
            "target",
            "--format",
            "json",
            "--timeout",
            "4s",
            "--env",
            &format!("PYTHONPATH={folder}"),
        ]);
        let probe = probe(&run);
        let failures =
            |side: &str| probe["measurement"][side]["failures"].as_array().expect("failures").clone();
        let (base, candidate) = (failures("base"), failures("candidate"));
        assert_eq!((base.len(), candidate.len()), (0, 1), "{fault}: {base:?} {candidate:?}");
        assert_eq!(candidate[0]["kind"], kind, "{candidate:?}");
        assert_eq!(repository.leftovers(), [""; 0]);
    }
}

#[test]
fn half_as_much_again_is_found_and_the_same_passes() {
    let works = "import time\nend = time.thread_time() + (0.060 if os.environ.get('SIDE') == 'candidate' else 0.040)\nwhile time.thread_time() < end:\n    pass\n";
    let run = compared(works, &[]);
    let probe = probe(&run);
    assert_eq!((run.code, &probe["verdict"]["status"]), (Some(1), &"fail".into()), "{probe}");
    let same = works.replace("0.060", "0.040");
    assert_eq!(self::probe(&compared(&same, &[]))["verdict"]["status"], "pass");
}
