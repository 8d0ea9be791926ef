//! `vitals drill --all` in its short form: what the import graph alone gives a place to. All ten are in `benches/drills`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::{Run, a_python};
use crate::repository::Repository;

const IMPORTS: &str = "[target]\nroot = \".\"\n[[check]]\nname = \"imports\"\nkind = \"import\"\n\
    module = \"shop.canonical_imports\"\nlimit = \"2s\"\nsamples = 3\n";

#[test]
fn each_fault_is_named_for_what_it_is_or_is_not_applicable() {
    let repository = Repository::of_the_shop();
    repository.write("vitals.toml", IMPORTS);
    repository.commit_on(1, "A shop that works");
    let mut command = repository.plain(&["drill", "--all", "--json"]);
    let run = Run::from(command.arg("--python").arg(a_python()).output().expect("the program"));
    let document: Value =
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.err));
    let drills = document["drills"].as_array().expect("drills");
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let ended: BTreeMap<String, String> =
        drills.iter().map(|drill| (word(&drill["fault"]), word(&drill["ending"]["kind"]))).collect();
    let passed = ["blocking-import", "dependency-upgrade", "import-cycle", "removed-export", "slow-import"];
    let without_a_place = ["descriptor-leak", "event-lost", "leak", "lying-check", "users-mixed-up"];
    let all = passed.map(|fault| (fault.to_owned(), "passed".to_owned()));
    let rest = without_a_place.map(|fault| (fault.to_owned(), "not_applicable".to_owned()));
    assert_eq!(ended, all.into_iter().chain(rest).collect(), "{}{}", run.out, run.err);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(repository.leftovers(), [""; 0], "it leaves nothing behind");
}
