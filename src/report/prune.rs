//! Old reports, removed: folders that this program made and nobody has put anything into, but for the newest.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::run_index::{is_a_run, runs};

/// What a report's folder holds, and nothing else.
const FILES: [&str; 2] = ["index.html", "report.json"];
const IMAGES: &str = "charts";

/// A report that could not be removed, and why.
#[derive(Debug)]
pub struct Unpruned {
    /// Its folder, or that of all reports where it cannot be read.
    pub folder: PathBuf,
    /// Why.
    pub error: io::Error,
}

/// Removes all but the newest reports in a folder. What `latest` leads to stays, and so does what anybody else has written.
pub fn prune(folder: &Path, keep: usize) -> Vec<Unpruned> {
    let names = match runs(folder) {
        Ok(names) => names,
        Err(error) => return vec![Unpruned { folder: folder.to_owned(), error }],
    };
    let latest = fs::read_link(folder.join("latest")).ok();
    let old = names.into_iter().skip(keep).filter(|name| latest.as_deref() != Some(Path::new(name)));
    let removed = old.map(|name| folder.join(name)).filter(|run| is_a_run(run) && holds_nothing_else(run));
    let failed =
        removed.filter_map(|run| Some(Unpruned { error: fs::remove_dir_all(&run).err()?, folder: run }));
    failed.collect()
}

/// Whether all that lies in a folder is of a report. A link is of somebody else.
fn holds_nothing_else(run: &Path) -> bool {
    let all = |folder: &Path, is_ours: &dyn Fn(&fs::DirEntry) -> bool| {
        fs::read_dir(folder)
            .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| is_ours(&entry))))
    };
    let is_file = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_file());
    let is_image = |entry: &fs::DirEntry| {
        is_file(entry) && entry.path().extension().is_some_and(|extension| extension == "png")
    };
    fs::symlink_metadata(run).is_ok_and(|found| found.is_dir())
        && all(run, &|entry| {
            let name = entry.file_name();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            is_file(entry) && FILES.iter().any(|file| name == *file)
                || is_folder && name == IMAGES && all(&entry.path(), &is_image)
        })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn report(folder: &Path, day: usize) -> PathBuf {
        let run = folder.join(format!("2026-01-{day:02}T00-00-00Z"));
        fs::create_dir(&run).expect("a folder");
        fs::write(run.join("index.html"), "<meta name=\"vitals-run\" content=\"{}\">").expect("written");
        fs::write(run.join("report.json"), "{}").expect("written");
        run
    }

    #[test]
    fn only_old_reports_go_and_nothing_that_somebody_else_has_touched() {
        let folder = tempfile::tempdir().expect("a folder");
        let runs: Vec<PathBuf> = (1..=9).map(|day| report(folder.path(), day)).collect();
        fs::create_dir(runs[0].join("charts")).expect("a folder");
        fs::write(runs[0].join("charts/p1.png"), "").expect("written");
        fs::write(runs[1].join("notes.txt"), "mine").expect("written");
        fs::write(runs[2].join("index.html"), "mine").expect("written");
        symlink("2026-01-04T00-00-00Z", folder.path().join("latest")).expect("a link");
        fs::create_dir(folder.path().join("2026")).expect("a folder");
        fs::create_dir(folder.path().join("elsewhere")).expect("a folder");
        symlink("elsewhere", folder.path().join("2025-01-01T00-00-00Z")).expect("a link");
        assert!(prune(folder.path(), 3).is_empty());
        let left: Vec<bool> = runs.iter().map(|run| run.exists()).collect();
        assert_eq!(left, [false, true, true, true, false, false, true, true, true]);
        assert!(folder.path().join("2026").exists() && folder.path().join("2025-01-01T00-00-00Z").exists());
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_reported() {
        let found = prune(Path::new("/nowhere/at/all"), 3);
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
