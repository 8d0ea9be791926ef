//! A program that goes on when this one has ended: a browser.

use std::io;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use super::left_behind;

/// Starts it in a group of its own, without our streams, and waits so long for its end; None where it is running then.
///
/// # Errors
/// Where it cannot be started.
pub fn hand_over(mut command: Command, longest: Duration) -> io::Result<Option<ExitStatus>> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = left_behind::begin_own(&mut command)?;
    let (report, ended) = sync_channel(1);
    thread::Builder::new().name("handed over".into()).spawn(move || {
        let _ = report.send(child.wait());
    })?;
    // Neither the time nor the thread's end makes it a failure: then the program runs.
    ended.recv_timeout(longest).ok().transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_ends_gives_its_status_and_one_that_runs_none() {
        let long = Duration::from_secs(60);
        let code =
            |program: &str| hand_over(Command::new(program), long).map(|end| end.and_then(|it| it.code()));
        assert_eq!(code("true").expect("it starts"), Some(0));
        assert_eq!(code("false").expect("it starts"), Some(1));
        assert!(code("/no/such/program").is_err());
        let mut lasting = Command::new("sleep");
        lasting.arg("5");
        assert_eq!(hand_over(lasting, Duration::ZERO).expect("it starts"), None);
    }
}
