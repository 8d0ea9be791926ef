//! Reports on disk: `reports/<time>/report.json`, and `reports/latest` which leads there.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Report, now};

/// Writes the report below `folder`; gives the file's path.
///
/// # Errors
/// Where the folder cannot be made or written.
pub fn store(report: &Report, folder: &Path) -> io::Result<PathBuf> {
    if !folder.exists() {
        fs::create_dir_all(folder)?;
        // Reports are not meant to be committed; who wants to can remove this file.
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    let started = report.head().map_or_else(now, |head| head.started.clone());
    let place = fresh_folder(folder, &started.replace(':', "-"))?;
    let file = place.join("report.json");
    write_whole(&file, &serde_json::to_vec_pretty(report)?)?;
    lead_to(folder, &place)?;
    Ok(file)
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

/// Writes a file so that it is there whole or not at all.
fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    file.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Makes `latest` lead to the new folder, in one step.
fn lead_to(folder: &Path, place: &Path) -> io::Result<()> {
    let Some(name) = place.file_name() else { return Ok(()) };
    let draft = folder.join(format!(".latest-{}", std::process::id()));
    symlink(name, &draft)?;
    fs::rename(&draft, folder.join("latest")).inspect_err(|_| {
        let _ = fs::remove_file(&draft);
    })
}
