//! A fault in the source: seen, found, taken back.

use super::asking::trouble_of;
use super::rehearsal::{Rehearsal, Stop};
use super::seen::Health;
use crate::drill::{Ending, Fault, Injected, StepName, Trouble};

impl Rehearsal<'_, '_> {
    /// Takes every step.
    pub fn in_source(&mut self) -> Result<(), Stop> {
        let place = self.place;
        place.clone.begin_again(self.run.interrupt)?;
        let injected = match place.inject(self.drilled.fault) {
            Ok(injected) => injected,
            Err(why) => {
                self.drilled.ending = Ending::NotApplicable { why };
                return Ok(());
            }
        };
        self.drilled.place = shown(&injected);
        let passed = self.before()?;
        let culprit = place.commit(&injected, self.run.interrupt)?;
        let check = self.seen(&injected, &passed)?;
        self.culprit(&check, &culprit)?;
        self.back(&check)?;
        self.after(&passed)
    }

    /// All that passes without the fault.
    fn before(&mut self) -> Result<Vec<String>, Stop> {
        self.place.leave_out(&[])?;
        let said = self.health()?;
        let Some(health) = Health::of(&said) else {
            self.step(StepName::Before, said.took, Some(trouble_of(&said)))?;
            return Ok(Vec::new());
        };
        if self.drilled.fault == Fault::BlockingImport {
            self.times = Some(health.times());
        }
        let passing = health.passing();
        let trouble = passing.is_empty().then(|| Trouble::NotGreen { checks: health.failing() });
        self.step(StepName::Before, said.took, trouble)?;
        self.place.leave_out(&health.failing())?;
        Ok(passing)
    }

    fn seen(&mut self, injected: &Injected, passed: &[String]) -> Result<String, Stop> {
        let said = self.health()?;
        let named = match Health::of(&said) {
            Some(health) => health.names(injected, passed),
            None => Err(trouble_of(&said)),
        };
        self.step(StepName::Seen, said.took, named.as_ref().err().cloned())?;
        named.map_err(|_| Stop::Trouble)
    }

    fn culprit(&mut self, check: &str, culprit: &str) -> Result<(), Stop> {
        let base = &self.place.clone.base;
        let words = ["bisect", base, "HEAD", "--check", check, "--json", "--quiet"];
        let said = self.ask_of(&words, Some(check))?;
        let document = said.json();
        let suspects = document["suspects"].as_array().map(Vec::as_slice).unwrap_or_default();
        let named = match suspects {
            [one] => one["commit"]["hash"].as_str().map(str::to_owned),
            _ => None,
        };
        let trouble = match (&named, said.code) {
            (Some(named), Some(0)) if named == culprit => None,
            (None, code) if code != Some(2) => Some(trouble_of(&said)),
            _ => Some(Trouble::OtherCulprit { named, wanted: culprit.to_owned() }),
        };
        self.step(StepName::Culprit, said.took, trouble)
    }

    fn back(&mut self, check: &str) -> Result<(), Stop> {
        let plan = self.place.file("plan.json");
        let _ = std::fs::remove_file(&plan);
        let base = &self.place.clone.base;
        // A check that judges nothing answers nothing, and `--for` plans for a failure: the last known good commit is named.
        let target = match self.drilled.fault {
            Fault::LyingCheck => vec![base.as_str()],
            _ => vec!["--for", check],
        };
        let words = [&["rollback", "plan"], &target[..], &["--quiet", "--output", &plan]].concat();
        let said = self.ask(&words)?;
        let trouble = (said.code != Some(0)).then(|| trouble_of(&said));
        self.step(StepName::Plan, said.took, trouble)?;
        let said = self.ask(&["rollback", "apply", &plan, "--yes"])?;
        let trouble = (said.code != Some(0)).then(|| trouble_of(&said));
        self.step(StepName::Apply, said.took, trouble)
    }

    fn after(&mut self, passed: &[String]) -> Result<(), Stop> {
        let said = self.health()?;
        let trouble = match Health::of(&said) {
            None => Some(trouble_of(&said)),
            Some(health) => {
                let passing = health.passing();
                let lost: Vec<_> = passed.iter().filter(|name| !passing.contains(name)).cloned().collect();
                (!lost.is_empty()).then_some(Trouble::NotGreen { checks: lost })
            }
        };
        self.step(StepName::After, said.took, trouble)
    }
}

fn shown(injected: &Injected) -> Option<String> {
    match &injected.line {
        Some((file, line)) => Some(format!("{}:{line}", file.display())),
        None => injected.files.first().map(|(file, _)| file.display().to_string()),
    }
}
