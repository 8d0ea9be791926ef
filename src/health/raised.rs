//! Takes what a JUnit file says of a test that did not pass, gives what was raised and where.
//!
//! Pytest writes no `type`. Its text has the exception on the first line of a block that begins with `E`, and ends with
//! `file.py:12: ValueError`; where a test file cannot be collected, a line for each frame leads there, `file.py:12: in <module>`.
//! Others write a traceback as Python prints it.

use crate::untrusted::redact;
use crate::verdict::{Exception, Location};

/// What stands in a `failure` or an `error` element.
#[derive(Clone, Copy, Debug, Default)]
pub struct Element<'a> {
    /// Its attribute `type`.
    pub type_name: Option<&'a str>,
    /// Its attribute `message`.
    pub message: Option<&'a str>,
    /// What stands between its tags.
    pub text: Option<&'a str>,
}

impl Element<'_> {
    /// What was raised, by the first of its parts that says so.
    pub fn exception(self) -> Option<Exception> {
        let message = self.message.map(first_line).unwrap_or_default();
        let by_type = || {
            let type_name = self.type_name.filter(|name| is_name(name))?;
            let message =
                message.strip_prefix(type_name).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(message);
            Some(raised(type_name, message))
        };
        let of_block = || raised_in(self.text.and_then(last_block_head)?);
        // An assertion that pytest has rewritten is reported without its type, except at the end.
        let by_the_end = || {
            let (_, type_name) = self.text.and_then(end_of_pytest)?;
            Some(raised(type_name, message))
        };
        by_type().or_else(of_block).or_else(by_the_end).or_else(|| raised_in(message).filter(is_an_error))
    }

    /// The innermost line that its text names.
    pub fn location(self) -> Option<Location> {
        let text = self.text?;
        let unparsed = || last_block(text)?.find_map(|line| frame_of_python(line.strip_prefix('E')?));
        let at_the_end = || end_of_pytest(text).map(|(location, _)| location);
        let of_frames = || text.lines().filter_map(frame_of_pytest).next_back();
        let of_traceback = || text.lines().filter_map(frame_of_python).next_back();
        unparsed().or_else(at_the_end).or_else(of_frames).or_else(of_traceback)
    }
}

/// The first line of a text.
pub fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default().trim_end()
}

fn raised(type_name: &str, message: &str) -> Exception {
    Exception { type_name: type_name.to_owned(), message: redact(message) }
}

/// `shop.errors.NoPrice`.
fn is_name(text: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    text.split('.').all(is_part)
}

/// `ValueError: no price`, or the type alone.
pub fn raised_in(line: &str) -> Option<Exception> {
    // So pytest reports a fixture.
    let inner = line.strip_prefix("failed on ").and_then(|rest| rest.split_once(" with \""));
    let line = inner.map_or(line, |(_, rest)| rest.strip_suffix('"').unwrap_or(rest));
    let (type_name, message) = line.split_once(": ").unwrap_or((line, ""));
    let type_name = type_name.trim_end_matches(':');
    is_name(type_name).then(|| raised(type_name, message))
}

/// By its name: a message may begin with any word and a colon.
fn is_an_error(raised: &Exception) -> bool {
    ["Error", "Exception", "Warning", "Exit", "Interrupt", "Failed"]
        .iter()
        .any(|end| raised.type_name.ends_with(end))
}

/// The lines of the last block that begins with `E`: of a chain of exceptions, the one that came out.
fn last_block(text: &str) -> Option<impl Iterator<Item = &str>> {
    let is_marked = |line: &&str| line.starts_with("E ") || *line == "E";
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.iter().rposition(&is_marked)? + 1;
    let begin = lines[..end].iter().rposition(|line| !is_marked(line)).map_or(0, |before| before + 1);
    Some(lines.into_iter().take(end).skip(begin))
}

/// The line of that block that names the exception: the first that is indented the least. Those of a syntax error's place
/// stand before it, and further in.
fn last_block_head(text: &str) -> Option<&str> {
    let inner = last_block(text)?.map(|line| &line[1..]).filter(|line| !line.trim().is_empty());
    let indent = |line: &&str| line.len() - line.trim_start().len();
    inner.min_by_key(indent).map(str::trim)
}

/// `file.py:12: ValueError`, pytest's last line.
fn end_of_pytest(text: &str) -> Option<(Location, &str)> {
    let last = text.lines().rfind(|line| !line.trim().is_empty())?;
    let (place, type_name) = last.rsplit_once(": ")?;
    Some((located(place)?, type_name)).filter(|(_, type_name)| is_name(type_name))
}

/// `file.py:12: in <module>`.
fn frame_of_pytest(line: &str) -> Option<Location> {
    let (place, _) = line.split_once(": in ")?;
    located(place).filter(|location| !location.file.starts_with(['<', ' ']))
}

