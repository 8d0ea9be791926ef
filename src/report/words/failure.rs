//! What is said of a worker that gave no answer.

use std::io;
use std::path::Path;

use super::cause::{place, waiting};
use super::exception::brief;
use crate::cause::{Waiting, relevant_site};
use crate::process::Ending;
use crate::quantity::Nanos;
use crate::report::imports::path_in_words;
use crate::system_error::SystemError;
use crate::verdict::FailureReason;
use crate::worker::Failure;
use vitals_probes::wire::{ChildEnd, Raised, Relation, Site, Stage, Stall};

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
        FailureReason::BeforeCreation => {
            "that was before the first creation: the limits of creations were not judged".into()
        }
        FailureReason::ModuleSearchedInTarget => {
            "searched in the target's root and its environment: are --root and --python right?".into()
        }
        FailureReason::ModuleBelow { module, folder } => format!(
            "`{module}` is in {folder}/ below the root: write `root = \"{folder}\"` in [target], or give --root {folder}"
        ),
        FailureReason::CircularImport { path } => format!("import cycle: {}", path_in_words(path)),
        FailureReason::RaisedFrom { relation, exception, site, left_out } => {
            let of = match relation {
                Relation::Cause => "raised from",
                Relation::Context => "raised while handling",
            };
            let gap = if *left_out > 0 {
                format!("(… {left_out} exceptions left out …) ")
            } else {
                String::new()
            };
            format!("{gap}{of} {}{}", super::exception::exception(exception), at_site(site.as_ref()))
        }
        FailureReason::NameNowhere { module, name, file, listed, half_run } => {
            let no_cycle = if *half_run { "no import cycle: " } else { "" };
            let listed = if *listed { ", though __all__ lists it" } else { "" };
            format!("{no_cycle}{module} has neither a module nor a name {name} ({file}){listed}")
        }
    }
}

