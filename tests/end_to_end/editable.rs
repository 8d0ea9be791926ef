//! Projects that are installed in place: each commit is measured in its own files, or nothing is said of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::Run;
use crate::repository::Repository;
use crate::support::environment;

/// As setuptools writes it for a package without a `.pth` of its own.
const AFTER: &str = "sys.meta_path.append(Finder)";
/// As meson-python and scikit-build-core do.
const BEFORE: &str = "sys.meta_path.insert(0, Finder)";

/// Two commits, the newer of which sleeps, and an environment that finds the package in the checkout.
fn project(install: impl FnOnce(&Path, &Path)) -> Repository {
    let repository = Repository::empty();
    repository.write(".gitignore", "env/\n");
    repository.write("app.py", "import pkg\n");
    repository.write("src/pkg/__init__.py", "x = 1\n");
    repository.commit("Fast");
    repository.write("src/pkg/__init__.py", "import time\ntime.sleep(0.2)\n");
    repository.commit("Slow");
    environment::empty(&repository.path().join("env")).expect("an environment");
    let checkout = repository.path().canonicalize().expect("a folder");
    install(&packages(&repository), &checkout.join("src"));
    repository
}

fn packages(repository: &Repository) -> PathBuf {
    let script = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let asked = Command::new(repository.path().join("env/bin/python")).args(["-c", script]).output();
    String::from_utf8(asked.expect("it runs").stdout).expect("text").trim().into()
}

fn finder(packages: &Path, source: &Path, place: &str) {
    let package = source.join("pkg");
    let module = format!(
        "import sys\nfrom importlib.util import spec_from_file_location\nMAPPING = {{'pkg': {package:?}}}\nclass Finder:\n    \
         @classmethod\n    def find_spec(cls, name, path=None, target=None):\n        if name in MAPPING:\n            \
         return spec_from_file_location(name, MAPPING[name] + '/__init__.py')\n{place}\n"
    );
    fs::write(packages.join("_pkg_editable_loader.py"), module).expect("written");
    fs::write(packages.join("pkg-editable.pth"), "import _pkg_editable_loader\n").expect("written");
}

fn compared(repository: &Repository) -> Run {
    let arguments =
        ["compare", "HEAD~1", "HEAD", "--import", "app", "--pairs", "4", "--quiet", "--python", "env"];
    Run::of(&mut repository.plain(&arguments))
}

fn is_named(repository: &Repository) {
    let run = compared(repository);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(
        run.out.contains("pkg is newly blocked") && run.out.contains("src/pkg/__init__.py:2"),
        "{}",
        run.out
    );
}

#[test]
fn a1_a_path_file_leads_to_each_commits_own_files() {
    is_named(&project(|packages, source| {
        fs::write(packages.join("_editable.pth"), format!("{}\n", source.display())).expect("written");
    }));
}

#[test]
fn a1_a_finder_after_the_path_leads_to_each_commits_own_files() {
    is_named(&project(|packages, source| finder(packages, source, AFTER)));
}

#[test]
fn a1_where_a_finder_comes_first_nothing_is_said_and_file_and_remedy_are_named() {
    let repository = project(|packages, source| finder(packages, source, BEFORE));
    let run = compared(&repository);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    for words in
        ["vacuous", "src/pkg/__init__.py came from the checkout", "_pkg_editable_loader", "py:ENVIRONMENT"]
    {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
}

/// What git does not track is the same for every commit.
#[test]
fn a1_files_that_git_does_not_track_may_come_from_the_checkout() {
    let repository = project(|packages, source| {
        let vendored = source.parent().expect("a folder").join("env/vendored");
        fs::create_dir(&vendored).expect("made");
        fs::write(vendored.join("pkg.py"), "import time\n").expect("written");
        fs::write(packages.join("first.pth"), format!("import sys; sys.path.insert(0, {vendored:?})\n"))
            .expect("written");
    });
    let run = compared(&repository);
    assert_ne!(run.code, Some(1), "{}", run.out);
    assert!(!run.out.contains("came from the checkout"), "{}", run.out);
}
