//! What is outside of the safe subset is refused with its place, before anything runs.

use std::fs;

use serde_json::{Value, json};

use super::laboratory::{Laboratory, experiment, process, shell, tolerating};
use crate::program::Run;

/// What is done to an experiment.
type Change = Box<dyn Fn(&mut Value)>;

#[test]
fn what_is_not_in_the_subset_is_refused_before_anything_runs() {
    let laboratory = Laboratory::new();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut asked = experiment(vec![shell("touch", "touch tried"), shell("other", "true")]);
        change(&mut asked);
        laboratory.run(&asked, &[])
    };
    let request =
        |url: &str| json!({"type": "probe", "name": "ask", "provider": {"type": "http", "url": url}});
    let tolerance = |value: Value| tolerating(process("probe", "x", &["true"]), value);
    let cases: Vec<(&str, &str, Change)> = vec![
        (
            "method[1]",
            "a shell would read",
            Box::new(|x| x["method"][1]["provider"]["arguments"] = json!("-c true")),
        ),
        (
            "method[1]",
            "runs code of an extension",
            Box::new(|x| {
                x["method"][1]["provider"] = json!({"type": "python", "module": "os", "func": "getcwd"});
            }),
        ),
        ("method[1]", "`background` activities", Box::new(|x| x["method"][1]["background"] = json!(true))),
        (
            "method[1]",
            "`controls` is not supported",
            Box::new(|x| x["method"][1]["controls"] = json!([{"name": "x"}])),
        ),
        ("method[1]", "`ref` is not known", Box::new(|x| x["method"][1] = json!({"ref": "touch"}))),
        ("method[1]", "longer than 600 s", Box::new(|x| x["method"][1]["pauses"] = json!({"after": 601}))),
        (
            "method[1]",
            "there is no program",
            Box::new(|x| x["method"][1]["provider"]["path"] = json!("no-such-program")),
        ),
        (
            "method[1]",
            "neither this machine nor",
            Box::new(move |x| x["method"][1] = request("http://example.org/")),
        ),
        (
            "method[1]",
            "no address of http",
            Box::new(move |x| x["method"][1] = request("file:///etc/passwd")),
        ),
        (
            "method[1]",
            "neither GET nor POST",
            Box::new(move |x| {
                x["method"][1] = request("http://localhost/");
                x["method"][1]["provider"]["method"] = json!("DELETE");
            }),
        ),
        (
            "method[1]",
            "`verify_tls` is not known",
            Box::new(move |x| {
                x["method"][1] = request("http://localhost/");
                x["method"][1]["provider"]["verify_tls"] = json!(false);
            }),
        ),
        ("rollbacks[0]", "`type` must be", Box::new(|x| x["rollbacks"][0]["type"] = json!("undo"))),
        ("the top", "`secrets` is not supported", Box::new(|x| x["secrets"] = json!({"a": {"b": "c"}}))),
        ("the top", "`controls` is not supported", Box::new(|x| x["controls"] = json!([{"name": "x"}]))),
        ("the top", "`title` is missing", Box::new(|x| x["title"] = json!(null))),
        (
            "configuration.a",
            "not known here",
            Box::new(|x| x["configuration"] = json!({"a": {"type": "vault"}})),
        ),
        (
            "steady-state-hypothesis.probes[0]",
            "\"jsonpath\" is not supported",
            Box::new(move |x| {
                x["steady-state-hypothesis"]["probes"][0] =
                    tolerance(json!({"type": "jsonpath", "path": "$.a"}));
            }),
        ),
        (
            "steady-state-hypothesis.probes[0]",
            "`tolerance` is missing",
            Box::new(|x| {
                x["steady-state-hypothesis"]["probes"][0] = process("probe", "x", &["true"]);
            }),
        ),
    ];
    for (place, words, change) in cases {
        let (run, journal) = with(&*change);
        assert_eq!(run.code, Some(64), "{words}: {}{}", run.out, run.err);
        assert!(
            run.says(&format!("at {place}:")) && run.says(words) && run.says("help:"),
            "{words}: {}",
            run.err
        );
        assert!(journal.is_none() && !laboratory.has("tried") && !laboratory.has("rolled-back"), "{words}");
    }
}

#[test]
fn a_file_that_is_no_experiment_ends_with_64() {
    let laboratory = Laboratory::new();
    for text in ["", "title: x\nmethod: []\n", "[]", "{\"title\": "] {
        let mut command = laboratory.command(&json!({}), &[]);
        fs::write(laboratory.path("experiment.json"), text).expect("written");
        let run = Run::from(command.output().expect("it runs"));
        assert!(run.code == Some(64) && run.says("help:"), "{text:?}: {:?} {}", run.code, run.err);
    }
    let mut command = laboratory.command(&json!({}), &[]);
    fs::remove_file(laboratory.path("experiment.json")).expect("there");
    let run = Run::from(command.output().expect("it runs"));
    assert!(run.code == Some(64) && run.says("cannot be read"), "{:?} {}", run.code, run.err);
}

/// Looked at before anything runs.
#[test]
fn a_journal_that_cannot_be_written_is_refused_before_anything_runs() {
    let laboratory = Laboratory::new();
    let asked = experiment(vec![shell("touch", "touch tried")]);
    let (run, _) = laboratory.run(&asked, &["--journal", "no/such/folder/j.json"]);
    assert!(matches!(run.code, Some(64 | 70)), "{:?} {}", run.code, run.err);
    assert!(!laboratory.has("tried"));
}
