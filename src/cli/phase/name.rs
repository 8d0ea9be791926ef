//! What a phase may be called, and the refs that mark it.

/// Where all of them are.
pub const PHASES: &str = "refs/vitals/phase/";

/// One end of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

impl Bound {
    /// The last part of its ref.
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
        }
    }

    /// What it did.
    pub fn did(self) -> &'static str {
        match self {
            Self::Start => "begins",
            Self::End => "ends",
        }
    }
}

/// The ref of one end; None for what no phase can be called.
pub fn ref_of(name: &str, bound: Bound) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let is_name = (1..=80).contains(&name.len())
        && name.chars().all(fits)
        && !name.starts_with(['-', '.'])
        && !name.contains("..")
        && !name.ends_with('.')
        && !name.ends_with(".lock");
    is_name.then(|| format!("{PHASES}{name}/{}", bound.word()))
}

/// As what the history keeps the run that was made there.
pub fn label(name: &str, bound: Bound) -> String {
    format!("phase {name} {}", bound.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_git_takes_as_a_part_of_a_ref_is_a_name() {
        assert_eq!(ref_of("phase-2", Bound::Start).as_deref(), Some("refs/vitals/phase/phase-2/start"));
        for wrong in ["", "-a", ".a", "a..b", "a/b", "a b", "a.lock", "a.", "é", &"a".repeat(81)] {
            assert_eq!(ref_of(wrong, Bound::End), None, "{wrong}");
        }
    }
}
