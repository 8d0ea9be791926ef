//! The short way: the line that the bad end names leads to the commit, whatever is asked, and wherever the target's root lies.

use super::{document, run};
use crate::repository::Repository;

const BROKEN: usize = 31;
const COMMITS: usize = 40;

/// A service in a folder of its repository, and the commit with this fault in the middle of its history.
fn service(settings: &str, fault: impl Fn(&Repository)) -> Repository {
    let repository = Repository::empty();
    repository.write("vitals.toml", format!("[target]\nroot = \"service\"\n{settings}"));
    repository.write("service/shop/__init__.py", "");
    repository.write("service/shop/prices.py", "import json\nimport time\n\nPRICES = {'tea': 3}\n");
    repository.write("service/shop/app.py", "from shop.prices import PRICES\n");
    repository.write("service/ask.py", "from shop.prices import PRICES\n\nprint(PRICES['tea'])\n");
    // The same names at the top: they are others.
    repository.write("shop/prices.py", "\n".repeat(20));
    for number in 1..=COMMITS {
        repository.write("notes.txt", format!("{number}\n"));
        if number % 5 == 0 {
            repository.append("shop/prices.py", &format!("# {number}\n"));
        }
        if number == BROKEN {
            fault(&repository);
        }
        repository.commit(&format!("Commit {number}"));
    }
    repository
}

fn sleeping(repository: &Repository) {
    let text = "import json\nimport time\n\ntime.sleep(0.15)\nPRICES = {'tea': 3}\n";
    repository.write("service/shop/prices.py", text);
}

fn without_tea(repository: &Repository) {
    repository
        .write("service/shop/prices.py", "import json\nimport time\n\nPRICES = {}\nTEA = PRICES['tea']\n");
}

#[track_caller]
fn is_the_short_way(repository: &Repository, question: &[&str]) {
    let oldest = format!("HEAD~{}", COMMITS - 1);
    let arguments = [&["bisect", oldest.as_str(), "HEAD", "--json"], question].concat();
    let found = run(repository, &arguments);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    let document = document(&found);
    let culprit = repository.answer(&["rev-parse", &format!("HEAD~{}", COMMITS - BROKEN)]);
    assert_eq!(document["blamed"], serde_json::json!([culprit]), "{document}");
    assert_eq!(document["suspects"][0]["commit"]["hash"], culprit);
    let builds = document["builds"].as_u64().expect("a number");
    assert!(builds <= 5, "{builds} builds: {document}");
    assert_eq!(repository.leftovers(), [""; 0]);
}

#[test]
fn of_an_import_that_is_slower() {
    is_the_short_way(&service("", sleeping), &["--import", "shop.app"]);
}

#[test]
fn of_a_probe_over_its_limit() {
    let settings = "[[probe.import]]\nmodule = \"shop.app\"\nlimit = \"100ms\"\n";
    is_the_short_way(&service(settings, sleeping), &["--probe", "import shop.app"]);
}

#[test]
fn of_a_probe_that_fails() {
    let settings = "[[probe.import]]\nmodule = \"shop.app\"\nlimit = \"5s\"\n";
    is_the_short_way(&service(settings, without_tea), &["--probe", "import shop.app"]);
}

#[test]
fn of_a_check_that_raises() {
    let settings = "[[check]]\nname = \"tea\"\nkind = \"command\"\ncommand = [\"python3\", \"ask.py\"]\n";
    is_the_short_way(&service(settings, without_tea), &["--check", "tea"]);
}

#[test]
fn of_a_command_with_a_traceback() {
    is_the_short_way(&service("", without_tea), &["--", "python3", "ask.py"]);
}

/// A module whose own code takes longer has no line that says so: its file leads to the commits of which lines are left in it.
#[test]
fn of_a_module_whose_own_code_takes_longer() {
    let repository = Repository::empty();
    repository.write("vitals.toml", "[target]\nroot = \"service\"\n");
    repository.write("service/shop/__init__.py", "");
    repository.write("service/shop/app.py", "from shop.prices import PRICES\n");
    let prices = |work: usize| format!("PRICES = [value * value % 7 for value in range({work})]\n");
    for number in 1..=COMMITS {
        let work = if number < BROKEN { 100_000 } else { 600_000 };
        // Every fifth commit writes a line of the module, and removes that of another one.
        let note = format!("# Note {}.\n", number / 5);
        repository.write("service/shop/prices.py", format!("{}{note}", prices(work)));
        repository.write("notes.txt", format!("{number}\n"));
        repository.commit(&format!("Commit {number}"));
    }
    let oldest = format!("HEAD~{}", COMMITS - 1);
    let found = run(&repository, &["bisect", &oldest, "HEAD", "--import", "shop.app", "--json"]);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    let document = document(&found);
    let [culprit, note] = [BROKEN, COMMITS]
        .map(|number| repository.answer(&["rev-parse", &format!("HEAD~{}", COMMITS - number)]));
    assert_eq!(document["blamed"], serde_json::json!([culprit, note]), "{document}");
    assert_eq!(document["suspects"][0]["commit"]["hash"], culprit);
    let builds = document["builds"].as_u64().expect("a number");
    assert!(builds <= 6, "{builds} builds: {document}");
}
