//! Takes a compose file, gives what the commands of its services serve.

use std::path::{Path, PathBuf};

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::command::{Served, served_by_line, served_by_words};
use crate::project::place::Place;
use crate::project::reading::text_of;
use crate::project::unread::{Unread, WhyUnread};

/// Keys whose value is a command.
const COMMANDS: [&str; 2] = ["command", "entrypoint"];

/// The commands of all services.
///
/// # Errors
/// Where the file cannot be read, or is no YAML.
pub fn read(root: &Path, file: &PathBuf) -> Result<Vec<(Served, Place)>, Unread> {
    let text = text_of(root, file)?;
    let commands = commands(&text).map_err(|(line, message)| Unread {
        path: file.clone(),
        why: WhyUnread::Malformed { line: u32::try_from(line).ok(), message },
    })?;
    Ok(commands.into_iter().map(|(served, line)| (served, Place { file: file.clone(), line })).collect())
}

/// Where in the document the parser is: in a mapping, whose keys and values alternate, or in a list.
enum Inside {
    Mapping { key: Option<String> },
    List { words: Option<(Vec<String>, usize)> },
}

/// What a command serves, and the line where it is known.
type Found = (Served, Option<u32>);

/// By the parser's events: an alias is not expanded, so that no file is larger in memory than on disk.
fn commands(text: &str) -> Result<Vec<Found>, (usize, String)> {
    let mut found = Vec::new();
    let mut around: Vec<Inside> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| (error.marker().line(), error.info().to_owned()))?;
        let line = span.start.line();
        match event {
            Event::MappingStart(..) => around.push(Inside::Mapping { key: None }),
            Event::SequenceStart(..) => {
                let words = is_command(around.last()).then(|| (Vec::new(), line));
                around.push(Inside::List { words });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some(Inside::List { words: Some((words, line)) }) = around.pop() {
                    found.extend(served_by_words(words).into_iter().map(|served| (served, line)));
                }
                value_ends(&mut around);
            }
            Event::Scalar(value, style, ..) => match around.last_mut() {
                Some(Inside::List { words: Some((words, _)) }) => words.push(value.into_owned()),
                Some(Inside::Mapping { key: key @ None }) => *key = Some(value.into_owned()),
                Some(Inside::Mapping { .. }) => {
                    if is_command(around.last()) {
                        // A folded text is one line for the shell.
                        let text = if style == ScalarStyle::Folded {
                            value.replace('\n', " ")
                        } else {
                            value.into()
                        };
                        found.extend(served_by_line(&text).into_iter().map(|served| (served, line)));
                    }
                    value_ends(&mut around);
                }
                _ => {}
            },
            Event::Alias(_) => match around.last_mut() {
                Some(Inside::Mapping { key: key @ None }) => *key = Some(String::new()),
                _ => value_ends(&mut around),
            },
            _ => {}
        }
    }
    Ok(found.into_iter().map(|(served, line)| (served, u32::try_from(line).ok())).collect())
}

fn is_command(inside: Option<&Inside>) -> bool {
    matches!(inside, Some(Inside::Mapping { key: Some(key) }) if COMMANDS.contains(&key.as_str()))
}

/// The next scalar of a mapping is a key again.
fn value_ends(around: &mut [Inside]) {
    if let Some(Inside::Mapping { key }) = around.last_mut() {
        *key = if key.is_some() { None } else { Some(String::new()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_services_in_every_form() {
        let text = "x-base: &base\n  image: a\nservices:\n  web:\n    <<: *base\n    environment: {A: 'b', command: no}\n    command: uvicorn shop:app\n  \
                    worker:\n    command: [\"celery\", \"-A\", \"shop.tasks\", \"worker\"]\n  other:\n    entrypoint: >\n      sh -c\n      \"gunicorn\n      shop.wsgi\"\n";
        let found = commands(text).expect("YAML");
        let lines: Vec<_> = found.iter().map(|(served, line)| (served.program, *line)).collect();
        let expected = [("uvicorn", Some(7)), ("celery", Some(9)), ("gunicorn", Some(12))];
        assert_eq!(lines, expected);
        assert!(commands("a: [\n").is_err());
        assert!(commands("").expect("nothing").is_empty());
        let laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ncommand: *c\n";
        assert!(commands(laughs).expect("YAML").is_empty());
    }
}
