//! What a project offers to put a fault into.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use crate::config::websocket::WebsocketSettings;
use crate::config::{CheckKind, CheckSettings, GrowthSettings, Probe, PytestSettings};
use crate::imports::{Graph, ModuleId};
use crate::quantity::Nanos;

/// A project's files, its graph, and what its checks reach.
pub struct Ground<'a> {
    /// Where the target runs, in the clone.
    pub root: &'a Path,
    /// Its modules.
    pub graph: &'a Graph,
    /// What would see the fault.
    pub checks: &'a [CheckSettings],
}

impl Ground<'_> {
    /// The probes among the checks.
    pub fn probes(&self) -> impl Iterator<Item = &Probe> {
        self.checks.iter().filter_map(|check| match &check.kind {
            CheckKind::Probe(probe) => Some(&**probe),
            _ => None,
        })
    }

    /// The first growth that is measured of a module of the project.
    pub fn growth(&self) -> Option<(&GrowthSettings, ModuleId)> {
        self.probes().find_map(|probe| match probe {
            Probe::Growth(growth) => Some((growth, self.graph.find(&growth.factory.module)?)),
            _ => None,
        })
    }

    /// The first test suite.
    pub fn suite(&self) -> Option<&PytestSettings> {
        self.checks.iter().find_map(|check| match &check.kind {
            CheckKind::Pytest(suite) => Some(suite),
            _ => None,
        })
    }

    /// The first conversation with a server that the check starts and that fits.
    pub fn conversation(
        &self,
        fits: impl Fn(&WebsocketSettings) -> bool,
    ) -> Option<(&CheckSettings, &WebsocketSettings)> {
        self.checks.iter().find_map(|check| match &check.kind {
            CheckKind::Websocket(settings) if settings.start.is_some() && fits(settings) => {
                Some((check, &**settings))
            }
            _ => None,
        })
    }

    /// The longest that any measured import may take.
    pub fn import_limit(&self) -> Option<Nanos> {
        let limits = self.probes().filter_map(|probe| match probe {
            Probe::Import(import) if self.graph.find(&import.module).is_some() => Some(import.limit),
            _ => None,
        });
        limits.max()
    }

    /// The project's modules that always run when the checks' modules are imported, nearest first: in one behind a condition nobody may see
    /// a fault.
    pub fn reached(&self) -> Vec<ModuleId> {
        let measured = self.probes().filter_map(|probe| match probe {
            Probe::Import(import) => self.graph.find(&import.module),
            _ => None,
        });
        let made = self.probes().filter_map(|probe| match probe {
            Probe::Import(_) => None,
            Probe::Create(create) => self.graph.find(&create.factory.module),
            Probe::Growth(growth) => self.graph.find(&growth.factory.module),
        });
        let mut starts: Vec<ModuleId> = measured.collect();
        if starts.is_empty() {
            starts = made.collect();
        }
        let neighbours = self.graph.always_running();
        let mut reached: Vec<ModuleId> = Vec::new();
        let mut waiting: VecDeque<ModuleId> = starts.into();
        while let Some(module) = waiting.pop_front() {
            if reached.contains(&module) {
                continue;
            }
            reached.push(module);
            waiting.extend(neighbours[module as usize].iter().map(|(next, _)| *next));
        }
        reached.retain(|module| !self.graph.modules[*module as usize].file.as_os_str().is_empty());
        reached
    }

    /// A module's file, relative to the root.
    pub fn file(&self, module: ModuleId) -> &Path {
        &self.graph.modules[module as usize].file
    }

    /// Its text; None where it is no UTF-8, or gone.
    pub fn text(&self, file: &Path) -> Option<String> {
        fs::read_to_string(self.root.join(file)).ok()
    }

    /// The file of the project that a command starts: a script, a module, or `module:application`.
    pub fn started(&self, words: &[String]) -> Option<PathBuf> {
        words.iter().find_map(|word| {
            let script = Path::new(word);
            if script.extension().is_some_and(|ending| ending == "py") && self.root.join(script).is_file() {
                return Some(script.to_owned());
            }
            let module = word.split_once(':').map_or(word.as_str(), |(module, _)| module);
            let found = self.graph.find(module)?;
            let package = self.graph.find(&format!("{module}.__main__"));
            Some(self.file(package.unwrap_or(found)).to_owned())
        })
    }
}
