//! History is rewritten by two people: another account's file, or a signed tag, for a quarter of an hour.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::published::{at, backups, with_remote};
use super::service::Service;
use super::state::assert_same;
use crate::program::{Run, a_python, vitals};
use crate::support::needs::needs;

/// An account that is on every machine, and is not the one that runs the tests.
const NOBODY: &str = "65534";

/// Plans to rewrite history to the commit before, as a user does; gives the plan's hash.
pub fn planned(service: &Service) -> String {
    let python = a_python().display().to_string();
    let words = ["rollback", "plan", "HEAD~1", "--rewrite", "--json", "--quiet", "--python", &python];
    let run = Run::from(service.repository.plain(&words).output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("vitals rollback approve") && run.says("by another account"), "{}", run.err);
    let plan: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert!(plan["plan"]["rewrite"] == true && plan["plan"]["made_by"]["uid"].is_u64(), "{plan}");
    plan["hash"].as_str().expect("a hash").to_owned()
}

fn approved_by_nobody(service: &Service, hash: &str) -> Result<Run, String> {
    approved_as(service, hash, "L3")
}

/// Another account approves it; what this machine lacks for that, where it does.
pub fn approved_as(service: &Service, hash: &str, level: &str) -> Result<Run, String> {
    for folder in [service.path(), service.repository.temporary()] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("set");
    }
    // Where the program itself lies other accounts may not go.
    let program = service.repository.temporary().join("vitals");
    // By a child: a file that this process has open for writing cannot be executed.
    let copied = Command::new("cp").arg(vitals().get_program()).arg(&program).status();
    assert!(copied.expect("cp runs").success());
    let mut command = Command::new("setpriv");
    command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]).arg(&program);
    command.args(["rollback", "approve", hash, "--as", level]).current_dir(service.path());
    command.env_remove("SUDO_UID").env("NO_COLOR", "1");
    let run = command.output().map(Run::from).map_err(|error| format!("setpriv: {error}"));
    fs::remove_file(&program).expect("there");
    let run = run?;
    if run.err.contains("setpriv:") {
        Err(format!("no second account can be used: {}", run.err))
    } else {
        Ok(run)
    }
}

fn approvals(service: &Service) -> Vec<PathBuf> {
    let entries = fs::read_dir(service.path().join(".git/vitals/approvals")).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// A service whose rewriting plan another account has approved, its hash, and the approval's file.
fn approved(service: Service) -> Result<(Service, String, PathBuf), String> {
    let hash = planned(&service);
    let run = approved_by_nobody(&service, &hash)?;
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("history is rewritten: main moves back from"), "what is approved is shown: {}", run.out);
    let file = approvals(&service).pop().expect("an approval");
    Ok((service, hash, file))
}

fn apply(service: &Service, hash: &str) -> Run {
    let mut command = service.repository.vitals(&["rollback", "apply", hash, "--yes"]);
    Run::from(command.output().expect("it runs"))
}

#[test]
fn history_is_not_rewritten_without_another_account() {
    let service = Service::with_work();
    let before = service.state();
    let hash = planned(&service);
    assert_same(&service.state(), &before, "a plan changes nothing");
    let alone = apply(&service, &hash);
    assert!(alone.code == Some(5) && alone.says("nobody has approved it"), "{}{}", alone.out, alone.err);
    assert!(alone.says(&format!("vitals rollback approve {hash}")), "{}", alone.err);
    let own = service.rollback(&["approve", &hash, "--as", "L3"]);
    assert!(own.code == Some(5) && own.says("the same account"), "{}{}", own.out, own.err);
    assert_eq!(approvals(&service).len(), 0);
    let preview =
        Run::from(service.repository.vitals(&["rollback", "apply", &hash]).output().expect("it runs"));
    assert!(
        preview.code == Some(3) && preview.says("first, by another account"),
        "{}{}",
        preview.out,
        preview.err
    );
    assert_same(&service.state(), &before, "refused");
    let level = service.rollback(&["approve", &hash, "--as", "L 3; x"]);
    assert_eq!(level.code, Some(64), "{}{}", level.out, level.err);
    // What does not rewrite history needs none, and what is no history cannot be rewritten.
    let plain = service.keep(&service.plan("HEAD~1"));
    let none = service.rollback(&["approve", &plain, "--as", "L3"]);
    assert!(none.code == Some(3) && none.says("needs no approval"), "{}{}", none.out, none.err);
    service.repository.git(&["branch", "side", "HEAD~1"]);
    service.repository.git(&["worktree", "add", "--quiet", "../side-of-it", "side"]);
    let side = service.path().join("../side-of-it");
    let commit = [
        "-c",
        "user.name=B",
        "-c",
        "user.email=b@example.org",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "Side",
    ];
    assert!(Command::new("git").args(commit).current_dir(&side).status().expect("git runs").success());
    let words = ["rollback", "plan", "side", "--rewrite"];
    let other = Run::from(service.repository.vitals(&words).output().expect("it runs"));
    fs::remove_dir_all(&side).expect("removed");
    assert!(other.code == Some(3) && other.says("in its history"), "{}{}", other.out, other.err);
}

