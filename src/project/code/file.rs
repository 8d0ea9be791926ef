//! Takes a file's bytes and the module that it is, gives what it shows.

use std::collections::HashMap;

use memchr::memmem;
use ruff_python_ast::{Expr, Stmt};

use super::application::{Application, applications};
use super::django::settings;
use super::factory::{Factory, factories};
use super::framework::WORDS;
use super::main_block::{Starts, starts};
use super::meaning::Meanings;
use super::module::ModuleOf;
use super::route::{Route, routes};
use super::shape::{ClassShape, classes};
use crate::imports::{Fault, Source};

/// What a file shows.
#[derive(Clone, Debug)]
pub struct CodeFile {
    /// The module.
    pub module: ModuleOf,
    /// Applications that importing it makes.
    pub applications: Vec<Application>,
    /// Functions that make something.
    pub factories: Vec<Factory>,
    /// What its names stand for, by their dotted names.
    pub names: HashMap<String, String>,
    /// Its classes.
    pub classes: Vec<ClassShape>,
    /// Paths that it answers.
    pub routes: Vec<Route>,
    /// What it starts.
    pub starts: Starts,
    /// Django's settings, and where they are named.
    pub settings: Option<(String, u32)>,
    /// It does nothing when it is imported: no import, no call, no definition.
    pub is_empty: bool,
}

/// Reads a file. One without any word of interest is not parsed: None.
///
/// # Errors
/// Where it does not parse.
pub fn read(module: &ModuleOf, bytes: &[u8]) -> Result<Option<CodeFile>, Fault> {
    let has_word = |word: &&str| memmem::find(bytes, word.as_bytes()).is_some();
    let is_near_the_top = module.name.matches('.').count() <= 1;
    if !is_near_the_top && !WORDS.iter().any(has_word) && !has_word(&"websocket") {
        return Ok(None);
    }
    let source = Source::read(bytes)?;
    let body = &source.module().body;
    let meanings = Meanings::of(module, body);
    let applications = applications(&source, &meanings);
    let names: Vec<String> = applications.iter().map(|application| application.name.clone()).collect();
    Ok(Some(CodeFile {
        factories: factories(&source, &meanings),
        names: meanings.names(),
        classes: classes(&meanings, body),
        routes: routes(&source),
        starts: starts(&source, &meanings, &names),
        settings: settings(&source),
        is_empty: body.iter().all(is_nothing),
        module: module.clone(),
        applications,
    }))
}

/// A docstring, `__version__ = "1"`, `pass`.
fn is_nothing(statement: &Stmt) -> bool {
    match statement {
        Stmt::Pass(_) => true,
        Stmt::Expr(expression) => expression.value.is_literal_expr(),
        Stmt::Assign(assign) => {
            let is_dunder = |target: &Expr| matches!(target, Expr::Name(name) if name.id.starts_with("__"));
            assign.targets.iter().all(is_dunder) && !matches!(&*assign.value, Expr::Call(_))
        }
        Stmt::ImportFrom(import) => {
            import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
        }
        _ => false,
    }
}
