//! The escalation profiles that the program carries.

/// Four levels, with the rules between them.
pub const FOUR_LEVELS: &str = "four-levels";

/// The text of a profile.
pub fn profile(name: &str) -> Option<&'static str> {
    (name == FOUR_LEVELS).then_some(include_str!("four-levels.toml"))
}

#[cfg(test)]
mod authority_tests;
#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod lint_tests;
#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod simulation_tests;
