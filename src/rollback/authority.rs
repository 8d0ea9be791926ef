//! Whose authority a plan needs, and as what somebody applies it.

use rustix::process::getuid;

use super::plan::{Plan, Target};
use crate::escalation::{Acting, Action, NotAuthorised, Operators, Proof};

/// A target that was written so is where a phase began.
const PHASE: &str = "phase:";

/// Who applies a plan.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Who may do what.
    pub operators: &'a Operators,
    /// The level that was said.
    pub level: Option<&'a str>,
}

impl Plan {
    /// What it does, as the `authority` of a level names it.
    pub fn needs(&self) -> Action {
        if self.rewrite { Action::RewriteHistory } else { needed(&self.target) }
    }
}

fn needed(target: &Target) -> Action {
    match target {
        Target::Paths { .. } | Target::Without { .. } => Action::FileRollback,
        Target::Commit { asked, .. } if asked.starts_with(PHASE) => Action::PhaseSuspension,
        Target::Commit { .. } => Action::CompleteRollback,
    }
}

impl By<'_> {
    /// As what this account applies a plan; None where there are no levels. What rewrites history has the authority of who approved it.
    ///
    /// # Errors
    /// Where it may not.
    pub fn expect_allowed(self, plan: &Plan) -> Result<Option<Acting>, NotAuthorised> {
        let account = Proof::Account(getuid().as_raw());
        if plan.rewrite && !self.operators.levels.is_empty() {
            return self.operators.acting(account, self.level);
        }
        self.operators.allowed(account, self.level, plan.needs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::Commit;

    #[test]
    fn what_a_plan_does_is_one_of_the_words_of_a_level() {
        let commit = || Commit { hash: "1".repeat(40), subject: "Fine".into() };
        let asked = |text: &str| text.to_owned();
        for (target, action) in [
            (Target::Commit { asked: asked("--for checkout"), commit: commit() }, Action::CompleteRollback),
            (Target::Commit { asked: asked("phase:move"), commit: commit() }, Action::PhaseSuspension),
            (
                Target::Paths { asked: asked("phase:move"), commit: commit(), paths: vec!["a.py".into()] },
                Action::FileRollback,
            ),
            (Target::Without { asked: asked("--revert HEAD"), commit: commit() }, Action::FileRollback),
        ] {
            assert_eq!(needed(&target), action, "{target:?}");
        }
    }
}
