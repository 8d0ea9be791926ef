//! Completion in a shell: the script that asks, and the answers.

use std::env;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::CompleteEnv;
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};

use super::arguments::{Arguments, Completions, Shell};
use super::bash::Bash;
use super::console;
use super::error::CliError;
use super::exit::Exit;
use crate::system_error::SystemError;

/// By this a shell asks; its value is the shell's name.
const VARIABLE: &str = "VITALS_COMPLETE";
/// Those that can ask.
const SHELLS: Shells<'static> = Shells(&[&Bash, &Zsh, &Fish, &Elvish, &Powershell]);
/// As a shell calls the program.
const NAME: &str = "vitals";

/// Answers a shell that asks what could stand at a place; None where none asks. What goes wrong is not for the line that is
/// being written.
pub fn answered() -> Option<Exit> {
    env::var_os(VARIABLE)?;
    let here = env::current_dir().ok();
    let asked = CompleteEnv::with_factory(Arguments::command).var(VARIABLE).bin(NAME).shells(SHELLS);
    match asked.try_complete(env::args_os(), here.as_deref()) {
        Ok(true) => Some(Exit::Pass),
        Ok(false) => None,
        Err(_) => Some(Exit::Usage),
    }
}

/// `vitals completions`: the script that a shell reads once.
pub fn run(arguments: &Completions) -> Result<Exit, CliError> {
    let shell: &dyn EnvCompleter = match arguments.shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
        Shell::Elvish => &Elvish,
        Shell::Powershell => &Powershell,
    };
    let mut script = Vec::new();
    // Writing to memory cannot fail.
    shell
        .write_registration(VARIABLE, NAME, NAME, &program(), &mut script)
        .map_err(|error| console::OutputLost::from(SystemError::from(error)))?;
    console::data(&script)?;
    Ok(Exit::Pass)
}

/// The program as it was called: by its path, else by its name, so that another version on the path answers for itself.
fn program() -> String {
    let called = env::args().next().unwrap_or_default();
    let is_path = Path::new(&called).components().count() > 1;
    let absolute = std::path::absolute(&called).ok().filter(|_| is_path);
    absolute.map_or_else(|| NAME.to_owned(), |path| path.display().to_string())
}
