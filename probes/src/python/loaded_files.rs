//! Which of the loaded modules came from the user's checkout.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule, PyString};

use crate::wire::Checkout;

/// More are not listed: one is enough to say that the measured files were others.
const MOST: usize = 1_000;

/// Files of loaded modules that lie in the checkout, and in none of the folders that it excepts.
pub fn below(py: Python<'_>, checkout: &Checkout) -> PyResult<Vec<PathBuf>> {
    let modules = py.import("sys")?.getattr("modules")?.cast_into::<PyDict>()?;
    let mut folders = HashMap::new();
    let mut files = Vec::new();
    for module in modules.values() {
        let Some(file) = file_of(&module) else { continue };
        let Some(real) = without_links(Path::new(&file), &mut folders) else { continue };
        let is_excepted = checkout.except.iter().any(|folder| real.starts_with(folder));
        if real.starts_with(&checkout.top) && !is_excepted && files.len() < MOST {
            files.push(real);
        }
    }
    Ok(files)
}

/// What the module's own dictionary says: asking the module itself could run code of the target.
fn file_of(module: &Bound<'_, PyAny>) -> Option<String> {
    let names = module.cast::<PyModule>().ok()?.dict();
    let file = names.get_item("__file__").ok()??;
    Some(file.cast::<PyString>().ok()?.to_cow().ok()?.into_owned())
}

/// The path as the kernel knows it; each folder is looked up once.
fn without_links(file: &Path, folders: &mut HashMap<PathBuf, Option<PathBuf>>) -> Option<PathBuf> {
    let (folder, name): (&Path, &OsStr) = (file.parent()?, file.file_name()?);
    let real = match folders.get(folder) {
        Some(known) => known.clone(),
        None => {
            let real = folder.canonicalize().ok();
            folders.insert(folder.to_owned(), real.clone());
            real
        }
    };
    Some(real?.join(name))
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn a1_modules_of_a_folder_are_known_by_their_files_through_links(py) {
            let names = super::super::script::run(
                py,
                "import os, sys, tempfile, types\n\
                 top = os.path.realpath(tempfile.mkdtemp())\n\
                 for name in ('src', 'venv'): os.mkdir(os.path.join(top, name))\n\
                 os.symlink(os.path.join(top, 'src'), top + '-link')\n\
                 class Lazy(types.ModuleType):\n    def __getattr__(self, name): raise RuntimeError(name)\n\
                 for name, file in (('own', top + '-link/own.py'), ('dependency', top + '/venv/dependency.py')):\n    \
                 sys.modules[name] = Lazy(name); sys.modules[name].__dict__['__file__'] = file\n\
                 sys.modules['odd'] = 5; sys.modules['none'] = Lazy('none')\n",
                "modules",
            )
            .unwrap();
            let top: PathBuf = names.get_item("top").unwrap().unwrap().extract::<String>().unwrap().into();
            let except = vec![top.join("venv")];
            let found = below(py, &Checkout { top: top.clone(), except }).unwrap();
            assert_eq!(found, [top.join("src/own.py")]);
            let nowhere = Checkout { top: "/nowhere".into(), except: Vec::new() };
            assert_eq!(below(py, &nowhere).unwrap(), Vec::<PathBuf>::new());
        }
    }
}
