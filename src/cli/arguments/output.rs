//! What is printed of a report, and what is written to files.

use std::path::PathBuf;

use clap::Args;
use clap::ValueEnum;

use crate::cli::error::CliError;
use crate::report::format::{Format, Kind, fits};
use crate::user_file::Destination;

#[derive(Clone, Debug, Default, Args)]
pub struct OutputArgs {
    /// What is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Write this format to a file too, e.g. junit=vitals.xml; `-` is standard output; may be given more than once
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = output, help_heading = "Output")]
    pub outputs: Vec<Output>,
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
    /// Looks at what was asked for before anything is measured.
    ///
    /// # Errors
    /// Where a format says nothing of such a report, or a file cannot be there.
    pub fn expect(&self, kind: Kind) -> Result<(), CliError> {
        let formats = self.outputs.iter().map(|output| output.format).chain([self.format]);
        for format in formats {
            fits(kind, format)?;
        }
        let mut places = Vec::new();
        for Output { path, .. } in &self.outputs {
            let Destination::File { place, .. } = Destination::of(path)? else { continue };
            if places.contains(&place) {
                return Err(CliError::WrittenTwice { path: path.clone() });
            }
            places.push(place);
        }
        Ok(())
    }
}

/// `junit=reports/vitals.xml`; the path may hold `=` too.
fn output(text: &str) -> Result<Output, String> {
    let Some((format, path)) = text.split_once('=') else {
        return Err("write FORMAT=PATH, e.g. junit=vitals.xml".into());
    };
    let known = || Format::value_variants().iter().map(|format| format.word()).collect::<Vec<_>>().join(", ");
    let format =
        Format::from_str(format, false).map_err(|_| format!("`{format}` is no format: {}", known()))?;
    match path {
        "" => Err("the path is empty".into()),
        path => Ok(Output { format, path: path.into() }),
    }
}
