//! A mistake with its lines, as errors are shown.

use std::ops::Range;
use std::path::Path;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use thiserror::Error;

use crate::config::{FOUR_LEVELS, profile};
use crate::escalation::lint::{Finding, Wrong};
use crate::escalation::{Place, Source};

/// A mistake, and the text that it is in.
#[derive(Debug, Error)]
#[error("{}{wrong}", line.map_or_else(String::new, |line| format!("line {line}: ")))]
pub struct Shown {
    wrong: Wrong,
    line: Option<usize>,
    text: NamedSource<String>,
    labels: Vec<LabeledSpan>,
}

impl Diagnostic for Shown {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.wrong.help()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.labels.is_empty()).then_some(&self.text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A finding in the text of the configuration, or in that of the profile.
pub fn shown(finding: Finding, file: &Path, text: &str) -> Shown {
    let source = finding.place.as_ref().map(|place| place.source);
    let (name, text) = match source {
        Some(Source::Profile) => {
            (format!("{FOUR_LEVELS} (shipped)"), profile(FOUR_LEVELS).unwrap_or_default())
        }
        _ => (file.display().to_string(), text),
    };
    let label = |place: &Place, words: &str, key: Option<&str>| {
        let span = narrowed(text, &place.span, key);
        LabeledSpan::new_with_span(Some(words.to_owned()), span)
    };
    let key = key(&finding.wrong);
    let first = finding.place.as_ref().map(|place| label(place, "here", key));
    let other = finding.other.as_ref().filter(|other| Some(other.source) == source);
    let other = other.map(|place| label(place, "and here", None));
    let line = first.as_ref().map(|label| text[..label.offset().min(text.len())].matches('\n').count() + 1);
    let labels = first.into_iter().chain(other).collect();
    Shown {
        wrong: finding.wrong,
        line,
        text: NamedSource::new(name, text.to_owned()).with_language("toml"),
        labels,
    }
}

/// The key that a mistake is about.
fn key(wrong: &Wrong) -> Option<&'static str> {
    Some(match wrong {
        Wrong::Placeholder { key } | Wrong::Idle { key, .. } | Wrong::SameText { key, .. } => key,
        Wrong::Unchecked { days: Some(_) } | Wrong::CheckedLater => "checked",
        Wrong::SameRank { .. } => "rank",
        Wrong::SameLevel(_) | Wrong::SameContact(_) => "name",
        _ => return None,
    })
}

/// The line of a key in a table that begins there; the table's first line where it has no such line.
fn narrowed(text: &str, table: &Range<usize>, key: Option<&str>) -> Range<usize> {
    let start = table.start.min(text.len());
    let mut at = start;
    let mut first = None;
    for line in text[start..].split_inclusive('\n') {
        let written = line.trim_end();
        if first.is_some() && written.trim_start().starts_with('[') {
            break;
        }
        let first = first.get_or_insert(at..at + written.len());
        match key {
            None => return first.clone(),
            Some(key) => {
                let rest = written.trim_start().strip_prefix(key).map(str::trim_start);
                if rest.is_some_and(|rest| rest.starts_with('=')) {
                    return at..at + written.len();
                }
            }
        }
        at += line.len();
    }
    first.unwrap_or(start..start)
}
