//! The gate at which one of two workers waits for the other: before its stretch of work, and after it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;

use super::channel::{Channel, identity, leave, leave_if_copied};
use crate::wire::Message;

/// A pipe from which the tool lets this worker go on, a byte each time. None where nobody is waited for.
pub struct Gate(Option<Pipe>);

struct Pipe {
    file: Mutex<File>,
    identity: Option<(u64, u64)>,
}

impl Gate {
    /// Of the inherited pipe.
    pub fn of(pipe: Option<File>) -> Self {
        Self(pipe.map(|file| Pipe { identity: identity(&file).ok(), file: Mutex::new(file) }))
    }

    /// Says that this worker is there, and waits until both are. Where the other one has failed, there is nothing to go on for:
    /// the process ends.
    pub fn wait(&self, py: Python<'_>, channel: &Channel) {
        let Some(pipe) = &self.0 else { return };
        leave_if_copied();
        channel.send(&Message::AtGate);
        let let_through = || {
            let mut file = pipe.file.lock().unwrap_or_else(PoisonError::into_inner);
            // Under a number that the target closed may by now be a file of its own: then it waits for nobody.
            if identity(&file).ok() != pipe.identity {
                return true;
            }
            let read = file.read_exact(&mut [0]);
            read.err().is_none_or(|error| error.kind() != ErrorKind::UnexpectedEof)
        };
        // Threads of the target's start go on meanwhile.
        if !py.detach(let_through) {
            leave(0);
        }
        channel.send(&Message::GoesOn);
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use std::io::Write;
    use std::os::fd::OwnedFd;

    use super::super::inside::channel;
    use super::*;

    inside! {
        fn who_is_let_through_goes_on_and_says_so(py) {
            let (read, mut write) = std::io::pipe().unwrap();
            let gate = Gate::of(Some(File::from(OwnedFd::from(read))));
            write.write_all(&[1]).unwrap();
            let (channel, far) = channel();
            gate.wait(py, &channel);
            drop(channel);
            assert!(matches!(far.messages()[..], [Message::AtGate, Message::GoesOn]));
        }
        fn without_a_gate_nothing_is_waited_for(py) {
            let (channel, far) = channel();
            Gate::of(None).wait(py, &channel);
            drop(channel);
            assert!(far.messages().is_empty());
        }
    }
}
