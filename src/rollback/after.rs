//! A command that follows the move: it restarts or deploys the service.

use std::process::Command;
use std::time::Duration;

use super::site::Site;
use crate::process::run_unattended;

/// The longest that one is waited for. It is not ended then: it may be starting the service.
const LONGEST: Duration = Duration::from_secs(600);

/// Whether a command that follows the move succeeded, and the end of what it said where not.
pub(super) fn ran(site: &Site<'_>, words: &[String]) -> (bool, String) {
    let Some((program, arguments)) = words.split_first() else { return (true, String::new()) };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(site.top());
    match run_unattended(command, b"", Some(LONGEST)) {
        Err(error) => (false, format!("it cannot be started: {error}")),
        Ok(done) => match done.status {
            None => (false, "it was still running after ten minutes".to_owned()),
            Some(status) if status.success() => (true, String::new()),
            Some(status) => {
                let said = String::from_utf8_lossy(&done.stderr).into_owned();
                let last: String = said.lines().rev().take(5).collect::<Vec<_>>().join("\n");
                (false, format!("{status}: {last}"))
            }
        },
    }
}
