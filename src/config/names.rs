//! Names that come from outside: modules and factories, checked before any interpreter sees them.

use miette::Diagnostic;
use thiserror::Error;

/// A name that cannot be one.
#[derive(Clone, Debug, Error, Diagnostic, PartialEq, Eq)]
pub enum NameError {
    /// Not a dotted name.
    #[error("{shown:?} is not the name of a Python module: {reason}")]
    #[diagnostic(help("write it as in an import statement: package.module"))]
    Module {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// Not `module:callable`.
    #[error("{shown:?} is not a factory: {reason}")]
    #[diagnostic(help("write package.module:callable, like shop.sockets:create_manager"))]
    Factory {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
}

fn fault(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    if text.contains('\0') {
        return Some("it contains a NUL character");
    }
    if text.starts_with('-') {
        return Some("it begins with a dash");
    }
    if text.contains('/') || text.ends_with(".py") {
        return Some("it is a file's path, and a module's name is wanted");
    }
    let is_identifier = |part: &str| {
        part.chars().next().is_some_and(|first| first == '_' || first.is_alphabetic())
            && part.chars().all(|other| other == '_' || other.is_alphanumeric())
    };
    (!text.split('.').all(is_identifier)).then_some("each part between the dots must be an identifier")
}

/// Checks a dotted module name.
///
/// # Errors
/// Where it is none.
pub fn module_name(text: &str) -> Result<String, NameError> {
    match fault(text) {
        None => Ok(text.to_owned()),
        Some(reason) => Err(NameError::Module { shown: text.to_owned(), reason }),
    }
}

/// Splits and checks `package.module:callable`.
///
/// # Errors
/// Where it is none.
pub fn factory_name(text: &str) -> Result<(String, String), NameError> {
    let wrong = |reason| NameError::Factory { shown: text.to_owned(), reason };
    let (module, callable) = text.split_once(':').ok_or_else(|| wrong("it has no colon"))?;
    if let Some(reason) = fault(module).or_else(|| fault(callable)) {
        return Err(wrong(reason));
    }
    Ok((module.to_owned(), callable.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        for good in ["json", "a.b_c.d1", "_x", "größe.ß"] {
            assert_eq!(module_name(good).as_deref(), Ok(good));
        }
        for bad in ["", "-c", "a..b", "a.", "1a", "a b", "a\0b", "a/b.py", "os;x"] {
            assert!(module_name(bad).is_err(), "{bad:?}");
        }
        assert_eq!(factory_name("a.b:C.make"), Ok(("a.b".into(), "C.make".into())));
        for bad in ["a.b", "a:", ":b", "a:b:c", "a:-b"] {
            assert!(factory_name(bad).is_err(), "{bad:?}");
        }
    }
}
