//! What shows what happened, gathered before anything is taken back.

use std::path::Path;
use std::time::Duration;

use crate::config::{CommandLine, Settings};
use crate::git::Repository;
use crate::incident::EvidenceFolder;
use crate::process::{Interrupt, Timeout, run_keeping};

/// More of an output's end is not kept, in bytes.
const OUTPUT: usize = 8 << 20;
/// The longest that one command may take.
const LONGEST: Duration = Duration::from_secs(8);
/// Where the configuration names no path.
const PYTHON: &str = "python3";

/// How the checkout stands, and what the configured commands print, as long as there is time.
pub fn gather(
    folder: &mut EvidenceFolder,
    repository: Option<&Repository>,
    settings: Option<&Settings>,
    interrupt: &Interrupt,
) {
    match repository {
        None => folder.lacks("git", "there is no repository that can be read"),
        Some(repository) => {
            for (name, text) in repository.standing(interrupt) {
                match text {
                    Ok(text) => folder.keep(name, &text),
                    Err(error) => folder.lacks(name, &error.to_string()),
                }
            }
        }
    }
    let Some(settings) = settings else {
        folder.lacks("[respond] evidence", "the configuration cannot be read");
        return;
    };
    for (number, command) in settings.respond.evidence.iter().enumerate() {
        let program = Path::new(command.program()).file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{:02}-{program}.txt", number + 1);
        match printed(command, &settings.root, interrupt) {
            Ok(text) => folder.keep(&name, &text),
            Err(why) => folder.lacks(&name, &why),
        }
    }
}

/// All that a command prints, with how it ended; that it failed is evidence too.
fn printed(words: &CommandLine, root: &Path, interrupt: &Interrupt) -> Result<String, String> {
    let command = words.command(root, Path::new(PYTHON));
    let ended = run_keeping(OUTPUT, command, None, Timeout::of(LONGEST), interrupt)
        .map_err(|error| format!("it cannot be started: {error}"))?;
    if ended.termination.is_some() && ended.stdout.text().is_empty() {
        return Err("it printed nothing in its time".to_owned());
    }
    let cut = if ended.termination.is_some() { ", cut short" } else { "" };
    let (out, err) = (ended.stdout.text(), ended.stderr.text());
    Ok(format!(
        "{}\n{}{cut}\n--- standard output\n{out}\n--- standard error\n{err}\n",
        words.words().join(" "),
        ended.status
    ))
}
