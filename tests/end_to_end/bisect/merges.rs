//! Where the culprit is a merge.

use super::{document, numbers, question, run};

/// Nine commits, of which the sixth merges a branch of five; the third of those makes it bad.
#[test]
fn a_merge_is_followed_into_its_branch_where_that_is_asked_for() {
    let repository = numbers();
    repository.write("number.txt", "1\n");
    repository.commit("Back to one");
    repository.git(&["checkout", "--quiet", "-b", "feature"]);
    for number in 1..=5 {
        repository.write("number.txt", if number >= 3 { "7\n" } else { "2\n" });
        repository.write("feature.txt", format!("{number}\n"));
        repository.commit(&format!("Feature {number}"));
    }
    repository.git(&["checkout", "--quiet", "main"]);
    for number in 1..=4 {
        repository.write("main.txt", format!("{number}\n"));
        repository.commit(&format!("Main {number}"));
    }
    repository.git(&["merge", "--quiet", "--no-ff", "--message", "Merge the feature", "feature"]);
    for number in 5..=7 {
        repository.write("main.txt", format!("{number}\n"));
        repository.commit(&format!("Main {number}"));
    }
    let good = repository.answer(&["rev-parse", "HEAD~7"]);
    let code = question("");
    let ask = |options: &[&str]| {
        let arguments = [&["bisect", &good, "HEAD"], options, &["--", "python3", "-c", &code]].concat();
        run(&repository, &arguments)
    };
    let whole = ask(&[]);
    assert_eq!(whole.code, Some(0), "{}{}", whole.out, whole.err);
    assert!(whole.says("Merge the feature") && whole.says(", a merge;"), "{}", whole.out);
    assert!(whole.says("vitals bisect --into-merges"), "it says how to go on: {}", whole.out);
    let inside = ask(&["--into-merges"]);
    assert_eq!(inside.code, Some(0), "{}{}", inside.out, inside.err);
    let culprit = repository.answer(&["rev-parse", "--short=10", "feature~2"]);
    assert!(inside.says("in the branch that it merges:"), "{}", inside.out);
    assert!(
        inside.says(&format!("first bad commit: {culprit}")) && inside.says("Feature 3"),
        "{}",
        inside.out
    );
    assert!(inside.says(&format!("next: vitals rollback plan --revert {culprit}")), "{}", inside.out);
    let both = document(&ask(&["--into-merges", "--json"]));
    assert_eq!(both["suspects"][0]["commit"]["subject"], "Merge the feature", "{both}");
    assert_eq!(both["branch"]["suspects"][0]["commit"]["subject"], "Feature 3", "{both}");
    assert_eq!(both["branch"]["commits"], 5);
}
