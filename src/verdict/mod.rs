//! Verdicts: pass, fail, or the honest third things, each with its reasons and evidence.

mod comparison;
mod comparison_evidence;
mod creation;
mod differences;
mod failed;
mod growth;
mod http;
mod hot_lines;
mod import;
mod judged_time;
mod operations;
mod probe;
mod reason;
mod reasoned;
mod retention;
mod slowness;
mod status;
mod times;
mod undecided;
mod websocket;

pub use comparison::{Named, judge_comparison, not_compared, nothing_compared};
pub use creation::judge_creation;
pub use growth::{judge_growth, rate_of_leak};
pub use hot_lines::{changed_lines, working_lives};
pub use http::judge_http;
pub use import::judge_import;
pub use judged_time::JudgedTime;
pub use operations::judge_operations;
pub use probe::{Limit, Measured, ProbeReport};
pub use reason::{
    AgedCommit, BaselineReason, BranchTime, ChangeReason, CheckReason, CommandReason, ComparisonReason,
    Counts, CreationReason, CulpritEnd, CulpritSearch, CulpritSuspect, CycleReason, Exception, FailureReason,
    GoodRun, GrowthReason, HttpReason, ImportReason, Isolation, LastGood, LeakRate, LeftReason, Location,
    Mismatch, ModuleTime, NoReplay, NotSearched, NoteReason, PairsReason, Planned, PullRequestReason,
    ReadingReason, Reason, ReportTrouble, RetentionReason, RunEnd, RunReason, SlownessReason, Spread,
    SuiteReason, SyntaxReason, TapFault, TestFailure, TestSource, TimeReason, Typical, UnknownChange,
    WebsocketReason, comes_of_an_import,
};
pub use reasoned::Verdict;
pub use status::Status;
pub use websocket::judge_websocket;
