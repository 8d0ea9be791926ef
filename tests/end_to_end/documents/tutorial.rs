//! The tutorial, from its first command to its last, in one folder.

use super::blocks::{Step, steps};
use super::reader::Reader;

/// The exit code that a reader expects: 1 where a failure or a step is shown.
fn code(step: &Step) -> i32 {
    let bad = |line: &String| line.starts_with(" fail ") || line.starts_with("step ");
    i32::from(step.shown.iter().any(bad))
}

#[test]
fn the_tutorial_does_what_it_says() {
    let reader = Reader::above_the_project();
    let steps = steps("docs/tutorial.md");
    for step in &steps {
        reader.follow(step, code(step));
    }
    let failures = steps.iter().filter(|step| code(step) == 1).count();
    assert_eq!(failures, 4, "the import, the leak, the branch and the night");
    assert!(reader.project().join("reports/latest/index.html").is_file());
}
