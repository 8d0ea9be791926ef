//! The one command that comes after a response.

use std::path::Path;

use super::heard::Seen;
use crate::cli::arguments::Respond;
use crate::cli::conduct::listen;
use crate::git::Repository;
use crate::respond::Outcome;
use crate::session::AskedOfResponse;
use crate::untrusted::shell_line;

/// As a person types it; None where nothing follows.
pub fn command(
    arguments: &Respond,
    asked: &AskedOfResponse<'_>,
    outcome: Outcome,
    seen: &Seen,
) -> Option<String> {
    let calls = !asked.settings.escalation.levels.is_empty();
    let words: Vec<String> = match outcome {
        Outcome::Done if !asked.publishes && has_remote() => plain(&["rollback", "publish"]),
        Outcome::Done => with(&["incident", "validate-recovery"], &asked.options),
        Outcome::NotSeen => with(&["respond", seen.known.also.first()?], &asked.options),
        Outcome::Unknown | Outcome::Late | Outcome::Missing if calls => {
            with(&["escalate", "--send"], &asked.config)
        }
        Outcome::Refused if seen.waits.is_some() => again(arguments, asked),
        Outcome::Interrupted | Outcome::Open => again(arguments, asked),
        _ => return None,
    };
    Some(shell_line(words.iter().map(String::as_str)))
}

/// The same command, with a yes.
fn again(arguments: &Respond, asked: &AskedOfResponse<'_>) -> Vec<String> {
    let emergency = arguments.emergency.to_string();
    let mut words = with(&["respond", &emergency, "--yes"], &asked.options);
    if let Some(level) = &asked.level {
        words.extend(["--as".to_owned(), level.clone()]);
    }
    if asked.publishes {
        words.push("--publish".to_owned());
        words.extend(asked.remote.clone());
    }
    words
}

fn plain(words: &[&str]) -> Vec<String> {
    std::iter::once("vitals").chain(words.iter().copied()).map(str::to_owned).collect()
}

fn with(words: &[&str], options: &[String]) -> Vec<String> {
    [plain(words), options.to_vec()].concat()
}

/// Whether there is anybody to push to.
fn has_remote() -> bool {
    let found = || {
        let interrupt = listen().ok()?;
        let repository = Repository::around(Path::new("."), &interrupt).ok()??;
        repository.remotes(&interrupt).ok()
    };
    found().is_some_and(|remotes| !remotes.is_empty())
}
