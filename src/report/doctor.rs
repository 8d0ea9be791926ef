//! A look before the emergency as data, and as the answer for a person.

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::terminal::{BOLD, DIM, line, styled};
use super::words::doctor::{consequence, fix, found, unlooked};
use crate::doctor::{Examined, Finding, Looked, Severity};

/// The version of the document.
const SCHEMA: &str = "vitals-doctor/1";

/// A finding with its words.
#[derive(Debug, Serialize)]
pub struct Stated {
    severity: Severity,
    area: crate::doctor::Area,
    #[serde(flatten)]
    finding: Finding,
    /// What was found.
    sentence: String,
    /// What would fail.
    fails: &'static str,
    /// The command that fixes it.
    fix: String,
}

/// All that was found, the worst first, and what was looked at.
#[derive(Debug, Serialize)]
pub struct DoctorDocument {
    schema: &'static str,
    /// Nothing would fail, as far as it was looked at.
    pub ready: bool,
    errors: usize,
    warnings: usize,
    findings: Vec<Stated>,
    examined: Vec<Examined>,
}

impl DoctorDocument {
    /// That of these findings.
    pub fn of(findings: Vec<Finding>, examined: Vec<Examined>) -> Self {
        let mut findings: Vec<Stated> = findings.into_iter().map(stated).collect();
        findings.sort_by_key(|stated| stated.severity);
        let count = |severity| findings.iter().filter(|stated| stated.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        Self { schema: SCHEMA, ready: errors == 0, errors, warnings, findings, examined }
    }
}

fn stated(finding: Finding) -> Stated {
    Stated {
        severity: finding.severity(),
        area: finding.area(),
        sentence: found(&finding),
        fails: consequence(&finding),
        fix: fix(&finding),
        finding,
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => BOLD.fg_color(Some(AnsiColor::Red.into())),
        Severity::Warning => BOLD.fg_color(Some(AnsiColor::Yellow.into())),
        Severity::Note => DIM,
    }
}

/// The document for a person.
pub fn human_doctor(document: &DoctorDocument) -> String {
    let mut text = String::new();
    for stated in &document.findings {
        let word = styled(style(stated.severity), &format!("{:8}", stated.severity.word()));
        line(&mut text, &format!("{word} {}: {}", stated.area.word(), stated.sentence));
        line(&mut text, &format!("         {} {}", styled(DIM, "so:"), stated.fails));
        line(&mut text, &format!("         {} {}", styled(DIM, "fix:"), stated.fix));
    }
    let sound = |looked: &Examined| looked.looked == Looked::Sound;
    let sound: Vec<_> =
        document.examined.iter().filter(|one| sound(one)).map(|one| one.area.word()).collect();
    if !sound.is_empty() {
        line(&mut text, &format!("sound: {}", sound.join(", ")));
    }
    for one in &document.examined {
        if let Looked::Not(why) = one.looked {
            line(&mut text, &format!("not looked at: {} ({})", one.area.word(), unlooked(why)));
        }
    }
    let word = if document.ready { "ready" } else { "not ready" };
    let count = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let counted = format!("{}, {}", count(document.errors, "error"), count(document.warnings, "warning"));
    line(&mut text, &format!("{}: {counted}", styled(BOLD, word)));
    text
}
