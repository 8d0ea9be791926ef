//! Both ends before the search: whether they differ, by what, which lines the bad one names, and what a build and a run take.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::error::SessionError;
use super::asked::Question;
use super::journal::Entry;
use super::question::Answered;
use super::range::Range;
use super::wanted::Wanted;
use super::work::{End, TRIES, Work};
use crate::cause::Change;
use crate::culprit::Trial;
use crate::imports::file_of;
use crate::process::monotonic;
use crate::quantity::Nanos;
use crate::report::bisect::{BisectDocument, BisectEnd, BisectMethod, Skip, SkipKind};
use crate::report::comparison::ComparisonDocument;
use crate::untrusted::masked;
use crate::verdict::{ComparisonReason, Location, Reason, Status};

/// What both ends came to, as the journal has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// By times or by answers.
    pub method: BisectMethod,
    /// The failure that is looked for; None where any counts.
    pub wanted: Option<Wanted>,
    /// What that says.
    pub failure: Vec<Reason>,
    /// The lines that the bad end names, relative to the repository's top.
    pub places: Vec<Location>,
    /// Files of modules whose own code takes longer at the bad end, relative to the repository's top.
    #[serde(default)]
    pub files: Vec<String>,
    /// Both against each other, where times were measured.
    pub comparison: Option<Box<ComparisonDocument>>,
    /// What it took in seconds to make one ready, and what one run takes.
    pub took: [f64; 2],
}

/// What was known of both ends, or is now. None where they do not differ, or that cannot be said: the document has why.
///
/// # Errors
/// Where an end cannot be made ready, and what the system refuses.
pub fn ends(
    work: &mut Work<'_>,
    range: &Range,
    known: &[Entry],
    document: &mut BisectDocument,
) -> Result<Option<Known>, SessionError> {
    let stored = known.iter().find_map(|entry| match entry {
        Entry::Ends { known } => Some(known.clone()),
        _ => None,
    });
    let known = match stored.and_then(|value| serde_json::from_value(value).ok()) {
        Some(known) => known,
        None => match measured(work, range, document)? {
            Some(known) => {
                let known: Known = masked(known).map_err(std::io::Error::other)?;
                let value = serde_json::to_value(&known).map_err(std::io::Error::from)?;
                work.journal.append(&Entry::Ends { known: value })?;
                known
            }
            None => return Ok(None),
        },
    };
    document.method = Some(known.method);
    document.failure.clone_from(&known.failure);
    document.ends.clone_from(&known.comparison);
    Ok(Some(known))
}

fn measured(
    work: &mut Work<'_>,
    range: &Range,
    document: &mut BisectDocument,
) -> Result<Option<Known>, SessionError> {
    let began = monotonic();
    let hashes = range.ends();
    let [good, bad] = hashes.each_ref().map(String::as_str);
    if let Some(none) = work.make_ready(&[good, bad])? {
        let number = none.number;
        return Err(End::BOTH[number].not_ready(&hashes[number], &none.why));
    }
    let build = monotonic().since(began).as_secs_f64() / 2.0;
    match &work.asked.question {
        Question::Time { check, .. } => {
            let check = Question::Check(check.clone());
            by_times(work, range, build, &check, document)
        }
        question => by_answers(work, range, build, question, document),
    }
}

fn by_times(
    work: &mut Work<'_>,
    range: &Range,
    build: f64,
    check: &Question,
    document: &mut BisectDocument,
) -> Result<Option<Known>, SessionError> {
    let began = monotonic();
    let hashes = range.ends();
    let compared = work.compared(hashes.each_ref().map(String::as_str), None)?;
    let comparison =
        compared.map_err(|none| End::BOTH[none.number].not_ready(&hashes[none.number], &none.why))?;
    let runs =
        2 * comparison.probes.iter().map(|probe| probe.comparison.measured.pairs().len()).sum::<usize>();
    let run = monotonic().since(began).as_secs_f64() / runs.max(1) as f64;
    document.end = match comparison.status() {
        Status::Error => return by_answers(work, range, build, check, document),
        Status::Fail => {
            return Ok(Some(Known {
                method: BisectMethod::Times,
                wanted: None,
                failure: Vec::new(),
                places: places(&comparison),
                files: own_files(work, &range.bad.hash, &comparison),
                comparison: Some(Box::new(comparison)),
                took: [build, run],
            }));
        }
        _ if work.run.cut_short().is_some() => BisectEnd::CutShort,
        Status::Pass => BisectEnd::Alike,
        Status::Inconclusive | Status::Vacuous => BisectEnd::Undecided,
    };
    document.ends = Some(Box::new(comparison));
    Ok(None)
}

