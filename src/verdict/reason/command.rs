//! Of a command and its evidence.

use serde::{Deserialize, Serialize};

use super::{Counts, Exception, Location};
use crate::process::Ending;

/// Why a `command` check passed or failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CommandReason {
    /// There is no such program.
    NoProgram {
        /// As configured.
        program: String,
    },
    /// It ended otherwise than expected.
    WrongExit {
        /// How it ended.
        ending: Ending,
        /// The expected code.
        expected: i32,
    },
    /// An exception ended it: its output has the traceback.
    Raised {
        /// What was raised.
        exception: Exception,
        /// The innermost line of the traceback.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<Location>,
    },
    /// It ended as expected, and nothing else was asked of it.
    ExitOnly {
        /// How it ended.
        ending: Ending,
    },
    /// No evidence is configured.
    NoEvidence,
    /// It ended as expected, and gave its evidence.
    Proven {
        /// How it ended.
        ending: Ending,
    },
    /// Its output matches.
    Matched {
        /// The configured pattern.
        pattern: String,
        /// What matches it.
        found: String,
    },
    /// Nothing in its output matches.
    NotMatched {
        /// The configured pattern.
        pattern: String,
        /// The lines of its output that came nearest.
        #[serde(default)]
        nearest: Vec<String>,
    },
    /// Its output has the count.
    Counted {
        /// The number.
        count: u64,
        /// The least that is wanted.
        least: u64,
    },
    /// Its output has too small a count.
    CountTooLow {
        /// The number.
        count: u64,
        /// The least that is wanted.
        least: u64,
    },
    /// Nothing in its output is such a count.
    NoCount {
        /// The configured pattern.
        pattern: String,
        /// The lines of its output that came nearest.
        #[serde(default)]
        nearest: Vec<String>,
    },
    /// Its JUnit file is as it was before the run.
    ReportNotWritten {
        /// The file.
        path: String,
    },
    /// Its JUnit file cannot be read.
    ReportUnreadable {
        /// The file.
        path: String,
        /// Why.
        trouble: ReportTrouble,
    },
    /// Its tests ran and none failed.
    TestsPassed {
        /// Where that was read.
        source: TestSource,
        /// Their outcomes.
        counts: Counts,
    },
    /// Some of its tests failed.
    TestsFailed {
        /// Where that was read.
        source: TestSource,
        /// Their outcomes.
        counts: Counts,
    },
    /// None of its tests ran.
    NoTestRan {
        /// Where that was read.
        source: TestSource,
        /// Their outcomes.
        counts: Counts,
    },
    /// Its TAP output is incomplete.
    TapIncomplete {
        /// What is wrong with it.
        fault: TapFault,
    },
}

/// Where the outcomes of tests were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestSource {
    /// A JUnit file.
    Junit,
    /// Output in the Test Anything Protocol.
    Tap,
}

/// Why a JUnit file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReportTrouble {
    /// The system refuses it.
    Unreadable {
        /// The system's words.
        error: String,
    },
    /// It is not JUnit.
    NotJunit {
        /// The parser's words.
        error: String,
    },
}

/// What is wrong with output as TAP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TapFault {
    /// It gave up: `Bail out!`.
    BailedOut {
        /// The whole line.
        line: String,
    },
    /// It has no `1..N`.
    NoPlan,
    /// It has another number of tests than planned.
    OtherThanPlanned {
        /// Its plan.
        planned: usize,
        /// Tests in the output.
        seen: usize,
    },
}
