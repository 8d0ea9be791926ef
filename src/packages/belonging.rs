//! Which package a module belongs to: by what the installed distributions say, else by its first name.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::name::normalised;

/// First names of modules, each with its package.
#[derive(Clone, Debug, Default)]
pub struct Belonging {
    packages: HashMap<String, String>,
}

impl Belonging {
    /// Reads the metadata of what is installed in these folders.
    pub fn installed_in(folders: &[PathBuf]) -> Self {
        let mut packages = HashMap::new();
        for folder in folders {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            for entry in entries.filter_map(Result::ok).map(|entry| entry.path()) {
                let Some(package) = package_of(&entry) else { continue };
                for name in first_names(&entry) {
                    packages.entry(name).or_insert_with(|| package.clone());
                }
            }
        }
        Self { packages }
    }

    /// The package of a module.
    pub fn package_of(&self, module: &str) -> String {
        let first = module.split('.').next().unwrap_or(module);
        self.packages.get(first).cloned().unwrap_or_else(|| normalised(first))
    }
}

/// `attrs-23.1.0.dist-info` is of `attrs`.
fn package_of(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?.strip_suffix(".dist-info")?;
    Some(normalised(name.rsplit_once('-')?.0))
}

/// What a distribution installs, by `top_level.txt` or else by its list of files.
fn first_names(folder: &Path) -> Vec<String> {
    let listed = fs::read_to_string(folder.join("top_level.txt")).unwrap_or_default();
    let names: Vec<String> =
        listed.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if !names.is_empty() {
        return names;
    }
    let record = fs::read_to_string(folder.join("RECORD")).unwrap_or_default();
    let mut names: Vec<String> = record.lines().filter_map(first_name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// `attr/__init__.py,sha256=…` is of `attr`; `six.py,…` of `six`.
fn first_name(line: &str) -> Option<String> {
    let path = line.split(',').next()?;
    let first = match path.split_once('/') {
        Some((folder, rest)) if rest.ends_with(".py") || rest.ends_with(".so") => folder,
        Some(_) => return None,
        None => path.split_once(".py").or_else(|| path.split_once('.'))?.0,
    };
    let is_name = !first.is_empty() && first.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_belongs_to_the_package_that_installs_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder"))
                .and_then(|()| fs::write(path, text))
                .expect("written");
        };
        write("PyYAML-6.0.dist-info/top_level.txt", "_yaml\nyaml\n");
        write(
            "attrs-23.1.0.dist-info/RECORD",
            "attr/__init__.py,sha256=x,1\n../../bin/tool,,\nattrs-23.1.0.dist-info/METADATA,,\n",
        );
        write("six-1.16.0.dist-info/RECORD", "six.py,sha256=x,1\n");
        let belonging = Belonging::installed_in(&[folder.path().to_owned()]);
        for (module, package) in
            [("yaml.nodes", "pyyaml"), ("attr", "attrs"), ("six", "six"), ("my_module.a", "my-module")]
        {
            assert_eq!(belonging.package_of(module), package);
        }
    }
}
