//! A first `vitals.toml`, after a look at the project. Nothing is imported: only names of files are read.

use std::fs;
use std::path::Path;

use super::names::module_name;

/// Modules whose names promise a service's front door.
const FRONT_DOORS: [&str; 8] =
    ["app", "main", "api", "server", "asgi", "wsgi", "service", "canonical_imports"];
/// Folders that are never a service.
const NOT_PACKAGES: [&str; 8] =
    ["tests", "test", "docs", "build", "dist", "node_modules", "venv", "examples"];

/// The text of a commented `vitals.toml` for the project in `root`.
pub fn suggest(root: &Path) -> String {
    let source =
        if root.join("src").is_dir() && !packages(&root.join("src")).is_empty() { "src" } else { "." };
    let found = packages(&root.join(source));
    let mut modules: Vec<String> =
        found.iter().map(|package| front_door(&root.join(source), package)).collect();
    let (comment, example) =
        if modules.is_empty() { ("# no package was found here; name a module\n", true) } else { ("", false) };
    if example {
        modules.push("json".into());
    }
    let python = if root.join(".venv").is_dir() {
        "python = \".venv\""
    } else {
        "# python = \".venv\"              # a python, or a venv's folder"
    };
    let imports: String = modules
        .iter()
        .map(|module| format!("[[probe.import]]\nmodule = \"{module}\"\nlimit = \"2s\"\n\n"))
        .collect();
    format!(
        "# Vital signs of this project; run them with `vitals check`.\n\n\
         [target]\n\
         root = \"{source}\"                      # where the target runs; put on sys.path as `python -c` does\n\
         {python}\n\
         # env = {{ ENVIRONMENT = \"test\" }}\n\n\
         {comment}{imports}\
         # How long an object takes to make, first in a fresh process and then again:\n\
         # [[probe.create]]\n\
         # factory = \"package.module:callable\"        # may be async\n\
         # setup = \"from package.context import Context\"\n\
         # args = [\"Context(user=f'user-{{i}}')\"]       # Python expressions; `i` counts from 0\n\
         # cleanup = \"await made.close()\"             # the object is `made`\n\
         # expect_type = \"Manager\"\n\
         # limit = \"5s\"                              # of a first creation\n\
         # repeat_limit = \"100ms\"                    # of those after it\n\n\
         # What stays in memory when objects come and go:\n\
         # [[probe.growth]]\n\
         # factory = \"package.module:callable\"        # setup, args, cleanup as above\n\
         # objects = 10\n\
         # rounds = 20\n\
         # limit = \"50MB\"\n"
    )
}

/// Folders with an `__init__.py`, by name.
fn packages(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.to_owned();
            let fits = path.join("__init__.py").is_file()
                && module_name(&name).is_ok()
                && !NOT_PACKAGES.contains(&name.as_str());
            fits.then_some(name)
        })
        .collect();
    names.sort();
    names
}

/// The module of a package that most likely starts the service; else the package.
fn front_door(folder: &Path, package: &str) -> String {
    FRONT_DOORS
        .iter()
        .find(|door| {
            let path = folder.join(package).join(door);
            path.with_extension("py").is_file() || path.join("__init__.py").is_file()
        })
        .map_or_else(|| package.to_owned(), |door| format!("{package}.{door}"))
}
