//! The search: which part of the change is at fault, which upgrades of it, which release.

use std::path::{Path, PathBuf};

use super::super::compare::{Comparing, compare, in_place};
use super::super::conduct::{Conduct, Run};
use super::super::error::SessionError;
use super::super::side::{scratch, target_of};
use super::asked::AskedOfLocks;
use super::environment::{Installer, LockEnvironment};
use super::groups::groups;
use super::mixture::{Requirements, differences, mixture};
use super::release::find_release;
use super::sides::{End, LockSide};
use super::trial::{LockSearch, Signature, Stop, half_of_the_difference, locks_compared};
use crate::config::{Variant, defaults};
use crate::culprit::{Changes, Trial, minimal};
use crate::packages::PackageChange;
use crate::report::Head;
use crate::report::comparison::ComparisonDocument;
use crate::report::lock_search::{LockEnd, LockSearchDocument, LockTrial, Way, WayKind};
use crate::verdict::Status;

/// Searches; `heard` hears of each mixture as it was tried.
///
/// # Errors
/// Where an end cannot be read, no environment be made of a lock, or the system refuses something.
pub fn lock_search(
    run: Run<'_>,
    asked: &AskedOfLocks,
    heard: &dyn Fn(&LockTrial),
) -> Result<LockSearchDocument, SessionError> {
    let scratch = scratch(run)?.removed_at_the_end();
    let (root, _, python) = target_of(run)?;
    let here = (root.as_path(), python.version);
    let end = |side: &LockSide| End::of(side, asked.lock_file.as_deref(), here, run, &scratch);
    let ends = [end(&asked.sides[0])?, end(&asked.sides[1])?];
    let changes = differences(&ends[0].pins, &ends[1].pins);
    let mut document = begin(run, &ends, &changes);
    let installer = Installer::new(asked.python.clone(), &asked.find_links, &scratch, run.interrupt);
    document.installer = installer.name().to_owned();
    if changes.is_empty() && ends[0].root == ends[1].root {
        document.end = LockEnd::Alike;
        return Ok(document);
    }
    let environment = |end: &End| installer.environment(&Requirements::of(&end.pins), &end.label);
    let environments = [environment(&ends[0])?, environment(&ends[1])?];
    let Some((root, signature, whole)) = attributed(run, asked, &ends, &environments, &mut document)? else {
        document.environments = installer.count();
        return Ok(document);
    };
    let tolerance = half_of_the_difference(&whole).or(asked.tolerance);
    let [old, new] = environments;
    let groups = groups(&changes, [&old, &new], run.interrupt);
    document.groups = groups.len();
    let search = LockSearch { run, asked, installer, ends: &ends, root, old, signature, tolerance, heard };
    upgrades(&search, &groups, whole, &mut document)?;
    document.environments = search.installer.count();
    Ok(document)
}

fn begin(run: Run<'_>, ends: &[End; 2], changes: &[PackageChange]) -> LockSearchDocument {
    LockSearchDocument {
        head: Head::begin(&run.conduct.command, run.settings, run.settings.probes.len()),
        sides: ends.each_ref().map(|end| end.label.clone()),
        changes: changes.to_vec(),
        groups: changes.len(),
        ways: Vec::new(),
        faster: false,
        trials: Vec::new(),
        at_fault: Vec::new(),
        release: None,
        comparison: None,
        environments: 0,
        installer: String::new(),
        end: LockEnd::Undecided,
    }
}

