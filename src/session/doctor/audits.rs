//! Whether each check was seen to fail: the audits of the history.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use crate::config::CheckSettings;
use crate::doctor::Area;
use crate::doctor::{AuditDoubt, Finding, Said, old_audit, old_drill};
use crate::report::Report;
use crate::report::audited::Proof;
use crate::store::history::{Filter, Found, History, HistoryError, look};

/// What the last audit of each check came to, and when.
type Audits = BTreeMap<String, (Proof, Timestamp)>;

/// The last audits, and when a fault was rehearsed last.
fn last(asked: &AskedOfDoctor<'_>) -> Result<(Audits, Option<Timestamp>), HistoryError> {
    if matches!(look(asked.history)?, Found::Nothing) {
        return Ok((Audits::new(), None));
    }
    let history = History::open_existing(asked.history)?;
    let drilled = history.last_drills()?.into_iter().map(|drill| drill.started).max();
    Ok((last_audits(&history)?, drilled))
}

fn last_audits(history: &History) -> Result<Audits, HistoryError> {
    let mut last = Audits::new();
    let filter = Filter { kind: Some("audit".to_owned()), ..Filter::default() };
    for run in history.runs(&filter)?.into_iter().rev() {
        // One that another version wrote proves nothing to this one.
        let Ok(Report::Audit(document)) = Report::read(&history.document(run.id)?) else { continue };
        for check in &document.checks {
            last.entry(check.name.clone()).or_insert((check.proof, run.started));
        }
    }
    Ok(last)
}

/// Checks that nobody has seen to fail, or not for long, and whether an emergency was rehearsed.
pub fn audits(asked: &AskedOfDoctor<'_>, checks: &[CheckSettings]) -> Result<Vec<Finding>, SessionError> {
    let (last, drilled) = match last(asked) {
        Ok(both) => both,
        Err(error) => {
            let said = Said::of(&error);
            return Ok(vec![Finding::NotKnown { area: Area::Audits, said }]);
        }
    };
    let mut found = Vec::new();
    let (mut never, mut proven) = (Vec::new(), Vec::new());
    for check in checks {
        let name = check.name.clone();
        match last.get(&name) {
            None => never.push(name),
            Some((Proof::CanFail, audited)) => proven.push((name, *audited)),
            Some((Proof::Vacuous, audited)) => {
                found.push(Finding::Vacuous { check: name, audited: *audited });
            }
            Some((Proof::DoesNotPass, _)) => {
                found.push(Finding::Doubtful { check: name, doubt: AuditDoubt::DidNotPass });
            }
            Some((Proof::Unproven, _)) => {
                found.push(Finding::Doubtful { check: name, doubt: AuditDoubt::NoFault });
            }
        }
    }
    if !never.is_empty() {
        found.push(Finding::NeverAudited { checks: never });
    }
    found.extend(old_audit(&proven, asked.now));
    found.extend(old_drill(drilled, asked.now));
    Ok(found)
}
