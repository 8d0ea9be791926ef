//! Takes a module, gives every statement that imports it, or something below it.

use std::path::{Path, PathBuf};

use ruff_python_ast::Stmt;
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};

use super::absolute::absolute;
use super::error::ImportsError;
use super::graph::Failure;
use super::parallel;
use super::roots::Roots;
use super::source::{ModuleName, Sources, bytes_of, has_word, on_disk};
use super::syntax::Source;

/// The statements among the files below the root, by file and line. What cannot be read says nothing.
///
/// # Errors
/// Where there is no Python below the root.
pub fn module_users(root: &Path, module: &str) -> Result<Vec<(PathBuf, u32)>, ImportsError> {
    let Sources { files, projects } = on_disk(root, &[])?;
    let roots = Roots::declared(files.iter(), &projects);
    let files: Vec<PathBuf> = files.into_iter().collect();
    let found = parallel::each(&files, |file| {
        let own = roots.name_of(file).filter(|own| !own.is_opaque);
        own.map_or_else(Vec::new, |own| in_file(root, file, &own, module).unwrap_or_default())
    });
    let all = files.iter().zip(found);
    let mut all: Vec<(PathBuf, u32)> =
        all.flat_map(|(file, lines)| lines.into_iter().map(|line| (file.clone(), line))).collect();
    all.sort();
    all.dedup();
    Ok(all)
}

fn in_file(root: &Path, file: &PathBuf, own: &ModuleName, module: &str) -> Result<Vec<u32>, Failure> {
    let failed = |fault| Failure { file: file.clone(), fault };
    let bytes = bytes_of(root, file).map_err(failed)?;
    let last = module.rsplit('.').next().unwrap_or(module);
    if last.is_ascii() && !has_word(&bytes, last) {
        return Ok(Vec::new());
    }
    let source = Source::read(&bytes).map_err(failed)?;
    let mut imports =
        Imports { own: &own.dotted, is_package: own.is_package, source: &source, module, lines: Vec::new() };
    imports.visit_body(&source.module().body);
    Ok(imports.lines)
}

struct Imports<'a> {
    own: &'a str,
    is_package: bool,
    source: &'a Source,
    module: &'a str,
    lines: Vec<u32>,
}

impl Imports<'_> {
    /// Whether importing this runs the module.
    fn runs(&self, imported: &str) -> bool {
        imported.strip_prefix(self.module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl<'a> StatementVisitor<'a> for Imports<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let found = match statement {
            Stmt::Import(import) => import.names.iter().any(|alias| self.runs(&alias.name)),
            Stmt::ImportFrom(import) => {
                let written = import.module.as_ref().map_or("", |module| module.as_str());
                let from = absolute(self.own, self.is_package, import.level, written);
                from.is_some_and(|from| {
                    let below = |name: &str| self.runs(&format!("{from}.{name}"));
                    self.runs(&from) || import.names.iter().any(|alias| below(&alias.name))
                })
            }
            _ => {
                walk_stmt(self, statement);
                false
            }
        };
        if found {
            self.lines.push(self.source.line(statement));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_statement_that_runs_the_module_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir(root.join("shop")).expect("made");
        let files = [
            ("shop/__init__.py", ""),
            ("shop/door.py", "from . import cart\nfrom .cart import Cart\n"),
            (
                "a.py",
                "import shop.cart.items\nimport shop.cartoon\n\ndef f():\n    from shop import cart as c\n",
            ),
            ("b.py", "import shop\ncart = 1\nfrom shop import door\n"),
            ("broken.py", "import shop.cart\ndef f(:\n"),
        ];
        for (name, text) in files {
            fs::write(root.join(name), text).expect("written");
        }
        let found = module_users(root, "shop.cart").expect("files");
        let expected = [("a.py", 1), ("a.py", 5), ("shop/door.py", 1), ("shop/door.py", 2)];
        assert_eq!(found, expected.map(|(file, line)| (PathBuf::from(file), line)));
    }
}
