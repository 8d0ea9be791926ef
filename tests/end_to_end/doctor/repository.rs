//! Checkouts, journals, hooks, room: what stops git.

use std::fs;
use std::process::Command;

use super::patient::{Found, Patient, name, python, script};
use crate::program::{Run, vitals};
use crate::support::needs::needs;

#[test]
fn one_that_is_ready_is_said_to_be_and_nothing_is_changed() {
    let patient = Patient::ready();
    let before = patient.repository.state();
    let found = patient.found(&[]);
    assert_eq!((found.code, found.findings().len()), (Some(0), 0), "{}", found.document);
    assert_eq!(found.looked("push")["not"], "not_asked");
    let others = ["git", "configuration", "repository", "leftovers", "commit", "hooks", "room", "python"];
    for area in others.into_iter().chain(["commands", "audits", "known_good", "remote"]) {
        assert_eq!(found.looked(area), "sound", "{area}");
    }
    assert!(patient.repository.state() == before, "it changes nothing");
    assert_eq!(patient.repository.leftovers(), [""; 0]);
    let run = Run::from(patient.command(&[]).output().expect("it runs"));
    assert!(run.out.ends_with("ready: 0 errors, 0 warnings\n"), "{}{}", run.out, run.err);
    assert_eq!(run.err, "", "quiet is quiet");
}

#[test]
fn what_git_is_in_the_middle_of_and_cannot_move_is_found() {
    let patient = Patient::ready();
    fs::write(patient.git_file("MERGE_HEAD"), patient.repository.answer(&["rev-parse", "HEAD"]))
        .expect("written");
    let found = patient.found(&[]);
    let merge = found.expect("hindered", "error");
    assert_eq!(merge["fix"], "end it with `git merge --continue` or `git merge --abort`");
    fs::remove_file(patient.git_file("MERGE_HEAD")).expect("there");
    patient.repository.git(&["sparse-checkout", "set", "--no-cone", "/*"]);
    assert_eq!(patient.found(&[]).expect("hindered", "error")["hindrance"], "it is a sparse checkout");
    patient.repository.git(&["sparse-checkout", "disable"]);
    fs::write(patient.git_file("index.lock"), "").expect("written");
    let found = patient.found(&[]);
    let lock = found.expect("git_lock", "error");
    assert!(
        lock["fix"].as_str().is_some_and(|fix| fix.contains("rm ") && fix.contains("index.lock")),
        "{lock}"
    );
    fs::remove_file(patient.git_file("index.lock")).expect("there");
    assert_eq!(patient.found(&[]).code, Some(0));
}

/// A shallow clone, a bare repository, one without a commit, and none at all.
#[test]
fn what_is_no_whole_checkout_is_found() {
    let patient = Patient::ready();
    let folder = tempfile::tempdir().expect("a folder");
    let at = |place: &str| folder.path().join(place);
    let look = |place: &str| {
        let mut command = vitals();
        command.args(["doctor", "--quiet", "--json", "--python", &python()]).current_dir(at(place));
        Found::of(command.env("TMPDIR", patient.repository.temporary()))
    };
    patient.repository.append("app.py", "# more\n");
    patient.repository.commit("More");
    let own = format!("file://{}", name(patient.path()));
    patient.repository.git(&["clone", "--quiet", "--depth=1", &own, &name(&at("shallow"))]);
    assert_eq!(look("shallow").expect_too("hindered", "error")["hindrance"], "it is a shallow clone");
    patient.repository.git(&["clone", "--quiet", "--bare", &own, &name(&at("bare"))]);
    let found = look("bare");
    let bare = found.expect_too("no_repository", "error");
    assert!(bare["sentence"].as_str().is_some_and(|said| said.contains("bare")), "{bare}");
    assert_eq!(found.looked("hooks")["not"], "no_repository");
    patient.repository.git(&["init", "--quiet", &name(&at("unborn"))]);
    let found = look("unborn");
    assert_eq!(found.expect_too("hindered", "error")["hindrance"], "there is no commit yet");
    assert_eq!(found.looked("commit")["not"], "no_commit");
    found.expect_too("no_configuration", "error");
    found.expect_too("no_remote", "warning");
    fs::create_dir(at("none")).expect("made");
    look("none").expect_too("no_repository", "error");
}

#[test]
fn a_git_that_is_missing_or_old_is_found() {
    let patient = Patient::ready();
    let folder = tempfile::tempdir().expect("a folder");
    let with = |path: String| Found::of(patient.command(&["--json"]).env("PATH", path));
    let found = with(name(folder.path()));
    found.expect_too("no_git", "error");
    assert_eq!(found.looked("repository")["not"], "no_git");
    let path = std::env::var("PATH").expect("a path");
    let real = std::env::split_paths(&path).map(|folder| folder.join("git")).find(|git| git.is_file());
    let real = name(&real.expect("git is installed"));
    for (version, severity) in [("2.39.5 (Apple Git-154)", "warning"), ("2.30.2", "error")] {
        let text = format!(
            "#!/bin/sh\nfor word; do [ \"$word\" = --version ] && echo 'git version {version}' && exit; done\n\
             exec {real} \"$@\"\n"
        );
        script(&folder.path().join("git"), &text, 0o755);
        with(format!("{}:{path}", name(folder.path()))).expect("old_git", severity);
    }
}

