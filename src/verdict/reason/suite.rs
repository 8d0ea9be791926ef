//! Of tests: a pytest suite, and files that report tests.

use serde::{Deserialize, Serialize};

use super::{Exception, Location};
use crate::process::Ending;

/// Of a pytest suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SuiteReason {
    /// The target's interpreter has no pytest.
    PytestMissing {
        /// The interpreter.
        python: String,
    },
    /// Pytest rejected its arguments: its exit code 4.
    ArgumentsRejected,
    /// Pytest itself failed: its exit code 3.
    InternalError {
        /// How it ended.
        ending: Ending,
    },
    /// Tests failed, and pytest ended as if none had.
    ResultHidden {
        /// What its report says.
        counts: Counts,
        /// How it ended.
        ending: Ending,
    },
    /// All tests were in error.
    NoTestCouldRun {
        /// What its report says.
        counts: Counts,
    },
    /// Tests ran.
    Counted {
        /// Their outcomes.
        counts: Counts,
    },
    /// Pytest found no test: its exit code 5.
    NothingCollected,
    /// Pytest ended well, and no test ran.
    NoTestRan {
        /// What its report says.
        counts: Counts,
    },
    /// Pytest ended badly, and its report has no failure.
    Contradicted {
        /// How it ended.
        ending: Ending,
        /// What its report says.
        counts: Counts,
    },
    /// Pytest wrote no report.
    NoReport {
        /// How it ended.
        ending: Ending,
    },
    /// A test failed, with its exception and place.
    TestFailed(TestFailure),
    /// It was ended from outside; this is what it had come to.
    Unfinished {
        /// Tests that had ended.
        counts: Counts,
        /// Those that were running: several where workers run them.
        running: Vec<String>,
        /// The line at which it stood: the innermost of the project, where one is known.
        at: Option<Location>,
    },
    /// Why tests were skipped.
    Skipped {
        /// As the report gives it.
        reason: String,
    },
    /// What was run, and what it came to.
    Ran {
        /// The interpreter.
        python: String,
        /// What its report says.
        counts: Counts,
        /// How it ended.
        ending: Ending,
    },
}

/// Tests by outcome, as a suite reports them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// Those that ran and passed.
    pub passed: usize,
    /// Those that ran and failed.
    pub failed: usize,
    /// Those that could not run: set-up, collection.
    pub errors: usize,
    /// Those that did not run.
    pub skipped: usize,
}

impl Counts {
    /// Those that ran.
    pub fn executed(self) -> usize {
        self.passed + self.failed
    }

    /// Those that failed or could not run.
    pub fn bad(self) -> usize {
        self.failed + self.errors
    }
}

/// A test that did not pass, as a JUnit file reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TestFailure {
    /// `package.module.Class.test`.
    pub test: String,
    /// Whether it could not run: its set-up or its collection failed.
    pub in_error: bool,
    /// What was raised, where the report says so.
    pub exception: Option<Exception>,
    /// The first line of the report's message.
    pub message: Option<String>,
    /// Where it was raised, where the report says so.
    pub location: Option<Location>,
}

impl SuiteReason {
    /// Where a test failed, or stood.
    pub fn location(&self) -> Option<Location> {
        match self {
            Self::TestFailed(failure) => failure.location.clone(),
            Self::Unfinished { at, .. } => at.clone(),
            _ => None,
        }
    }
}
