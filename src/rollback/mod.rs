//! Back to green: a plan that is verified before it is applied, and a journal that undoes it.
//!
//! It knows trees, refs and journals. Of checks it knows one thing: a check's verdict on a tree ([`Verifier`]).

mod after;
mod apply;
mod approval;
mod approval_fault;
mod approved;
mod at_work;
mod authority;
mod candidate;
mod done;
mod error;
mod exit;
mod fault;
mod held;
mod journal;
mod lock;
mod lost;
mod moving;
mod own_files;
mod plan;
mod plan_file;
mod prune;
mod publish;
mod ready;
mod recover;
mod site;
mod snapshot;
mod undo;
mod verdict;
mod withdraw;
mod work;

pub use apply::{apply, expect_appliable, expect_rewritable};
pub use approval::{common_folder, expect_other, give, maker, open_folder as open_approvals, sign};
pub use approval_fault::ApprovalFault;
pub use approved::Approved;
pub use authority::By;
pub use done::Done;
pub use error::RollbackError;
pub use exit::RollbackExit;
pub use fault::{JournalFault, PlanFault, RemoteFault, Stale};
pub use journal::{Begun, End, Entry, Journal, Kind};
pub use lock::holder as lock_holder;
pub use lost::{Lost, LostQuantity, MILLION};
pub use plan::{Dependent, Head, MadeBy, Outcome, Plan, SCHEMA, Target, UndoneCommit};
pub use plan_file::{
    folder as plans_folder, keep as keep_plan, read as read_plan, text as plan_text,
    usual_place as plan_place,
};
pub use prune::{DAYS as PRUNED_AFTER_DAYS, LAST as NEVER_PRUNED, Pruned};
pub use publish::{Published, publish};
pub use recover::recover;
pub use site::Site;
pub use undo::undo;
pub use verdict::{Answer, CheckVerdict, Place, Verifier};
