//! What a test needs of the machine, and what becomes of the test where that is missing.

use std::io::Write;

/// Gives what was found. Where it is missing the test ends here: skipped, with a printed line, or failed where `CI` is set.
macro_rules! needs {
    ($found:expr) => {
        match $found {
            Ok(found) => found,
            Err(missing) => {
                fn here() {}
                $crate::support::needs::missing(std::any::type_name_of_val(&here), &missing.to_string());
                return;
            }
        }
    };
}
pub(crate) use needs;

/// Prints that a test is skipped; where `CI` is set it fails instead, since there everything can be installed.
pub fn missing(test: &str, missing: &str) {
    let test = test.trim_end_matches("::here").trim_end_matches("::{{closure}}");
    assert!(!in_ci(), "`CI` is set, where no test is skipped: {missing}");
    // Not through `eprintln!`, which the capture of a passing test would swallow.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {missing}");
}

fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(&*value, "" | "0" | "false"))
}
