//! `vitals help`: a command's help, or a topic that several commands share.

mod formats;
#[cfg(test)]
mod reference_tests;
mod topics;

use clap::Parser;

use super::arguments::{Arguments, Help};
use super::console;
use super::error::CliError;
use super::exit::Exit;

pub use topics::{TOPICS, Topic};

pub fn run(arguments: &Help) -> Result<Exit, CliError> {
    let text = match &arguments.words[..] {
        [] => format!("{}\n{}", of_command(&[], "-h").unwrap_or_default(), topics::list()),
        [word] if topic(word).is_some() => topic(word).map(Topic::text).unwrap_or_default(),
        words => of_command(words, "--help").ok_or_else(|| no_such(words))?,
    };
    console::answer(&text)?;
    Ok(Exit::Pass)
}

fn topic(word: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.name == word)
}

/// What the program prints for `COMMAND --help`; None where there is no such command.
fn of_command(words: &[String], option: &str) -> Option<String> {
    let words = words.iter().map(String::as_str);
    let error = Arguments::try_parse_from(["vitals"].into_iter().chain(words).chain([option])).err()?;
    (!error.use_stderr()).then(|| error.render().ansi().to_string())
}

fn no_such(words: &[String]) -> CliError {
    let wanted = words.join(" ");
    let commands = <Arguments as clap::CommandFactory>::command();
    let commands: Vec<&str> = commands.get_subcommands().map(clap::Command::get_name).collect();
    let known: Vec<&str> = TOPICS.iter().map(|topic| topic.name).chain(commands).collect();
    let alike = |name: &&&str| strsim::jaro_winkler(&wanted.to_lowercase(), name);
    let near = known.iter().max_by(|one, other| alike(one).total_cmp(&alike(other)));
    let near = near.filter(|name| alike(name) > 0.75).map(|name| format!("vitals help {name}"));
    let topics = TOPICS.iter().map(|topic| topic.name).collect::<Vec<_>>().join(", ");
    CliError::NoSuchTopic { wanted, near, topics }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(wanted: &str) -> Option<String> {
        match no_such(&[wanted.to_owned()]) {
            CliError::NoSuchTopic { near, .. } => near,
            _ => None,
        }
    }

    #[test]
    fn a_mistyped_topic_or_command_gets_the_one_that_is_like_it() {
        assert_eq!(suggested("format").as_deref(), Some("vitals help formats"));
        assert_eq!(suggested("exitcodes").as_deref(), Some("vitals help exit-codes"));
        assert_eq!(suggested("chek").as_deref(), Some("vitals help check"));
        assert_eq!(suggested("zzz"), None);
    }

    #[test]
    fn shells_are_offered_the_topics_that_there_are() {
        assert_eq!(TOPICS.map(|topic| topic.name), crate::cli::arguments::TOPIC_NAMES);
    }

    #[test]
    fn every_topic_fits_eighty_columns_and_every_commands_help_is_found() {
        for topic in TOPICS {
            let text = topic.text();
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest <= 80, "{}: {widest} columns", topic.name);
        }
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(
            of_command(&words("history prune"), "--help").is_some_and(|text| text.contains("--keep-last"))
        );
        assert_eq!(of_command(&words("no such"), "--help"), None);
    }
}
