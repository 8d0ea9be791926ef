//! Who changes a repository, and whether it is published.

use clap::Args;
use clap_complete::ArgValueCandidates;

use crate::cli::candidates;

#[derive(Debug, Args)]
pub struct ActingArgs {
    /// As which [[level]] you act [default: that of the contact with your account]
    ///
    /// It is written down. A level whose persons all have an account is theirs alone. Without any [[level]] nothing is asked.
    #[arg(long = "as", id = "level", value_name = "LEVEL", value_parser = level)]
    #[arg(add = ArgValueCandidates::new(candidates::levels))]
    pub level: Option<String>,
    /// Push the rollback afterwards [default: the branch's remote, else origin]
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, default_missing_value = "")]
    pub publish: Option<String>,
}

/// A level's name, as a file or a tag can have it.
pub fn level(written: &str) -> Result<String, String> {
    let is_sign = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_' | '.');
    let is_name = (1..=40).contains(&written.chars().count())
        && written.trim() == written
        && !written.starts_with('-')
        && written.chars().all(is_sign);
    if is_name {
        Ok(written.to_owned())
    } else {
        Err("a level is a [[level]]'s name: letters, digits, spaces, `-`, `_` and `.`, forty at most, such as L3".to_owned())
    }
}
