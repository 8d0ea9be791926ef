//! Where a line goes in a file: before its first statement, or at its end.

use ruff_python_ast::Stmt;

use crate::imports::Source;

/// A file's new text, and the line (from 1) on which what was added begins.
pub struct Inserted {
    /// The whole text.
    pub text: String,
    /// The first line of what was added.
    pub line: u32,
}

/// Puts lines before the first statement that runs: after the docstring and `from __future__`. None where it is no Python.
pub fn before_all(text: &str, lines: &str) -> Option<Inserted> {
    let source = Source::read(text.as_bytes()).ok()?;
    let body = &source.module().body;
    let future = |statement: &Stmt| matches!(statement, Stmt::ImportFrom(from) if from.module.as_deref() == Some("__future__"));
    let docstring = |statement: &Stmt| matches!(statement, Stmt::Expr(expression) if expression.value.is_string_literal_expr());
    let first = body
        .iter()
        .enumerate()
        .find(|(index, statement)| !(future(statement) || *index == 0 && docstring(statement)))
        .map(|(_, statement)| first_line(&source, statement));
    let Some(line) = first else { return Some(at_the_end(text, lines)) };
    let at: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
    Some(Inserted { text: format!("{}{lines}{}", &text[..at], &text[at..]), line })
}

/// The line of a statement, or of its first decorator.
fn first_line(source: &Source, statement: &Stmt) -> u32 {
    let decorators = match statement {
        Stmt::FunctionDef(function) => &function.decorator_list,
        Stmt::ClassDef(class) => &class.decorator_list,
        _ => return source.line(statement),
    };
    decorators.first().map_or_else(|| source.line(statement), |decorator| source.line(decorator))
}

/// Puts lines at the end.
pub fn at_the_end(text: &str, lines: &str) -> Inserted {
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let text = format!("{text}{end}");
    let line = u32::try_from(text.lines().count()).unwrap_or(u32::MAX) + 1;
    Inserted { text: text + lines, line }
}
