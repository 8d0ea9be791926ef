//! Which probes and checks are meant: `--only NAME`.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use glob::{MatchOptions, Pattern};

use super::check::{CheckKind, CheckSettings};
use super::probe::Probe;

/// A name, or a glob for several: `shop.*`, `golden path`, `import *`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    written: String,
    /// None where it is no glob: `[` alone. Then it is a name.
    glob: Option<Pattern>,
}

/// A name that chooses nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NothingMatches {
    /// As written.
    pub wanted: String,
    /// The first name of everything that there is.
    pub known: Vec<String>,
}

/// Names are no paths: a star takes in dots and slashes too.
const MATCHING: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: false,
    require_literal_leading_dot: false,
};

impl fmt::Display for NamePattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written)
    }
}

impl FromStr for NamePattern {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self { written: text.to_owned(), glob: Pattern::new(text).ok() })
    }
}

impl NamePattern {
    /// As written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    fn matches(&self, name: &str) -> bool {
        self.glob.as_ref().is_some_and(|glob| glob.matches_with(name, MATCHING))
    }
}

/// The names of a thing, by any of which it is chosen.
pub type Names = Vec<String>;

/// Those of a probe: `import shop.app`, as health and the history call it, and `shop.app`.
pub fn names_of_probe(probe: &Probe) -> Names {
    vec![probe.name(), format!("{} {}", probe.kind(), probe.name())]
}

/// Those of a check: its own, and those of the probe that it may be.
pub fn names_of_check(check: &CheckSettings) -> Names {
    let own = vec![check.name.clone()];
    match &check.kind {
        CheckKind::Probe(probe) => [own, names_of_probe(probe)].concat(),
        _ => own,
    }
}

/// Of things with these names, whether each is chosen. Without any pattern, all are. What is exactly a name chooses that alone,
/// though it could be read as a glob.
///
/// # Errors
/// Where a pattern chooses none of them.
pub fn choose(patterns: &[NamePattern], things: &[Names]) -> Result<Vec<bool>, NothingMatches> {
    let mut chosen = vec![patterns.is_empty(); things.len()];
    for pattern in patterns {
        let is_name = things.iter().flatten().any(|name| *name == pattern.written);
        let fits = |name: &String| if is_name { *name == pattern.written } else { pattern.matches(name) };
        let mut any = false;
        for (chosen, names) in chosen.iter_mut().zip(things) {
            if names.iter().any(fits) {
                *chosen = true;
                any = true;
            }
        }
        if !any {
            let known = things.iter().filter_map(|names| names.first().cloned()).collect();
            return Err(NothingMatches { wanted: pattern.written.clone(), known });
        }
    }
    Ok(chosen)
}

/// Those that are chosen.
pub fn kept<T>(things: Vec<T>, chosen: impl IntoIterator<Item = bool>) -> Vec<T> {
    things.into_iter().zip(chosen).filter_map(|(thing, chosen)| chosen.then_some(thing)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_globs_choose() {
        let things: Vec<Names> = [
            vec!["shop.app", "import shop.app"],
            vec!["shop.sockets:make", "create shop.sockets:make"],
            vec!["golden path"],
            vec!["cart [v2]"],
            vec!["*"],
        ]
        .map(|names| names.into_iter().map(str::to_owned).collect())
        .into();
        let of = |patterns: &[&str]| {
            let patterns: Vec<NamePattern> =
                patterns.iter().map(|text| text.parse().expect("any text is one")).collect();
            choose(&patterns, &things).map(|chosen| {
                let numbers = chosen.iter().enumerate().filter(|(_, chosen)| **chosen);
                numbers.map(|(number, _)| number).collect::<Vec<_>>()
            })
        };
        assert_eq!(of(&[]), Ok(vec![0, 1, 2, 3, 4]));
        assert_eq!(of(&["shop.app"]), Ok(vec![0]));
        assert_eq!(of(&["import *"]), Ok(vec![0]));
        assert_eq!(of(&["shop.*"]), Ok(vec![0, 1]));
        assert_eq!(of(&["create shop*", "golden*"]), Ok(vec![1, 2]));
        assert_eq!(of(&["cart [v2]"]), Ok(vec![3]), "a name, though it is a glob too");
        assert_eq!(of(&["*"]), Ok(vec![4]));
        assert_eq!(of(&["?*"]), Ok(vec![0, 1, 2, 3, 4]));
        for nothing in ["", "shop", "[", "Shop.*"] {
            assert_eq!(of(&[nothing]).expect_err(nothing).known.len(), 5, "{nothing}");
        }
    }
}
