//! A whole run: from settings to a document of verdicts.

mod after_setup;
mod against;
mod baseline_plan;
mod bisect;
mod bisect_fault;
mod blamed_packages;
mod capture;
mod check;
mod compare;
mod conduct;
mod conversations;
mod culprit;
mod diff;
mod drill;
mod drill_fault;
mod doctor;
mod editable;
mod error;
mod evidence;
mod health;
mod import_failure;
mod last_lines;
mod lock_fault;
mod lock_search;
mod missing_name;
mod nightly;
mod own_program;
mod own_names;
mod prepare_fault;
mod prepared;
mod probe;
mod pull_request;
mod respond;
mod sampled;
mod rollback_plan;
mod side;
mod verify;

pub use self::against::against;
pub use self::baseline_plan::Replay;
pub use self::bisect::{AskedOfCommits, Journal, Opened, Question, bisect, journal_beside};
pub use self::bisect_fault::BisectError;
pub use self::capture::{Captured, capture};
pub use self::check::run;
pub use self::compare::{Comparing, compare, in_place};
pub use self::conduct::{Conduct, Run};
pub use self::conversations::{conversations, is_conversation};
pub use self::culprit::{AskedOfNight, Culprits, Suspicion, culprits_of_night};
pub use self::diff::diff;
pub use self::doctor::{AskedOfDoctor, Examination, examine};
pub use self::drill::{AskedOfDrill, DrillEvent, EXPERIMENT, drill, write_experiment};
pub use self::drill_fault::NoExperiment;
pub use self::error::SessionError;
pub use self::evidence::gather;
pub use self::health::{
    Asked, AskedOfCulprit, LookBack, audit, checks_of, faults, health, known_good, last_good, name_of_probe,
};
pub use self::lock_fault::LockSearchError;
pub use self::lock_search::{AskedOfLocks, LockSide, lock_search};
pub use self::nightly::{MeasuredNight, NIGHTLY, Past, Tonight, judge, keep, measure_night, trends};
pub use self::prepare_fault::{PrepareFault, PreparedSide, Unprepared};
pub use self::pull_request::{AskedOfBranch, pull_request};
pub use self::respond::{
    AskedOfResponse, PinnedFile, ResponseEvent, contain_without_journal, open_incident, respond,
};
pub use self::rollback_plan::{
    Asked as AskedOfPlan, Ladder, NothingDiffers, Planned, plan_rollback, repository_of,
};
pub use self::side::whereabouts;
pub use self::verify::{BesideGood, Regression, TreeVerifier, beside_good};
