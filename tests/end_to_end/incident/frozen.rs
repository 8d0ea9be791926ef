//! What waits until an incident is over.

use super::{of_kind, run, shop, shown};

#[test]
fn phases_and_new_baselines_wait_until_it_is_over_or_have_a_reason() {
    let repository = shop();
    run(&repository, &["incident", "open", "down"], 0);
    let frozen: [&[&str]; 4] = [
        &["phase", "start", "payments", "--no-measure"],
        &["phase", "end", "payments", "--no-measure"],
        &["baseline", "capture", "after"],
        &["nightly", "accept"],
    ];
    for words in frozen {
        let refused = run(&repository, words, 3);
        assert!(
            refused.says("waits until the incident") && refused.says("vitals incident close"),
            "{}",
            refused.err
        );
    }
    assert!(!repository.path().join(".vitals/baselines").exists());
    let through = ["phase", "start", "payments", "--no-measure", "--during-incident", "the fix is a phase"];
    run(&repository, &through, 0);
    let let_through = of_kind(&shown(&repository), "let_through");
    assert_eq!(let_through.len(), 1, "{let_through:?}");
    assert_eq!(let_through[0]["reason"], "the fix is a phase");
    assert_eq!(let_through[0]["words"][1], "phase");
    run(&repository, &["incident", "close", "--anyway", "a rehearsal"], 0);
    run(&repository, &["phase", "end", "payments", "--no-measure"], 0);
}
