//! Why a worker gave no answer: how, and where.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{ChildEnd, Raised, Site, Stall, Unreadable};

use crate::cause::relevant_site;
use crate::process::Ending;
use crate::quantity::{Bytes, Nanos};
use crate::untrusted::redact;

/// Why a worker gave no answer, or none that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Failure {
    /// The target raised an exception.
    Raised(Raised),
    /// Something came back that is no creation.
    NotMade {
        /// What it was.
        what: String,
    },
    /// The module was loaded by the interpreter's own start: there was nothing to measure.
    AlreadyLoaded,
    /// The module was loaded by the `setup` of the target or of the probe: there was nothing to measure.
    LoadedBySetup,
    /// Another commit was to be measured, and files of the checkout were loaded.
    FromCheckout {
        /// The first of them.
        file: PathBuf,
        /// So many there were.
        files: usize,
        /// What finds them before anything else, where that is known: the module of a finder for projects installed in place.
        finder: Option<String>,
    },
    /// It was not done at its deadline.
    Hung {
        /// The deadline.
        after: Nanos,
        /// Where it was then.
        #[serde(alias = "standing")]
        stall: Option<Stall>,
    },
    /// The run's budget ended while it worked.
    OutOfBudget {
        /// How long it had worked.
        after: Nanos,
        /// Where it was then.
        #[serde(alias = "standing")]
        stall: Option<Stall>,
    },
    /// The interpreter had not started at the deadline: what it runs before any probe hangs.
    StartHung {
        /// The deadline.
        after: Nanos,
    },
    /// A signal stopped it, and nothing had it go on until the deadline.
    Stopped {
        /// The deadline.
        after: Nanos,
        /// The signal, where that is known.
        by: Option<Ending>,
        /// Where it was then.
        stall: Option<Stall>,
    },
    /// It used up the processor time that it may use.
    CpuTimeSpent {
        /// `--cpu-time`; None where the limit is not the tool's.
        limit: Option<Nanos>,
        /// Where it was then.
        site: Option<Site>,
    },
    /// It was killed by a signal.
    Crashed {
        /// The signal.
        how: Ending,
        /// Where Python said that it was: the innermost frame outside the standard library.
        site: Option<Site>,
        /// Where it was last blocked, if it was.
        #[serde(alias = "standing")]
        stall: Option<Stall>,
    },
    /// It ended itself without an answer.
    Exited {
        /// Its exit status.
        how: Ending,
    },
    /// The target closed or replaced the result descriptor.
    ChannelLost,
    /// The target wrote into the result descriptor.
    ChannelWritten {
        /// Bytes that are not the probe's.
        bytes: u64,
    },
    /// A forked child ended without an answer.
    ChildLost {
        /// How.
        how: ChildEnd,
        /// Where it was then, where Python's fault handler said it.
        #[serde(default)]
        site: Option<Site>,
    },
    /// The interpreter did not start.
    NotStarted {
        /// In words.
        reason: String,
    },
    /// The tool's temporary folder took no bytecode: every import would compile anew, or read half a file.
    BytecodeNotWritten {
        /// The folder for temporary files.
        folder: String,
        /// What was tried to write.
        bytes: Bytes,
        /// The system's reason, as errno(3).
        errno: Option<i32>,
    },
    /// Something without which nothing is measured cannot be read here.
    NotReadable {
        /// The file of `/proc` or the counter that could not be read.
        what: Unreadable,
    },
    /// Ctrl-C.
    Interrupted,
}

impl Failure {
    /// An exception of the target, without what looks like a secret: from here on it stands in documents.
    pub fn raised(mut raised: Raised) -> Self {
        let earlier = raised.chain.iter_mut().map(|earlier| &mut earlier.message);
        for text in [&mut raised.message, &mut raised.traceback].into_iter().chain(earlier) {
            *text = redact(text);
        }
        Self::Raised(raised)
    }

    /// Where the target was last, if that is known.
    pub fn stall(&self) -> Option<&Stall> {
        match self {
            Self::Hung { stall, .. }
            | Self::OutOfBudget { stall, .. }
            | Self::Stopped { stall, .. }
            | Self::Crashed { stall, .. } => stall.as_ref(),
            _ => None,
        }
    }

    /// The line of the target at which it happened, if that is known.
    pub fn site(&self) -> Option<&Site> {
        match self {
            Self::Raised(raised) => raised.site.as_ref(),
            Self::Crashed { site: Some(site), .. }
            | Self::CpuTimeSpent { site: Some(site), .. }
            | Self::ChildLost { site: Some(site), .. } => Some(site),
            other => other.stall().and_then(relevant_site),
        }
    }
}
