//! Bytecode in a folder of the tool's own: what is installed is copied there, the target's own is compiled anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use vitals_probes::wire::{Bytecode, ModuleRecord, Trace};

/// A folder for `PYTHONPYCACHEPREFIX`, shared by all variants of a run.
#[derive(Clone, Debug)]
pub struct OwnBytecode {
    /// What PYTHONPYCACHEPREFIX names.
    pub folder: PathBuf,
    /// The target's own files: bytecode beside them may be of another commit.
    pub own: PathBuf,
    /// Another variant with the same interpreter fills it before.
    pub is_known: bool,
    /// Another variant with the same files fills it afterwards.
    pub is_shared: bool,
}

impl OwnBytecode {
    /// Copies the bytecode of installed modules that an import read. Whether that was all that it needs.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn adopt(&self, trace: &Trace) -> io::Result<bool> {
        let mut complete = true;
        for module in trace.modules.iter().filter(|module| module.bytecode != Bytecode::None) {
            match self.place_of(module) {
                Some((cached, place)) => copy(cached, &place)?,
                None => complete = false,
            }
        }
        Ok(complete)
    }

    /// Where an installed module's bytecode is, and where it goes; None where it must be compiled.
    fn place_of<'a>(&self, module: &'a ModuleRecord) -> Option<(&'a Path, PathBuf)> {
        let source = Path::new(module.origin.as_ref()?);
        let cached = Path::new(module.cached.as_ref()?);
        let installed = !source.starts_with(&self.own) || source.iter().any(|part| part == "site-packages");
        let inside = source.parent()?.strip_prefix("/").ok()?;
        (installed && module.bytecode == Bytecode::Cached)
            .then(|| Some((cached, self.folder.join(inside).join(cached.file_name()?))))?
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::copy(from, to) {
        Ok(_) => Ok(()),
        // It vanished meanwhile: then it is compiled.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_copied_and_the_targets_own_is_not() {
        let place = tempfile::tempdir().expect("a folder");
        let at = |name: &str| place.path().join(name);
        let module = |name: &str, bytecode| {
            let source = at(name);
            let cached = source.with_extension("pyc");
            fs::create_dir_all(source.parent().expect("a folder")).expect("made");
            fs::write(&cached, name).expect("written");
            let text = |path: &Path| Some(path.display().to_string());
            ModuleRecord { origin: text(&source), cached: text(&cached), bytecode, ..ModuleRecord::default() }
        };
        let own = OwnBytecode { folder: at("prefix"), own: at("target"), is_known: false, is_shared: false };
        let copied = |path: &str| {
            let inside = at(path);
            at("prefix").join(inside.strip_prefix("/").expect("absolute")).exists()
        };
        let installed = [
            module("lib/a.py", Bytecode::Cached),
            module("target/.venv/lib/site-packages/b.py", Bytecode::Cached),
            module("lib/built_in.so", Bytecode::None),
        ];
        let trace = Trace { modules: installed.into(), stalls: Vec::new() };
        assert!(own.adopt(&trace).expect("room"));
        assert!(copied("lib/a.pyc") && copied("target/.venv/lib/site-packages/b.pyc"));
        for module in [module("target/c.py", Bytecode::Cached), module("lib/d.py", Bytecode::Compiled)] {
            let trace = Trace { modules: vec![module], stalls: Vec::new() };
            assert!(!own.adopt(&trace).expect("room"));
        }
        assert!(!copied("target/c.pyc") && !copied("lib/d.pyc"));
    }
}
