//! `--ladder`: the smallest change that brings a check back.

use serde_json::{Value, json};

use super::{ends, of_git, replace, seen_green, shop_with};
use crate::program::Run;
use crate::repository::Repository;

fn check(code: &str) -> String {
    format!(
        "[[check]]\nname = \"carts\"\nkind = \"command\"\ncommand = [\"python\", \"-c\", \"{code}; print('1 ok')\"]\n\
         evidence = {{ pattern = \"1 ok\" }}\n"
    )
}

/// No line of it is named where it fails.
const PRICE: &str = "import shop.cart, sys; shop.cart.PRICE == 3 or sys.exit(1)";

fn note(repository: &Repository, day: usize) {
    repository.append("shop/events.py", "# A note.\n");
    repository.commit_on(day, "A note");
}

/// What the ladder prints as JSON; git's own files stay as they are.
fn climbed(repository: &Repository, code: i32) -> Value {
    let before = of_git(repository);
    let run = repository.run(&["rollback", "plan", "--for", "carts", "--ladder", "--json"]);
    ends(&run, code);
    assert_eq!(of_git(repository), before, "git's own files are as they were");
    serde_json::from_str(&run.out).expect("JSON")
}

/// Kind, outcome and why not, of each rung.
fn rungs(printed: &Value) -> Vec<(String, Value, Value)> {
    let rungs = printed["ladder"].as_array().expect("a ladder");
    let of = |rung: &Value| {
        let kind = rung["kind"].as_str().unwrap_or_default().to_owned();
        (kind, rung["outcome"].clone(), rung["not_made"]["kind"].clone())
    };
    rungs.iter().map(of).collect()
}

fn rung(kind: &str, outcome: &str, why: &str) -> (String, Value, Value) {
    let value = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    (kind.to_owned(), value(outcome), value(why))
}

#[test]
fn the_file_that_lost_an_export_is_enough() {
    let repository = shop_with(&check("import shop.cart"));
    seen_green(&repository);
    note(&repository, 2);
    replace(&repository, "shop/canonical_imports.py", "live_managers = ", "_managers = ");
    repository.commit_on(3, "Drop an export");
    note(&repository, 4);
    let printed = climbed(&repository, 0);
    assert_eq!(rungs(&printed), [rung("file", "verified", "")], "{printed}");
    let plan = &printed["plan"];
    assert_eq!(plan["target"]["paths"]["paths"], json!(["shop/canonical_imports.py"]), "{plan}");
    assert_eq!(plan["paths"], json!(["shop/canonical_imports.py"]));
    // For a person: the rung, its verdicts, and the plan.
    let said = Run::from(
        repository.vitals(&["rollback", "plan", "--for", "carts", "--ladder"]).output().expect("the program"),
    );
    ends(&said, 0);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("the file: shop/canonical_imports.py as of "), "{}", said.out);
    assert!(lines[1].starts_with("  green    carts "), "{}", said.out);
    assert!(said.out.lines().last().unwrap_or_default().starts_with("next: vitals rollback apply "));
}

#[test]
fn where_later_work_needs_the_file_its_commit_is_taken_back() {
    let repository = shop_with(&check("import shop.bill"));
    repository.write("shop/bill.py", "from shop.cart import PRICE\n");
    repository.commit_on(2, "Bills");
    seen_green(&repository);
    let text = "from shop.canonical_imports import live_managers\n\nTAX = 2\n\n\nPRICE = 3\n";
    repository.write("shop/cart.py", text);
    repository.write("shop/bill.py", "from shop.cart import PRICE, TAX\n");
    repository.commit_on(3, "Taxes");
    repository.append("shop/cart.py", "LIMIT = 1 // 0\n");
    repository.commit_on(4, "Limits");
    let fault = repository.answer(&["rev-parse", "HEAD"]);
    note(&repository, 5);
    let printed = climbed(&repository, 0);
    let expected = [rung("file", "failed", ""), rung("commit", "verified", "")];
    assert_eq!(rungs(&printed), expected, "{printed}");
    assert_eq!(printed["plan"]["target"]["without"]["commit"]["hash"], *fault, "{printed}");
    assert_eq!(printed["ladder"][0]["verdicts"][0]["answer"], "red", "{printed}");
}

