//! A configuration that lies outside of the repository that it is about.

use crate::program::{Run, vitals};
use crate::repository::Repository;

#[test]
fn every_command_finds_the_repository_of_the_configurations_target() {
    let repository = Repository::empty();
    repository.write("answer.txt", "yes\n");
    repository.commit("Yes");
    let folder = tempfile::tempdir().expect("a folder");
    let settings = format!(
        "[target]\nroot = \"{}\"\n[[check]]\nname = \"answer\"\nkind = \"command\"\ncommand = [\"grep\", \"yes\", \"answer.txt\"]\n\
         critical = true\nevidence = {{ pattern = \"yes\" }}\n",
        repository.path().display()
    );
    std::fs::write(folder.path().join("vitals.toml"), settings).expect("written");
    // Not `Run::of`, which does what `next:` says.
    let run = |words: &[&str]| {
        Run::from(vitals().current_dir(folder.path()).args(words).output().expect("it runs"))
    };
    let succeeds = |words: &[&str]| {
        let run = run(words);
        assert_eq!(run.code, Some(0), "{words:?}: {}{}", run.out, run.err);
        run.out
    };
    succeeds(&["health", "--no-report", "--quiet"]);
    repository.write("answer.txt", "no\n");
    repository.commit("No");
    let plan = folder.path().join("plan.json").display().to_string();
    succeeds(&["rollback", "plan", "--for", "answer", "--output", &plan, "--quiet"]);
    succeeds(&["rollback", "apply", &plan, "--yes", "--quiet"]);
    assert_eq!(std::fs::read_to_string(repository.path().join("answer.txt")).expect("text"), "yes\n");
    assert!(succeeds(&["rollback", "status"]).contains("apply"), "it lists what was done");
    succeeds(&["rollback", "undo"]);
    assert_eq!(std::fs::read_to_string(repository.path().join("answer.txt")).expect("text"), "no\n");
    assert!(succeeds(&["rollback", "recover"]).contains("nothing stands open"));
}
