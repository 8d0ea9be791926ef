//! Output in the Test Anything Protocol, counted.

use crate::untrusted::redact;
use crate::verdict::{Counts, TapFault};

/// Tests by outcome, and what is wrong with the output as TAP.
pub fn read(text: &str) -> (Counts, Option<TapFault>) {
    let mut counts = Counts::default();
    let mut planned = None;
    for line in text.lines() {
        let directive = line.rsplit_once('#').map(|(_, rest)| rest.trim().to_lowercase()).unwrap_or_default();
        let excused = directive.starts_with("skip") || directive.starts_with("todo");
        if let Some(rest) = line.strip_prefix("1..") {
            planned = rest.split_whitespace().next().and_then(|number| number.parse::<usize>().ok());
        } else if line.starts_with("Bail out!") {
            return (counts, Some(TapFault::BailedOut { line: redact(line.trim()) }));
        } else if line.starts_with("not ok") {
            if excused { counts.skipped += 1 } else { counts.failed += 1 }
        } else if line == "ok" || line.starts_with("ok ") {
            if excused { counts.skipped += 1 } else { counts.passed += 1 }
        }
    }
    let seen = counts.executed() + counts.skipped;
    let fault = match planned {
        None => Some(TapFault::NoPlan),
        Some(planned) if planned != seen => Some(TapFault::OtherThanPlanned { planned, seen }),
        Some(_) => None,
    };
    (counts, fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted_against_the_plan() {
        let counts = |passed, failed, skipped| Counts { passed, failed, errors: 0, skipped };
        assert_eq!(read("1..3\nok 1\nnot ok 2 - x\nok 3 # SKIP no net\n"), (counts(1, 1, 1), None));
        assert_eq!(
            read("1..3\nok 1 - a\n"),
            (counts(1, 0, 0), Some(TapFault::OtherThanPlanned { planned: 3, seen: 1 }))
        );
        assert_eq!(read("ok 1\n").1, Some(TapFault::NoPlan));
        let bailed_out = TapFault::BailedOut { line: "Bail out! no database".into() };
        assert_eq!(read("1..2\nok 1\nBail out! no database\n").1, Some(bailed_out));
        assert_eq!(read("okay then\n").0, Counts::default());
    }
}
