//! The `vitals` program: becomes a worker or a guardian where it was started as one, else reads its arguments.

use std::process::{ExitCode, Termination};

use vitalsign::{cli, process, worker};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let command = words.next().unwrap_or_default();
    let argument = words.next().unwrap_or_default();
    if command == worker::COMMAND {
        let status = worker::child::become_interpreter(&argument.to_string_lossy());
        return u8::try_from(status).unwrap_or(u8::MAX).into();
    }
    if command == process::GUARDIAN {
        return process::keep_watch().into();
    }
    cli::main().report()
}
