//! What a target prints again and again while objects are made.

use serde::{Deserialize, Serialize};

use crate::untrusted::redact;
use crate::worker::LastOutput;

/// Lines that belong together, at most: of a longer text that comes again the last line says most.
const TOGETHER: usize = 3;

/// Lines that a target prints again and again while objects are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RepeatedOutput {
    /// Lines on standard error, or on standard output where there are more.
    pub lines: u64,
    /// Whether they stand on standard error.
    pub on_stderr: bool,
    /// The last one that says something, with those before it that come again and again together with it.
    pub last: String,
}

impl RepeatedOutput {
    /// None where there are fewer lines than objects.
    pub(super) fn of(output: &LastOutput, made: u64) -> Option<Self> {
        let on_stderr = output.stderr_lines >= output.stdout_lines;
        let (lines, text) = if on_stderr {
            (output.stderr_lines, &output.stderr)
        } else {
            (output.stdout_lines, &output.stdout)
        };
        let said: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let last = &said[said.len() - together(&said)..];
        let wanted = made > 0 && lines >= made && !last.is_empty();
        wanted.then(|| Self { lines, on_stderr, last: redact(&last.join(" / ")) })
    }
}

/// How many of the last lines came before in the same order, but for numbers and addresses.
fn together(lines: &[&str]) -> usize {
    let shapes: Vec<String> = lines.iter().rev().take(2 * TOGETHER).map(|line| shape(line)).collect();
    let again = (1..=TOGETHER)
        .find(|count| shapes.len() >= 2 * count && shapes[..*count] == shapes[*count..2 * count]);
    again.unwrap_or(1).min(lines.len())
}

/// A line without what differs from one object to the next.
fn shape(line: &str) -> String {
    line.chars().filter(|letter| !letter.is_ascii_hexdigit()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(text: &str) -> Option<String> {
        let lines = text.lines().count() as u64;
        let output = LastOutput { stderr: text.into(), stderr_lines: lines, ..LastOutput::default() };
        RepeatedOutput::of(&output, 3).map(|output| output.last)
    }

    #[test]
    fn lines_that_come_together_are_shown_together() {
        let unclosed = |at: u32| format!("Unclosed client session\nclient_session: <Session at {at:#x}>\n");
        let text: String = (0x7f30..0x7f39).map(unclosed).collect();
        assert_eq!(
            last(&text).as_deref(),
            Some("Unclosed client session / client_session: <Session at 0x7f38>")
        );
        // A line that was cut off at the beginning of what is kept.
        assert_eq!(last(&text[9..]), last(&text));
    }

    #[test]
    fn one_line_is_shown_alone() {
        assert_eq!(last(&"not closed\n".repeat(5)).as_deref(), Some("not closed"));
        assert_eq!(last("one\ntwo\n\nthree\nfour\n").as_deref(), Some("four"));
        assert_eq!(last("one\ntwo\n"), None);
    }

    #[test]
    fn of_a_long_text_the_last_line_is_shown() {
        let text =
            "Traceback (most recent call last):\n  File\n    call()\n  File\nOSError: gone\n".repeat(4);
        assert_eq!(last(&text).as_deref(), Some("OSError: gone"));
    }
}
