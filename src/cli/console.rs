//! The one place that prints: answers on standard output, which must arrive, and notes on standard error, which may not.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use miette::{Diagnostic, MietteHandlerOpts};
use thiserror::Error;

use crate::process::{Interrupt, Waited};
use crate::system_error::SystemError;
use crate::untrusted::redact;

/// An answer that nobody gets.
#[derive(Debug, Error, Diagnostic)]
#[error("standard output cannot be written: {0}")]
#[diagnostic(help("the answer is lost: {}", .0.advice()))]
pub struct OutputLost(#[from] SystemError);

/// Decides how errors look: for a terminal they are wrapped, between words; what a program reads keeps its lines.
pub fn prepare() {
    let wrapped = io::stderr().is_terminal();
    // It is refused where one is set already: then errors look as that one says.
    let _ = miette::set_hook(Box::new(move |_| {
        let options = MietteHandlerOpts::new().break_words(false);
        Box::new(if wrapped { options } else { options.width(usize::MAX).wrap_lines(false) }.build())
    }));
}

/// Prints text with styles, which are removed where standard output is no terminal.
///
/// # Errors
/// Where it cannot be written. A closed pipe is none: who closed it has read enough.
pub fn answer(text: &str) -> Result<(), OutputLost> {
    written(&mut anstream::stdout().lock(), masked(text).as_bytes())
}

/// The same with the end of a line.
///
/// # Errors
/// As [`answer`].
pub fn line(text: impl Display) -> Result<(), OutputLost> {
    answer(&format!("{text}\n"))
}

/// Prints data, to the byte.
///
/// # Errors
/// As [`answer`].
pub fn data(bytes: &[u8]) -> Result<(), OutputLost> {
    written(&mut io::stdout().lock(), bytes)
}

/// Prints a line on standard error. Where that cannot be written, nothing is left to say so.
pub fn note(text: impl Display) {
    let _ = anstream::stderr().lock().write_all(masked(&format!("{text}\n")).as_bytes());
}

/// Waits for so long, or until the user asks to stop, or nobody reads standard output any more.
pub fn wait(interrupt: &Interrupt, time: Duration) -> Waited {
    interrupt.wait_with_reader(time, &io::stdout())
}

/// What is said without a document, such as an error that quotes the command line. By lines: most hold nothing to look for.
fn masked(text: &str) -> String {
    text.split_inclusive('\n').map(redact).collect()
}

fn written(stream: &mut impl Write, bytes: &[u8]) -> Result<(), OutputLost> {
    // What stays in a buffer is written when the program ends, and nobody hears whether it arrives.
    match stream.write_all(bytes).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other.map_err(SystemError::from)?),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use regex_lite::Regex;

    use crate::sources::sources;

    /// Files that reach a standard stream themselves, and why they may.
    const OTHERS: [(&str, &str); 5] = [
        ("cli/console.rs", "it is the one place"),
        ("user_file/write.rs", "a stream that was asked for as a file"),
        ("report/progress/mod.rs", "what runs, on standard error"),
        ("report/terminal.rs", "the width of the terminal"),
        ("worker/child.rs", "a worker has only its captured standard error"),
    ];

    #[test]
    fn d5_nothing_else_prints() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let printing = Regex::new(r"\be?print(ln)?!|\b(stdout|stderr)\(\)").expect("a pattern");
        let mut found = 0;
        for path in sources(&folder) {
            let name = path.strip_prefix(&folder).expect("below src").display().to_string();
            let text = fs::read_to_string(&path).expect("text");
            let program = text.split("\n#[cfg(test)]").next().unwrap_or_default();
            if !name.ends_with("tests.rs") && printing.is_match(program) {
                found += 1;
                assert!(OTHERS.iter().any(|(other, _)| *other == name), "{name} prints");
            }
        }
        assert_eq!(found, OTHERS.len());
    }
}
