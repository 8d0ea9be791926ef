//! `[culprit] auto = true`: nights and triages name the commit at fault by themselves, or say why not.

use serde_json::Value;

use crate::night::night;
use crate::program::Run;
use crate::repository::Repository;

/// Ten commits of a number, all of them well; the first is followed by a night.
const FIRST: usize = 1;

/// A repository with these keys in its configuration, and its first commit.
fn begun(settings: &str) -> Repository {
    let repository = Repository::empty();
    repository.write("vitals.toml", format!("[target]\nroot = \".\"\n{settings}"));
    repository.write(".gitignore", ".vitals/\nreports/\n");
    repository.write("number.txt", format!("{FIRST}\n"));
    repository.write("service.py", "import json\nimport time\n\nPRICES = {}\n");
    repository.commit("Number 1");
    repository
}

/// Nine more commits; the sixth of all has this service.
fn go_on(repository: &Repository, broken: &str) {
    for number in FIRST + 1..=10 {
        repository.write("number.txt", format!("{number}\n"));
        if number == 6 {
            repository.write("service.py", broken);
        }
        repository.commit(&format!("Number {number}"));
    }
}

/// What is said of the commit at fault, of each alert that is worse.
fn said(document: &Value) -> Vec<Value> {
    let alerts = document["alerts"].as_array().expect("alerts").iter();
    let reasons = alerts.flat_map(|alert| alert["reasons"].as_array().expect("reasons").clone());
    let kinds = ["culprit", "culprit_not_searched"];
    reasons.filter(|reason| reason["kind"].as_str().is_some_and(|kind| kinds.contains(&kind))).collect()
}

fn plainly(repository: &Repository, arguments: &[&str]) -> Run {
    // Not `Run::of`, which does what `next:` says.
    Run::from(repository.vitals(arguments).output().expect("it runs"))
}

const SLOW: &str = "[[probe.import]]\nmodule = \"service\"\nsamples = 5\n[culprit]\nauto = true\nbudget = \"5m\"\n[[notify]]\nkind = \"file\"\npath = \".vitals/notices\"\n";

#[test]
fn a_night_on_which_an_import_became_slower_names_the_commit() {
    let repository = begun(SLOW);
    night(&repository);
    go_on(&repository, "import json\nimport time\n\ntime.sleep(0.3)\nPRICES = {}\n");
    let culprit = repository.answer(&["rev-parse", "HEAD~4"]);
    let (run, document) = night(&repository);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let reasons = said(&document);
    let search = &reasons.first().expect("a search")["search"];
    assert_eq!(
        (&search["end"], &search["suspects"][0]["commit"]["hash"]),
        (&"found".into(), &culprit.clone().into())
    );
    assert_eq!(search["places"][0], serde_json::json!({"file": "service.py", "line": 4}), "{search}");
    assert!(search["ratio"]["low"].as_f64().expect("an effect with an interval") > 1.5, "{search}");
    assert!(search["builds"].as_u64() <= Some(5) && search["runs"].as_u64() > Some(0), "{search}");
    let notices = std::fs::read_to_string(repository.path().join(".vitals/notices")).expect("a notice");
    assert!(notices.contains(&format!("first bad commit: {}", &culprit[..10])), "{notices}");
    assert!(notices.contains("next: vitals rollback plan --revert "), "{notices}");
    // A night later it is not new, and nothing is searched.
    let (_, document) = night(&repository);
    assert_eq!(said(&document), [Value::Null; 0]);
    let report = Run::of(&mut repository.plain(&["report", "latest~1"]));
    let short = &culprit[..10];
    assert!(report.says(&format!("first bad commit: {short} \"Number 6\"")), "{}", report.out);
    assert!(report.out.contains(&format!("next: vitals rollback plan --revert {short}")), "{}", report.out);
}

/// A check that takes two seconds and fails from the sixth commit on; `more` is Python that runs before it is decided.
fn slow_check(more: &str, culprit: &str) -> Repository {
    let check = "[[check]]\nname = \"price\"\nkind = \"command\"\ncommand = [\"python3\", \"ask.py\"]\n";
    let repository = begun(&format!("{check}[culprit]\nauto = true\n{culprit}"));
    let ask = format!(
        "import os, signal, time\nnumber = open('number.txt').read().strip()\n{more}\ntime.sleep(2)\nimport service\nprint(service.PRICES.get('tea', 3))\n"
    );
    repository.write("ask.py", ask);
    repository.commit("Ask");
    repository
}

