//! A check that would test something else than the tree answers nothing.

use std::fs;

use super::{ends, plan_of, replace, seen_green, shop_with};
use crate::repository::Repository;

fn broken(settings: &str) -> Repository {
    let repository = shop_with(settings);
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    repository.commit_on(2, "Another price");
    repository
}

/// The first verdict of a plan for the commit before, its exit code being this one.
fn verdict(repository: &Repository, code: i32) -> serde_json::Value {
    let run = repository.run(&["rollback", "plan", "HEAD~1", "--json"]);
    ends(&run, code);
    plan_of(&run)["verdicts"][0].clone()
}

#[test]
fn a_module_that_comes_from_the_checkout_makes_the_verdict_unknown() {
    let repository = broken("");
    let here = repository.path().canonicalize().expect("a path").display().to_string();
    // The path is put together while the check runs: no setting names it.
    let command = "import os, sys; sys.path.insert(0, open(os.path.expanduser(os.environ['PLACE'])).read()); \
                   import shop.cart; print('1 ok')";
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), &here).expect("written");
    repository.write(
        "vitals.toml",
        format!(
            "[target]\nroot = \".\"\nenv = {{ PLACE = {:?} }}\n[[check]]\nname = \"carts\"\nkind = \"command\"\n\
             command = [\"python\", \"-c\", {command:?}]\nevidence = {{ pattern = \"1 ok\" }}\n",
            file.path()
        ),
    );
    let verdict = verdict(&repository, 4);
    assert_eq!(verdict["answer"], "unknown", "{verdict}");
    let reason = verdict["reasons"][0].as_str().unwrap_or_default();
    assert!(reason.contains("shop/__init__.py") && reason.contains("not the tree's own"), "{reason}");
}

#[test]
fn a_check_that_names_the_checkout_is_not_run() {
    let repository = broken("");
    let here = repository.path().canonicalize().expect("a path");
    let settings = format!(
        "[[check]]\nname = \"carts\"\nkind = \"command\"\ncommand = [\"python\", \"{}/shop/cart.py\"]\n",
        here.display()
    );
    repository.write("vitals.toml", format!("[target]\nroot = \".\"\n{settings}"));
    let verdict = verdict(&repository, 4);
    let reason = verdict["reasons"][0].as_str().unwrap_or_default();
    assert!(reason.starts_with("it names a path in the checkout"), "{reason}");
}

#[test]
fn a_python_that_ignores_the_recorder_answers_nothing() {
    let repository = broken(
        "[[check]]\nname = \"carts\"\nkind = \"command\"\ncommand = [\"python\", \"-I\", \"-c\", \"print('1 ok')\"]\n\
         evidence = { pattern = \"1 ok\" }\n",
    );
    let verdict = verdict(&repository, 4);
    assert_eq!(verdict["answer"], "unknown", "{verdict}");
}

#[test]
fn a_test_that_the_tree_does_not_have_answers_nothing() {
    let repository = broken("");
    repository.write("check_cart.py", "import shop.cart\nprint('1 ok')\n");
    repository.write(
        "vitals.toml",
        "[target]\nroot = \".\"\n[[check]]\nname = \"carts\"\nkind = \"command\"\ncommand = [\"python\", \"check_cart.py\"]\n\
         evidence = { pattern = \"1 ok\" }\n",
    );
    repository.commit_on(3, "A check");
    let verdict = verdict(&repository, 4);
    let reason = verdict["reasons"][0].as_str().unwrap_or_default();
    assert!(reason.contains("the tree has no check_cart.py"), "{reason}");
}

/// Two files of equal size, written within a second: bytecode beside them would be taken for that of the other.
#[test]
fn bytecode_of_another_commit_fools_no_check() {
    let settings = "[[check]]\nname = \"price\"\nkind = \"command\"\n\
        command = [\"python\", \"-c\", \"import shop.cart; assert shop.cart.PRICE == 3; print('1 ok')\"]\n\
        evidence = { pattern = \"1 ok\" }\n";
    let repository = shop_with(settings);
    seen_green(&repository);
    let file = repository.path().join("shop/cart.py");
    let stamp = fs::metadata(&file).and_then(|about| about.modified()).expect("a time");
    let compile = |repository: &Repository| {
        let mut python = std::process::Command::new(crate::program::a_python());
        python.args(["-c", "import shop.cart"]).current_dir(repository.path());
        python.env_remove("PYTHONDONTWRITEBYTECODE").env_remove("PYTHONPYCACHEPREFIX");
        assert!(python.status().expect("a Python").success());
    };
    compile(&repository);
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    let touched = fs::File::options().write(true).open(&file).expect("the file");
    touched.set_modified(stamp).expect("the same time");
    repository.git(&["add", "shop/cart.py"]);
    repository.git(&["commit", "--quiet", "--message", "Another price"]);
    // What lies beside the file says that it is still 3.
    let mut python = std::process::Command::new(crate::program::a_python());
    python.args(["-c", "import shop.cart; assert shop.cart.PRICE == 3"]).current_dir(repository.path());
    python.env_remove("PYTHONPYCACHEPREFIX");
    assert!(python.status().expect("a Python").success(), "the bytecode is stale");
    let run = repository.run(&["rollback", "plan", "--for", "price", "--json"]);
    ends(&run, 0);
    assert_eq!(plan_of(&run)["outcome"], "verified");
}
