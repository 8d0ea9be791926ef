//! `vitals man`: a page for each command, made of what `--help` says.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::arguments::{Arguments, Man as Asked};
use super::console;
use super::error::CliError;
use super::exit::Exit;
use crate::system_error::SystemError;
use crate::user_file::{self, Why};

pub fn run(arguments: &Asked) -> Result<Exit, CliError> {
    let mut root = Arguments::command();
    root.build();
    let Some(folder) = &arguments.folder else {
        console::data(&page(&found(&root, &arguments.words)?))?;
        return Ok(Exit::Pass);
    };
    user_file::check_folder(folder)?;
    fs::create_dir_all(folder).map_err(|error| Why::System(SystemError::from(error)).of(folder))?;
    let written = write(&root, folder)?;
    console::line(format_args!("wrote {written} pages to {}", folder.display()))?;
    Ok(Exit::Pass)
}

/// The command that these words name.
fn found(root: &Command, words: &[String]) -> Result<Command, CliError> {
    let mut command = root;
    for word in words {
        let below = command.find_subcommand(word).ok_or_else(|| CliError::Mistaken {
            word: word.clone(),
            within: command.get_bin_name().unwrap_or("vitals").to_owned(),
            meant: Vec::new(),
        });
        command = below?;
    }
    Ok(command.clone())
}

/// Writes the pages of a command and of those below it; gives how many.
fn write(command: &Command, folder: &Path) -> Result<usize, CliError> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    user_file::write(&folder.join(format!("{name}.1")), &page(command))?;
    command
        .get_subcommands()
        .map(|below| write(below, folder))
        .sum::<Result<usize, CliError>>()
        .map(|written| written + 1)
}

/// Characters of a name that fit into a page's head twice, beside the manual's name on 80 columns.
const LONGEST_TITLE: usize = 25;

/// A command's page, in the language of man.
fn page(command: &Command) -> Vec<u8> {
    let after = command.get_after_long_help().or_else(|| command.get_after_help()).map(ToString::to_string);
    let mut man =
        Man::new(command.clone()).manual("vitals").source(format!("vitals {}", env!("CARGO_PKG_VERSION")));
    if command.get_display_name().unwrap_or_default().len() > LONGEST_TITLE {
        man = man.title("vitals");
    }
    let mut page = Vec::new();
    // Writing to memory cannot fail.
    let _ = man.render_title(&mut page);
    let _ = man.render_name_section(&mut page);
    let _ = man.render_synopsis_section(&mut page);
    let _ = man.render_description_section(&mut page);
    if command.get_arguments().next().is_some() {
        let _ = man.render_options_section(&mut page);
    }
    if command.has_subcommands() {
        let _ = man.render_subcommands_section(&mut page);
    }
    let _ = after.map_or_else(Roff::new, |after| as_written(&after)).to_writer(&mut page);
    page
}

/// Examples and the like, whose lines and columns stay as they are.
fn as_written(after: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    roff.control("nf", []);
    for line in after.lines().skip_while(|line| *line == "Examples:") {
        match line {
            // An empty line in a page is a request in itself.
            "" => roff.control("sp", []),
            line => roff.text([roman(line)]),
        };
    }
    roff.control("fi", []);
    roff
}
