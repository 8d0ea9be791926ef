//! Takes a `gunicorn.conf.py`, gives the application that it names. It is read, never run.

use std::path::{Path, PathBuf};

use ruff_python_ast::{Expr, Stmt, StmtAssign};

use super::command::{Served, application};
use crate::imports::Source;
use crate::project::place::Place;
use crate::project::reading::bytes_of;
use crate::project::unread::{Unread, WhyUnread};

/// The name that gunicorn reads without being asked.
pub fn is_settings(name: &str) -> bool {
    name == "gunicorn.conf.py"
}

/// `wsgi_app = "shop.wsgi:app"`, and `chdir = "src"` beside it.
///
/// # Errors
/// Where the file cannot be read, or is no Python.
pub fn read(root: &Path, file: &PathBuf) -> Result<Option<(Served, Place)>, Unread> {
    let bytes = bytes_of(root, file)?;
    let source =
        Source::read(&bytes).map_err(|fault| Unread { path: file.clone(), why: WhyUnread::Python(fault) })?;
    let named = |name: &str| {
        source.module().body.iter().rev().find_map(|statement| match statement {
            Stmt::Assign(assign) => text_of(assign, name).map(|text| (text, source.line(statement))),
            _ => None,
        })
    };
    let served = named("wsgi_app").and_then(|(text, line)| {
        let (target, object, is_factory) = application(&text)?;
        let folder = named("chdir").map(|(folder, _)| PathBuf::from(folder));
        let served = Served { program: "gunicorn", target, object, is_factory, folder };
        Some((served, Place::at(file, line)))
    });
    Ok(served)
}

/// The text that a statement gives this name.
fn text_of(assign: &StmtAssign, name: &str) -> Option<String> {
    let is_named = |target: &Expr| matches!(target, Expr::Name(found) if found.id.as_str() == name);
    match &*assign.value {
        Expr::StringLiteral(text) if assign.targets.iter().any(is_named) => {
            Some(text.value.to_str().to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::command::Target;
    use super::*;
    use crate::imports::in_parallel;

    fn read_from(text: &str) -> Option<(Served, Place)> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("gunicorn.conf.py"), text).expect("written");
        let read = in_parallel(&[()], |()| read(folder.path(), &"gunicorn.conf.py".into()).expect("Python"));
        read.into_iter().next().expect("one")
    }

    #[test]
    fn the_application_counts_that_is_named_last() {
        let (served, place) = read_from(
            "bind = '[::]:80'\nwsgi_app = 'old:app'\nchdir = 'src'\nwsgi_app = 'shop.wsgi:make()'\n",
        )
        .expect("an application");
        assert_eq!(served.target, Target::Module("shop.wsgi".into()));
        assert_eq!((served.object.as_deref(), served.is_factory), (Some("make"), true));
        assert_eq!((served.folder, place.line), (Some("src".into()), Some(4)));
    }

    #[test]
    fn settings_without_an_application_name_none() {
        assert!(read_from("workers = 4\nwsgi_app = f'{1}:app'\n").is_none());
        assert!(read_from("").is_none());
    }
}
