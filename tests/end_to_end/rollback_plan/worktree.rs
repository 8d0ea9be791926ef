//! A check that asks git runs in a worktree, of which nothing stays.

use std::process::{Child, Stdio};

use rustix::process::Signal;

use super::{ends, of_git, plan_of, replace, shop_with};
use crate::processes::{marked, signal, until};
use crate::program::{Run, vitals};
use crate::repository::Repository;

/// What it finds must be a checkout without changes, at a commit of the tree, on no branch.
const CHECK: &str = r#"
[[check]]
name = "asks git"
kind = "command"
command = ["python", "-c", """
import subprocess, shop.cart
def git(*words): return subprocess.run(['git', *words], check=True, capture_output=True, text=True).stdout
assert git('status', '--porcelain') == '', git('status', '--porcelain')
assert git('rev-parse', '--abbrev-ref', 'HEAD').strip() == 'HEAD'
assert f'PRICE = {shop.cart.PRICE}' in git('show', 'HEAD:shop/cart.py')
assert shop.cart.PRICE == 3
print('1 ok')
"""]
evidence = { pattern = "1 ok" }
"#;

fn another_price(settings: &str) -> Repository {
    let repository = shop_with(settings);
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    repository.commit_on(2, "Another price");
    repository
}

fn needing() -> String {
    CHECK.replace("kind =", "needs_git = true\nkind =")
}

#[test]
fn it_finds_a_checkout_of_the_tree_and_the_repository_stays_as_it_is() {
    let repository = another_price(&needing());
    let hook = repository.path().join(".git/hooks/post-checkout");
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("made");
    std::fs::write(&hook, "#!/bin/sh\ntouch \"$(git rev-parse --git-common-dir)/hook-ran\"\n")
        .expect("written");
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("set");
    let before = of_git(&repository);
    for arguments in [&["HEAD~1"][..], &["--revert", "HEAD"]] {
        let run = repository.run(&[&["rollback", "plan", "--json"], arguments].concat());
        ends(&run, 0);
        assert_eq!(plan_of(&run)["outcome"], "verified");
        assert_eq!(of_git(&repository), before, "git's own files are as they were, and no hook ran");
    }
    // On a tree that is in no commit yet.
    let mut paths = repository.plain(&["rollback", "plan", "--quiet", "--json", "--python"]);
    paths.arg(crate::program::a_python()).args(["HEAD~1", "--", "shop/cart.py"]);
    ends(&Run::of(&mut paths), 0);
    assert_eq!(of_git(&repository), before);
}

#[test]
fn without_the_key_it_finds_no_repository() {
    let repository = another_price(CHECK);
    let run = repository.run(&["rollback", "plan", "HEAD~1", "--json"]);
    ends(&run, 1);
    assert_eq!(plan_of(&run)["verdicts"][0]["answer"], "red");
}

/// A plan whose check has begun and does not end.
fn hanging(repository: &Repository, mark: &str) -> Child {
    let (name, value) = mark.split_once('=').expect("an assignment");
    let mut command = repository.vitals(&["rollback", "plan", "HEAD~1"]);
    command.env(name, value).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the built program starts");
    let begun = repository.temporary().join("begun");
    until("the check has begun", || begun.exists());
    std::fs::remove_file(begun).expect("removed");
    child
}

fn hangs(repository: &Repository) -> String {
    let begun = repository.temporary().join("begun").display().to_string();
    let hang = format!("open({begun:?}, 'w').close(); import time; time.sleep(600); print('1 ok')");
    needing().replace("print('1 ok')", &hang.replace('"', "'")).replace("kind =", "timeout = \"10m\"\nkind =")
}

fn worktrees(repository: &Repository) -> usize {
    repository.answer(&["worktree", "list", "--porcelain"]).matches("worktree ").count()
}

#[test]
fn after_ctrl_c_and_after_a_kill_nothing_of_it_stays() {
    let repository = shop_with(&needing());
    repository.write("vitals.toml", format!("[target]\nroot = \".\"\n{}", hangs(&repository)));
    repository.commit_on(2, "A check that hangs");
    repository.append("shop/events.py", "# A note.\n");
    repository.commit_on(3, "A note");
    let before = of_git(&repository);
    let mark = format!("VITALS_TEST_MARK=worktree-{}", std::process::id());
    let stopped = hanging(&repository, &mark);
    assert_eq!(worktrees(&repository), 2, "it is there while the check runs");
    signal(&stopped, Signal::INT);
    let run = Run::from(stopped.wait_with_output().expect("it ends"));
    assert_ne!(run.code, Some(0), "{}", run.out);
    until("all of it is gone", || marked(&mark).is_empty() && repository.leftovers().is_empty());
    assert_eq!(of_git(&repository), before);
    let killed = hanging(&repository, &mark);
    signal(&killed, Signal::KILL);
    killed.wait_with_output().expect("it ends");
    until("all of it is gone", || marked(&mark).is_empty() && repository.leftovers().is_empty());
    assert_eq!(worktrees(&repository), 2, "git keeps what is locked");
    let mut recover = vitals();
    recover.current_dir(repository.path()).env("TMPDIR", repository.temporary());
    ends(&Run::from(recover.args(["rollback", "recover"]).output().expect("the program")), 0);
    let mut after = of_git(&repository);
    // The lock of `recover` itself.
    after.retain(|path, _| !path.starts_with(".git/vitals"));
    assert_eq!(after, before);
}
