//! The command that applies a plan, and who may run it.

use rustix::process::getuid;

use crate::cli::rollback::said::needed;
use crate::escalation::{NotAuthorised, Operators, Proof};
use crate::rollback::Plan;
use crate::untrusted::{printable, shell_line};

/// Lines that end what is printed of a verified plan: the authority that it needs where there are levels, and the command.
pub fn next(plan: &Plan, named: &str, operators: &Operators) -> String {
    let words = ["vitals", "rollback", "apply", named, "--yes"];
    let plain = shell_line(words);
    let Some(needed) = needed(plan, operators) else { return format!("next: {plain}") };
    // Whoever approves has the authority then.
    let last = if plan.rewrite { format!("next: {plain}") } else { of_level(plan, words, operators) };
    format!("{needed}\n{last}")
}

fn of_level(plan: &Plan, words: [&str; 5], operators: &Operators) -> String {
    let plain = shell_line(words);
    let allowed = operators.allowed(Proof::Account(getuid().as_raw()), None, plan.needs());
    match allowed {
        Ok(_) => format!("next: {plain}"),
        Err(NotAuthorised::Unknown { may, .. }) => match may.first() {
            Some(lowest) => format!("next: {}", shell_line(words.into_iter().chain(["--as", lowest]))),
            None => format!("next: {plain}"),
        },
        Err(NotAuthorised::NotIts { level, may, .. }) if !may.is_empty() => {
            let may = may.iter().map(|level| printable(level).to_string()).collect::<Vec<_>>().join(" or ");
            format!("you act as {}; then, by {may}: {plain}", printable(&level))
        }
        Err(_) => format!("next: {plain}"),
    }
}
