//! Takes what a program printed, gives the exception that ended it and where: the last of Python's tracebacks.

use super::raised::{frame_of_python, raised_in};
use crate::verdict::{Exception, Location};

const HEAD: &str = "Traceback (most recent call last):";

/// The exception of the last traceback, with its innermost line.
pub fn last_of(text: &str) -> Option<(Exception, Option<Location>)> {
    let lines: Vec<&str> = text.lines().collect();
    let head = lines.iter().rposition(|line| line.trim_end() == HEAD);
    // A file that cannot be parsed has no frames of its own, and no head.
    let begin = head.map(|head| head + 1).or_else(|| lines.iter().rposition(|line| is_frame(line)))?;
    let block = lines.get(begin..)?;
    // Frames and their sources are indented; the exception is the first line that is not.
    let end = block.iter().position(|line| !line.is_empty() && !line.starts_with(' '))?;
    let location = block[..end].iter().filter_map(|line| frame_of_python(line)).next_back();
    Some((raised_in(block[end])?, location))
}

fn is_frame(line: &str) -> bool {
    line.starts_with("  File \"") && frame_of_python(line).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Type, message and line of an exception.
    type Said<'a> = (&'a str, &'a str, Option<(&'a str, u32)>);

    #[track_caller]
    fn says(text: &str, expected: Option<Said<'_>>) {
        let found = last_of(text);
        let found = found.as_ref().map(|(exception, location)| {
            let place = location.as_ref().map(|location| (location.file.as_str(), location.line));
            (exception.type_name.as_str(), exception.message.as_str(), place)
        });
        assert_eq!(found, expected);
    }

    /// The texts are those of Python 3.9 and 3.13.
    #[test]
    fn the_last_traceback_of_a_chain_counts() {
        let text = "starting\nTraceback (most recent call last):\n  File \"/srv/a.py\", line 3, in <module>\n    import b\n\
                    ModuleNotFoundError: No module named 'b'\n\nDuring handling of the above exception, another exception occurred:\n\n\
                    Traceback (most recent call last):\n  File \"/srv/main.py\", line 1, in <module>\n    import shop\n    ~~~~~~^^^^\n  \
                    File \"/srv/shop.py\", line 9, in <module>\n    raise ImportError('no b') from None\nImportError: no b\nbye\n";
        says(text, Some(("ImportError", "no b", Some(("/srv/shop.py", 9)))));
    }

    #[test]
    fn a_file_that_cannot_be_parsed_has_no_head() {
        let text = "  File \"/srv/main.py\", line 1\n    def f(:\n          ^\nSyntaxError: invalid syntax\n";
        says(text, Some(("SyntaxError", "invalid syntax", Some(("/srv/main.py", 1)))));
    }

    #[test]
    fn what_is_cut_off_or_no_traceback_says_nothing() {
        says("Traceback (most recent call last):\n  File \"/srv/main.py\", line 1, in <module>\n", None);
        says("ImportError: of another program\n", None);
        says("", None);
    }
}
