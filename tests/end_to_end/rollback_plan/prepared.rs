//! A tree gets an environment of its own where `prepare` makes one.

use super::{ends, plan_of, replace, shop_with};

/// The tree's own interpreter, with a package that its environment alone has.
const CHECK: &str = r#"
[[check]]
name = "environment"
kind = "command"
command = ["python", "-c", "import pathlib, sys, extra, shop.cart; assert pathlib.Path('.venv').resolve() == pathlib.Path(sys.prefix).resolve(), sys.prefix; print(extra.PRICE, 'is', shop.cart.PRICE)"]
evidence = { pattern = "3 is 3" }
"#;

/// An environment whose package has the price of the tree that it is made in.
const PREPARE: &str = r#"
[pr]
prepare = [
  ["python", "-m", "venv", "--without-pip", ".venv"],
  ["python", "-c", "import pathlib, shop.cart; next(pathlib.Path('.venv').glob('lib*/python*/site-packages')).joinpath('extra.py').write_text(f'PRICE = {shop.cart.PRICE}')"],
]
"#;

#[test]
fn the_commands_of_prepare_make_an_environment_of_the_tree() {
    let settings = format!("{PREPARE}{CHECK}");
    let repository = shop_with(&settings);
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    repository.commit_on(2, "Another price");
    let run = repository.run(&["rollback", "plan", "HEAD~1", "--json"]);
    ends(&run, 0);
    assert_eq!(plan_of(&run)["outcome"], "verified");
    assert!(!repository.path().join(".venv").exists(), "the checkout has none");
    // A command that fails leaves the check without an answer.
    let failing = settings.replace("--without-pip", "--no-such-option");
    repository.write("vitals.toml", format!("[target]\nroot = \".\"\n{failing}"));
    let run = repository.run(&["rollback", "plan", "HEAD~1", "--json"]);
    ends(&run, 4);
    let reason = plan_of(&run)["verdicts"][0]["reasons"][0].clone();
    assert!(reason.as_str().is_some_and(|reason| reason.starts_with("it could not be run: ")), "{reason}");
}

#[test]
fn without_them_it_has_the_usual_one() {
    let repository = shop_with(CHECK);
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    repository.commit_on(2, "Another price");
    let run = repository.run(&["rollback", "plan", "HEAD~1", "--json"]);
    ends(&run, 1);
    assert_eq!(plan_of(&run)["verdicts"][0]["answer"], "red");
}
