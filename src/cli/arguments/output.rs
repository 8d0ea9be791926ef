//! What is printed of a report, and what is written to files.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::ValueEnum;

use crate::report::format::{Format, Kind, fits};

#[derive(Clone, Debug, Default, Args)]
pub struct OutputArgs {
    /// What is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Write this format to a file too, e.g. junit=vitals.xml; may be given more than once
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

/// An output that cannot be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum Unwritable {
    #[error("--output {}: there is no folder {}", path.display(), folder.display())]
    #[diagnostic(help("make the folder first: `mkdir -p {}`", folder.display()))]
    NoFolder { path: PathBuf, folder: PathBuf },
    #[error("--output {}: that is a folder", path.display())]
    #[diagnostic(help("name a file in it"))]
    Folder { path: PathBuf },
    #[error("--output {}: that is no ordinary file, and is left alone", path.display())]
    #[diagnostic(help("name a file; standard output is what --format says"))]
    NoFile { path: PathBuf },
    #[error("--output {}: its folder cannot be written", path.display())]
    #[diagnostic(help("check the folder's permissions"))]
    Closed { path: PathBuf },
    #[error("--output {}: two outputs would be written to it", path.display())]
    #[diagnostic(help("give each a file of its own"))]
    Twice { path: PathBuf },
}

impl OutputArgs {
    /// Looks at what was asked for before anything is measured.
    ///
    /// # Errors
    /// Where a format says nothing of such a report, or a file cannot be there.
    pub fn expect(&self, kind: Kind) -> miette::Result<()> {
        let formats = self.outputs.iter().map(|output| output.format).chain([self.format]);
        for format in formats {
            fits(kind, format)?;
        }
        let mut places = Vec::new();
        for Output { path, .. } in &self.outputs {
            let place = writable(path)?;
            if places.contains(&place) {
                return Err(Unwritable::Twice { path: path.clone() }.into());
            }
            places.push(place);
        }
        Ok(())
    }
}

/// The one name of a file that can be written, however it was spelt.
fn writable(path: &Path) -> Result<PathBuf, Unwritable> {
    let own = || path.to_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.is_dir() {
        return Err(Unwritable::Folder { path: own() });
    }
    if path.exists() && !path.is_file() {
        return Err(Unwritable::NoFile { path: own() });
    }
    let Ok(place) = folder.canonicalize().map(|folder| folder.join(path.file_name().unwrap_or_default()))
    else {
        return Err(Unwritable::NoFolder { path: own(), folder: folder.to_owned() });
    };
    if !folder.is_dir() {
        return Err(Unwritable::NoFolder { path: own(), folder: folder.to_owned() });
    }
    if rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_err() {
        return Err(Unwritable::Closed { path: own() });
    }
    Ok(path.canonicalize().unwrap_or(place))
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
        "-" => Err("standard output is what --format says".into()),
        path => Ok(Output { format, path: path.into() }),
    }
}
