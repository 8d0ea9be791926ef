//! Back to green: a plan that is verified before it is applied, and a journal that undoes it.
//!
//! It knows trees, refs and journals. Of checks it knows one thing: a check's verdict on a tree ([`Verifier`]).

mod plan;
mod verdict;

pub use plan::{Dependent, Head, Outcome, Plan, SCHEMA, Target, UndoneCommit};
pub use verdict::{Answer, CheckVerdict, Place, Verifier};
