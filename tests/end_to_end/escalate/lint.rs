//! `vitals escalate lint` and `init`.

use super::project::{FILE, Project};
use crate::repository::Repository;

#[test]
fn a_whole_configuration_has_no_mistake_and_each_mistake_is_shown_in_its_line() {
    let project = Project::new(FILE);
    let whole = project.ok(&["escalate", "lint"]);
    assert!(whole.contains("4 levels, 4 contacts, 22 rules: no mistake"), "{whole}");
    let text = std::fs::read_to_string(project.path("vitals.toml")).expect("text");
    let line = text.lines().position(|line| line.starts_with("phone")).expect("a phone") + 1;
    project.repository.write("vitals.toml", text.replacen("+49 30 5550 1", "555-0100", 1));
    let run = project.run(&["escalate", "lint"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains(&format!("line {line}: `phone` is a placeholder")), "{}", run.out);
    assert!(
        run.out.contains(&format!("vitals.toml:{line}:")) && run.out.contains("1 mistake"),
        "{}",
        run.out
    );
}

#[test]
fn init_adds_what_the_lint_then_asks_to_fill_in() {
    let project = Project { repository: Repository::empty() };
    project.repository.write("vitals.toml", "[target]\nroot = \".\"\n");
    project.ok(&["escalate", "init"]);
    let text = std::fs::read_to_string(project.path("vitals.toml")).expect("text");
    assert!(text.starts_with("[target]") && text.contains("profile = \"four-levels\""), "{text}");
    let run = project.run(&["escalate", "lint"]);
    assert!(run.code == Some(1) && run.out.contains("`name` is a placeholder"), "{}", run.out);
    let again = project.run(&["escalate", "init"]);
    assert!(again.code == Some(64) && again.err.contains("was left alone"), "{}", again.err);
    let profile = project.ok(&["escalate", "init", "--print-profile"]);
    assert!(profile.contains("trigger = \"check-failing\"\nafter = \"5m\""), "{profile}");
}