/// Measures code and lock against each other; gives the code and the comparison in which the lock alone fails. None where it does
/// not: the document says why.
fn attributed(
    run: Run<'_>,
    asked: &AskedOfLocks,
    ends: &[End; 2],
    environments: &[LockEnvironment; 2],
    document: &mut LockSearchDocument,
) -> Result<Option<(PathBuf, Signature, ComparisonDocument)>, SessionError> {
    let [old, new] = environments;
    let one_code = ends[0].root == ends[1].root;
    let locks = |root: &Path, pair| locks_compared(run, (asked.tolerance, asked.seed), root, pair);
    let codes: &[(WayKind, &End)] = match one_code {
        true => &[(WayKind::Lock, &ends[0])],
        false => &[(WayKind::LockOnOldCode, &ends[0]), (WayKind::LockOnNewCode, &ends[1])],
    };
    let mut seen = Vec::new();
    for (kind, End { root, .. }) in codes.iter().filter(|_| !document.changes.is_empty()) {
        let compared = locks(root, [old, new])?;
        document.ways.push(way(*kind, &compared));
        if is_failure(compared.status()) {
            return Ok(Some((root.clone(), Signature::of(&compared), compared)));
        }
        let reversed = is_faster(&compared).then(|| locks(root, [new, old])).transpose()?;
        if let Some(reversed) = reversed.filter(|reversed| reversed.status() == Status::Fail) {
            document.faster = true;
            return Ok(Some((root.clone(), Signature::Faster, reversed)));
        }
        seen.push(compared);
    }
    if !one_code {
        let code = code_compared(run, asked, old)?;
        document.ways.push(way(WayKind::CodeOnOldLock, &code));
        seen.push(code);
    }
    let failed = seen.iter().position(|compared| is_failure(compared.status()));
    let alike = seen.iter().all(|compared| compared.status() == Status::Pass);
    document.end = match failed {
        Some(_) => LockEnd::Code,
        None if run.cut_short().is_some() => LockEnd::CutShort,
        None if alike => LockEnd::Alike,
        None => LockEnd::Undecided,
    };
    let undecided = seen.iter().position(|compared| compared.status() != Status::Pass);
    document.comparison = failed.or(undecided).map(|number| Box::new(seen.swap_remove(number)));
    Ok(None)
}

/// Whether the candidate certainly takes less: more than what is usually tolerated.
fn is_faster(document: &ComparisonDocument) -> bool {
    let judged = document.probes.iter().filter_map(|probe| probe.comparison.quantities.first());
    judged.filter_map(|judged| judged.ratio).any(|ratio| ratio.high < 1.0 / (1.0 + defaults::REGRESSION))
}

fn is_failure(status: Status) -> bool {
    matches!(status, Status::Fail | Status::Error)
}

fn way(what: WayKind, document: &ComparisonDocument) -> Way {
    let judged = document.probes.first().and_then(|probe| probe.comparison.quantities.first());
    Way { what, status: document.status(), judged: judged.cloned() }
}

/// Both versions of the code with one environment.
fn code_compared(
    run: Run<'_>,
    asked: &AskedOfLocks,
    environment: &LockEnvironment,
) -> Result<ComparisonDocument, SessionError> {
    let conduct = Conduct { python: Some(environment.python()), ..run.conduct.clone() };
    let variant = |side: &LockSide| match side {
        LockSide::Revision(revision) => Variant::Revision(revision.clone()),
        LockSide::File(_) => Variant::WorkingTree,
    };
    let [base, candidate] = asked.sides.each_ref().map(variant);
    let comparing = Comparing { base, candidate, tolerance: asked.tolerance, ..in_place(asked.seed) };
    compare(Run { conduct: &conduct, ..run }, &comparing)
}

/// Finds the upgrades that fail together, and the release.
fn upgrades(
    search: &LockSearch<'_>,
    groups: &[Vec<PackageChange>],
    whole: ComparisonDocument,
    document: &mut LockSearchDocument,
) -> Result<(), SessionError> {
    let chosen =
        |set: &Changes| set.iter().filter_map(|number| groups.get(*number)).flatten().collect::<Vec<_>>();
    let mut last = whole;
    let found = minimal(groups.len(), |set| {
        let upgraded = chosen(set);
        let pins = mixture(&search.ends[0].pins, &search.ends[1].pins, &upgraded);
        let names = upgraded.iter().map(|change| change.package.clone()).collect();
        let (trial, compared) = search.trial(&Requirements::of(&pins), names, &mut document.trials)?;
        if let (Trial::Bad, Some(compared)) = (trial, compared) {
            last = compared;
        }
        Ok(trial)
    });
    let (set, stopped) = match found {
        Ok(set) => (set, None),
        Err((set, stop)) => (set, Some(stop)),
    };
    document.at_fault = chosen(&set).into_iter().cloned().collect();
    document.comparison = Some(Box::new(search.labelled(last, "old lock", "upgraded")));
    match stopped {
        Some(Stop::CutShort) => {
            document.end = LockEnd::CutShort;
            return Ok(());
        }
        Some(Stop::Failed(error)) => return Err(error),
        None => {}
    }
    document.end = if set.len() == 1 { LockEnd::Found } else { LockEnd::Several };
    if set.len() == 1 {
        find_release(search, document)?;
    }
    Ok(())
}
