//! Takes a `setup.py`, gives the commands that it installs. It is read, never run.

use std::path::{Path, PathBuf};

use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{Visitor, walk_expr};

use super::script::{Script, script};
use crate::imports::Source;
use crate::project::place::Place;
use crate::project::reading::bytes_of;
use crate::project::unread::{Unread, WhyUnread};

/// Texts of the form `shop = shop.cli:main`, wherever they stand.
///
/// # Errors
/// Where the file cannot be read, or is no Python.
pub fn read(root: &Path, file: &PathBuf) -> Result<Vec<Script>, Unread> {
    let bytes = bytes_of(root, file)?;
    let source =
        Source::read(&bytes).map_err(|fault| Unread { path: file.clone(), why: WhyUnread::Python(fault) })?;
    let mut finder = Finder { source: &source, file, found: Vec::new() };
    finder.visit_body(&source.module().body);
    Ok(finder.found)
}

struct Finder<'a> {
    source: &'a Source,
    file: &'a Path,
    found: Vec<Script>,
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::StringLiteral(text) = expression {
            let first = self.source.line(expression);
            for (line, text) in (first..).zip(text.value.to_str().lines()) {
                self.found.extend(script(text, Place::at(self.file, line)));
            }
        }
        walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::in_parallel;

    #[test]
    fn scripts_in_every_form() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "from setuptools import setup\nsetup(\n    entry_points={'console_scripts': ['shop = shop.cli:main']},\n    x=\"\"\"\n    [console_scripts]\n    other=a.b:c\n    \"\"\",\n    url='https://a.b/?c=d:e/f',\n)\n";
        std::fs::write(folder.path().join("setup.py"), text).expect("written");
        let read = in_parallel(&[()], |()| read(folder.path(), &"setup.py".into()).expect("Python"));
        let shown: Vec<_> = read[0].iter().map(|script| (script.name.as_str(), script.place.line)).collect();
        assert_eq!(shown, [("shop", Some(3)), ("other", Some(6))]);
    }
}
