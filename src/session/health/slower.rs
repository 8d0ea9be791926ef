//! Takes conversations that went as they should, gives those that take longer than at the commit at which all was well.

use std::path::Path;

use super::super::conduct::Run;
use super::super::conversations::is_conversation;
use super::base::base;
use super::compared::{Subject, compared};
use super::one_check::Heard;
use crate::config::CheckSettings;
use crate::health::CheckReport;
use crate::verdict::{ChangeReason, LastGood, Status, Verdict};

/// Compares each conversation with that commit, as long as there is time, and fails one that takes longer. Gives whether there
/// was one.
pub fn fail_slower(
    run: Run<'_>,
    root: &Path,
    (checks, good): (&[CheckSettings], &LastGood),
    reports: &mut [CheckReport],
    heard: Heard<'_>,
) -> bool {
    let mut is_slower = false;
    for report in reports {
        let settings = checks.iter().find(|check| check.name == report.name);
        let Some(check) = settings.filter(|check| can_be_compared(check)) else { continue };
        // Only where that is a commit of this repository, and not this one.
        if base(root, Some(good), report, run.interrupt).as_deref() != Some(good.short()) {
            return is_slower;
        }
        match compared(run, Subject::Conversation(check), good) {
            Some(found @ ChangeReason::Compared { status: Status::Fail, .. }) => {
                let passed =
                    std::mem::replace(&mut report.outcome.verdict, Verdict::new(Status::Fail, found));
                report.outcome.verdict.evidence = [passed.reasons, passed.evidence].concat();
                heard(report);
                is_slower = true;
            }
            found => report.outcome.verdict.evidence.extend(found.map(Into::into)),
        }
    }
    is_slower
}

/// Both servers must be able to stand at once.
pub fn can_be_compared(check: &CheckSettings) -> bool {
    is_conversation(check) && check.own_port().is_none()
}
