//! Whether a plan is approved, by somebody else, now.

use super::account::own_numbers;
use super::file::{not_authorised, of_plan, read};
use super::tag;
use crate::escalation::Operators;
use crate::rollback::approval_fault::ApprovalFault;
use crate::rollback::approved::Approved;
use crate::rollback::error::RollbackError;
use crate::rollback::plan::Plan;
use crate::rollback::site::Site;

/// The approval of a plan.
///
/// # Errors
/// Where there is none that counts.
pub(in crate::rollback) fn expect(
    site: &Site<'_>,
    (plan, hash): (&Plan, &str),
    operators: &Operators,
) -> Result<Approved, RollbackError> {
    let Some(made_by) = &plan.made_by else { return Err(not_authorised(hash, ApprovalFault::NoMaker)) };
    let mut own = own_numbers();
    own.push(made_by.uid);
    let mut worst = ApprovalFault::Missing;
    for path in of_plan(&site.common, hash) {
        match read(&path, hash, &own, operators) {
            Ok(approved) => return Ok(approved),
            Err(fault) => worst = fault,
        }
    }
    match tag::read(site, (made_by, hash), operators)? {
        Some(Ok(approved)) => Ok(approved),
        Some(Err(fault)) => Err(not_authorised(hash, fault)),
        None => Err(not_authorised(hash, worst)),
    }
}

/// That who approves is not who made the plan.
///
/// # Errors
/// Where it is the same account.
pub fn expect_other(plan: &Plan, hash: &str) -> Result<(), RollbackError> {
    match &plan.made_by {
        None => Err(not_authorised(hash, ApprovalFault::NoMaker)),
        Some(made_by) if own_numbers().contains(&made_by.uid) => {
            let by = super::account::name_of(made_by.uid).unwrap_or_else(|| made_by.uid.to_string());
            Err(not_authorised(hash, ApprovalFault::Own(by)))
        }
        Some(_) => Ok(()),
    }
}