#[test]
fn hooks_are_found_wherever_git_looks_for_them() {
    let patient = Patient::ready();
    script(&patient.git_file("hooks/post-merge"), "#!/bin/sh\n", 0o755);
    let found = patient.found(&[]);
    let hook = found.expect("hook", "warning");
    assert_eq!((&hook["hook"], &hook["runs"]), (&"post-merge".into(), &true.into()));
    assert_eq!(hook["path"], name(&patient.git_file("hooks/post-merge").canonicalize().expect("there")));
    script(&patient.git_file("hooks/post-merge"), "#!/bin/sh\n", 0o644);
    assert_eq!(patient.found(&[]).expect("hook", "note")["runs"], false);
    fs::remove_file(patient.git_file("hooks/post-merge")).expect("there");
    let elsewhere = tempfile::tempdir().expect("a folder");
    script(&elsewhere.path().join("reference-transaction"), "#!/bin/sh\n", 0o755);
    patient.repository.git(&["config", "core.hooksPath", &name(elsewhere.path())]);
    let found = patient.found(&[]);
    assert_eq!(found.expect("hook", "warning")["hook"], "reference-transaction");
}

#[test]
fn a_commit_without_author_or_signature_is_found() {
    let patient = Patient::ready();
    patient.repository.git(&["config", "commit.gpgSign", "true"]);
    patient.repository.git(&["config", "gpg.program", "/bin/false"]);
    assert_eq!(patient.found(&[]).expect("no_commit", "error")["signed"], true);
    patient.repository.git(&["config", "commit.gpgSign", "false"]);
    patient.repository.git(&["config", "--unset", "user.email"]);
    patient.repository.git(&["config", "user.useConfigOnly", "true"]);
    let nowhere = patient.repository.temporary().join("none");
    let mut command = patient.command(&["--json"]);
    command.env("GIT_CONFIG_GLOBAL", &nowhere).env_remove("EMAIL").env_remove("GIT_COMMITTER_EMAIL");
    let found = Found::of(command.env_remove("GIT_AUTHOR_EMAIL"));
    assert_eq!(found.expect("no_commit", "error")["signed"], false);
}

/// A small disk in the place of the temporary folder.
#[test]
fn a_disk_without_room_is_found() {
    let patient = Patient::ready();
    patient.repository.write("large.bin", vec![b'x'; 3_000_000]);
    patient.repository.commit("Large");
    let small = tempfile::tempdir().expect("a folder");
    let mut command = Command::new("unshare");
    let words =
        "mount -t tmpfs -o size=4m none \"$1\" || exit 111; TMPDIR=$1; export TMPDIR; shift; exec \"$@\"";
    command.args(["--mount", "--map-root-user", "sh", "-c", words, "sh"]).arg(small.path());
    let own = patient.command(&["--json"]);
    command.arg(own.get_program()).args(own.get_args()).current_dir(patient.path());
    // Root of a namespace is no owner of what root owns outside.
    let tried = command.output().map_err(|error| format!("unshare: {error}")).and_then(|output| {
        let run = Run::from(output);
        let refused = run.code == Some(111) || run.err.contains("unshare:");
        if refused { Err(format!("no small disk can be mounted: {}", run.err)) } else { Ok(run) }
    });
    let run = needs!(tried);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let findings = document["findings"].as_array().expect("a list");
    let room = findings.iter().find(|finding| finding["finding"] == "no_room").expect("no room");
    assert_eq!((&room["folder"], &room["severity"]), (&name(small.path()).into(), &"error".into()), "{room}");
    assert_eq!(run.code, Some(1));
}

#[test]
fn a_rollback_that_was_cut_short_is_found() {
    let patient = Patient::ready();
    patient.repository.write("app.py", "STATE = 'bad'\n");
    patient.repository.commit("Bad");
    patient.repository.git(&["push", "--quiet"]);
    let run =
        Run::from(patient.repository.vitals(&["rollback", "plan", "HEAD~1"]).output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let plans = fs::read_dir(patient.path().join(".vitals/plans")).expect("plans");
    let plan = plans.map(|entry| entry.expect("an entry").path()).next().expect("a plan");
    let applied = patient.repository.vitals(&["rollback", "apply", &name(&plan), "--yes"]).output();
    assert_eq!(Run::from(applied.expect("it runs")).code, Some(0));
    let journals = fs::read_dir(patient.git_file("vitals/rollback")).expect("journals");
    let journal = journals.map(|entry| entry.expect("an entry").path()).next().expect("a journal");
    let text = fs::read_to_string(&journal).expect("text");
    let whole: Vec<&str> = text.lines().collect();
    fs::write(&journal, whole[..whole.len() - 1].join("\n") + "\n").expect("written");
    assert_eq!(patient.found(&[]).expect("open_rollback", "error")["fix"], "vitals rollback recover");
    fs::write(&journal, text.replacen("begun", "Begun", 1)).expect("written");
    patient.found(&[]).expect("damaged_journal", "error");
    fs::write(&journal, text).expect("written");
    fs::write(
        patient.git_file("vitals/rollback.lock"),
        r#"{"pid":1,"boot_id":"x","start_time":1,"host":"elsewhere"}"#,
    )
    .expect("written");
    assert_eq!(patient.found(&[]).expect("locked", "error")["holder"], "process 1 of elsewhere");
}