/// Why a worker gave no answer, in one line.
pub fn describe(failure: &Failure) -> String {
    match failure {
        Failure::Raised(raised) if raised.type_name == "SystemExit" => {
            format!("the target called sys.exit({}) during {}", raised.message, stage(raised))
        }
        Failure::Raised(raised) => {
            let first = brief(raised.message.lines().next().unwrap_or_default());
            let none = if raised.during == Stage::Create { "no object was created: " } else { "" };
            let site = raised.site.as_ref().map_or_else(String::new, |site| format!(" ({})", place(site)));
            format!("{none}{} during {}: {first}{site}", raised.type_name, stage(raised))
        }
        Failure::NotMade { what } => format!("no object was created: {what}"),
        Failure::AlreadyLoaded => {
            "nothing was imported: the interpreter had loaded the module at its own start (it is part of the start-up time)"
                .into()
        }
        Failure::LoadedBySetup => {
            "nothing was imported: `setup` had loaded the module before, and what it loads is not measured; \
             leave that import out of `setup`, or measure a module that it does not import"
                .into()
        }
        Failure::FromCheckout { file, files, finder } => from_checkout(file, *files, finder.as_deref()),
        Failure::Hung { after, stall } => format!("it did not finish within {after}{}", at(stall.as_ref())),
        Failure::OutOfBudget { after, stall } => {
            format!("not done after {after}, when its time was over{}", at(stall.as_ref()))
        }
        Failure::StartHung { after } => format!(
            "the interpreter did not start within {after}: look at its .pth files, sitecustomize and usercustomize"
        ),
        Failure::Stopped { after, by, stall } => stopped(*after, by.as_ref(), stall.as_ref()),
        Failure::CpuTimeSpent { limit, site } => {
            let (limit, advice) = match limit {
                Some(limit) => (format!("the {limit} of processor time that --cpu-time allows"), "a larger --cpu-time"),
                None => ("the processor time that `ulimit -t` allows".to_owned(), "a larger limit"),
            };
            format!("the target used up {limit}{}: give {advice}, or change what it computes there", at_site(site.as_ref()))
        }
        Failure::Crashed { how, site, .. } => {
            let by = if *how == KILLED { KILLED_FROM_OUTSIDE } else { "" };
            format!("the interpreter was killed by {how}{}{by}", at_site(site.as_ref()))
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
        Failure::ChildLost { how, site } => child_lost(how, site.as_ref()),
        Failure::NotStarted { reason } => format!("the interpreter did not start: {reason}"),
        Failure::BytecodeNotWritten { folder, bytes, errno } => {
            let error = errno.map_or_else(|| io::ErrorKind::Other.into(), io::Error::from_raw_os_error);
            let error = SystemError::from(error);
            format!(
                "bytecode cannot be kept in {folder}: {error} ({bytes} were to be written); {}, or set TMPDIR to another folder",
                error.advice()
            )
        }
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

fn from_checkout(file: &Path, files: usize, finder: Option<&str>) -> String {
    let file = file.display();
    let others = if files > 1 { format!(" and {} more", files - 1) } else { String::new() };
    let finder = finder.map_or_else(String::new, |finder| {
        format!(": the project is installed in place, and {finder} finds it before PYTHONPATH is asked")
    });
    format!(
        "the files of this commit were not measured: {file}{others} came from the checkout{finder}; install the project of each \
         commit in an environment of its own, and compare those: py:ENVIRONMENT"
    )
}

/// What nobody but the kernel or an administrator sends.
const KILLED: Ending = Ending::Signal(9);
const KILLED_FROM_OUTSIDE: &str = ", which vitals did not send: by the kernel, where memory was used up (`dmesg`) or a limit on processor time reached, or by hand";

fn at_site(site: Option<&Site>) -> String {
    site.map_or_else(String::new, |site| format!(" at {}", place(site)))
}

/// How a forked child ended that gave no object.
fn child_lost(how: &ChildEnd, site: Option<&Site>) -> String {
    let at = at_site(site);
    let how = match how {
        ChildEnd::Status(status) => format!("it exited with status {status} instead of returning an object"),
        ChildEnd::Signal(signal) => format!("it was killed by {}{at}", Ending::Signal(*signal)),
        ChildEnd::NotInTime(after) => format!("it did not end within {after}{at}"),
        ChildEnd::WaitedByTarget => "it was waited for by the target".into(),
        ChildEnd::ChannelLost => {
            "it lost the tool's result descriptor: the target closed or replaced it".into()
        }
        ChildEnd::Legacy(text) => text.clone(),
    };
    format!("the creation ended its process: {how}")
}

/// What stopped a target, and what to do about it.
fn stopped(after: Nanos, by: Option<&Ending>, stall: Option<&Stall>) -> String {
    let signal = by.map_or_else(|| "a signal".to_owned(), Ending::to_string);
    let at = at_site(stall.and_then(relevant_site));
    let advice = match by {
        Some(Ending::Signal(TERMINAL_INPUT | TERMINAL_OUTPUT)) => {
            "it uses the terminal, which is not the target's here: give what it asks for by a variable or a file"
        }
        _ => "it stops itself there, or another program stopped it",
    };
    format!("the target was stopped by {signal}{at}, and did not go on within {after}: {advice}")
}

/// SIGTTIN and SIGTTOU.
const TERMINAL_INPUT: i32 = 21;
const TERMINAL_OUTPUT: i32 = 22;

/// `: blocked at app.py:7 in connect, asleep`; nothing where nothing is known.
fn at(stall: Option<&Stall>) -> String {
    let Some(stall) = stall else { return String::new() };
    let what_for = match (Waiting::of(stall), &stall.kernel_wait) {
        (Some(what), _) => format!(", {}", waiting(what)),
        (None, Some(function)) => format!(", in the kernel's {function}"),
        (None, None) => String::new(),
    };
    let lock = if stall.holds_lock { ", in native code that holds the interpreter's lock" } else { "" };
    // A thread that runs waits in no function of the kernel and in no system call.
    let runs = stall.kernel_wait.is_none() && stall.syscall.is_none();
    let state = if runs { "running" } else { "blocked" };
    let site = relevant_site(stall).map_or_else(String::new, |site| format!(": {state} at {}", place(site)));
    format!("{site}{what_for}{lock}")
}

#[cfg(test)]
mod tests {
    use super::*;

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