#[test]
fn with_an_approval_the_branch_moves_back_work_stays_and_undo_brings_all_back() {
    let (service, hash, _) = needs!(approved(Service::with_work()));
    let (before, old) = (service.state(), service.head());
    let good = service.repository.answer(&["rev-parse", "HEAD~1"]);
    let run = apply(&service, &hash);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(
        run.says("history rewritten and verified") && run.says("approved by nobody as L3"),
        "{}",
        run.out
    );
    assert_eq!(service.head(), good, "the commit itself, and no new one");
    // Staged is staged, and edited after it.
    assert!(service.repository.answer(&["status", "--porcelain"]).contains("MM both.txt"));
    assert_eq!(service.repository.answer(&["show", ":both.txt"]), "staged");
    let after = service.state();
    for name in ["both.txt", "untracked.txt", "huge.bin", "some.ignored", "mode.sh"] {
        assert!(after.get(name.as_bytes()) == before.get(name.as_bytes()), "{name}");
    }
    let held = service.repository.answer(&["for-each-ref", "--format=%(objectname)", "refs/vitals/before"]);
    assert_eq!(held, old);
    // Once is once: the same plan is stale then.
    assert_eq!(apply(&service, &hash).code, Some(3));

    let undone = service.rollback(&["undo"]);
    assert_eq!(undone.code, Some(0), "{}{}", undone.out, undone.err);
    assert_eq!(service.head(), old, "history itself is back");
    assert_same(&service.state(), &before, "undone");
    // A redo loses nothing: one new commit, for which nobody has to approve.
    let redone = service.rollback(&["undo"]);
    assert_eq!(redone.code, Some(0), "{}{}", redone.out, redone.err);
    assert_eq!(service.repository.answer(&["rev-parse", "HEAD~1"]), old);
    assert_eq!(service.tree("HEAD"), service.tree(&good));
}