/// Whether both ends answer, and differently; the failure of the bad one is what is looked for.
fn by_answers(
    work: &mut Work<'_>,
    range: &Range,
    build: f64,
    question: &Question,
    document: &mut BisectDocument,
) -> Result<Option<Known>, SessionError> {
    let (of_bad, run) = asked(work, question, &range.bad.hash, None)?;
    let failed = of_bad.failure.clone();
    let signature = failed.as_ref().map(|failed| failed.signature.clone()).filter(|known| !known.is_empty());
    let mut wanted = signature.map(|signature| Wanted::of(signature, &of_bad.leaks));
    let (of_good, _) =
        asked(work, question, &range.good.hash, wanted.as_ref().map(Wanted::exactly).as_ref())?;
    if let Some(wanted) = &mut wanted {
        wanted.leaks_of_good = of_good.leaks.iter().map(|leak| leak.line.clone()).collect();
    }
    document.end = match (of_good.trial, of_bad.trial) {
        (Trial::Good, Trial::Bad) => {
            let failed = failed.map(|failed| (failed.reasons, failed.places));
            let (failure, places) = failed.unwrap_or_default();
            let took = [build, run.as_secs_f64()];
            let method = BisectMethod::Answers;
            let files = Vec::new();
            return Ok(Some(Known { method, wanted, failure, places, files, comparison: None, took }));
        }
        _ if of_good.is_cut_short || of_bad.is_cut_short => BisectEnd::CutShort,
        (Trial::Unknown, _) | (_, Trial::Unknown) => BisectEnd::Undecided,
        _ => BisectEnd::Alike,
    };
    for (hash, answered) in range.ends().into_iter().zip([&of_good, &of_bad]) {
        if let Some((kind, why)) = answered.why.clone() {
            let tries = if kind == SkipKind::NotAnswered { TRIES } else { 1 };
            document.skips.push(Skip { commit: hash, kind, tries, why });
        }
    }
    document.answered = [of_good, of_bad].map(|end| end.trial.into());
    Ok(None)
}

/// An end's answer; none is asked for again.
fn asked(
    work: &mut Work<'_>,
    question: &Question,
    hash: &str,
    wanted: Option<&Wanted>,
) -> Result<(Answered, Nanos), SessionError> {
    let mut answered = work.answer(question, hash, wanted)?;
    for _ in 1..TRIES {
        let is_silent = matches!(answered.0.why, Some((SkipKind::NotAnswered, _)));
        if !is_silent || answered.0.is_cut_short {
            break;
        }
        answered = work.answer(question, hash, wanted)?;
    }
    Ok(answered)
}

/// The lines that the bad end's verdict names, those of the comparison's sides by their names in the commit. The statement that imports
/// a module whose own code takes longer is not at fault.
fn places(document: &ComparisonDocument) -> Vec<Location> {
    said(document)
        .filter(|reason| slower_module(reason).is_none())
        .flat_map(Reason::locations)
        .filter(|place| Path::new(&place.file).is_relative())
        .collect()
}

fn said(document: &ComparisonDocument) -> impl Iterator<Item = &Reason> {
    let verdicts = document.probes.iter().map(|probe| &probe.verdict);
    verdicts.flat_map(|verdict| verdict.reasons.iter().chain(&verdict.evidence))
}

/// A module whose own code takes longer.
fn slower_module(reason: &Reason) -> Option<&str> {
    match reason {
        Reason::Comparison(ComparisonReason::Module { share } | ComparisonReason::LikelyModule { share }) => {
            (share.change == Change::Slower).then_some(&*share.module)
        }
        _ => None,
    }
}

/// The files of those modules, as far as the commit has them.
fn own_files(work: &Work<'_>, hash: &str, document: &ComparisonDocument) -> Vec<String> {
    let Some(side) = work.revisions.side(hash) else { return Vec::new() };
    let folders = [side.root.clone(), side.root.join("src"), side.top.clone()];
    let of_module = |module: &str| {
        let file = folders.iter().find_map(|folder| Some(folder.join(file_of(folder, module)?)))?;
        Some(file.strip_prefix(&side.top).ok()?.to_str()?.to_owned())
    };
    said(document).filter_map(slower_module).filter_map(of_module).collect()
}
