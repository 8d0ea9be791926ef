//! What is said of a pull request.

use crate::packages::PackageChange;
use crate::touched::Touch;
use crate::verdict::PullRequestReason;

/// Most probes that are named.
const SHOWN: usize = 20;

/// One reason.
pub fn sentence(reason: &PullRequestReason) -> String {
    match reason {
        PullRequestReason::Untouched { probes, of, files } => {
            let files = if *files == 1 { "1 file".to_owned() } else { format!("{files} files") };
            let named: Vec<&str> = probes.iter().take(SHOWN).map(String::as_str).collect();
            let more = probes.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!(
                "{} of {of} probes were not measured: the change of {files} touches neither what they import nor their \
                 configuration ({}{more}); --all measures them too",
                probes.len(),
                named.join(", ")
            )
        }
        PullRequestReason::OneEnvironment { files } => {
            let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
            format!(
                "{} changed, and both sides were measured with one environment: a change of packages does not show. \
                 `prepare` in [pr] makes an environment for each side",
                files.join(", ")
            )
        }
        PullRequestReason::Uncommitted => {
            "there are changes that are not committed: HEAD was measured without them".into()
        }
        PullRequestReason::PackageAtFault { module, file, change } => {
            format!(
                "{module} is of a package that changed: {} in {}",
                package_in_words(change),
                file.display()
            )
        }
    }
}

/// Why a probe is measured.
pub fn touch_in_words(touch: &Touch) -> String {
    match touch {
        Touch::Asked => "--all was given".into(),
        Touch::NewConfiguration => "the base has no configuration that can be read".into(),
        Touch::Target => "[target] or [pr] differs".into(),
        Touch::Probe => "the probe is new, or its table differs".into(),
        Touch::Environment { file } => format!("{} changed", file.display()),
        Touch::Module { file } => format!("{} changed, which it may import", file.display()),
        Touch::Beside { file } => format!("{} changed, which lies beside what it imports", file.display()),
        Touch::Unread { file } => {
            format!(
                "Python source changed, and what {} imports is not known: it cannot be read",
                file.display()
            )
        }
        Touch::Computed { file, line } => format!(
            "Python source changed, and {}:{line} imports a module whose name is computed",
            file.display()
        ),
    }
}

/// `attrs 23.1.0 → 24.2.0`, `foo 1.0 added`, `bar 2.0 removed`.
pub fn package_in_words(change: &PackageChange) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{} {before} → {after}", change.package),
        (None, Some(after)) => format!("{} {after} added", change.package),
        (Some(before), None) => format!("{} {before} removed", change.package),
        (None, None) => change.package.clone(),
    }
}
