//! Takes a project's folder, gives everything that its files say. Nothing of it runs.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::code::{self, CodeFile, ModuleOf};
use super::declared::command::Served;
use super::declared::script::Script;
use super::declared::{compose, dockerfile, environment, gunicorn, procfile, pyproject, setup_cfg, setup_py};
use super::layout::Layout;
use super::place::Place;
use super::reading::bytes_of;
use super::suite::is_beside_the_service;
use super::tree::{self, Tree, is_compose, is_dockerfile, is_procfile};
use super::unread::{Extent, Unread, WhyUnread};
use crate::imports::in_parallel;

/// Which files, and how they are read.
type Reader = (fn(&str) -> bool, fn(&Path, &PathBuf) -> Result<Vec<(Served, Place)>, Unread>);

/// How long is read, at most.
pub const READING: Duration = Duration::from_secs(10);

/// Everything that a project's files say.
#[derive(Debug, Default)]
pub struct Facts {
    /// Its files.
    pub tree: Tree,
    /// Where its modules are imported from.
    pub layout: Layout,
    /// What commands serve, in the order in which they count.
    pub served: Vec<(Served, Place)>,
    /// Commands that installing it brings.
    pub scripts: Vec<Script>,
    /// Its Python, as far as it shows something.
    pub code: Vec<CodeFile>,
    /// Where in `code` a module's files are, by its name: there may be a hundred thousand.
    pub places: HashMap<String, Vec<usize>>,
    /// Modules that are there, read or not.
    pub modules: Vec<ModuleOf>,
    /// Django's settings, and where they are named.
    pub settings: Option<(String, Place)>,
    /// Folders of projects that belong together.
    pub workspaces: Vec<PathBuf>,
    /// Where pytest looks for tests, as configured.
    pub test_paths: Vec<String>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// How far the reading came.
    pub extent: Extent,
}

/// Reads a project.
pub fn read(root: &Path) -> Facts {
    let until = Instant::now() + READING;
    let tree = tree::list(root, until - READING / 2);
    let mut facts = Facts { extent: Extent { is_cut: tree.is_cut, ..Extent::default() }, ..Facts::default() };
    facts.tree = tree;
    facts.commands(root);
    facts.settings_of_gunicorn(root);
    let folders = facts.declared(root);
    facts.layout = Layout::of(&facts.tree.files, &folders);
    facts.variables(root);
    facts.python(root, until);
    facts.unread.append(&mut facts.tree.unread);
    facts
}

impl Facts {
    /// What is deployed says most about what a service is.
    fn commands(&mut self, root: &Path) {
        let readers: [Reader; 3] =
            [(is_procfile, procfile::read), (is_dockerfile, dockerfile::read), (is_compose, compose::read)];
        for (fits, read) in readers {
            for file in self.tree.named(fits) {
                match read(root, file) {
                    Ok(served) => self.served.extend(served),
                    Err(unread) => self.unread.push(unread),
                }
            }
        }
    }

    /// What gunicorn serves by itself, without a word in its command.
    fn settings_of_gunicorn(&mut self, root: &Path) {
        let files: Vec<PathBuf> = self.tree.named(gunicorn::is_settings).cloned().collect();
        // In a thread whose stack has room for any tree of syntax.
        for read in in_parallel(&files, |file| gunicorn::read(root, file)) {
            match read {
                Ok(served) => self.served.extend(served),
                Err(unread) => self.unread.push(unread),
            }
        }
    }

    /// Gives the folders in which packages lie, by the file that says so.
    fn declared(&mut self, root: &Path) -> BTreeMap<PathBuf, Vec<PathBuf>> {
        let mut folders = BTreeMap::new();
        for file in self.tree.named(|name| name == "pyproject.toml") {
            match pyproject::read(root, file) {
                Ok(declared) => {
                    self.scripts.extend(declared.scripts);
                    let around = file.parent().unwrap_or(Path::new(""));
                    self.workspaces.extend(declared.is_workspace.then(|| around.to_owned()));
                    let inside = |path: String| around.join(path).display().to_string();
                    self.test_paths.extend(declared.test_paths.into_iter().map(inside));
                    self.settings = self.settings.take().or(declared.settings);
                    folders.insert(file.clone(), declared.folders);
                }
                Err(unread) => self.unread.push(unread),
            }
        }
        for file in self.tree.named(|name| name == "setup.cfg") {
            match setup_cfg::read(root, file) {
                Ok(scripts) => self.scripts.extend(scripts),
                Err(unread) => self.unread.push(unread),
            }
        }
        // In a thread whose stack has room for any tree of syntax.
        let setups: Vec<PathBuf> = self.tree.named(|name| name == "setup.py").cloned().collect();
        for read in in_parallel(&setups, |file| setup_py::read(root, file)) {
            match read {
                Ok(scripts) => self.scripts.extend(scripts),
                Err(unread) => self.unread.push(unread),
            }
        }
        folders
    }

    fn variables(&mut self, root: &Path) {
        for file in self.tree.named(|name| matches!(name, ".env" | ".flaskenv")) {
            match environment::read(root, file) {
                Ok(variables) => {
                    self.served.extend(variables.served);
                    self.settings = self.settings.take().or(variables.settings);
                }
                Err(unread) => self.unread.push(unread),
            }
        }
    }

    /// Files near the top first, as long as there is time.
    fn python(&mut self, root: &Path, until: Instant) {
        let modules: Vec<ModuleOf> =
            self.tree.python().filter_map(|file| self.layout.module_of(file)).collect();
        // Tests are many, and do not start the service.
        let outer: Vec<&ModuleOf> =
            modules.iter().filter(|module| !is_beside_the_service(&module.file)).collect();
        let read: Vec<Option<Result<Option<CodeFile>, Unread>>> = in_parallel(&outer, |module| {
            (Instant::now() < until).then(|| {
                let bytes = bytes_of(root, &module.file)?;
                code::read(module, &bytes)
                    .map_err(|fault| Unread { path: module.file.clone(), why: WhyUnread::Python(fault) })
            })
        });
        self.extent.found = outer.len();
        for one in read.into_iter().flatten() {
            self.extent.read += 1;
            match one {
                Ok(code) => self.code.extend(code),
                Err(unread) => self.unread.push(unread),
            }
        }
        for (place, code) in self.code.iter().enumerate() {
            self.places.entry(code.module.name.clone()).or_default().push(place);
        }
        self.modules = modules;
    }
}
