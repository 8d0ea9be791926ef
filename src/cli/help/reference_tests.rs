//! `docs/reference`: pages made from the arguments and topics, and held to them.
//! To write them anew: `VITALS_WRITE_REFERENCE=1 cargo test --lib reference`.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};

use super::TOPICS;
use crate::cli::arguments::Arguments;

const WRITE: &str = "VITALS_WRITE_REFERENCE";

/// Holds a page to what it is made from, or writes it.
fn assert_current(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference").join(name);
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, made).expect("written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == made, "docs/reference/{name} is not current: run once with {WRITE}=1");
}

/// A section for a command and each below it: what `--help` prints.
fn sections(command: &Command, page: &mut String) {
    let name = command.get_bin_name().unwrap_or("vitals").to_owned();
    let help = command.clone().term_width(100).render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    *page += &format!("\n## {name}\n\n```text\n{}\n```\n", help.join("\n").trim_end());
    // `help` repeats the others.
    for below in command.get_subcommands().filter(|below| below.get_name() != "help" && !below.is_hide_set())
    {
        sections(below, page);
    }
}

#[test]
fn the_reference_of_commands_is_current() {
    let mut root = Arguments::command();
    root.build();
    let mut page = "# Commands\n\nWhat `--help` prints of each command. A test makes this page from the program and keeps it current; \
                    [the command line](command-line.md) says what all commands share.\n"
        .to_owned();
    sections(&root, &mut page);
    page += "\n## Topics\n";
    for topic in &TOPICS {
        page += &format!("\n### vitals help {}\n\n```text\n{}\n```\n", topic.name, topic.text().trim_end());
    }
    assert!(page.matches("\n## ").count() > 30, "every command has a section");
    assert_current("commands.md", &page);
}

#[test]
fn the_exit_codes_are_those_of_the_topic() {
    let topic = TOPICS.iter().find(|topic| topic.name == "exit-codes").expect("a topic");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/exit-codes.md");
    let page = fs::read_to_string(path).expect("a page");
    let (before, rest) = page.split_once("```text\n").expect("a block");
    let (_, after) = rest.split_once("```\n").expect("its end");
    assert_current("exit-codes.md", &format!("{before}```text\n{}```\n{after}", topic.text()));
}
