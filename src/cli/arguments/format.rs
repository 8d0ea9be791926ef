//! `--format`, `--json`, and `-o`: the same words wherever a command has formats.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::report::export::Export;
use crate::report::format::Format;

/// The formats of a command.
pub trait Formats: ValueEnum + Copy + Send + Sync + 'static {
    /// The one that a file's ending names, without its dot.
    fn of_ending(ending: &str) -> Option<Self>;
}

/// Formats of which one is JSON.
pub trait Printed: Formats + Default {
    /// It.
    const JSON: Self;
}

/// As what a command prints.
#[derive(Clone, Debug, Default, Args)]
pub struct FormatArgs<F: Printed> {
    /// One of `vitals help formats` [default: human]
    #[arg(long = "format", id = "format", value_enum, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(help_heading = "Output")]
    chosen: Option<F>,
    /// Short for --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    json: bool,
}

impl<F: Printed> FormatArgs<F> {
    /// What was asked for, or the usual one.
    pub fn get(&self) -> F {
        if self.json { F::JSON } else { self.chosen.unwrap_or_default() }
    }
}

/// A file, and the format that was written before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<F> {
    /// As what, where it was said.
    named: Option<F>,
    /// Where.
    pub path: PathBuf,
}

impl<F: Formats> Written<F> {
    /// As what it is written: as was said, as the file's ending says, or as what is printed.
    pub fn format_or(&self, printed: F) -> F {
        self.format().unwrap_or(printed)
    }

    /// As what it is written, where the argument says it.
    pub fn format(&self) -> Option<F> {
        let ending = || self.path.extension().and_then(|ending| F::of_ending(ending.to_str()?));
        self.named.or_else(ending)
    }

    /// As what it is written, where that stands before the path.
    pub fn named(&self) -> Option<F> {
        self.named
    }
}

/// `junit=reports/vitals.xml` or `vitals.xml`; the path may hold `=` too.
pub fn written<F: Formats>(text: &str) -> Result<Written<F>, String> {
    let (named, path) = match text.split_once('=') {
        // What has a slash is a path, and no name of a format.
        Some((before, path)) if !before.contains('/') => (Some(of_name(before)?), path),
        _ => (None, text),
    };
    match path {
        "" => Err("the path is empty".into()),
        path => Ok(Written { named, path: Path::new(path).to_owned() }),
    }
}

fn of_name<F: Formats>(name: &str) -> Result<F, String> {
    let names = || F::value_variants().iter().filter_map(|format| format.to_possible_value());
    let known = || names().map(|name| name.get_name().to_owned()).collect::<Vec<_>>().join(", ");
    F::from_str(name, false).map_err(|_| format!("`{name}` is no format: {}", known()))
}

impl Formats for Format {
    fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" => Self::Human,
            "json" => Self::Json,
            "xml" => Self::Junit,
            "md" => Self::Markdown,
            "prom" => Self::Openmetrics,
            "sarif" => Self::Sarif,
            "csv" => Self::Csv,
            "html" => Self::Html,
            _ => return None,
        })
    }
}

impl Printed for Format {
    const JSON: Self = Self::Json;
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    /// A table
    #[default]
    Human,
    /// One document
    Json,
}

impl Formats for PlainFormat {
    fn of_ending(_: &str) -> Option<Self> {
        None
    }
}

impl Printed for PlainFormat {
    const JSON: Self = Self::Json;
}

impl Formats for Export {
    fn of_ending(ending: &str) -> Option<Self> {
        (ending == "svg").then_some(Self::Flamegraph)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_as_was_said_else_as_its_ending_says_else_as_what_is_printed() {
        for (text, expected) in [
            ("junit=out.txt", Format::Junit),
            ("out/vitals.xml", Format::Junit),
            ("./a=b.html", Format::Html),
            ("csv=a=b", Format::Csv),
            ("out", Format::Markdown),
            ("-", Format::Markdown),
        ] {
            let written = written::<Format>(text).expect(text);
            assert_eq!(written.format_or(Format::Markdown), expected, "{text}");
        }
        let written = written::<Format>("csv=a=b").expect("a format");
        assert_eq!(written.path, Path::new("a=b"));
    }

    #[test]
    fn a_mistyped_format_is_none() {
        assert!(written::<Format>("xml=j.xml").is_err_and(|why| why.contains("human, json, junit")));
        assert!(written::<Format>("json=").is_err_and(|why| why.contains("empty")));
        assert!(written::<Format>("").is_err());
        assert!(written::<Export>("svg=x").is_err_and(|why| why.contains("flamegraph")));
    }
}
