//! Rehearsals for people, and as data.

use serde::{Deserialize, Serialize};

use super::table::Rows;
use super::terminal::{BOLD, DIM, line, plain_table, styled};
use crate::drill::{Drilled, Ending, Fault, Step, Trouble, Unplaced};
use crate::quantity::Nanos;
use crate::store::history::DrillRow;
use crate::untrusted::printable;

/// The schema of the document.
const SCHEMA: &str = "vitals-drill/1";

/// What `vitals drill` did.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DrillDocument {
    /// `vitals-drill/1`.
    pub schema: String,
    /// The commit that the clone was made of.
    pub commit: Option<String>,
    /// In the order in which they were rehearsed.
    pub drills: Vec<Drilled>,
}

impl DrillDocument {
    /// Of rehearsals on a commit.
    pub fn of(commit: Option<String>, drills: Vec<Drilled>) -> Self {
        Self { schema: SCHEMA.to_owned(), commit, drills }
    }

    /// Whether every fault that has a place here was led back to green in time.
    pub fn passed(&self) -> bool {
        let mut rehearsed = self.drills.iter().filter(|drill| !is_not_applicable(drill)).peekable();
        rehearsed.peek().is_some() && rehearsed.all(|drill| drill.ending == Ending::Passed)
    }
}

fn is_not_applicable(drill: &Drilled) -> bool {
    matches!(drill.ending, Ending::NotApplicable { .. })
}

/// One line for a step that was taken.
pub fn step_line(step: &Step) -> String {
    let how = if step.trouble.is_some() { "failed" } else { "ok" };
    format!("  {:<8} {how} in {}", step.name.word(), step.took)
}

/// All of it, with a line for each fault and what went wrong.
pub fn human_drill(document: &DrillDocument) -> String {
    let mut text = String::new();
    let mut rows = Rows::of(&["drill", "ended", "took", "limit", "of it", "fault at"]);
    for drill in &document.drills {
        let none = is_not_applicable(drill);
        let cell = |value: String| if none { String::new() } else { value };
        let part = 100.0 * drill.took().0 as f64 / drill.limit.0 as f64;
        rows.add([
            drill.fault.word().to_owned(),
            drill.ending.word().to_owned(),
            cell(drill.took().to_string()),
            drill.limit.to_string(),
            cell(format!("{part:.0} %")),
            printable(drill.place.as_deref().unwrap_or_default()).to_string(),
        ]);
    }
    plain_table(&mut text, &rows, "", BOLD);
    line(&mut text, "");
    for drill in &document.drills {
        explained(&mut text, drill);
    }
    text
}

fn explained(text: &mut String, drill: &Drilled) {
    let name = drill.fault.word();
    match drill.ending {
        Ending::NotApplicable { why } => {
            line(text, &format!("{name}: not applicable: {}", unplaced(why)));
        }
        Ending::Touched => {
            line(text, &format!("{name}: the repository was changed while it ran: `git status` shows what"))
        }
        Ending::TooSlow => {
            line(
                text,
                &format!("{name}: every step went well, but together they took longer than {}", drill.limit),
            );
        }
        _ => {}
    }
    for step in &drill.steps {
        let Some(trouble) = &step.trouble else { continue };
        line(text, &format!("{name}, {}: {}", step.name.word(), printable(&sentence(trouble))));
        if let Trouble::Ended { said, .. } = trouble {
            for said in said.lines() {
                line(text, &styled(DIM, &format!("  │ {}", printable(said))));
            }
        }
    }
}

/// Why a fault has no place in a project.
pub fn unplaced(why: Unplaced) -> &'static str {
    match why {
        Unplaced::NoImport => "no check measures the import of a module of this project",
        Unplaced::NoGrowth => "no check measures the growth of an object of this project",
        Unplaced::NoExport => {
            "no module that is imported takes a function or class out of another one of this project"
        }
        Unplaced::NoTests => "no check runs tests of this project",
        Unplaced::NoConversation => {
            "no websocket check starts its server (`start`) by a file of this project"
        }
        Unplaced::NoUsers => "no websocket check starts its server (`start`) for several users (`users`)",
    }
}

/// What went wrong.
pub fn sentence(trouble: &Trouble) -> String {
    match trouble {
        Trouble::NotGreen { checks } => format!("does not pass: {}", checks.join(", ")),
        Trouble::NotSeen => "no check fails with the fault that passed without it".to_owned(),
        Trouble::NotNamed { checks, wanted } => {
            format!("{} failed, and says nothing of {}", checks.join(", "), wanted.join(", "))
        }
        Trouble::OtherCulprit { named: Some(named), wanted } => {
            format!("{named} was named instead of {wanted}")
        }
        Trouble::OtherCulprit { named: None, wanted } => format!("not one was named; {wanted} is at fault"),
        Trouble::Ended { command, code: Some(code), .. } => {
            format!("`{}` ended with {code}", command.join(" "))
        }
        Trouble::Ended { command, code: None, .. } => format!("`{}` was ended", command.join(" ")),
    }
}

/// A fault that can be rehearsed, and when it was.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// Which.
    pub fault: Fault,
    /// The longest until everything is green again.
    pub limit: Nanos,
    /// When it was rehearsed last (RFC 3339); None where never.
    pub started: Option<String>,
    /// How that ended.
    pub ending: Option<String>,
    /// How long it took.
    pub took: Option<Nanos>,
}

/// All faults, with what the history knows of each.
pub fn listed(last: &[DrillRow]) -> Vec<Listed> {
    let one = |fault: Fault| {
        let row = last.iter().find(|row| row.fault == fault.word());
        Listed {
            fault,
            limit: fault.scenario().resolution(),
            started: row.map(|row| row.started.to_string()),
            ending: row.map(|row| row.ending.clone()),
            took: row.map(|row| row.took),
        }
    };
    Fault::ALL.map(one).into()
}

/// The same for people.
pub fn human_list(all: &[Listed]) -> String {
    let mut text = String::new();
    let mut rows = Rows::of(&["drill", "limit", "last", "ended", "took"]);
    for one in all {
        rows.add([
            one.fault.word().to_owned(),
            one.limit.to_string(),
            one.started.clone().unwrap_or_else(|| "never".to_owned()),
            one.ending.clone().unwrap_or_default(),
            one.took.map(|took| took.to_string()).unwrap_or_default(),
        ]);
    }
    plain_table(&mut text, &rows, "", BOLD);
    text
}
