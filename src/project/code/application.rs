//! Takes the statements of a module, gives the applications that importing it makes.

use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use super::framework::{Framework, framework, is_command};
use super::main_block::is_main;
use super::meaning::Meanings;
use crate::imports::Source;

/// What a call makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// An application of a framework.
    By(&'static Framework),
    /// What this class or function of the project makes, by its dotted name.
    Own(String),
}

impl Made {
    /// What a call of this name makes.
    pub fn named(dotted: String) -> Self {
        framework(&dotted).map_or(Self::Own(dotted), Self::By)
    }
}

/// An application that a module has once it is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its name in the module.
    pub name: String,
    /// What it is made by.
    pub made: Made,
    /// Where.
    pub line: u32,
}

/// The applications of a module, as far as their names show what they are.
pub fn applications(source: &Source, meanings: &Meanings<'_>) -> Vec<Application> {
    let mut finder = Finder { source, meanings, found: Vec::new() };
    finder.body(&source.module().body);
    finder.found
}

struct Finder<'a> {
    source: &'a Source,
    meanings: &'a Meanings<'a>,
    found: Vec<Application>,
}

impl Finder<'_> {
    fn body(&mut self, body: &[Stmt]) {
        body.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.assigned(target, &assign.value, statement);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.assigned(&assign.target, value, statement);
                }
            }
            Stmt::FunctionDef(function) => self.command(function),
            Stmt::If(branches) if !is_main(&branches.test) => {
                self.body(&branches.body);
                branches.elif_else_clauses.iter().for_each(|clause| self.body(&clause.body));
            }
            Stmt::Try(tried) => {
                self.body(&tried.body);
                self.body(&tried.orelse);
            }
            Stmt::With(with) => self.body(&with.body),
            _ => {}
        }
    }

    fn assigned(&mut self, target: &Expr, value: &Expr, statement: &Stmt) {
        let Expr::Name(name) = target else { return };
        let Some(made) = made(self.meanings, value) else { return };
        self.add(name.id.as_str(), made, self.source.line(statement));
    }

    fn command(&mut self, function: &StmtFunctionDef) {
        let decorates = |expression: &Expr| {
            let called = if let Expr::Call(call) = expression { &call.func } else { expression };
            self.meanings.dotted(called).is_some_and(|dotted| is_command(&dotted))
        };
        let is_command = function.decorator_list.iter().any(|decorator| decorates(&decorator.expression));
        if is_command {
            self.add(&function.name, Made::By(&CLICK), self.source.line(&function.name));
        }
    }

    fn add(&mut self, name: &str, made: Made, line: u32) {
        self.found.push(Application { name: name.to_owned(), made, line });
    }
}

/// By a decorator.
const CLICK: Framework = Framework { name: "Click", type_name: None, role: super::framework::Role::Command };

/// What an expression makes, where it is a call whose name is known.
pub fn made(meanings: &Meanings<'_>, value: &Expr) -> Option<Made> {
    match value {
        Expr::Call(call) => meanings.dotted(&call.func).map(Made::named),
        Expr::Await(awaited) => made(meanings, &awaited.value),
        _ => None,
    }
}
