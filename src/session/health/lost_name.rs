//! Takes a check that did not pass, gives the names and modules that could not be had.

use std::path::PathBuf;
use std::sync::LazyLock;

use regex_lite::Regex;

use crate::health::CheckReport;
use crate::verdict::{CommandReason, Exception, FailureReason, Reason, SuiteReason};
use crate::worker::Failure;

/// A name of a module, or a module, that an import did not find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostName {
    /// Dotted.
    pub module: String,
    /// None where the module itself is missing.
    pub name: Option<String>,
    /// The module's file, where Python says it.
    pub file: Option<PathBuf>,
}

/// What Python says, from 3.9 on: `Python/ceval.c`, `Objects/moduleobject.c`, `importlib/_bootstrap.py`.
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"^cannot import name '(?<name>\w+)' from '(?<module>[\w.]+)'(?:.* \((?<file>/.*)\))?",
        r"^module '(?<module>[\w.]+)' has no attribute '(?<name>\w+)'",
        r"^No module named '(?<module>[\w.]+)'",
    ];
    patterns.into_iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});

impl LostName {
    /// `package.module:name`, or a module.
    pub fn shown(&self) -> String {
        self.name.as_ref().map_or_else(|| self.module.clone(), |name| format!("{}:{name}", self.module))
    }

    /// The word for it in a source.
    pub fn last(&self) -> &str {
        let of_module = || self.module.rsplit('.').next().unwrap_or(&self.module);
        self.name.as_deref().unwrap_or_else(of_module)
    }
}

/// Those of a check, each once, in the order of its reasons.
pub fn lost_names(check: &CheckReport) -> Vec<LostName> {
    let outcome = &check.outcome;
    let reasons = outcome.verdict.reasons.iter().filter_map(of_reason);
    let failures = outcome.measured.iter().flat_map(|probe| probe.measured.failures());
    let raised = failures.filter_map(|failed| match &failed.failure {
        Failure::Raised(raised) => of_message(&raised.type_name, &raised.message),
        _ => None,
    });
    let mut names = Vec::new();
    for name in reasons.chain(raised) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn of_reason(reason: &Reason) -> Option<LostName> {
    let exception = match reason {
        Reason::Suite(SuiteReason::TestFailed(test)) => test.exception.as_ref()?,
        Reason::Command(CommandReason::Raised { exception, .. })
        | Reason::Failure(FailureReason::RaisedFrom { exception, .. }) => exception,
        // Python says of it that its module is half run; no later line would bind it.
        Reason::Failure(FailureReason::NameNowhere { module, name, .. }) => {
            return Some(LostName { module: module.clone(), name: Some(name.clone()), file: None });
        }
        _ => return None,
    };
    let Exception { type_name, message } = exception;
    of_message(type_name, message)
}

fn of_message(type_name: &str, message: &str) -> Option<LostName> {
    if !matches!(type_name, "ImportError" | "ModuleNotFoundError" | "AttributeError") {
        return None;
    }
    let found = PATTERNS.iter().find_map(|pattern| pattern.captures(message))?;
    let group = |group| found.name(group).map(|found| found.as_str());
    Some(LostName {
        module: group("module")?.to_owned(),
        name: group("name").map(str::to_owned),
        file: group("file").map(PathBuf::from),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_what_python_says() {
        assert_eq!(PATTERNS.len(), 3);
        let of = |type_name: &str, message: &str| {
            of_message(type_name, message).map(|lost| (lost.shown(), lost.file))
        };
        let file = Some(PathBuf::from("/srv/a b/shop.py"));
        for (type_name, message, expected) in [
            ("ImportError", "cannot import name 'x' from 'shop' (/srv/a b/shop.py)", Some(("shop:x", file))),
            (
                "ImportError",
                "cannot import name 'x' from 'shop.a' (unknown location)",
                Some(("shop.a:x", None)),
            ),
            (
                "AttributeError",
                "module 'shop.a' has no attribute 'y'. Did you mean: 'z'?",
                Some(("shop.a:y", None)),
            ),
            (
                "ModuleNotFoundError",
                "No module named 'shop.b'; 'shop' is not a package",
                Some(("shop.b", None)),
            ),
            // A cycle, which is explained by itself.
            (
                "ImportError",
                "cannot import name 'x' from partially initialized module 'shop' (most likely due to a circular import) (/srv/shop.py)",
                None,
            ),
            ("AttributeError", "'Cart' object has no attribute 'x'", None),
            ("ValueError", "No module named 'shop'", None),
        ] {
            assert_eq!(
                of(type_name, message),
                expected.map(|(name, file)| (name.to_owned(), file)),
                "{message}"
            );
        }
    }
}
