//! The `vitals` program: becomes a worker where it was started as one, else reads its arguments.

use std::process::{ExitCode, Termination};

use vitalsign::{cli, worker};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() == Some(worker::COMMAND) {
        let status = worker::child::become_interpreter(&words.next().unwrap_or_default());
        return u8::try_from(status).unwrap_or(u8::MAX).into();
    }
    cli::main().report()
}
