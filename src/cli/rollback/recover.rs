//! `vitals rollback recover`.

use super::in_place::InPlace;
use super::place::place;
use super::said;
use crate::cli::arguments::RecoverArgs;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::project::Project;
use crate::git::Repository;
use crate::rollback::RollbackExit;
use crate::rollback::{Answer, CheckVerdict, End, Place, Site, Verifier, recover};

pub fn run(arguments: &RecoverArgs) -> Result<Exit, CliError> {
    let interrupt = listen()?;
    let root = place(arguments.run_args.root.as_deref(), arguments.config.file());
    let site = Site::around(&root, &interrupt)?;
    // The mark of a worktree that a killed plan left: in the way of nothing.
    if let Ok(repository) = Repository::of(&root, &interrupt) {
        let _ = repository.remove_lost_worktrees(&interrupt);
    }
    // A configuration that cannot be read must not stop the checkout from becoming whole.
    let verifier: Box<dyn Verifier> = match Project::find(arguments.config.file())
        .and_then(|project| InPlace::of(&project, &arguments.run_args, &interrupt))
    {
        Ok(verifier) => Box::new(verifier),
        Err(error) => Box::new(Unreadable(error.to_string())),
    };
    let Some(done) = recover(&site, &*verifier)? else {
        console::line("nothing stands open")?;
        return Ok(RollbackExit::Done.into());
    };
    console::line(said::done(&done))?;
    Ok(match done.end {
        // It is whole again: what was asked for.
        End::Before => RollbackExit::Done.into(),
        _ => RollbackExit::of_done(&done).into(),
    })
}

/// Where no check can be run, none has answered.
struct Unreadable(String);

impl Verifier for Unreadable {
    fn verify(&self, checks: &[String], _: Place<'_>) -> Vec<CheckVerdict> {
        let unknown = |name: &String| CheckVerdict {
            check: name.clone(),
            critical: false,
            answer: Answer::Unknown,
            reasons: vec![self.0.clone()],
            took: crate::quantity::Nanos(0),
        };
        checks.iter().map(unknown).collect()
    }
}
