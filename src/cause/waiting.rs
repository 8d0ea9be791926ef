//! What a thread that is blocked waits for, as the kernel says it.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Stall;

/// What a blocked thread waits for. The aliases are the words that version 1 of the documents had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Time to pass.
    Asleep,
    /// A lock that another thread or process holds.
    #[serde(alias = "waiting for a lock")]
    Lock,
    /// Input, or a connection: `poll` and `select` wait for both.
    #[serde(alias = "waiting for input or a connection")]
    Input,
    /// A client that connects.
    #[serde(alias = "waiting for a client")]
    Client,
    /// A server that takes the connection.
    #[serde(alias = "waiting for a connection")]
    Connection,
    /// Data from the network.
    #[serde(alias = "waiting for the network")]
    Network,
    /// A child process to end.
    #[serde(alias = "waiting for a child process")]
    ChildProcess,
    /// The other end of a pipe.
    #[serde(alias = "waiting for a pipe")]
    Pipe,
    /// Blocks that were not in memory.
    #[serde(alias = "waiting for a disk")]
    Disk,
}

/// Parts of the names of kernel functions; the first that fits decides.
const FUNCTIONS: [(&str, Waiting); 16] = [
    ("nanosleep", Waiting::Asleep),
    ("futex", Waiting::Lock),
    ("poll", Waiting::Input),
    ("select", Waiting::Input),
    ("accept", Waiting::Client),
    ("connect", Waiting::Connection),
    ("csk_wait", Waiting::Client),
    ("sk_wait", Waiting::Network),
    ("skb", Waiting::Network),
    ("recv", Waiting::Network),
    ("do_wait", Waiting::ChildProcess),
    ("pipe", Waiting::Pipe),
    ("folio", Waiting::Disk),
    ("io_schedule", Waiting::Disk),
    ("bit_wait", Waiting::Disk),
    ("jbd2", Waiting::Disk),
];

impl Waiting {
    /// What a stall waits for; None where the kernel says nothing, or nothing that is known here.
    pub fn of(stall: &Stall) -> Option<Self> {
        // An event loop that only waits for the time to pass waits in the same call as for input.
        let sleeps = stall
            .stack
            .first()
            .is_some_and(|site| site.function == "sleep" && site.file.ends_with("/asyncio/tasks.py"));
        if sleeps { Some(Self::Asleep) } else { stall.kernel_wait.as_deref().and_then(Self::of_function) }
    }

    /// By the kernel function that a thread sleeps in.
    pub fn of_function(kernel_wait: &str) -> Option<Self> {
        FUNCTIONS.iter().find(|(part, _)| kernel_wait.contains(part)).map(|(_, waiting)| *waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_version_1_are_read() {
        let read = |word: &str| serde_json::from_value::<Waiting>(word.into()).ok();
        assert_eq!(read("asleep"), Some(Waiting::Asleep));
        assert_eq!(read("waiting for input or a connection"), Some(Waiting::Input));
        assert_eq!(read("child_process"), Some(Waiting::ChildProcess));
    }

    #[test]
    fn the_kernels_functions_are_known_by_a_part_of_their_name() {
        assert_eq!(Waiting::of_function("hrtimer_nanosleep"), Some(Waiting::Asleep));
        assert_eq!(Waiting::of_function("inet_csk_wait_for_connect"), Some(Waiting::Connection));
        assert_eq!(Waiting::of_function("sk_wait_data"), Some(Waiting::Network));
        assert_eq!(Waiting::of_function("do_nothing"), None);
    }
}
