//! What is said of tests.

use super::exception::{brief, exception};
use crate::process::Ending;
use crate::verdict::{Counts, Location, SuiteReason, TestFailure};

/// One reason.
pub fn sentence(reason: &SuiteReason) -> String {
    match reason {
        SuiteReason::PytestMissing { python } => {
            format!("pytest is not installed for {python}: run {python} -m pip install pytest")
        }
        SuiteReason::ArgumentsRejected => "pytest rejected its arguments: check `paths` and `args`".into(),
        SuiteReason::InternalError { ending } => format!("pytest itself failed ({ending})"),
        SuiteReason::ResultHidden { counts, ending } => {
            format!("{}, but pytest ended with {ending}: something hides its result", outcomes(*counts))
        }
        SuiteReason::NoTestCouldRun { counts } => format!("no test could run: {}", outcomes(*counts)),
        SuiteReason::Counted { counts } => outcomes(*counts),
        SuiteReason::NothingCollected => {
            "pytest collected no test: the paths hold none, or all were deselected".into()
        }
        SuiteReason::NoTestRan { counts: Counts { skipped: 0, .. } } => "no test ran".into(),
        SuiteReason::NoTestRan { counts } => format!("no test ran: {}", outcomes(*counts)),
        SuiteReason::Contradicted { ending, counts } => {
            format!("pytest ended with {ending}, but its report says {}", outcomes(*counts))
        }
        SuiteReason::NoReport { ending: ending @ Ending::Status(0) } => {
            format!("pytest ended with {ending} and wrote no report: something ended it early")
        }
        SuiteReason::NoReport { ending } => format!("pytest ended with {ending} and wrote no report"),
        SuiteReason::TestFailed(failure) => failed(failure),
        SuiteReason::Unfinished { counts, running, at } => unfinished(*counts, running, at.as_ref()),
        SuiteReason::Skipped { reason } => format!("skipped: {reason}"),
        SuiteReason::Ran { python, counts, ending } => {
            format!("pytest in {python}: {}, {ending}", outcomes(*counts))
        }
    }
}

/// `3 passed, 1 failed`, the zeroes left out.
pub fn outcomes(counts: Counts) -> String {
    let errors = if counts.errors == 1 { "error" } else { "errors" };
    let parts = [
        (counts.passed, "passed"),
        (counts.failed, "failed"),
        (counts.errors, errors),
        (counts.skipped, "skipped"),
    ];
    let some = parts.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<_> = some.map(|(count, word)| format!("{count} {word}")).collect();
    if words.is_empty() { "no tests".into() } else { words.join(", ") }
}

/// `until then: 3 passed, 1 failed; test_cart.test_total was running, at shop/cart.py:12`.
fn unfinished(counts: Counts, running: &[String], at: Option<&Location>) -> String {
    let at = at.map_or_else(String::new, |at| format!(", at {}:{}", at.file, at.line));
    let ran = if counts == Counts::default() { "no test had ended".into() } else { outcomes(counts) };
    match running {
        [] => format!("until then: {ran}; no test was running{at}"),
        [test] => format!("until then: {ran}; {test} was running{at}"),
        several => format!("until then: {ran}; {} were running{at}", several.join(", ")),
    }
}

/// `shop.test_cart.test_total (shop/test_cart.py:12): ValueError: no price`.
fn failed(failure: &TestFailure) -> String {
    let TestFailure { test, exception: raised, message, location, .. } = failure;
    let place =
        location.as_ref().map_or_else(String::new, |place| format!(" ({}:{})", place.file, place.line));
    match (raised, message) {
        (Some(raised), _) => format!("{test}{place}: {}", exception(raised)),
        (None, Some(message)) => format!("{test}{place}: {}", brief(message)),
        (None, None) => format!("{test}{place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Exception;

    #[test]
    fn a_failed_test_is_named_with_its_place_and_what_was_raised() {
        let failure = TestFailure {
            test: "shop.test_cart.test_total".into(),
            in_error: false,
            exception: Some(Exception { type_name: "ValueError".into(), message: "no price".into() }),
            message: Some("ValueError: no price".into()),
            location: Some(Location { file: "test_cart.py".into(), line: 12 }),
        };
        assert_eq!(failed(&failure), "shop.test_cart.test_total (test_cart.py:12): ValueError: no price");
        let unknown = TestFailure { exception: None, location: None, ..failure };
        assert_eq!(failed(&unknown), "shop.test_cart.test_total: ValueError: no price");
    }

    #[test]
    fn outcomes_are_counted_without_the_zeroes() {
        let counts = |passed, failed, errors, skipped| Counts { passed, failed, errors, skipped };
        assert_eq!(outcomes(counts(3, 1, 0, 0)), "3 passed, 1 failed");
        assert_eq!(outcomes(counts(0, 0, 1, 2)), "1 error, 2 skipped");
        assert_eq!(outcomes(Counts::default()), "no tests");
    }
}
