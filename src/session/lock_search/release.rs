//! The release at fault: a binary search over the releases between the two locked versions.

use super::super::error::SessionError;
use super::mixture::{Requirements, mixture};
use super::releases::releases;
use super::trial::{LockSearch, Stop};
use crate::culprit::Trial;
use crate::report::lock_search::{LockEnd, LockSearchDocument, Release};

/// Finds it, and compares it with the release before. Nothing is found where the package was added, removed or is not pinned.
///
/// # Errors
/// Where the system refuses something.
pub fn find_release(search: &LockSearch<'_>, document: &mut LockSearchDocument) -> Result<(), SessionError> {
    let group = document.at_fault.clone();
    // What no other of the group requires: the others follow it.
    let Some(change) = group.first().cloned() else { return Ok(()) };
    let (Some(before), Some(after)) = (change.before.clone(), change.after.clone()) else { return Ok(()) };
    let asked = search.asked;
    let versions =
        releases(&change.package, [&before, &after], &asked.find_links, &asked.python, search.run.interrupt);
    let [old, new] = search.ends.each_ref().map(|end| &end.pins);
    let all = mixture(old, new, &group.iter().collect::<Vec<_>>());
    let wanted = |version: Option<&str>| match version {
        Some(version) if version != after => Requirements::of_release(&all, &group, version),
        Some(_) => Requirements::of(&all),
        // The release before the first is the old lock itself: what goes with it is of that too.
        None => Requirements::of(old),
    };
    let found = match first_bad(search, document, &change.package, &versions, &wanted) {
        Ok(found) => found,
        Err(Stop::CutShort) => {
            document.end = LockEnd::CutShort;
            return Ok(());
        }
        Err(Stop::Failed(error)) => return Err(error),
    };
    let good = found.good.map(|number| versions[number].as_str());
    let pair = [wanted(good), wanted(Some(&versions[found.bad]))];
    let environment = |wanted: &Requirements| search.installer.environment(wanted, "a release");
    if search.run.cut_short().is_none() {
        let environments = [environment(&pair[0])?, environment(&pair[1])?];
        let names = [good.unwrap_or(&before), &versions[found.bad]];
        let [before, after] = names.map(|version| format!("{} {version}", change.package));
        let compared = search.compared(environments.each_ref())?;
        document.comparison = Some(Box::new(search.labelled(compared, &before, &after)));
    }
    document.release = Some(Release {
        package: change.package,
        version: versions[found.bad].clone(),
        good: good.map_or(before, str::to_owned),
        undecided: found.undecided.into_iter().map(|number| versions[number].clone()).collect(),
    });
    Ok(())
}

/// By numbers of releases.
struct FirstBad {
    /// None: before the first.
    good: Option<usize>,
    bad: usize,
    undecided: Vec<usize>,
}

fn first_bad(
    search: &LockSearch<'_>,
    document: &mut LockSearchDocument,
    package: &str,
    versions: &[String],
    wanted: &dyn Fn(Option<&str>) -> Requirements,
) -> Result<FirstBad, Stop> {
    let (mut good, mut bad) = (None, versions.len() - 1);
    let mut undecided: Vec<usize> = Vec::new();
    loop {
        let first = good.map_or(0, |number: usize| number + 1);
        let left: Vec<usize> = (first..bad).filter(|number| !undecided.contains(number)).collect();
        let middle = usize::midpoint(first, bad);
        let Some(number) = left.into_iter().min_by_key(|number| number.abs_diff(middle)) else { break };
        let requirements = wanted(Some(&versions[number]));
        let name = format!("{package} {}", versions[number]);
        match search.trial(&requirements, vec![name], &mut document.trials)?.0 {
            Trial::Good => good = Some(number),
            Trial::Bad => bad = number,
            Trial::Unknown => undecided.push(number),
        }
    }
    let after_good = good.map_or(0, |number| number + 1);
    undecided.retain(|number| (after_good..bad).contains(number));
    Ok(FirstBad { good, bad, undecided })
}
