//! `vitals phase`.

use crate::program::Run;
use crate::repository::Repository;

const CARTS: &str = "[target]\nroot = \".\"\n[[check]]\nname = \"carts\"\nkind = \"command\"\n\
    command = [\"python\", \"-c\", \"import shop.cart; print('1 ok')\"]\nevidence = { pattern = \"1 ok\" }\n";

fn shop() -> Repository {
    let repository = Repository::of_the_shop();
    repository.write("vitals.toml", CARTS);
    repository.write("shop/cart.py", "PRICE = 3\n");
    repository.commit_on(1, "A shop that works");
    repository
}

#[track_caller]
fn ends(run: &Run, code: i32) {
    assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
}

/// Without the command that it proposes: that would end the phase.
fn plain(repository: &Repository, words: &[&str]) -> Run {
    Run::from(repository.vitals(words).output().expect("the program"))
}

fn list(repository: &Repository) -> serde_json::Value {
    let run = Run::of(&mut repository.plain(&["phase", "list", "--json"]));
    ends(&run, 0);
    serde_json::from_str(&run.out).expect("JSON")
}

#[test]
fn a_phase_is_marked_by_refs_and_the_checkout_stays_clean() {
    let repository = shop();
    let begun = plain(&repository, &["phase", "start", "payments"]);
    ends(&begun, 0);
    assert!(
        begun.out.starts_with("phase payments begins at ") && begun.out.contains("; health: "),
        "{}",
        begun.out
    );
    assert_eq!(repository.answer(&["status", "--porcelain"]), "");
    let head = repository.answer(&["rev-parse", "HEAD"]);
    assert_eq!(repository.answer(&["rev-parse", "refs/vitals/phase/payments/start"]), head);
    let again = plain(&repository, &["phase", "start", "payments"]);
    ends(&again, 3);
    assert!(
        again.out.contains("began already, at") && again.out.contains("A shop that works"),
        "{}",
        again.out
    );
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(2, "Phase 2 START");
    ends(&plain(&repository, &["phase", "end", "payments"]), 0);
    let all = list(&repository);
    let phase = &all["phases"][0];
    assert_eq!((&phase["name"], &phase["commits"]), (&"payments".into(), &1.into()), "{all}");
    assert_eq!(
        (&phase["health_at_start"], &phase["health_at_end"]),
        (&"pass".into(), &"fail".into()),
        "{all}"
    );
    assert_eq!(all["suggestions"][0]["subject"], "Phase 2 START", "{all}");
    // Back to where it began.
    let planned = plain(&repository, &["rollback", "plan", "phase:payments"]);
    ends(&planned, 0);
    assert!(
        planned.out.contains("all files as of") && planned.out.contains("A shop that works"),
        "{}",
        planned.out
    );
}

#[test]
fn a_checkout_with_changes_is_not_measured() {
    let repository = shop();
    repository.write("shop/new.py", "NEW = 1\n");
    let run = plain(&repository, &["phase", "start", "payments"]);
    ends(&run, 3);
    assert!(run.out.contains("the checkout has changes"), "{}", run.out);
    ends(&plain(&repository, &["phase", "start", "payments", "--no-measure"]), 0);
    assert_eq!(list(&repository)["phases"][0]["health_at_start"], serde_json::Value::Null);
}

#[test]
fn what_is_no_name_or_did_not_begin_is_refused() {
    let repository = shop();
    ends(&plain(&repository, &["phase", "start", "a/../b"]), 64);
    ends(&plain(&repository, &["phase", "end", "payments"]), 3);
    ends(&plain(&repository, &["rollback", "plan", "phase:payments"]), 3);
    ends(&plain(&repository, &["phase", "start", "old", "--at", "HEAD~1"]), 0);
    let first = repository.answer(&["rev-parse", "HEAD~1"]);
    assert_eq!(repository.answer(&["rev-parse", "refs/vitals/phase/old/start"]), first);
}
