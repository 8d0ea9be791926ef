//! Takes the statements of a module, gives what its names stand for: dotted names, through its imports.

use std::collections::HashMap;

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtImportFrom};

use super::module::ModuleOf;
use crate::imports::absolute;

/// What the names of a module stand for.
pub struct Meanings<'a> {
    module: &'a ModuleOf,
    of: HashMap<&'a str, String>,
}

impl<'a> Meanings<'a> {
    /// Imports count wherever they stand: a factory may import what it needs itself.
    pub fn of(module: &'a ModuleOf, body: &'a [Stmt]) -> Self {
        let mut meanings = Self { module, of: HashMap::new() };
        for statement in body {
            let own = match statement {
                Stmt::FunctionDef(function) => Some(&function.name),
                Stmt::ClassDef(class) => Some(&class.name),
                _ => None,
            };
            meanings.of.extend(own.map(|name| (name.as_str(), format!("{}.{name}", module.name))));
        }
        meanings.visit_body(body);
        body.iter().for_each(|statement| meanings.alias(statement));
        meanings
    }

    /// What each name stands for, for those who import it from here.
    pub fn names(&self) -> HashMap<String, String> {
        self.of.iter().map(|(name, dotted)| ((*name).to_owned(), dotted.clone())).collect()
    }

    /// `Manager = _Manager`, at the top of the module.
    fn alias(&mut self, statement: &'a Stmt) {
        let Stmt::Assign(assign) = statement else { return };
        let ([Expr::Name(name)], Some(dotted)) = (&assign.targets[..], self.dotted(&assign.value)) else {
            return;
        };
        self.of.insert(name.id.as_str(), dotted);
    }

    /// The dotted name of what an expression names, where its first part is imported or defined here.
    pub fn dotted(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Name(name) => self.of.get(name.id.as_str()).cloned(),
            Expr::Attribute(attribute) => {
                Some(format!("{}.{}", self.dotted(&attribute.value)?, attribute.attr))
            }
            _ => None,
        }
    }

    /// The same of an annotation, which may be a text, or `Optional[…]`, or `… | None`.
    pub fn annotated(&self, annotation: &Expr) -> Option<String> {
        match annotation {
            Expr::StringLiteral(text) => {
                let (first, rest) = text.value.to_str().split_once('.').unwrap_or((text.value.to_str(), ""));
                let first = self.of.get(first)?;
                Some(if rest.is_empty() { first.clone() } else { format!("{first}.{rest}") })
            }
            other => self.dotted(other),
        }
    }

    fn from(&mut self, import: &'a StmtImportFrom) {
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        let own = self.module;
        let Some(module) = absolute(&own.name, own.is_package, import.level, module) else { return };
        for alias in import.names.iter().filter(|alias| alias.name.as_str() != "*") {
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            self.of.insert(name.as_str(), format!("{module}.{}", alias.name));
        }
    }
}

impl<'a> StatementVisitor<'a> for Meanings<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    match &alias.asname {
                        Some(name) => self.of.insert(name.as_str(), alias.name.to_string()),
                        None => {
                            let first = alias.name.split('.').next().unwrap_or_default();
                            self.of.insert(first, first.to_owned())
                        }
                    };
                }
            }
            Stmt::ImportFrom(import) => self.from(import),
            _ => walk_stmt(self, statement),
        }
    }
}
