//! `vitals escalate`.

mod ack;
mod facts;
mod init;
mod lint;
mod notice;
mod ongoing;
mod over;
mod place;
mod post;
mod rehearsal;
mod shown;
mod status;
mod watch;
mod who;

pub use over::over;

use super::arguments::{Escalate, EscalateAction};
use super::error::CliError;
use super::exit::Exit;

pub use lint::findings as mistakes;

pub fn run(arguments: &Escalate) -> Result<Exit, CliError> {
    match &arguments.action {
        None => status::run(&arguments.status),
        Some(EscalateAction::Status(arguments)) => status::run(arguments),
        Some(EscalateAction::Ack(arguments)) => ack::run(arguments),
        Some(EscalateAction::Answer(arguments)) => ack::answer(arguments),
        Some(EscalateAction::Watch(arguments)) => watch::run(arguments),
        Some(EscalateAction::Test(arguments)) => rehearsal::run(arguments),
        Some(EscalateAction::Lint(arguments)) => lint::run(arguments),
        Some(EscalateAction::Init(arguments)) => init::run(arguments),
    }
}
