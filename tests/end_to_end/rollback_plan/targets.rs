//! What a plan is made for, and where there is nothing to plan.

use super::{ends, of_git, plan_of, replace, seen_green, shop_with};

const CARTS: &str = "[[check]]\nname = \"carts\"\nkind = \"command\"\n\
    command = [\"python\", \"-c\", \"import shop.cart; print('1 ok')\"]\nevidence = { pattern = \"1 ok\" }\n";

#[test]
fn paths_that_the_last_commit_did_not_touch_differ_in_nothing() {
    let repository = shop_with(CARTS);
    repository.append("shop/events.py", "# A note.\n");
    repository.commit_on(2, "A note");
    let mut command = repository.plain(&["rollback", "plan", "--quiet", "--python"]);
    command.arg(crate::program::a_python()).args(["HEAD~1", "--", "shop/cart.py"]);
    let run = crate::program::Run::of(&mut command);
    ends(&run, 8);
    assert!(run.out.starts_with("nothing differs"), "{}", run.out);
    assert!(
        run.out.contains("shop/cart.py was last changed by") && run.out.contains("A shop that works"),
        "{}",
        run.out
    );
}

#[test]
fn a_check_that_passes_now_is_nothing_to_roll_back() {
    let repository = shop_with(CARTS);
    seen_green(&repository);
    let run = repository.run(&["rollback", "plan", "--for", "carts"]);
    ends(&run, 8);
    assert!(run.out.contains("carts passes now"), "{}", run.out);
}

#[test]
fn without_a_ledger_it_says_what_to_do() {
    let repository = shop_with(CARTS);
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(2, "No cart");
    let run = repository.run(&["rollback", "plan", "--for", "carts"]);
    ends(&run, 3);
    assert!(run.out.contains("was never seen green") && run.out.contains("name a target"), "{}", run.out);
}

#[test]
fn a_check_that_cannot_run_confirms_nothing() {
    let repository = shop_with(
        &CARTS
            .replace("import shop.cart;", "import time; time.sleep(60);")
            .replace("kind = \"command\"", "kind = \"command\"\ntimeout = \"500ms\""),
    );
    let run = repository.run(&["rollback", "plan", "--for", "carts"]);
    ends(&run, 4);
    assert!(run.out.contains("it answered nothing"), "{}", run.out);
}

#[test]
fn a_check_that_judges_nothing_any_more_has_not_failed_and_where_it_did_is_said() {
    let repository = shop_with(&CARTS.replace("print('1 ok')", "print(shop.cart.__doc__)"));
    repository.write("shop/cart.py", "\"\"\"1 ok\"\"\"\n");
    repository.commit_on(2, "A check that says what it has looked at");
    seen_green(&repository);
    let good = repository.answer(&["rev-parse", "--short=10", "HEAD"]);
    repository.write("shop/cart.py", "PRICE = 3\n");
    repository.commit_on(3, "It ends well, and says nothing");
    let run = repository.run(&["rollback", "plan", "--for", "carts"]);
    ends(&run, 4);
    assert!(run.out.contains("it answered nothing, so nothing is planned"), "{}", run.out);
    let next = format!("next: vitals rollback plan {good} --check carts");
    assert!(run.out.contains(&next), "{}", run.out);
    let words: Vec<&str> = next.split(' ').skip(2).collect();
    ends(&repository.run(&words), 0);
}

#[test]
fn what_one_commit_did_is_taken_out_and_later_work_stays() {
    let repository = shop_with(CARTS);
    replace(&repository, "shop/canonical_imports.py", "live_managers = ", "_managers = ");
    repository.commit_on(2, "Drop an export");
    let fault = repository.answer(&["rev-parse", "HEAD"]);
    repository.append("shop/events.py", "# A note.\n");
    repository.commit_on(3, "A note");
    let before = of_git(&repository);
    let run = repository.run(&["rollback", "plan", "--revert", &fault, "--json"]);
    ends(&run, 0);
    assert_eq!(of_git(&repository), before);
    let plan = plan_of(&run);
    assert_eq!(plan["paths"], serde_json::json!(["shop/canonical_imports.py"]));
    assert_eq!(plan["commits"][0]["commit"]["hash"], *fault);
    // Where later work stands on the same lines, it is refused, with the paths.
    replace(&repository, "shop/canonical_imports.py", "_managers = ", "all_managers = ");
    repository.commit_on(4, "Another name");
    let refused = repository.run(&["rollback", "plan", "--revert", &fault]);
    ends(&refused, 3);
    assert!(refused.out.contains("shop/canonical_imports.py"), "{}", refused.out);
}

#[test]
fn a_tree_on_which_a_check_fails_is_not_verified() {
    let repository = shop_with(CARTS);
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(2, "No cart");
    replace(&repository, "shop/cart.py", "raise ImportError('no cart')\n", "");
    repository.commit_on(3, "A cart");
    let run = repository.run(&["rollback", "plan", "HEAD~1"]);
    ends(&run, 1);
    assert!(
        run.out.contains("not verified") && !run.out.contains("next: vitals rollback apply"),
        "{}",
        run.out
    );
}

#[test]
fn what_stays_and_uses_a_name_that_goes_is_listed() {
    let repository = shop_with(CARTS);
    repository.append("shop/cart.py", "TAX = 2\n");
    repository.write("shop/bill.py", "from shop.cart import TAX\n");
    repository.commit_on(2, "Taxes");
    let mut command = repository.plain(&["rollback", "plan", "--quiet", "--json", "--python"]);
    command.arg(crate::program::a_python()).args(["HEAD~1", "--", "shop/cart.py"]);
    let run = crate::program::Run::of(&mut command);
    ends(&run, 0);
    let plan = plan_of(&run);
    assert_eq!(plan["dependents"], serde_json::json!([{"name": "shop.cart:TAX", "place": "shop/bill.py:1"}]));
}

#[test]
fn a_path_out_of_the_repository_is_a_mistake() {
    let repository = shop_with(CARTS);
    for path in ["../other", "/etc/passwd"] {
        let run = crate::program::Run::of(&mut repository.plain(&["rollback", "plan", "HEAD", "--", path]));
        ends(&run, 64);
        assert!(run.err.contains("no path from the repository's top"), "{}", run.err);
    }
}