#[test]
fn an_approval_that_is_old_of_another_plan_or_no_plain_file_does_not_count() {
    let (service, hash, file) = needs!(approved(Service::broken()));
    let before = service.state();
    let refused = |words: &str| {
        let run = apply(&service, &hash);
        assert!(run.code == Some(5) && run.says(words), "{words}: {}{}", run.out, run.err);
    };
    let touched = |time: &str| {
        assert!(Command::new("touch").args(["-d", time]).arg(&file).status().expect("touch runs").success());
    };
    touched("16 minutes ago");
    refused("the approval of nobody is 16 minutes old");
    touched("next hour");
    refused("a time that has not come");
    touched("now");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("set");
    refused("no plain file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
    let beside = service.repository.temporary().join("beside");
    fs::hard_link(&file, &beside).expect("linked");
    refused("no plain file");
    fs::remove_file(&file).expect("there");
    symlink(&beside, &file).expect("made");
    refused("no plain file");
    fs::remove_file(&file).expect("there");
    // Of another plan, under this one's name.
    let text = fs::read_to_string(&beside).expect("text");
    fs::write(&beside, text.replace(&hash, &"0".repeat(64))).expect("written");
    fs::rename(&beside, &file).expect("moved");
    refused("of another plan");
    fs::write(&file, &text).expect("written");
    // What it says of its account is no proof; its owner is.
    assert!(Command::new("chown").arg("0:0").arg(&file).status().expect("chown runs").success());
    refused("the same account");
    assert!(Command::new("chown").arg("54321").arg(&file).status().expect("chown runs").success());
    refused("54321, is no account");
    assert!(Command::new("chown").arg(NOBODY).arg(&file).status().expect("chown runs").success());
    fs::write(&file, text.replace("[65534]", "[0,65534]")).expect("written");
    refused("the same account");
    assert_same(&service.state(), &before, "refused each time");
    fs::write(&file, text).expect("written");
    assert_eq!(apply(&service, &hash).code, Some(0), "and it was not for anything else");
}

#[test]
fn what_fails_in_its_place_is_back_on_the_commit_that_it_was() {
    let service = Service::with_work();
    service.repository.write(
        "vitals.toml",
        fs::read_to_string(service.path().join("vitals.toml"))
            .expect("text")
            .replace("cat state.txt", "test ! -e some.ignored && cat state.txt"),
    );
    let (service, hash, _) = needs!(approved(service));
    let (before, old) = (service.state(), service.head());
    let run = apply(&service, &hash);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert_eq!(service.head(), old);
    assert_same(&service.state(), &before, "undone");
    assert_eq!(
        service.repository.answer(&["for-each-ref", "refs/vitals/before"]),
        "",
        "a branch has it again"
    );
}

#[test]
fn work_that_overlaps_is_refused_with_its_path() {
    let (service, hash, _) = needs!(approved(Service::broken()));
    service.repository.write("state.txt", "mine\n");
    let before = service.state();
    let run = apply(&service, &hash);
    assert!(run.code == Some(3) && run.says("state.txt"), "{}{}", run.out, run.err);
    assert_same(&service.state(), &before, "refused");
}

/// The tool is killed when the branch is about to move; git goes on, or is killed too.
#[test]
fn what_was_killed_in_the_middle_of_a_rewrite_is_before_or_after() {
    for git_too in [false, true] {
        let (service, hash, _) = needs!(approved(Service::with_work()));
        let (before, old) = (service.state(), service.head());
        let good = service.repository.answer(&["rev-parse", "HEAD~1"]);
        let kill = if git_too { "kill -9 $PPID" } else { ":" };
        let script = format!(
            "test \"$1\" = prepared && grep -q refs/heads/main || exit 0\n\
             tool=$(sed 's/.*) . //' /proc/$PPID/stat | cut -d' ' -f1)\nkill -9 $tool; {kill}"
        );
        service.hook("reference-transaction", &script);
        let run = apply(&service, &hash);
        assert_eq!(run.code, None, "killed: {}{}", run.out, run.err);
        fs::remove_file(service.path().join(".git/hooks/reference-transaction")).expect("there");
        assert_eq!(service.rollback(&["status"]).code, Some(9));
        crate::processes::until("git has ended", || !service.recover().says("is at work"));
        assert_eq!(service.rollback(&["status"]).code, Some(0));
        assert_eq!(service.head(), if git_too { old.clone() } else { good.clone() });
        if git_too {
            assert_same(&service.state(), &before, "before");
            assert_eq!(service.repository.answer(&["for-each-ref", "refs/vitals/before"]), "");
        } else {
            assert_eq!(service.rollback(&["undo"]).code, Some(0));
            assert_same(&service.state(), &before, "after, and undone");
        }
    }
}

#[test]
fn a_rewritten_branch_is_published_over_what_was_taken_back_and_over_nothing_else() {
    let (service, remote) = with_remote();
    let (service, hash, _) = needs!(approved(service));
    let (old, good) = (service.head(), service.repository.answer(&["rev-parse", "HEAD~1"]));
    let mut command = service.repository.vitals(&["rollback", "apply", &hash, "--yes", "--publish"]);
    let run = Run::from(command.output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!((at(remote.path(), "main"), backups(remote.path())), (good.clone(), old.clone()));
    assert!(run.says("is back at"), "{}", run.out);
    // And forward again.
    assert_eq!(service.rollback(&["undo"]).code, Some(0));
    assert_eq!(service.rollback(&["publish"]).code, Some(0));
    assert_eq!(at(remote.path(), "main"), old);
}

#[test]
fn a_remote_with_a_commit_that_was_not_taken_back_is_not_overwritten() {
    let (service, remote) = with_remote();
    let (service, hash, _) = needs!(approved(service));
    let (tree, old) = (service.tree("HEAD"), service.head());
    let theirs = Command::new("git")
        .args([
            "-c",
            "user.name=B",
            "-c",
            "user.email=b@example.org",
            "commit-tree",
            &tree,
            "-p",
            &old,
            "-m",
            "Theirs",
        ])
        .current_dir(remote.path())
        .output()
        .expect("git runs");
    let theirs = String::from_utf8_lossy(&theirs.stdout).trim().to_owned();
    let update = ["update-ref", "refs/heads/main", &theirs];
    assert!(
        Command::new("git").args(update).current_dir(remote.path()).status().expect("git runs").success()
    );
    // Known here too, as after a fetch in the background.
    service.repository.git(&["fetch", "--quiet"]);
    let mut command = service.repository.vitals(&["rollback", "apply", &hash, "--yes", "--publish"]);
    let run = Run::from(command.output().expect("it runs"));
    assert_eq!(run.code, Some(6), "{}{}", run.out, run.err);
    assert!(run.says("nothing was overwritten"), "{}", run.err);
    assert_eq!((at(remote.path(), "main"), backups(remote.path())), (theirs, String::new()));
    // Nor is a branch pushed back that no rollback has moved back.
    assert_eq!(service.rollback(&["undo"]).code, Some(0));
    service.repository.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    assert_eq!(service.rollback(&["publish"]).code, Some(6));
}

/// Keys of ssh, for the maker of the plan and for another.
pub fn with_keys(service: &Service) -> Result<[PathBuf; 2], String> {
    let key = |name: &str| {
        let place = service.repository.temporary().join(name);
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]).arg(&place);
        let made = command.status().map_err(|error| format!("ssh-keygen: {error}"))?;
        assert!(made.success());
        Ok::<PathBuf, String>(place)
    };
    let keys = [key("own")?, key("other")?];
    let line = |address: &str, key: &PathBuf| {
        format!("{address} {}", fs::read_to_string(key.with_extension("pub")).expect("a key"))
    };
    let signers = service.repository.temporary().join("signers");
    fs::write(&signers, line("a@example.org", &keys[0]) + &line("b@example.org", &keys[1])).expect("written");
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("gpg.ssh.allowedSignersFile", &*signers.display().to_string()),
        ("user.signingKey", &*keys[0].display().to_string()),
    ] {
        service.repository.git(&["config", name, value]);
    }
    Ok(keys)
}

