//! `vitals ledger`.

use super::{ends, seen_green, shop_with};

const CARTS: &str = "[[check]]\nname = \"carts\"\nkind = \"command\"\n\
    command = [\"python\", \"-c\", \"import shop.cart; print('1 ok')\"]\nevidence = { pattern = \"1 ok\" }\n";

#[test]
fn the_last_known_good_is_the_first_line() {
    let repository = shop_with(CARTS);
    let empty = crate::program::Run::of(&mut repository.plain(&["ledger"]));
    ends(&empty, 2);
    assert!(empty.out.contains("`vitals health` on a checkout without changes"), "{}", empty.out);
    seen_green(&repository);
    let good = repository.answer(&["rev-parse", "--short=10", "HEAD"]);
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(2, "No cart");
    assert_ne!(repository.run(&["health", "--no-report"]).code, Some(0));
    let run = crate::program::Run::of(&mut repository.plain(&["ledger", "--for", "carts"]));
    ends(&run, 0);
    let first = run.out.lines().next().unwrap_or_default();
    let expected = format!("carts: last known good is {good}, 1 commit ago, seen ");
    assert!(first.starts_with(&expected) && first.ends_with("\"A shop that works\""), "{first}");
    let exported = crate::program::Run::of(&mut repository.plain(&["ledger", "--export", "csv"]));
    assert!(exported.out.starts_with("check,commit,subject,commits_ago,seen,"), "{}", exported.out);
    assert!(exported.out.contains("\ncarts,"), "{}", exported.out);
}

#[test]
fn a_file_of_python_that_git_does_not_track_makes_no_entry() {
    let repository = shop_with(CARTS);
    repository.write("shop/new.py", "PRICE = 1\n");
    seen_green(&repository);
    ends(&crate::program::Run::of(&mut repository.plain(&["ledger"])), 2);
    // What is no Python changes nothing of what runs.
    std::fs::remove_file(repository.path().join("shop/new.py")).expect("removed");
    repository.write("notes.txt", "A note.\n");
    seen_green(&repository);
    ends(&crate::program::Run::of(&mut repository.plain(&["ledger"])), 0);
}

#[test]
fn a_commit_that_failed_later_is_no_entry() {
    let settings =
        CARTS.replace("import shop.cart;", "import shop.cart, os; os.environ.get('BREAK') and exit(1);");
    let repository = shop_with(&settings);
    seen_green(&repository);
    assert_ne!(repository.run(&["health", "--no-report", "--env", "BREAK=1"]).code, Some(0));
    let run = crate::program::Run::of(&mut repository.plain(&["ledger", "--for", "carts"]));
    ends(&run, 2);
    assert!(run.out.starts_with("no commit was seen green for carts yet"), "{}", run.out);
}
