//! What `vitals init` proposes for a folder.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::program::{Run, vitals};

/// What a `vitals.toml` asks for, in short.
pub struct Written {
    pub text: String,
    table: toml::Table,
}

impl Written {
    /// What `init` prints for a folder.
    #[track_caller]
    pub fn of(folder: &Path) -> Self {
        let run = Run::of(vitals().current_dir(folder).args(["init", "--dry-run"]));
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
        let table = run.out.parse().unwrap_or_else(|error| panic!("{error}: {}", run.out));
        Self { text: run.out, table }
    }

    /// The values of a key in all tables of a kind.
    pub fn all(&self, path: &[&str], key: &str) -> Vec<String> {
        let mut value = self.table.get(path[0]);
        for name in &path[1..] {
            value = value.and_then(|value| value.get(name));
        }
        let tables = value.and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let text = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        tables.iter().filter_map(|table| table.get(key).map(text)).collect()
    }

    pub fn imports(&self) -> Vec<String> {
        self.all(&["probe", "import"], "module")
    }

    pub fn factories(&self) -> Vec<String> {
        self.all(&["probe", "create"], "factory")
    }

    pub fn target(&self, key: &str) -> String {
        self.table["target"].get(key).map(toml::Value::to_string).unwrap_or_default()
    }
}

/// A project of these files.
pub fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

/// Texts of its own.
pub fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
