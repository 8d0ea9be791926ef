//! `[target] env_file`: variables of the target in a file, as dotenv, Docker Compose and shells have them.
//!
//! Read here, line by line, because a mistake is shown with its line and never with a value; the crates for it look variables of this
//! process up, and take what they cannot read for the end of the file.

use std::fmt;

use super::variables::remembered;

/// Why a line of the file cannot be read. It holds no value: that may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvFault {
    /// Bytes that are no text.
    NotUtf8,
    /// No `=`.
    NoEquals,
    /// A name with other characters, or none.
    Name,
    /// A quote without its end.
    Open(char),
    /// Something behind the closing quote.
    AfterQuote(char),
    /// `${NAME}`, which shells and some readers replace, and others do not.
    Expansion,
    /// A NUL character.
    Nul,
}

impl fmt::Display for EnvFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => formatter.write_str("there are bytes that are not UTF-8"),
            Self::NoEquals => formatter.write_str("there is no `=`: write NAME=VALUE"),
            Self::Name => {
                formatter.write_str("before the `=` there is no name of letters, digits, `_`, `.` and `-`")
            }
            Self::Open(quote) => write!(formatter, "the {quote} is not closed"),
            Self::AfterQuote(quote) => write!(formatter, "something stands behind the closing {quote}"),
            Self::Expansion => {
                formatter.write_str("`${` is not expanded: write the value, or put it in single quotes")
            }
            Self::Nul => formatter.write_str("a variable cannot have a NUL character"),
        }
    }
}

/// The fault, and the number of its line, from 1.
pub type AtLine = (EnvFault, usize);

/// The variables of a file. A name that comes twice has its last value. Secrets among them are masked from now on.
pub fn variables(bytes: &[u8]) -> Result<Vec<(String, String)>, AtLine> {
    let line_of = |end: usize| bytes[..end].iter().filter(|byte| **byte == b'\n').count() + 1;
    let text = std::str::from_utf8(bytes)
        .map_err(|error| (EnvFault::NotUtf8, line_of(error.valid_up_to())))?
        .trim_start_matches('\u{feff}');
    if let Some(place) = text.find('\0') {
        return Err((EnvFault::Nul, line_of(place)));
    }
    let mut rest = text;
    let mut found = Vec::new();
    while let Some((variable, after)) = one(rest).map_err(|(fault, at)| {
        let before = text.len() - at.len();
        (fault, text[..before].matches('\n').count() + 1)
    })? {
        rest = after;
        found.extend(variable.map(|(name, value)| remembered(name, value)));
    }
    Ok(found)
}

type Fault<'a> = (EnvFault, &'a str);
type Variable = (String, String);

/// The next line: its variable, where it is not empty, and what comes after it; None at the end. A fault has the text from its line on.
fn one(text: &str) -> Result<Option<(Option<Variable>, &str)>, Fault<'_>> {
    if text.is_empty() {
        return Ok(None);
    }
    let (line, after) = text.split_once('\n').unwrap_or((text, ""));
    let written = line.trim();
    if written.is_empty() || written.starts_with('#') {
        return Ok(Some((None, after)));
    }
    let Some((name, _)) = line.split_once('=') else { return Err((EnvFault::NoEquals, text)) };
    let value = text[name.len() + 1..].trim_start_matches([' ', '\t']);
    let name = name.trim();
    let name =
        name.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])).unwrap_or(name).trim();
    if !is_name(name) {
        return Err((EnvFault::Name, text));
    }
    let (value, after) = match value.chars().next() {
        Some(quote @ ('\'' | '"')) => {
            let (value, after) = quoted(&value[1..], quote).map_err(|fault| (fault, text))?;
            (value, after)
        }
        _ => {
            let (line, after) = value.split_once('\n').unwrap_or((value, ""));
            if line.contains("${") {
                return Err((EnvFault::Expansion, text));
            }
            // A `#` begins a comment only where it stands apart.
            let end =
                if line.starts_with('#') { Some(0) } else { line.find(" #").or_else(|| line.find("\t#")) };
            (line[..end.unwrap_or(line.len())].trim_end().to_owned(), after)
        }
    };
    Ok(Some((Some((name.to_owned(), value)), after)))
}

fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// What stands in quotes, over several lines too, and what comes after its line.
fn quoted(text: &str, quote: char) -> Result<(String, &str), EnvFault> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            c if c == quote => {
                let (line, after) = text[place + 1..].split_once('\n').unwrap_or((&text[place + 1..], ""));
                let behind = line.trim();
                if !behind.is_empty() && !behind.starts_with('#') {
                    return Err(EnvFault::AfterQuote(quote));
                }
                return Ok((value, after));
            }
            '\\' if quote == '"' => match characters.next().map(|(_, escaped)| escaped) {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(escaped @ ('"' | '\\' | '$' | '`' | '\'')) => value.push(escaped),
                Some(other) => value.extend(['\\', other]),
                None => break,
            },
            '$' if quote == '"' && text[place..].starts_with("${") => return Err(EnvFault::Expansion),
            '\r' if text[place..].starts_with("\r\n") => {}
            other => value.push(other),
        }
    }
    Err(EnvFault::Open(quote))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_dotenv_writes_them() {
        let text = "\u{feff}# shop\r\nA=1\nexport B = two words  # why\nC='a # \"b\" ${D}'\n\n  D=\"x\\n\\\"y\\\" \\$z\\d\"  # end\n\
            E=\nF=#\nG=a#b\nexport=4\nexport\tH=5\nI=\"one\ntwo\"\nJ='one\r\ntwo'\nK=pa$word\na.b-c=é\nA=2";
        let read = variables(text.as_bytes()).expect("right");
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "a # \"b\" ${D}"),
            ("D", "x\n\"y\" $z\\d"),
            ("E", ""),
            ("F", ""),
            ("G", "a#b"),
            ("export", "4"),
            ("H", "5"),
            ("I", "one\ntwo"),
            ("J", "one\ntwo"),
            ("K", "pa$word"),
            ("a.b-c", "é"),
            ("A", "2"),
        ];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(variables(b""), Ok(Vec::new()));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_by_its_number() {
        for (bytes, fault, line) in [
            (&b"A=1\nB=\xff\n"[..], EnvFault::NotUtf8, 2),
            (b"A=1\n\nsecret\n", EnvFault::NoEquals, 3),
            (b"=1", EnvFault::Name, 1),
            (b"a b=1", EnvFault::Name, 1),
            (b"9=1", EnvFault::Name, 1),
            (b"A='x\nB=1\n", EnvFault::Open('\''), 1),
            (b"A=1\nB=\"x\\\"\n", EnvFault::Open('"'), 2),
            (b"A=\"x\ny\" z\n", EnvFault::AfterQuote('"'), 1),
            (b"A=${HOME}/x", EnvFault::Expansion, 1),
            (b"A=\"${HOME}\"", EnvFault::Expansion, 1),
            (b"A=1\nB=\0", EnvFault::Nul, 2),
        ] {
            assert_eq!(variables(bytes), Err((fault, line)), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
