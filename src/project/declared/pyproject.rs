//! Takes a `pyproject.toml`, gives the commands that it installs, where its packages lie, and its workspace.

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::script::{Script, script};
use crate::config::module_name;
use crate::project::place::Place;
use crate::project::reading::text_of;
use crate::project::unread::{Unread, WhyUnread};

/// What a `pyproject.toml` says.
#[derive(Debug, Default)]
pub struct Declared {
    /// Commands.
    pub scripts: Vec<Script>,
    /// Folders in which packages lie, relative to the file's own; none where that is not said.
    pub folders: Vec<PathBuf>,
    /// Where pytest looks for tests.
    pub test_paths: Vec<String>,
    /// Its folder holds projects that belong together.
    pub is_workspace: bool,
    /// Django's settings, as pytest-django has them.
    pub settings: Option<(String, Place)>,
}

/// # Errors
/// Where the file cannot be read, or is no TOML.
pub fn read(root: &Path, file: &PathBuf) -> Result<Declared, Unread> {
    let text = text_of(root, file)?;
    let table = DeTable::parse(&text).map_err(|error| Unread {
        path: file.clone(),
        why: WhyUnread::Malformed {
            line: error.span().and_then(|span| Place::of_byte(file, &text, span.start).line),
            message: error.message().to_owned(),
        },
    })?;
    let reader = Reader { file, text: &text, table: table.get_ref() };
    Ok(Declared {
        scripts: reader.scripts(),
        folders: reader.folders(),
        test_paths: reader.texts(&["tool", "pytest", "ini_options", "testpaths"]),
        is_workspace: ["uv", "rye", "pdm", "hatch"]
            .iter()
            .any(|tool| reader.at(&["tool", tool, "workspace"]).is_some()),
        settings: reader.settings(),
    })
}

/// Tables below which commands are declared.
const SCRIPTS: [&[&str]; 4] = [
    &["project", "scripts"],
    &["project", "gui-scripts"],
    &["tool", "poetry", "scripts"],
    &["tool", "pdm", "scripts"],
];

struct Reader<'a, 'i> {
    file: &'a Path,
    text: &'a str,
    table: &'a DeTable<'i>,
}

impl<'a, 'i> Reader<'a, 'i> {
    fn at(&self, path: &[&str]) -> Option<&'a DeValue<'i>> {
        let (last, around) = path.split_last()?;
        let mut table = self.table;
        for name in around {
            let DeValue::Table(inner) = table.get(*name)?.get_ref() else { return None };
            table = inner;
        }
        table.get(*last).map(|value| value.get_ref())
    }

    fn place(&self, byte: usize) -> Place {
        Place::of_byte(self.file, self.text, byte)
    }

    fn scripts(&self) -> Vec<Script> {
        let mut found = Vec::new();
        for path in SCRIPTS {
            let Some(DeValue::Table(scripts)) = self.at(path) else { continue };
            for (name, value) in scripts {
                let place = self.place(name.span().start);
                let target = match value.get_ref() {
                    DeValue::String(target) => target.as_ref(),
                    // Poetry's other form.
                    DeValue::Table(table) => match table.get("reference").map(|value| value.get_ref()) {
                        Some(DeValue::String(target)) => target.as_ref(),
                        _ => continue,
                    },
                    _ => continue,
                };
                let name = name.get_ref();
                let alone = || {
                    let module = module_name(target).ok()?;
                    Some(Script { name: name.to_string(), module, object: None, place: place.clone() })
                };
                found.extend(script(&format!("{name}={target}"), place.clone()).or_else(alone));
            }
        }
        found.sort_by(|one, other| one.place.cmp(&other.place));
        found
    }

    /// Setuptools' `where` and `package-dir`, Poetry's `from`, Hatch's and uv's module root.
    fn folders(&self) -> Vec<PathBuf> {
        let mut found = self.texts(&["tool", "setuptools", "packages", "find", "where"]);
        if let Some(DeValue::String(folder)) = self.at(&["tool", "setuptools", "package-dir", ""]) {
            found.push(folder.to_string());
        }
        if let Some(DeValue::String(folder)) = self.at(&["tool", "uv", "build-backend", "module-root"]) {
            found.push(folder.to_string());
        }
        if let Some(DeValue::Array(packages)) = self.at(&["tool", "poetry", "packages"]) {
            found.extend(packages.iter().filter_map(|package| match package.get_ref() {
                DeValue::Table(package) => match package.get("from")?.get_ref() {
                    DeValue::String(folder) => Some(folder.to_string()),
                    _ => None,
                },
                _ => None,
            }));
        }
        // Hatch names the packages themselves.
        let wheel = self.texts(&["tool", "hatch", "build", "targets", "wheel", "packages"]);
        let around =
            wheel.iter().filter_map(|package| Path::new(package).parent()?.to_str().map(str::to_owned));
        found.extend(around);
        let is_inside = |folder: &String| !folder.starts_with('/') && !folder.contains("..");
        let mut folders: Vec<_> = found.into_iter().filter(is_inside).map(PathBuf::from).collect();
        folders.sort();
        folders.dedup();
        folders
    }

    fn settings(&self) -> Option<(String, Place)> {
        let path = ["tool", "pytest", "ini_options", "DJANGO_SETTINGS_MODULE"];
        let Some(DeValue::String(module)) = self.at(&path) else { return None };
        Some((module_name(module).ok()?, Place::whole(self.file)))
    }

    /// A list of texts, or one text.
    fn texts(&self, path: &[&str]) -> Vec<String> {
        match self.at(path) {
            Some(DeValue::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
            Some(DeValue::Array(list)) => list
                .iter()
                .filter_map(|value| match value.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read_text(text: &str) -> Result<Declared, Unread> {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("pyproject.toml"), text).expect("written");
        read(folder.path(), &"pyproject.toml".into())
    }

    #[test]
    fn scripts_and_folders_of_every_build_tool() {
        let declared = read_text(
            "[project.scripts]\nshop = 'shop.cli:main'\nodd = '-c:x'\n\n[tool.poetry.scripts]\nother = { reference = 'a.b:c', type = 'console' }\n\
             [tool.setuptools.packages.find]\nwhere = ['lib']\n[tool.hatch.build.targets.wheel]\npackages = ['src/shop']\n\
             [tool.pytest.ini_options]\ntestpaths = 'tests more'\nDJANGO_SETTINGS_MODULE = 'a.settings'\n",
        )
        .expect("TOML");
        let scripts: Vec<_> =
            declared.scripts.iter().map(|script| (script.name.as_str(), script.place.line)).collect();
        assert_eq!(scripts, [("shop", Some(2)), ("other", Some(6))]);
        assert_eq!(declared.folders, [PathBuf::from("lib"), PathBuf::from("src")]);
        assert_eq!(declared.test_paths, ["tests", "more"]);
        assert_eq!(declared.settings.map(|(module, _)| module).as_deref(), Some("a.settings"));
    }

    #[test]
    fn a_broken_one_is_named_with_its_line() {
        let unread = read_text("[project]\nname = \n").expect_err("broken");
        assert!(matches!(unread.why, WhyUnread::Malformed { line: Some(2), .. }), "{unread:?}");
        assert!(read_text("").expect("nothing").scripts.is_empty());
        assert!(read_text("project = 3\ntool = []\n").expect("TOML").scripts.is_empty());
    }
}
