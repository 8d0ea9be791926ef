//! Environment markers (PEP 508), as lock files and `uv export` write them: whether one holds for an interpreter on this machine.

use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

/// Whether a marker holds for CPython of this version on Linux; None where something in it is not known, such as an extra.
pub fn holds(marker: &str, python: [u32; 3]) -> Option<bool> {
    let tokens = tokens(marker)?;
    let mut parser = Parser { tokens: &tokens, place: 0, python };
    let value = parser.any()?;
    (parser.place == tokens.len()).then_some(value).flatten()
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Operator(String),
    Open,
    Close,
}

/// None where it is no marker.
fn tokens(marker: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = marker.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => 1,
            '\'' | '"' => rest[1..].find(first)? + 2,
            '<' | '>' | '=' | '!' | '~' => rest.find(|c| !"<>=!~".contains(c)).unwrap_or(rest.len()),
            c if c.is_ascii_alphanumeric() => {
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || "._".contains(c))).unwrap_or(rest.len())
            }
            _ => return None,
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(match first {
            '(' => Token::Open,
            ')' => Token::Close,
            '\'' | '"' => Token::Text(token[1..length - 1].to_owned()),
            c if c.is_ascii_alphanumeric() => Token::Word(token.to_owned()),
            _ => Token::Operator(token.to_owned()),
        });
        rest = behind.trim_start();
    }
    Some(tokens)
}

/// Each step gives None where the text is no marker, and within it None where a part of it is not known.
struct Parser<'a> {
    tokens: &'a [Token],
    place: usize,
    python: [u32; 3],
}

/// A value of the marker, known or not.
type Known = Option<bool>;

impl Parser<'_> {
    fn any(&mut self) -> Option<Known> {
        let mut value = self.all()?;
        while self.takes("or") {
            let other = self.all()?;
            value = match (value, other) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
        }
        Some(value)
    }

    fn all(&mut self) -> Option<Known> {
        let mut value = self.one()?;
        while self.takes("and") {
            let other = self.one()?;
            value = match (value, other) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        Some(value)
    }

    fn one(&mut self) -> Option<Known> {
        if self.tokens.get(self.place) == Some(&Token::Open) {
            self.place += 1;
            let value = self.any()?;
            let closes = self.next()? == Token::Close;
            return closes.then_some(value);
        }
        let left = self.next()?;
        let operator = match self.next()? {
            Token::Operator(operator) => operator,
            Token::Word(word) if word == "in" => word,
            Token::Word(word) if word == "not" && self.takes("in") => "not in".to_owned(),
            _ => return None,
        };
        match (left, self.next()?) {
            (Token::Word(name), Token::Text(text)) => Some(self.compared(&name, &operator, &text)),
            (Token::Text(text), Token::Word(name)) => Some(self.compared(&name, mirrored(&operator)?, &text)),
            _ => None,
        }
    }

    fn next(&mut self) -> Option<Token> {
        self.place += 1;
        self.tokens.get(self.place - 1).cloned()
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_it = matches!(self.tokens.get(self.place), Some(Token::Word(found)) if found == word);
        self.place += usize::from(is_it);
        is_it
    }

    fn compared(&self, name: &str, operator: &str, text: &str) -> Known {
        let [major, minor, patch] = self.python;
        let version = match name {
            "python_version" => Some(format!("{major}.{minor}")),
            "python_full_version" | "implementation_version" => Some(format!("{major}.{minor}.{patch}")),
            _ => None,
        };
        if let Some(version) = version {
            return match operator {
                "in" => Some(text.contains(&version)),
                "not in" => Some(!text.contains(&version)),
                operator => {
                    let wanted = VersionSpecifiers::from_str(&format!("{operator}{text}")).ok()?;
                    Some(wanted.contains(&Version::from_str(&version).ok()?))
                }
            };
        }
        let value = match name {
            "sys_platform" => "linux",
            "platform_system" => "Linux",
            "os_name" => "posix",
            "implementation_name" => "cpython",
            "platform_python_implementation" => "CPython",
            "platform_machine" => std::env::consts::ARCH,
            _ => return None,
        };
        match operator {
            "==" => Some(value == text),
            "!=" => Some(value != text),
            "in" => Some(text.contains(value)),
            "not in" => Some(!text.contains(value)),
            _ => None,
        }
    }
}

/// The same with its sides exchanged.
fn mirrored(operator: &str) -> Option<&str> {
    Some(match operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        same @ ("==" | "!=") => same,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_hold_as_packaging_says() {
        for (marker, expected) in [
            ("python_full_version >= '3.10'", Some(true)),
            ("python_full_version < '3.10'", Some(false)),
            ("python_version < '3.12' and sys_platform == 'linux'", Some(true)),
            ("python_version == \"3.11.*\" or os_name == 'nt'", Some(true)),
            (
                "(python_full_version < '3.11' and platform_system != 'Windows') or sys_platform == 'win32'",
                Some(false),
            ),
            ("'3.9' <= python_version", Some(true)),
            ("python_version in '3.10 3.11'", Some(true)),
            ("python_version not in '3.10 3.11'", Some(false)),
            ("implementation_name == 'pypy'", Some(false)),
            ("extra == 'test'", None),
            ("extra == 'test' or python_version >= '3.8'", Some(true)),
            ("extra == 'test' and sys_platform == 'win32'", Some(false)),
            ("platform_release < '5'", None),
            ("python_version >=", None),
            ("(python_version >= '3.8'", None),
            ("python_version >= '3.8' )", None),
            ("", None),
        ] {
            assert_eq!(holds(marker, [3, 11, 7]), expected, "{marker}");
        }
    }
}