/// `vitals rollback approve --tag` by one with this address and this key.
pub fn tagged(service: &Service, hash: &str, address: &str, key: &Path) -> Run {
    let mut command = service.repository.plain(&["rollback", "approve", hash, "--as", "L4", "--tag"]);
    let key = key.display().to_string();
    let settings = [("user.signingKey", key.as_str()), ("user.email", address), ("user.name", "B")];
    for (number, (name, value)) in settings.iter().enumerate() {
        command
            .env(format!("GIT_CONFIG_KEY_{number}"), name)
            .env(format!("GIT_CONFIG_VALUE_{number}"), value);
    }
    Run::from(command.env("GIT_CONFIG_COUNT", "3").output().expect("it runs"))
}

#[test]
fn a_signed_tag_of_another_key_approves_and_ones_own_or_an_unknown_does_not() {
    let service = Service::broken();
    let [own, other] = needs!(with_keys(&service));
    let good = service.repository.answer(&["rev-parse", "HEAD~1"]);
    let hash = planned(&service);
    let refused = |words: &str| {
        let run = apply(&service, &hash);
        assert!(run.code == Some(5) && run.says(words), "{words}: {}{}", run.out, run.err);
    };
    // On this machine both are one account, so that the plan is not at hand where the other signs.
    let plans = service.path().join(".vitals/plans");
    let away = service.repository.temporary().join("plans");
    let elsewhere = |address: &str, key: &PathBuf| {
        fs::rename(&plans, &away).expect("moved");
        let run = tagged(&service, &hash, address, key);
        fs::rename(&away, &plans).expect("moved");
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    };
    let name = format!("vitals-approve-{}", &hash[..12]);
    service.repository.git(&["tag", &name]);
    refused("is no approval");
    service.repository.git(&["tag", "--force", "--annotate", "--message", &hash, &name]);
    refused("is no approval");
    elsewhere("a@example.org", &own);
    refused("the same account");
    // The address is another's, the key is not.
    elsewhere("b@example.org", &own);
    refused("the same account");
    let unknown = service.repository.temporary().join("unknown");
    let mut command = Command::new("ssh-keygen");
    assert!(
        command.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&unknown).status().expect("runs").success()
    );
    elsewhere("c@example.org", &unknown);
    refused("is no approval");
    elsewhere("b@example.org", &other);
    // Of another plan, under this one's name.
    let signed = service.repository.answer(&["rev-parse", &name]);
    let wrong = "0".repeat(64);
    let mut command = service.repository.plain(&["rollback", "approve", &wrong, "--as", "L4", "--tag"]);
    let key = other.display().to_string();
    for (number, (name, value)) in
        [("user.signingKey", key.as_str()), ("user.email", "b@example.org")].iter().enumerate()
    {
        command
            .env(format!("GIT_CONFIG_KEY_{number}"), name)
            .env(format!("GIT_CONFIG_VALUE_{number}"), value);
    }
    assert!(command.env("GIT_CONFIG_COUNT", "2").status().expect("it runs").success());
    let of_another = service.repository.answer(&["rev-parse", &format!("vitals-approve-{}", &wrong[..12])]);
    service.repository.git(&["update-ref", &format!("refs/tags/{name}"), &of_another]);
    refused("another hash");
    service.repository.git(&["update-ref", &format!("refs/tags/{name}"), &signed]);
    let run = apply(&service, &hash);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("approved by b@example.org as L4"), "{}", run.out);
    assert_eq!(service.head(), good);
}
