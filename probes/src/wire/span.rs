//! Wall and processor time of a stretch of work.

use serde::{Deserialize, Serialize};

use crate::quantity::Nanos;

/// Wall and processor time of one stretch of work in one thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// `CLOCK_MONOTONIC`.
    pub wall: Nanos,
    /// `CLOCK_THREAD_CPUTIME_ID`.
    pub cpu: Nanos,
    /// Time that the thread was ready but had no processor (`schedstat`): the machine's doing. None where it was not read.
    #[serde(default)]
    pub run_delay: Option<Nanos>,
    /// Time that the thread neither ran nor was ready, and had not given the processor up: the hypervisor or an interrupt
    /// had it. None where that is not known.
    #[serde(default)]
    pub stolen: Option<Nanos>,
}

impl Span {
    /// The machine's doing: the program would have run, and had no processor. As far as it is known.
    pub fn starved(self) -> Nanos {
        [self.run_delay, self.stolen].into_iter().flatten().sum()
    }

    /// The program's own waiting: for a lock, a disk, the network, or asleep. Where the wait for a processor was not read, it
    /// is in here: a program's time may then be judged too long, and never too short.
    pub fn blocked(self) -> Nanos {
        self.wall.saturating_sub(self.cpu).saturating_sub(self.starved())
    }

    /// The wall time without that in which the machine gave no processor.
    pub fn active(self) -> Nanos {
        self.cpu + self.blocked()
    }
}
