//! Takes a file's bytes, gives its syntax tree, or the line where it is no Python.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_source_file::LineIndex;
use ruff_text_size::{Ranged, TextSize};
use serde::{Deserialize, Serialize};

use super::depth::too_deep;

/// Larger files are no source: nobody parses them by hand either.
const LARGEST: usize = 64 << 20;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fault {
    /// Where; 1 where the whole file is meant.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

impl Fault {
    /// Of the whole file.
    pub fn whole(message: impl Into<String>) -> Self {
        Self { line: 1, message: message.into() }
    }
}

/// A file that parses.
pub struct Source {
    tree: Parsed<ModModule>,
    lines: LineIndex,
}

impl Source {
    /// Decodes as Python does, and parses by the newest grammar.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.len() > LARGEST {
            return Err(Fault::whole("it is too large to be source"));
        }
        let text = decoded(bytes)?;
        let tree = parse_unchecked_source(&text, PySourceType::Python);
        let lines = LineIndex::from_source_text(&text);
        let deep = too_deep(tree.tokens());
        let fault = match (tree.errors().first(), deep) {
            (Some(error), _) => Some((error.location.start(), error.error.to_string())),
            (None, Some(place)) => Some((place, "it is nested too deeply".into())),
            (None, None) => None,
        };
        if deep.is_some() {
            // To drop it would go as deep as to walk it.
            std::mem::forget(tree);
        } else if fault.is_none() {
            return Ok(Self { tree, lines });
        }
        let (place, message) = fault.unwrap_or_default();
        Err(Fault { line: line_of(&lines, place), message })
    }

    /// The statements.
    pub fn module(&self) -> &ModModule {
        self.tree.syntax()
    }

    /// The line on which a node begins.
    pub fn line(&self, node: &impl Ranged) -> u32 {
        line_of(&self.lines, node.start())
    }
}

fn line_of(lines: &LineIndex, offset: TextSize) -> u32 {
    u32::try_from(lines.line_index(offset).get()).unwrap_or(u32::MAX)
}

/// PEP 263: a byte order mark, or a comment in the first two lines, or UTF-8.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return utf8(rest);
    }
    match declared(bytes) {
        None => utf8(bytes),
        Some(name) => match Encoding::for_label(label(&name).as_bytes()) {
            Some(encoding) if encoding == UTF_8 => utf8(bytes),
            Some(encoding) => encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or_else(|| Fault::whole(format!("it is not written in {name}, as it says"))),
            None => Err(Fault::whole(format!("its encoding {name} is unknown"))),
        },
    }
}

/// The web's name of one of Python's encodings.
fn label(name: &str) -> String {
    let name = name.replace('_', "-");
    match name.as_str() {
        "latin-1" | "iso-latin-1" => "latin1".into(),
        _ => name,
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Fault {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            message: format!("the byte {:#04x} is no UTF-8", bytes[error.valid_up_to()]),
        }
    })
}

/// The encoding that one of the first two lines declares; the second only below a comment or an empty line.
fn declared(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| *byte == b'\n').take(2) {
        let line = line.trim_ascii();
        if !line.starts_with(b"#") && !line.is_empty() {
            return None;
        }
        let line = String::from_utf8_lossy(line);
        let Some((_, after)) = line.split_once("coding") else { continue };
        let Some(name) = after.strip_prefix([':', '=']) else { continue };
        let name: String = name
            .trim_start_matches([' ', '\t'])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
            .collect();
        if !name.is_empty() {
            // `utf-8-unix` and the like are Emacs' names.
            let lower = name.to_ascii_lowercase();
            return Some(if lower.starts_with("utf-8") { "utf-8".into() } else { lower });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::parallel;

    #[test]
    fn encodings_are_those_of_python() {
        for good in [
            &b"\xef\xbb\xbfimport a\n"[..],
            b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
            b"#!/usr/bin/python\n# vim: set fileencoding=utf_8 :\nx = '\xc3\xa9'\n",
            b"",
            b"x = 1\r\ny = 2\r",
        ] {
            assert!(Source::read(good).is_ok(), "{}", String::from_utf8_lossy(good));
        }
        for (bad, line, reported) in [
            (&b"x = 1\ny = '\xe9'\n"[..], 2, "0xe9 is no UTF-8"),
            (b"# coding: klingon\n", 1, "klingon is unknown"),
            (b"x = (\n", 2, ""),
            (b"x = 1\n\ndef f(:\n", 3, ""),
            (b"x = 1\0\n", 1, ""),
        ] {
            let fault = Source::read(bad).err().expect("no Python");
            assert!(fault.message.contains(reported) && fault.line == line, "{fault:?}");
        }
    }

    #[test]
    fn deep_nesting_is_a_fault_and_no_crash() {
        let repeated =
            |one: &str, other: &str| format!("x = {}1{}\n", one.repeat(50_000), other.repeat(50_000));
        for deep in [
            repeated("(", ")"),
            repeated("[", "]"),
            repeated("-", ""),
            repeated("not ", ""),
            repeated("", ".a"),
            repeated("f", "()"),
            repeated("", " + 1"),
            repeated("lambda: ", ""),
            repeated("", " if y else 1"),
            repeated("f(1 + ", ")"),
        ] {
            let read = parallel::each(&[deep], |deep| Source::read(deep.as_bytes()).is_err());
            assert_eq!(read, [true]);
        }
        for wide in [repeated("-1, ", ""), repeated("{1: -2}, ", ""), "x = 1 + 1\n".repeat(50_000)] {
            assert!(Source::read(wide.as_bytes()).is_ok());
        }
    }
}
