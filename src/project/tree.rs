//! Takes a folder, gives the files in it that say what the project is. Bounded in number and time.

use std::collections::VecDeque;
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::unread::{Unread, WhyUnread};

/// More entries than this are not listed.
const MOST: usize = 300_000;
/// Folders that hold other people's code, or none.
const PASSED_OVER: [&str; 4] = ["__pycache__", "node_modules", "site-packages", "bower_components"];
/// The same, unless they are packages.
const UNLESS_PACKAGES: [&str; 4] = ["build", "dist", "target", "htmlcov"];

/// The files of a project.
#[derive(Debug, Default)]
pub struct Tree {
    /// Relative to the project's folder; those near the top first, then by name.
    pub files: Vec<PathBuf>,
    /// Folders that are Python's environments, relative likewise.
    pub environments: Vec<PathBuf>,
    /// Folders that could not be listed, and files whose names no configuration can hold.
    pub unread: Vec<Unread>,
    /// Not everything was listed.
    pub is_cut: bool,
}

/// Lists what is of interest. Links to folders are not followed: they may lead back up.
pub fn list(root: &Path, until: Instant) -> Tree {
    let mut tree = Tree::default();
    let mut waiting = VecDeque::from([PathBuf::new()]);
    let mut seen = 0_usize;
    while let Some(folder) = waiting.pop_front() {
        if seen >= MOST || Instant::now() >= until {
            tree.is_cut = true;
            break;
        }
        let listed = fs::read_dir(root.join(&folder)).and_then(Iterator::collect::<Result<Vec<DirEntry>, _>>);
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(error) => {
                let path = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
                tree.unread.push(Unread { path, why: WhyUnread::System(error.into()) });
                continue;
            }
        };
        seen += entries.len();
        entries.sort_by_key(DirEntry::file_name);
        let folders = tree.sort_in(root, &folder, &entries);
        waiting.extend(folders);
    }
    tree
}

impl Tree {
    /// Takes what is of interest of a folder, and gives the folders in it that are to be listed.
    fn sort_in(&mut self, root: &Path, folder: &Path, entries: &[DirEntry]) -> Vec<PathBuf> {
        let mut folders = Vec::new();
        for entry in entries {
            let path = folder.join(entry.file_name());
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                let is_python = path.extension().is_some_and(|extension| extension == "py");
                self.unread.extend(is_python.then_some(Unread { path, why: WhyUnread::NotUtf8 }));
                continue;
            };
            let Ok(kind) = entry.file_type() else { continue };
            if is_environment(&root.join(&path)) {
                self.environments.push(path);
            } else if kind.is_dir() {
                folders.extend(is_walked(&root.join(&path), &name).then_some(path));
            } else if is_of_interest(&name) && (kind.is_file() || root.join(&path).is_file()) {
                self.files.push(path);
            }
        }
        folders
    }

    /// The files of Python.
    pub fn python(&self) -> impl Iterator<Item = &PathBuf> {
        self.files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "py"))
    }

    /// The other files whose name fits.
    pub fn named<'a>(&'a self, fits: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = &'a PathBuf> {
        let name = move |file: &PathBuf| file.file_name().and_then(|name| name.to_str()).is_some_and(&fits);
        self.files.iter().filter(move |file| name(file))
    }
}

fn is_walked(folder: &Path, name: &str) -> bool {
    let is_package = || folder.join("__init__.py").is_file();
    !name.starts_with('.')
        && !name.ends_with(".egg-info")
        && !PASSED_OVER.contains(&name)
        && (!UNLESS_PACKAGES.contains(&name) || is_package())
}

/// What `venv`, `virtualenv`, uv and conda write.
fn is_environment(folder: &Path) -> bool {
    (folder.join("pyvenv.cfg").is_file() || folder.join("conda-meta").is_dir())
        && ["python", "python3"].iter().any(|name| folder.join("bin").join(name).exists())
}

/// Whether a file of this name is Python, or declares how something is started or installed.
fn is_of_interest(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_one_of = |names: &[&str]| names.contains(&lower.as_str());
    name.ends_with(".py")
        || is_one_of(&["pyproject.toml", "setup.cfg", "requirements.txt", "pipfile", ".env", ".flaskenv"])
        || is_procfile(name)
        || is_dockerfile(name)
        || is_compose(name)
}

/// Of Heroku and its relatives.
pub fn is_procfile(name: &str) -> bool {
    name == "Procfile" || name.starts_with("Procfile.")
}

/// `Dockerfile`, `Dockerfile.web`, `web.Dockerfile`, `Containerfile`.
pub fn is_dockerfile(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["dockerfile", "containerfile"].iter().any(|kind| {
        lower == *kind || lower.starts_with(&format!("{kind}.")) || lower.ends_with(&format!(".{kind}"))
    })
}

/// `compose.yaml`, `docker-compose.prod.yml`.
pub fn is_compose(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (lower.ends_with(".yml") || lower.ends_with(".yaml"))
        && (lower.starts_with("compose.") || lower.starts_with("docker-compose."))
}