const NO_PRICES: &str = "PRICES = None\n";

#[test]
fn a_search_that_does_not_fit_the_budget_is_not_begun_and_can_be_made_by_hand() {
    let repository = slow_check("", "budget = \"14s\"\n");
    night(&repository);
    go_on(&repository, NO_PRICES);
    let run = plainly(&repository, &["nightly", "--no-report", "--format", "json"]);
    let document = run.document();
    let reasons = said(&document);
    let why = &reasons.first().expect("a reason")["why"];
    assert_eq!(why["because"], "over_budget", "{why}{}", run.err);
    assert!(why["takes"].as_u64() > why["left"].as_u64(), "{why}");
    let next = reasons[0]["next"].as_str().expect("a command");
    let head = repository.answer(&["rev-parse", "--short=10", "HEAD"]);
    let good = repository.answer(&["rev-parse", "--short=10", "HEAD~9"]);
    assert!(next.starts_with(&format!("vitals bisect {good} {head} --check price")), "{next}");
    assert_eq!(repository.leftovers(), [""; 0]);
}

#[test]
fn ctrl_c_in_a_search_keeps_the_night_and_leaves_nothing_behind() {
    // Asked about a commit between both ends, it interrupts the program, and then waits longer than anybody.
    let more = "if number not in ('1', '10'):\n    os.kill(os.getppid(), signal.SIGINT)\n    time.sleep(60)";
    let repository = slow_check(more, "");
    night(&repository);
    go_on(&repository, NO_PRICES);
    let before = repository.state();
    let run = plainly(&repository, &["nightly", "--no-report", "--format", "json"]);
    assert_eq!(run.code, Some(130), "{}{}", run.out, run.err);
    let document = run.document();
    let reasons = said(&document);
    assert_eq!(reasons.first().expect("a search")["search"]["end"], "cut_short", "{reasons:?}");
    assert_eq!(repository.leftovers(), [""; 0]);
    assert!(repository.state() == before, "the checkout, its refs and its searches are as they were");
    // The night was whole before the search: it is kept, and what it reported is not new once more.
    let (_, document) = night(&repository);
    assert_eq!((&document["night"]["number"], said(&document)), (&3.into(), Vec::new()));
}

#[test]
fn a_triage_names_the_commit_of_a_check_that_fails_and_leads_to_its_rollback() {
    let check = "[[check]]\nname = \"price\"\nkind = \"command\"\ncommand = [\"python3\", \"ask.py\"]\n";
    let repository = begun(&format!("{check}[culprit]\nauto = true\n"));
    repository.write("ask.py", "import service\n\nprint(service.PRICES.get('tea', 3))\n");
    repository.commit("Ask");
    let green = repository.run(&["health", "--no-report"]);
    assert_eq!(green.code, Some(0), "{}{}", green.out, green.err);
    go_on(&repository, NO_PRICES);
    let culprit = repository.answer(&["rev-parse", "--short=10", "HEAD~4"]);
    let triage = repository.run(&["triage"]);
    assert!(triage.says(&format!("first bad commit: {culprit} \"Number 6\" (A, ")), "{}", triage.out);
    let next = format!("next: vitals rollback plan --revert {culprit} --for price --python ");
    assert!(triage.out.contains(&next), "{}", triage.out);
    // Off unless it is asked for.
    let settings = std::fs::read_to_string(repository.path().join("vitals.toml")).expect("text");
    repository.write("vitals.toml", settings.replace("auto = true", "auto = false"));
    let triage = repository.run(&["triage"]);
    assert!(!triage.says("first bad commit"), "{}", triage.out);
}

#[test]
fn what_was_well_at_the_same_commit_is_looked_for_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("down");
    let check = format!(
        "[[check]]\nname = \"up\"\nkind = \"command\"\ncommand = [\"test\", \"!\", \"-e\", {state:?}]\n"
    );
    let repository = begun(&format!("{check}[culprit]\nauto = true\n"));
    repository.run(&["health", "--no-report"]);
    std::fs::write(&state, "").expect("written");
    let triage = plainly(&repository, &["triage"]);
    assert!(triage.says("it was well at") && triage.says("look outside of the commits"), "{}", triage.out);
}
