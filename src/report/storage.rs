//! Reports on disk: `reports/<time>/` with the page, the data and what else was asked for; `reports/latest` leads there.
//!
//! A report is written into a folder that nobody sees and then given its name: it is there whole or not at all.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::any::Report;
use super::charts::images;
use super::head::now;
use super::html::{Links, charts, page};
use super::prune::{Unpruned, prune};
use super::run_index::{earlier, write_index};

/// A format of images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Images {
    /// An image of each chart, below charts/
    Png,
}

/// The link to the newest report.
const LATEST: &str = "latest";

/// How a report is written, and what of the older ones stays.
#[derive(Debug, Default)]
pub struct Wanted<'a> {
    /// Formats of images beside the page.
    pub images: &'a [Images],
    /// What places in files lead to.
    pub links: Links,
    /// The newest reports, so many, stay; None where all do.
    pub keep: Option<usize>,
}

/// A report that was written.
#[derive(Debug)]
pub struct Stored {
    /// Its page.
    pub page: PathBuf,
    /// What did not work beside it: the report stands.
    pub troubles: Vec<Trouble>,
}

/// What did not work though the report stands.
#[derive(Debug)]
pub enum Trouble {
    /// An older report could not be removed.
    Unpruned(Unpruned),
    /// The list of runs could not be written.
    NoIndex(io::Error),
}

/// Writes the report below `folder`.
///
/// # Errors
/// Where the folder cannot be made or written: then nothing of the report is left, and `latest` leads where it led.
pub fn store(report: &Report, folder: &Path, wanted: &Wanted<'_>) -> io::Result<Stored> {
    let begun = !folder.exists();
    let stored = begin(folder, begun).and_then(|()| whole(report, folder, wanted));
    if stored.is_err() && begun {
        // Only what was begun here: a folder that holds anything else stays.
        let _ = fs::remove_file(folder.join(".gitignore"));
        let _ = fs::remove_dir(folder);
    }
    stored
}

fn begin(folder: &Path, begun: bool) -> io::Result<()> {
    if begun {
        fs::create_dir_all(folder)?;
        // Reports are not meant to be committed; who wants to can remove this file.
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    Ok(())
}

fn whole(report: &Report, folder: &Path, wanted: &Wanted<'_>) -> io::Result<Stored> {
    // As any new folder: the umask takes its bits.
    let open = Permissions::from_mode(0o777);
    let draft = tempfile::Builder::new().prefix(".writing-").permissions(open).tempdir_in(folder)?;
    fs::write(draft.path().join("report.json"), serde_json::to_vec_pretty(report)?)?;
    fs::write(draft.path().join("index.html"), page(report, &wanted.links, &earlier(folder)))?;
    if wanted.images.contains(&Images::Png) {
        draw(report, &draft.path().join("charts"))?;
    }
    let started = report.head().map_or_else(now, |head| head.started.clone());
    let place = fresh_folder(folder, &started.replace(':', "-"))?;
    // A folder takes the place of an empty one in one step.
    fs::rename(draft.path(), &place).inspect_err(|_| {
        let _ = fs::remove_dir(&place);
    })?;
    // It is no draft any more: nothing is to be removed.
    let _ = draft.keep();
    lead_to(folder, &place)?;
    let pruned = wanted.keep.map(|keep| prune(folder, keep)).unwrap_or_default();
    let unlisted = write_index(folder).err();
    let troubles = pruned.into_iter().map(Trouble::Unpruned).chain(unlisted.map(Trouble::NoIndex));
    Ok(Stored { page: place.join("index.html"), troubles: troubles.collect() })
}

fn draw(report: &Report, folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)?;
    for (section, chart) in charts(report) {
        for (end, image) in images(&chart).map_err(io::Error::other)? {
            fs::write(folder.join(format!("{section}-{}{end}.png", chart.id)), image)?;
        }
    }
    Ok(())
}

/// A folder of that name, or with a number behind it where another run was as quick.
fn fresh_folder(folder: &Path, name: &str) -> io::Result<PathBuf> {
    for number in 1..1000 {
        let place = folder.join(if number == 1 { name.to_owned() } else { format!("{name}-{number}") });
        match fs::create_dir(&place) {
            Ok(()) => return Ok(place),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("there are a thousand reports of this second"))
}

/// Makes `latest` lead to the new folder, in one step.
fn lead_to(folder: &Path, place: &Path) -> io::Result<()> {
    let Some(name) = place.file_name() else { return Ok(()) };
    let latest = folder.join(LATEST);
    if fs::symlink_metadata(&latest).is_ok_and(|found| !found.is_symlink()) {
        return Err(io::Error::other("`latest` is no link there, and is left alone"));
    }
    let draft = folder.join(format!(".latest-{}", std::process::id()));
    symlink(name, &draft)?;
    fs::rename(&draft, latest).inspect_err(|_| {
        let _ = fs::remove_file(&draft);
    })
}
