//! What the help of each command keeps: its size, its examples, its headings.

use clap::error::ErrorKind;
use clap::{Command, CommandFactory, Parser};

use super::Arguments;

/// A screen.
const COLUMNS: usize = 80;
const LINES: usize = 40;
/// Of the list of all commands.
const LIST: usize = 48;

/// Every command, as its words and itself.
fn commands() -> Vec<(Vec<String>, Command)> {
    fn add(found: &mut Vec<(Vec<String>, Command)>, path: &[String], command: &Command) {
        found.push((path.to_vec(), command.clone()));
        for below in command.get_subcommands() {
            add(found, &[path, &[below.get_name().to_owned()]].concat(), below);
        }
    }
    let mut found = Vec::new();
    add(&mut found, &[], &Arguments::command());
    found
}

/// What the program prints.
fn help(path: &[String], option: &str) -> String {
    let words = path.iter().map(String::as_str);
    let error = Arguments::try_parse_from(["vitals"].into_iter().chain(words).chain([option]))
        .expect_err("help is printed instead");
    assert_eq!(error.kind(), ErrorKind::DisplayHelp, "{path:?}: {error}");
    error.render().to_string()
}

/// The command lines below `Examples:` and elsewhere.
fn examples(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("  "));
    let commands = lines.filter_map(|line| line.split("&& ").last()?.trim_end().strip_prefix("vitals "));
    // Two spaces begin what is said of it.
    let alone = commands.map(|line| line.split("  ").next().unwrap_or_default());
    alone.map(|line| shlex::split(line).expect("words")).collect()
}

#[test]
fn the_arguments_of_every_command_fit_together() {
    Arguments::command().debug_assert();
}

#[test]
fn the_short_help_of_every_command_fits_a_screen() {
    let commands = commands();
    assert!(commands.len() >= 30, "{} commands", commands.len());
    let mut large = Vec::new();
    for (path, _) in commands {
        let text = help(&path, "-h");
        let (lines, columns) =
            (text.lines().count(), text.lines().map(|line| line.chars().count()).max().unwrap_or(0));
        let most = if path.is_empty() { LIST } else { LINES };
        if lines > most || columns > COLUMNS {
            large.push(format!("{}: {lines} lines, {columns} columns", path.join(" ")));
        }
    }
    assert_eq!(large, [""; 0]);
}

#[test]
fn the_long_help_of_every_command_fits_the_columns_and_says_no_less() {
    for (path, _) in commands() {
        let text = help(&path, "--help");
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= COLUMNS, "{path:?}: {widest} columns");
        let short = examples(&help(&path, "-h"));
        let long = examples(&text);
        let lost: Vec<_> = short.iter().filter(|example| !long.contains(example)).collect();
        // A list of examples may replace the two, and is longer.
        assert!(lost.is_empty() || long.len() > short.len(), "{path:?}: {lost:?}");
    }
}

#[test]
fn every_command_has_two_examples_and_the_parser_takes_every_one() {
    for (path, command) in commands() {
        let text = help(&path, "-h");
        assert_eq!(examples(&text).len(), 2, "{path:?}:\n{text}");
        let own = [command.get_after_help(), command.get_after_long_help()];
        for example in own.into_iter().flatten().flat_map(|text| examples(&text.to_string())) {
            let words = example.iter().map(String::as_str);
            let read = Arguments::try_parse_from(["vitals"].into_iter().chain(words));
            assert!(
                read.is_ok(),
                "{path:?}: {example:?}: {}",
                read.err().map_or_else(String::new, |it| it.to_string())
            );
        }
        let about_it = |example: &Vec<String>| path.iter().all(|word| example.contains(word));
        assert!(examples(&text).iter().any(about_it), "{path:?}");
    }
}
