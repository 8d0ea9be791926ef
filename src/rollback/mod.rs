//! Back to green: a plan that is verified before it is applied, and a journal that undoes it.
//!
//! It knows trees, refs and journals. Of checks it knows one thing: a check's verdict on a tree ([`Verifier`]).

mod after;
mod apply;
mod at_work;
mod candidate;
mod done;
mod error;
mod fault;
mod held;
mod journal;
mod lock;
mod moving;
mod plan;
mod plan_file;
mod publish;
mod ready;
mod recover;
mod site;
mod snapshot;
mod undo;
mod verdict;
mod work;

pub use apply::{apply, expect_appliable};
pub use done::Done;
pub use error::RollbackError;
pub use fault::{JournalFault, PlanFault, RemoteFault, Stale};
pub use journal::{Begun, End, Entry, Journal, Kind};
pub use lock::holder as lock_holder;
pub use plan::{Dependent, Head, Outcome, Plan, SCHEMA, Target, UndoneCommit};
pub use plan_file::{keep as keep_plan, read as read_plan, text as plan_text, usual_place as plan_place};
pub use publish::{Published, publish};
pub use recover::recover;
pub use site::Site;
pub use undo::undo;
pub use verdict::{Answer, CheckVerdict, Place, Verifier};