#[test]
fn without_a_line_the_phase_comes_next_and_then_the_tree() {
    let repository = shop_with(&check(PRICE));
    seen_green(&repository);
    let good = repository.answer(&["rev-parse", "HEAD"]);
    note(&repository, 2);
    let start = repository.answer(&["rev-parse", "HEAD"]);
    repository.git(&["update-ref", "refs/vitals/phase/prices/start", &start]);
    note(&repository, 3);
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    repository.commit_on(4, "Another price");
    let printed = climbed(&repository, 0);
    let no_line = [rung("file", "", "no_line"), rung("commit", "", "no_line")];
    let expected = [&no_line[..], &[rung("phase", "verified", "")]].concat();
    assert_eq!(rungs(&printed), expected, "{printed}");
    assert_eq!(printed["plan"]["target"]["commit"]["commit"]["hash"], *start, "{printed}");
    // A phase that began at the last known good, or before it, would take back no less than that.
    repository.git(&["update-ref", "refs/vitals/phase/prices/start", &good]);
    let printed = climbed(&repository, 0);
    let phase = [rung("phase", "", "phase_before_good"), rung("tree", "verified", "")];
    assert_eq!(rungs(&printed), [&no_line[..], &phase].concat(), "{printed}");
    assert_eq!(printed["plan"]["target"]["commit"]["commit"]["hash"], *good, "{printed}");
}

#[test]
fn where_no_rung_is_green_nothing_is_planned() {
    let repository = shop_with(&check(PRICE));
    note(&repository, 2);
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    repository.commit_on(3, "Another price");
    let not_possible = [
        rung("file", "", "no_line"),
        rung("commit", "", "no_line"),
        rung("phase", "", "no_phase"),
        rung("tree", "", "no_good"),
    ];
    let printed = climbed(&repository, 3);
    assert_eq!(rungs(&printed), not_possible, "{printed}");
    assert_eq!((&printed["hash"], &printed["plan"]), (&Value::Null, &Value::Null));
    assert!(!repository.path().join(".vitals/plans").exists(), "no plan is written");
    // A phase that began after the fault.
    repository.git(&["update-ref", "refs/vitals/phase/late/start", "HEAD"]);
    note(&repository, 4);
    let run = Run::from(
        repository.vitals(&["rollback", "plan", "--for", "carts", "--ladder"]).output().expect("the program"),
    );
    ends(&run, 1);
    assert!(
        run.out.contains("the phase: all files as of ") && run.out.contains("  red      carts "),
        "{}",
        run.out
    );
    assert!(run.out.ends_with("so nothing is planned\n"), "{}", run.out);
}

#[test]
fn a_later_change_of_the_same_lines_is_said_and_the_next_rung_follows() {
    let repository = shop_with(&check("import shop.bill"));
    repository.write("shop/bill.py", "from shop.cart import PRICE\n");
    repository.commit_on(2, "Bills");
    seen_green(&repository);
    repository.write("shop/cart.py", "LIMIT = 0\nPRICE = 6 // LIMIT\n");
    repository.write("shop/bill.py", "from shop.cart import LIMIT, PRICE\n");
    repository.commit_on(3, "Limits");
    replace(&repository, "shop/cart.py", "LIMIT = 0", "LIMIT = 1 - 1");
    repository.commit_on(4, "Another limit");
    let printed = climbed(&repository, 0);
    let expected =
        [rung("file", "failed", ""), rung("commit", "", "conflict"), rung("phase", "", "no_phase")];
    assert_eq!(rungs(&printed)[..3], expected, "{printed}");
    assert_eq!(rungs(&printed)[3], rung("tree", "verified", ""), "{printed}");
}

#[test]
fn a_commit_to_go_and_the_check_that_decides_may_both_be_named() {
    let other = check("raise SystemExit(1)").replace("\"carts\"", "\"other\"");
    let repository = shop_with(&(check(PRICE) + &other));
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    repository.commit_on(2, "Another price");
    let run = repository.run(&["rollback", "plan", "--revert", "HEAD", "--for", "carts", "--json"]);
    ends(&run, 0);
    let plan = super::plan_of(&run);
    assert_eq!(plan["checks"], json!(["carts"]), "{plan}");
    assert_eq!(plan["target"]["without"]["asked"], "--revert HEAD", "{plan}");
}
