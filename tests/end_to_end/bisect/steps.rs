//! Regressions that are no single clear step: two of them, and a check that fails now and then.

use super::{document, numbers, run};
use crate::repository::Repository;

/// An import that becomes slower twice: by 90 ms at the fifth of twelve commits, by 40 ms at the ninth.
#[test]
fn of_a_regression_in_two_steps_the_larger_is_named_and_the_other_is_said() {
    let repository = Repository::empty();
    repository.write("vitals.toml", "[target]\nroot = \".\"\n");
    for number in 1..=12 {
        let sleep = match number {
            ..5 => 0.05,
            5..9 => 0.14,
            _ => 0.18,
        };
        repository.write("number.txt", format!("{number}\n"));
        // The line at fault is in no commit's own file: all rewrite it, so that no line leads to one.
        repository.write("slow.py", format!("import time\nNUMBER = {number}; time.sleep({sleep})\n"));
        repository.commit(&format!("Number {number}"));
    }
    let found = run(&repository, &["bisect", "HEAD~11", "HEAD", "--import", "slow", "--json"]);
    let document = document(&found);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    assert_eq!(document["suspects"][0]["commit"]["subject"], "Number 5");
    let second = document["second_step"].as_array().expect("a second step");
    let level = second[1].as_f64().expect("a number");
    assert!((0.5..0.85).contains(&level), "{level}");
}

/// One answer in seven of each commit is the wrong one; which, the seed of the test decides.
#[test]
fn a_check_that_fails_now_and_then_is_searched_and_its_rate_is_said() {
    let repository = numbers();
    let count = repository.temporary().with_extension("count");
    let code = format!(
        "import sys\nlines = open({count:?}, 'a+'); lines.seek(0); asked = len(lines.readlines()); lines.write('x\\n'); lines.close()\n\
         bad = int(open('number.txt').read()) >= 5\nif asked % 7 == 4:\n    bad = not bad\nsys.exit(bad)"
    );
    let found = run(&repository, &["bisect", "HEAD~8", "HEAD", "--", "python3", "-c", &code]);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    assert!(found.says("first bad commit") && found.says("Number 5"), "{}", found.out);
    assert!(found.says("times, ") && found.says("the check is flaky"), "{}", found.out);
}
