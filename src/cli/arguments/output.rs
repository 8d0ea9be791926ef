//! What is printed of a report, and what is written to files.

use std::path::PathBuf;

use clap::Args;

use super::format::{FormatArgs, Written, written};
use crate::cli::error::CliError;
use crate::report::format::{Format, Kind, fits};
use crate::user_file::Destination;

#[derive(Clone, Debug, Default, Args)]
pub struct OutputArgs {
    #[command(flatten)]
    printed: FormatArgs<Format>,
    /// Write it to this file too, e.g. junit=ci.xml
    ///
    /// The format is FORMAT, else what the path's ending says (.txt, .json, .xml for junit, .md, .prom, .csv, .sarif, .html), else that of
    /// --format. `-` is standard output. May be given more than once.
    #[arg(short = 'o', long = "output", value_name = "[FORMAT=]PATH", value_parser = written::<Format>)]
    #[arg(help_heading = "Output")]
    files: Vec<Written<Format>>,
}

/// A file, and as what it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// As what.
    pub format: Format,
    /// Where.
    pub path: PathBuf,
}

impl OutputArgs {
    /// As what the report is printed.
    pub fn format(&self) -> Format {
        self.printed.get()
    }

    /// The files that are written beside.
    pub fn outputs(&self) -> impl Iterator<Item = Output> {
        let printed = self.format();
        self.files.iter().map(move |file| Output { format: file.format_or(printed), path: file.path.clone() })
    }

    /// Looks at what was asked for before anything is measured.
    ///
    /// # Errors
    /// Where a format says nothing of such a report, or a file cannot be there.
    pub fn expect(&self, kind: Kind) -> Result<(), CliError> {
        for format in self.outputs().map(|output| output.format).chain([self.format()]) {
            fits(kind, format)?;
        }
        expect_own_files(self.files.iter().map(|file| &file.path))
    }
}

/// That each file can be written, and none twice.
///
/// # Errors
/// Where one cannot be there, or two are one.
pub fn expect_own_files<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> Result<(), CliError> {
    let mut places = Vec::new();
    for path in paths {
        let Destination::File { place, .. } = Destination::of(path)? else { continue };
        if places.contains(&place) {
            return Err(CliError::WrittenTwice { path: path.clone() });
        }
        places.push(place);
    }
    Ok(())
}