/// `File "file.py", line 12, in <module>`; the last part is not there for a syntax error.
pub fn frame_of_python(line: &str) -> Option<Location> {
    let (file, rest) = line.trim().strip_prefix("File \"")?.split_once("\", line ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    Some(Location { file: file.to_owned(), line: digits.parse().ok()? })
}

fn located(place: &str) -> Option<Location> {
    let (file, line) = place.rsplit_once(':')?;
    Some(Location { file: file.to_owned(), line: line.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_pytest(message: &'static str, text: &'static str) -> Element<'static> {
        Element { type_name: None, message: Some(message), text: Some(text) }
    }

    #[track_caller]
    fn says(element: Element<'_>, exception: Option<(&str, &str)>, place: Option<(&str, u32)>) {
        let found = element.exception();
        assert_eq!(found.as_ref().map(|found| (found.type_name.as_str(), found.message.as_str())), exception);
        let location = element.location();
        assert_eq!(location.as_ref().map(|location| (location.file.as_str(), location.line)), place);
    }

    /// The texts are those of pytest 8.
    #[test]
    fn pytest_names_the_exception_in_its_text() {
        let import = "def test():\n>       from os import x\nE       ImportError: cannot import name 'x' from 'os'\n\n\
                      tests/test a.py:7: ImportError";
        says(
            of_pytest("ImportError: cannot import name 'x' from 'os'", import),
            Some(("ImportError", "cannot import name 'x' from 'os'")),
            Some(("tests/test a.py", 7)),
        );
        let fixture = "@pytest.fixture\n    def broken():\n>       import nosuch\n\
                       E       ModuleNotFoundError: No module named 'nosuch'\n\ntest_a.py:18: ModuleNotFoundError";
        let message = "failed on setup with \"ModuleNotFoundError: No module named 'nosuch'\"";
        says(
            of_pytest(message, fixture),
            Some(("ModuleNotFoundError", "No module named 'nosuch'")),
            Some(("test_a.py", 18)),
        );
        // Without its text, as `junit_logging` of other runners leaves it.
        let message = Element { message: Some(message), ..Element::default() };
        says(message, Some(("ModuleNotFoundError", "No module named 'nosuch'")), None);
    }

    #[test]
    fn an_assertion_has_its_type_at_the_end() {
        let plain =
            "def test():\n>       assert 1 == 2\nE       assert 1 == 2\n\ntest_a.py:5: AssertionError";
        says(
            of_pytest("assert 1 == 2", plain),
            Some(("AssertionError", "assert 1 == 2")),
            Some(("test_a.py", 5)),
        );
        let with_message = "E       AssertionError: {'a: b': 1}\nE       assert [1] == [2]\nE         At index 0 diff: 1 != 2\n\n\
                            test_a.py:3: AssertionError";
        says(
            of_pytest("AssertionError: {'a: b': 1}\nassert [1] == [2]", with_message),
            Some(("AssertionError", "{'a: b': 1}")),
            Some(("test_a.py", 3)),
        );
    }

    #[test]
    fn of_a_chain_the_last_counts() {
        let chain = ">           {}['x']\nE           KeyError: 'x'\n\ntest_a.py:13: KeyError\n\n\
                     The above exception was the direct cause of the following exception:\n\n\
                     >           raise ValueError('bad') from e\nE           ValueError: bad\nE           second: line\n\n\
                     test_a.py:15: ValueError";
        says(of_pytest("ValueError: bad", chain), Some(("ValueError", "bad")), Some(("test_a.py", 15)));
    }

    #[test]
    fn what_cannot_be_collected_has_its_place_in_its_frames_or_in_the_syntax_error() {
        let import = "ImportError while importing test module '/srv/test_b.py'.\nTraceback:\n\
                      /usr/lib/python3.11/importlib/__init__.py:126: in import_module\n    return _gcd_import(name)\n\
                      test_b.py:1: in <module>\n    import nosuch\nE   ModuleNotFoundError: No module named 'nosuch'";
        says(
            of_pytest("collection failure", import),
            Some(("ModuleNotFoundError", "No module named 'nosuch'")),
            Some(("test_b.py", 1)),
        );
        let syntax = "<frozen importlib._bootstrap>:1204: in _gcd_import\n    ???\n\
                      /usr/lib/python3.11/ast.py:50: in parse\n    return compile(source)\n\
                      E     File \"/srv/test_c.py\", line 1\nE       def f(:\nE             ^\nE   SyntaxError: invalid syntax";
        says(
            of_pytest("collection failure", syntax),
            Some(("SyntaxError", "invalid syntax")),
            Some(("/srv/test_c.py", 1)),
        );
    }

    #[test]
    fn other_runners_give_a_type_and_pythons_traceback() {
        let element = Element {
            type_name: Some("shop.NoPrice"),
            message: Some("for a book\nand more"),
            text: Some(
                "Traceback (most recent call last):\n  File \"shop/cart.py\", line 9, in total\n    raise NoPrice(x)\n",
            ),
        };
        says(element, Some(("shop.NoPrice", "for a book")), Some(("shop/cart.py", 9)));
        says(Element { message: Some("Expected: 3"), ..Element::default() }, None, None);
        says(Element::default(), None, None);
    }

    #[test]
    fn what_looks_like_a_secret_is_masked() {
        let element = Element { message: Some("ValueError: password=hunter22"), ..Element::default() };
        says(element, Some(("ValueError", "password=***")), None);
    }
}
