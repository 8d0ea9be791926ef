//! Which package that a lock file changes a module at fault belongs to.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::packages::Belonging;
use crate::report::comparison::{ComparisonDocument, SideRecord};
use crate::report::pull_request::LockChange;
use crate::verdict::{ComparisonReason, PullRequestReason, Reason};

/// Puts the package that differs beside each module at fault that is of it.
pub fn blame_packages(document: &mut ComparisonDocument, locks: &[LockChange]) {
    if locks.is_empty() {
        return;
    }
    let installed = |side: &SideRecord| {
        let python = &side.fingerprint.python;
        let [major, minor, _] = python.version;
        ["lib", "lib64"]
            .map(|lib| python.prefix.join(lib).join(format!("python{major}.{minor}/site-packages")))
    };
    let folders: Vec<PathBuf> = document.sides.iter().rev().flat_map(installed).collect();
    let belonging = Belonging::installed_in(&folders);
    for probe in &mut document.probes {
        let modules: BTreeSet<String> = probe.verdict.reasons.iter().filter_map(module_at_fault).collect();
        for module in modules {
            let package = belonging.package_of(&module);
            let found = locks.iter().find_map(|lock| {
                let change = lock.packages.iter().find(|change| change.package == package)?;
                Some((lock.file.clone(), change.clone()))
            });
            if let Some((file, change)) = found {
                let reason = PullRequestReason::PackageAtFault { module, file, change };
                probe.verdict.reasons.push(reason.into());
            }
        }
    }
}

/// The first name of a module that makes a part of a difference.
fn module_at_fault(reason: &Reason) -> Option<String> {
    let Reason::Comparison(ComparisonReason::Module { share }) = reason else { return None };
    share.module.split('.').next().map(str::to_owned)
}
