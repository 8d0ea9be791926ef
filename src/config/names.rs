//! Names that come from outside: modules and factories, checked before any interpreter sees them.

use super::name_error::NameError;

/// A revision of a git repository, as the user names it: `main~1`, `v1.2`, `3f2a9c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision(String);

impl Revision {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks that a revision is no option and no range. Whether it exists is for the repository to say.
///
/// # Errors
/// Where it cannot be one.
pub fn revision(text: &str) -> Result<Revision, NameError> {
    let wrong = |reason| Err(NameError::Revision { shown: text.to_owned(), reason });
    if text.is_empty() {
        return wrong("it is empty");
    }
    if text.starts_with('-') {
        return wrong("it begins with a dash");
    }
    if text.contains("..") {
        return wrong("it is a range, and one commit is wanted");
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return wrong("it contains a space or a control character");
    }
    Ok(Revision(text.to_owned()))
}

/// A baseline's name: it becomes a file's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaselineName(String);

/// Longest name of a baseline.
const LONGEST_NAME: usize = 100;

impl BaselineName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for BaselineName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let wrong = |reason| Err(NameError::Baseline { shown: text.to_owned(), reason });
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        match text.chars().next() {
            None => wrong("it is empty"),
            Some(first) if !first.is_ascii_alphanumeric() => wrong("it must begin with a letter or a digit"),
            _ if text.len() > LONGEST_NAME => wrong("it has more than a hundred characters"),
            _ if !text.chars().all(allowed) => {
                wrong("only letters, digits, dots, dashes and underscores can be in it")
            }
            _ => Ok(Self(text.to_owned())),
        }
    }
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

/// Splits and checks `package.module:name`.
///
/// # Errors
/// Where it is none.
pub fn exported_name(text: &str) -> Result<(String, String), NameError> {
    let wrong = |reason| NameError::Exported { shown: text.to_owned(), reason };
    let (module, name) = text.split_once(':').ok_or_else(|| wrong("it has no colon"))?;
    if let Some(reason) = fault(module).or_else(|| fault(name)) {
        return Err(wrong(reason));
    }
    if name.contains('.') {
        return Err(wrong("a name of the module itself is wanted, without a dot"));
    }
    Ok((module.to_owned(), name.to_owned()))
}

/// Checks the name of a type: its qualified name, which may hold `<locals>`, with or without its module.
///
/// # Errors
/// Where it is none.
pub fn type_name(text: &str) -> Result<String, NameError> {
    let wrong = |reason| Err(NameError::Type { shown: text.to_owned(), reason });
    if text.split('.').any(str::is_empty) {
        return wrong("a part of it is empty");
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return wrong("it contains a space or a control character");
    }
    Ok(text.to_owned())
}

/// Checks the name of a keyword argument. One that no parameter has may still be taken, by `**kwargs`.
///
/// # Errors
/// Where it is none.
pub fn keyword_name(text: &str) -> Result<String, NameError> {
    let wrong = |reason| Err(NameError::Keyword { shown: text.to_owned(), reason });
    if text.is_empty() {
        return wrong("it is empty");
    }
    if text.chars().any(char::is_control) {
        return wrong("it contains a control character");
    }
    Ok(text.to_owned())
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
        for good in ["main~1", "HEAD^2", "v1.0", "feature/x", "stash@{0}", "3f2a9c"] {
            assert!(revision(good).is_ok(), "{good:?}");
        }
        for bad in ["", "-x", "--exec=x", "a..b", "a b", "a\nb"] {
            assert!(revision(bad).is_err(), "{bad:?}");
        }
        for good in ["before-phase-2", "v1.2_x", "9"] {
            assert!(good.parse::<BaselineName>().is_ok(), "{good:?}");
        }
        for bad in ["", ".", "..", "../x", "a/b", "-x", "a b", "ä", ".hidden"] {
            assert!(bad.parse::<BaselineName>().is_err(), "{bad:?}");
        }
        assert_eq!(exported_name("a.b:C"), Ok(("a.b".into(), "C".into())));
        for bad in ["a.b", "a:", "a:b.c", "a..b:c", "-a:b"] {
            assert!(exported_name(bad).is_err(), "{bad:?}");
        }
        for good in ["Manager", "shop.sockets.Manager", "make.<locals>.C"] {
            assert_eq!(type_name(good).as_deref(), Ok(good));
        }
        for bad in ["", ".", "a.", " ", "a b", "a\0"] {
            assert!(type_name(bad).is_err(), "{bad:?}");
        }
        assert!(keyword_name("data-id").is_ok() && keyword_name("").is_err() && keyword_name("\0").is_err());
        for bad in ["a.b", "a:", ":b", "a:b:c", "a:-b"] {
            assert!(factory_name(bad).is_err(), "{bad:?}");
        }
    }
}
