//! Why a search between two commits could not be made.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::blame::Blame;
use crate::journal::Fault;
use crate::system_error::SystemError;

/// Why a search between two commits could not be made.
#[derive(Debug, Error, Diagnostic)]
pub enum BisectError {
    /// There is nothing between them.
    #[error("GOOD and BAD are the same commit, {commit}")]
    #[diagnostic(help("name an older commit without the fault as GOOD, and one that has it as BAD"))]
    Same {
        /// Abbreviated.
        commit: String,
    },
    /// The wrong way round.
    #[error("BAD, {bad}, is older than GOOD, {good}")]
    #[diagnostic(help("swap them: GOOD is the older one, without the fault"))]
    Swapped {
        /// Abbreviated.
        good: String,
        /// Abbreviated.
        bad: String,
    },
    /// Neither follows from the other.
    #[error("BAD, {bad}, does not follow from GOOD, {good}: they are on two branches")]
    #[diagnostic(help("`git merge-base GOOD BAD` names the commit that both have; it may be the GOOD one"))]
    Unrelated {
        /// Abbreviated.
        good: String,
        /// Abbreviated.
        bad: String,
    },
    /// The user's command says that it cannot go on.
    #[error("the command ended with {code}: {}", abort(*code))]
    #[diagnostic(help(
        "0 is good, 1 to 124 bad, 125 skips a commit, 126 and 127 end the search; write the program as a path or a name on PATH"
    ))]
    Aborted {
        /// Its exit code.
        code: i32,
    },
    /// The user's command cannot be started.
    #[error("{command} cannot be started: {error}")]
    #[diagnostic(help(
        "write the program and its arguments after --, the program as a path or a name on PATH"
    ))]
    NotStarted {
        /// As written.
        command: String,
        /// The system's reason.
        error: SystemError,
    },
    /// A command that is none.
    #[error("that is no command: {reason}")]
    #[diagnostic(help("write the program and its arguments after --"))]
    NoCommand {
        /// What is wrong.
        reason: &'static str,
    },
    /// One thing is asked in a search.
    #[error("{count} checks or probes were chosen, and a search asks about one")]
    #[diagnostic(help(
        "--check NAME or --probe NAME chooses one of the configuration's; --import MODULE asks about an import"
    ))]
    SeveralQuestions {
        /// How many.
        count: usize,
    },
    /// One of the ends, without which nothing can be decided.
    #[error("the {end} end, {commit}, cannot be made ready: {why}")]
    #[diagnostic(help(
        "no commit was skipped for it; once that is repaired, `vitals bisect resume` goes on; `vitals bisect abandon` ends it"
    ))]
    EndNotReady {
        /// Good or bad.
        end: &'static str,
        /// Abbreviated.
        commit: String,
        /// Why, as a sentence.
        why: String,
    },
    /// One of the ends answers no more, though it did.
    #[error("the {end} end, {commit}, gave no answer in {tries} tries: {why}")]
    #[diagnostic(help(
        "it answered before: is the machine out of memory, or was something removed that it needs? No commit was skipped for it; `vitals bisect resume` goes on"
    ))]
    EndSilent {
        /// Good or bad.
        end: &'static str,
        /// Abbreviated.
        commit: String,
        /// How often it was asked.
        tries: u32,
        /// Why, as a sentence.
        why: String,
    },
    /// A journal of another search.
    #[error("another search is open, of {range}")]
    #[diagnostic(help("`vitals bisect resume` goes on with it, `vitals bisect abandon` ends it"))]
    AnotherOpen {
        /// As it was asked for.
        range: String,
    },
    /// None is open.
    #[error("no search is open here")]
    #[diagnostic(help("`vitals bisect GOOD BAD --import MODULE` begins one"))]
    NoneOpen,
    /// Two at once.
    #[error("another `vitals bisect` is at work on this search")]
    #[diagnostic(help("wait until it has ended, or end it with Ctrl-C"))]
    AtWork,
    /// It cannot be read or written, or is not what was written.
    #[error("the search's journal {} cannot be used: {fault}", path.display())]
    #[diagnostic(help("{}`vitals bisect abandon` removes it; then begin anew", first(fault)))]
    Journal {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
}

impl BisectError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Journal { fault: Fault::System(error), .. } | Self::NotStarted { error, .. } => {
                error.blame()
            }
            Self::EndSilent { .. } => Blame::System,
            _ => Blame::Usage,
        }
    }
}

/// What the system asks for before it.
fn first(fault: &Fault) -> String {
    match fault {
        Fault::System(error) => format!("{}; ", error.advice()),
        _ => String::new(),
    }
}

fn abort(code: i32) -> &'static str {
    match code {
        126 => "it is no program that may be run",
        _ => "the program was not found",
    }
}
