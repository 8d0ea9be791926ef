//! A git repository with the example service in it, made anew for a test.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::packed::Packed;
use super::program::{Run, a_python, vitals};

/// A repository in a folder of its own, and a temporary folder for the program.
pub struct Repository {
    folder: TempDir,
    temporary: TempDir,
}

const CONFIGURATION: &str = "[target]\nroot = \".\"\n[[probe.import]]\nmodule = \"shop.canonical_imports\"\n";

impl Repository {
    /// The example service in two commits, on the branch `main`; the second changes a comment.
    pub fn of_the_shop() -> Self {
        let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop/shop");
        let repository = Self::empty();
        for (name, text) in files(&shop) {
            repository.write(Path::new("shop").join(name), &text);
        }
        repository.write("vitals.toml", CONFIGURATION);
        repository.write(".gitignore", "reports/\n.vitals/\n");
        repository.commit("First");
        repository.append("shop/events.py", "# A comment.\n");
        repository.commit("Second");
        repository
    }

    /// 500 modules in 50 packages, each imported by the one before it.
    pub fn of_many_modules() -> Self {
        let repository = Self::empty();
        let mut packages = String::new();
        for package in 0..50 {
            packages += &format!("import big.m{package}\n");
            let mut modules = String::new();
            for module in 0..9 {
                modules += &format!("import big.m{package}.n{module}\n");
                let text = format!("\"\"\"Module {module} of package {package}.\"\"\"\nNAME = __name__\n");
                repository.write(format!("big/m{package}/n{module}.py"), text);
            }
            repository.write(format!("big/m{package}/__init__.py"), modules);
        }
        repository.write("big/__init__.py", packages);
        repository.write(".gitignore", "reports/\n");
        repository.commit("Large");
        repository
    }

    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Self { folder, temporary: tempfile::tempdir().expect("a folder") };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// Sets it up for commits that the program makes: they have an author and no signature, and nothing runs behind the test's back.
    pub fn author(&self) {
        for (name, value) in [
            ("user.name", "A"),
            ("user.email", "a@example.org"),
            ("commit.gpgSign", "false"),
            ("gc.auto", "0"),
            ("maintenance.auto", "false"),
        ] {
            self.git(&["config", name, value]);
        }
    }

    /// One with this content.
    pub fn of(packed: &Packed) -> Self {
        Self { folder: packed.unpacked(), temporary: tempfile::tempdir().expect("a folder") }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the program makes its temporary folders.
    pub fn temporary(&self) -> &Path {
        self.temporary.path()
    }

    pub fn write(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub fn append(&self, name: &str, text: &str) {
        let old = fs::read_to_string(self.path().join(name)).expect("text");
        self.write(name, old + text);
    }

    /// Lets a module import another one that does this, as its third line.
    pub fn import_in_the_third_line(&self, importing: &str, imported: &str, source: &str) {
        let old = fs::read_to_string(self.path().join(importing)).expect("text");
        let mut lines: Vec<&str> = old.lines().collect();
        let statement = format!("import {}", imported.trim_end_matches(".py").replace('/', "."));
        lines.insert(2, &statement);
        self.write(importing, lines.join("\n") + "\n");
        self.write(imported, source);
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// The same, dated so many days after the end of 2023.
    pub fn commit_on(&self, day: usize, message: &str) {
        self.git(&["add", "--all"]);
        let date = format!("{} +0000", 1_704_024_000 + 86_400 * day);
        let mut command = self.git_command(&["commit", "--quiet", "--message", message]);
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        succeeded(&mut command);
    }

    pub fn git(&self, arguments: &[&str]) {
        succeeded(&mut self.git_command(arguments));
    }

    /// What a git command prints, without the line's end.
    pub fn answer(&self, arguments: &[&str]) -> String {
        succeeded(&mut self.git_command(arguments)).trim().to_owned()
    }

    fn git_command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(self.path());
        command
    }

    /// Commits of a `git fast-import` stream, and their files.
    pub fn fast_import(&self, stream: &str) {
        let mut input = tempfile::tempfile().expect("a file");
        input.write_all(stream.as_bytes()).and_then(|()| input.rewind()).expect("written");
        let mut command = Command::new("git");
        command.args(["fast-import", "--quiet"]).current_dir(self.path()).stdin(input);
        assert!(command.status().expect("git runs").success());
        self.git(&["reset", "--quiet", "--hard"]);
    }

    /// The program in this folder, with its temporary folders where the test can see them.
    pub fn plain(&self, arguments: &[&str]) -> Command {
        let mut command = vitals();
        command.current_dir(self.path()).env("TMPDIR", self.temporary()).args(arguments);
        command
    }

    /// The same, with an interpreter.
    pub fn vitals(&self, arguments: &[&str]) -> Command {
        let mut command = self.plain(arguments);
        command.arg("--quiet").arg("--python").arg(a_python());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let run = Run::of(&mut self.vitals(arguments));
        assert_eq!(self.leftovers(), [""; 0], "{arguments:?} leaves nothing behind");
        run
    }

    /// What the program has left in its temporary folder.
    pub fn leftovers(&self) -> Vec<String> {
        let entries = fs::read_dir(self.temporary()).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    /// Every file below the folder, those of git included, with its bytes; reports and the history left out.
    pub fn state(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut state = files(self.path());
        let own = ["reports", ".vitals/history.db", ".vitals/.gitignore"];
        state.retain(|path, _| !own.iter().any(|own| path.starts_with(own)));
        state
    }
}

fn succeeded(command: &mut Command) -> String {
    let done = command.output().expect("git runs");
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = PathBuf::from(path.file_name().expect("a name"));
        if path.is_dir() && name.as_os_str() != "__pycache__" {
            found.extend(files(&path).into_iter().map(|(inner, text)| (name.join(inner), text)));
        } else if path.is_file() {
            found.insert(name, fs::read(&path).expect("readable"));
        }
    }
    found
}
