//! Takes a page's text, gives the commands in it, with what the page shows of their output.

use std::fs;
use std::path::Path;

/// A command as the reader pastes it.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// The heading above it.
    pub heading: String,
    pub command: String,
    /// The lines that the page shows below it; none where it shows no output.
    pub shown: Vec<String>,
}

/// The commands of a page of this repository, in order.
pub fn steps(page: &str) -> Vec<Step> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    steps_of(&fs::read_to_string(path).expect("a page"))
}

/// Those of one section, which must have some.
pub fn section(page: &str, heading: &str) -> Vec<Step> {
    let found: Vec<_> = steps(page).into_iter().filter(|step| step.heading == heading).collect();
    assert!(!found.is_empty(), "{page} has no commands under `{heading}`");
    found
}

/// Blocks marked `sh` hold commands, those marked `console` commands after `$ ` and what they print.
fn steps_of(markdown: &str) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    let mut heading = String::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix('#') {
            heading = text.trim_start_matches('#').trim().to_owned();
        } else if let Some(kind) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            match kind {
                "sh" => found.extend(script(&heading, &block)),
                "console" => found.extend(session(&heading, &block)),
                _ => {}
            }
        }
    }
    found
}

/// A line is a command; one that begins a here-document goes on to its end.
fn script(heading: &str, block: &[&str]) -> Vec<Step> {
    let mut found = Vec::new();
    let mut lines = block.iter();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        let mut command = (*line).to_owned();
        if line.contains("<<'END'") {
            for more in lines.by_ref() {
                command = command + "\n" + more;
                if *more == "END" {
                    break;
                }
            }
        }
        found.push(Step { heading: heading.to_owned(), command, shown: Vec::new() });
    }
    found
}

fn session(heading: &str, block: &[&str]) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    for line in block {
        if let Some(command) = line.strip_prefix("$ ") {
            found.push(Step { heading: heading.to_owned(), command: command.to_owned(), shown: Vec::new() });
        } else if let Some(step) = found.last_mut() {
            step.shown.push((*line).to_owned());
        }
    }
    found
}

#[test]
fn commands_are_found_as_a_reader_finds_them() {
    let page = "# A\n```sh\none # why\n\ncat > f <<'END'\n$ x\n\nEND\n```\n## B\n```console\n$ two\nout\n$ three\n```\n```toml\n$ no\n```\n";
    let step = |heading: &str, command: &str, shown: &[&str]| Step {
        heading: heading.to_owned(),
        command: command.to_owned(),
        shown: shown.iter().map(|&line| line.to_owned()).collect(),
    };
    let expected = [
        step("A", "one # why", &[]),
        step("A", "cat > f <<'END'\n$ x\n\nEND", &[]),
        step("B", "two", &["out"]),
        step("B", "three", &[]),
    ];
    assert_eq!(steps_of(page), expected);
}
