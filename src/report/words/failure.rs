//! What is said of a worker that gave no answer.

use super::cause::{place, waiting};
use crate::cause::{Waiting, relevant_site};
use crate::report::imports::path_in_words;
use crate::verdict::FailureReason;
use crate::worker::Failure;
use vitals_probes::wire::{Raised, Stage, Stall};

/// One reason.
pub fn sentence(reason: &FailureReason) -> String {
    match reason {
        FailureReason::Worker { failure, side: None } => describe(failure),
        FailureReason::Worker { failure, side: Some(side) } => format!("{side}: {}", describe(failure)),
        FailureReason::FirstImportCutShort => {
            "this was the first import, which compiles modules and fills caches: give a larger --timeout"
                .into()
        }
        FailureReason::TimeoutWithinLimit => {
            "the --timeout is not longer than the limit, so it says nothing about the limit".into()
        }
        FailureReason::ModuleSearchedInTarget => {
            "searched in the target's root and its environment: are --root and --python right?".into()
        }
        FailureReason::CircularImport { path } => format!("import cycle: {}", path_in_words(path)),
    }
}

/// Why a worker gave no answer, in one line.
pub fn describe(failure: &Failure) -> String {
    match failure {
        Failure::Raised(raised) if raised.type_name == "SystemExit" => {
            format!("the target called sys.exit({}) during {}", raised.message, stage(raised))
        }
        Failure::Raised(raised) => {
            let first = raised.message.lines().next().unwrap_or_default();
            let none = if raised.during == Stage::Create { "no object was created: " } else { "" };
            format!("{none}{} during {}: {first}", raised.type_name, stage(raised))
        }
        Failure::NotMade { what } => format!("no object was created: {what}"),
        Failure::AlreadyLoaded => {
            "nothing was imported: the interpreter had loaded the module at its own start (it is part of the start-up time)"
                .into()
        }
        Failure::Hung { after, stall } => format!("it did not finish within {after}{}", at(stall.as_ref())),
        Failure::OutOfBudget { after, stall } => {
            format!("the budget ended after {after} of it{}", at(stall.as_ref()))
        }
        Failure::Crashed { how, site, .. } => {
            let at = site.as_ref().map_or_else(String::new, |site| format!(" at {}", place(site)));
            format!("the interpreter was killed by {how}{at}")
        }
        Failure::Exited { how } => {
            format!("the process exited without an answer: {how} (os._exit, or the like in an extension)")
        }
        Failure::ChannelLost => {
            "the target closed or replaced a file descriptor that is not its own (the tool's result channel)".into()
        }
        Failure::ChannelWritten { bytes } => format!(
            "the target wrote {bytes} bytes to a file descriptor that is not its own (the tool's result channel)"
        ),
        Failure::ChildLost { how } => format!("the creation ended its process: {how}"),
        Failure::NotStarted { reason } => format!("the interpreter did not start: {reason}"),
        Failure::NotReadable { what } => super::reading::nothing_to_judge(*what),
        Failure::Interrupted => "interrupted".into(),
    }
}

fn stage(raised: &Raised) -> &'static str {
    match raised.during {
        Stage::Import => "the import",
        Stage::Lookup => "the lookup of the factory",
        Stage::Setup => "the setup",
        Stage::Arguments => "the evaluation of the arguments",
        Stage::Create => "the creation",
        Stage::Repeat => "a repeated creation, after a first one in its process",
        Stage::Cleanup => "the cleanup",
        Stage::Probe => "the probe's own work",
    }
}

/// `: blocked at app.py:7 in connect, asleep`; nothing where nothing is known.
fn at(stall: Option<&Stall>) -> String {
    let Some(stall) = stall else { return String::new() };
    let what_for = Waiting::of(stall).map_or_else(String::new, |what| format!(", {}", waiting(what)));
    // A thread that runs waits in no function of the kernel and in no system call.
    let runs = stall.kernel_wait.is_none() && stall.syscall.is_none();
    let state = if runs { "running" } else { "blocked" };
    let site = relevant_site(stall).map_or_else(String::new, |site| format!(": {state} at {}", place(site)));
    format!("{site}{what_for}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Ending;
    use crate::quantity::Nanos;
    use vitals_probes::wire::Site;

    fn stall(kernel_wait: Option<&str>) -> Stall {
        Stall {
            stack: vec![Site { file: "/srv/app.py".into(), line: 7, function: "connect".into() }],
            kernel_wait: kernel_wait.map(str::to_owned),
            ..Stall::default()
        }
    }

    #[test]
    fn a_hang_says_where_it_is_and_whether_it_waits() {
        let hung = |stall| describe(&Failure::Hung { after: Nanos::from_millis(2_000), stall });
        let asleep = "it did not finish within 2.00 s: blocked at /srv/app.py:7 in connect, asleep";
        assert_eq!(hung(Some(stall(Some("hrtimer_nanosleep")))), asleep);
        let running = "it did not finish within 2.00 s: running at /srv/app.py:7 in connect";
        assert_eq!(hung(Some(stall(None))), running);
        assert_eq!(hung(None), "it did not finish within 2.00 s");
    }

    #[test]
    fn a_side_is_named_before_what_failed() {
        let failure = Box::new(Failure::Exited { how: Ending::Status(3) });
        let reason = FailureReason::Worker { failure, side: Some("main".into()) };
        assert!(sentence(&reason).starts_with("main: the process exited without an answer: exit status 3"));
    }
}
