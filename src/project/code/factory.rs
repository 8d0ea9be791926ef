//! Takes the statements of a module, gives its functions that return an application, or an object of the project.

use std::collections::HashMap;

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{CmpOp, Expr, Stmt, StmtFunctionDef};

use super::application::{Made, made};
use super::meaning::Meanings;
use crate::imports::Source;

/// A function that makes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factory {
    /// Its name in the module.
    pub name: String,
    /// What it returns.
    pub made: Made,
    /// The parameters that must be given.
    pub required: Vec<Parameter>,
    /// Its name says that it makes something: `create_…`, `make_…`.
    pub is_named_so: bool,
    /// Where.
    pub line: u32,
}

impl Factory {
    /// Whether it is a factory by what it returns or by its name; others only lead to what they return.
    pub fn promises(&self) -> bool {
        self.is_named_so || matches!(self.made, Made::By(_))
    }
}

/// A parameter without a default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The dotted name of its annotation, or a built-in type's name.
    pub annotation: Option<String>,
    /// It can only be given by name.
    pub keyword_only: bool,
}

/// Beginnings of the names of functions that make an object of the project. One that returns an application may have any, and
/// so may one that another returns the object of.
const MAKES: [&str; 6] = ["create_", "make_", "build_", "new_", "open_", "connect_"];

/// The factories of a module.
pub fn factories(source: &Source, meanings: &Meanings<'_>) -> Vec<Factory> {
    let functions = source.module().body.iter().filter_map(|statement| match statement {
        Stmt::FunctionDef(function) => Some(function),
        _ => None,
    });
    functions.filter_map(|function| factory(source, meanings, function)).collect()
}

fn factory(source: &Source, meanings: &Meanings<'_>, function: &StmtFunctionDef) -> Option<Factory> {
    let name = function.name.as_str();
    // What a decorator makes of it is not what it returns.
    if name.starts_with('_') || !function.decorator_list.is_empty() {
        return None;
    }
    let made = returned(meanings, function)?;
    let is_named_so = MAKES.iter().any(|beginning| name.starts_with(beginning));
    let mut required = required(meanings, function);
    required.extend(demanded(meanings, function));
    Some(Factory { name: name.to_owned(), made, required, is_named_so, line: source.line(&function.name) })
}

/// By what it returns; by its annotation where that is not seen.
fn returned(meanings: &Meanings<'_>, function: &StmtFunctionDef) -> Option<Made> {
    let mut returns = Returns { meanings, of: HashMap::new(), found: Vec::new() };
    returns.visit_body(&function.body);
    if returns.found.iter().any(|made| matches!(made, Made::By(_))) {
        return returns.found.into_iter().find(|made| matches!(made, Made::By(_)));
    }
    let annotated = function.returns.as_deref().and_then(|annotation| meanings.annotated(annotation));
    annotated.map(Made::named).or_else(|| returns.found.into_iter().next())
}

/// What a function's own `return` statements give; functions in it have their own.
struct Returns<'a> {
    meanings: &'a Meanings<'a>,
    of: HashMap<String, Made>,
    found: Vec<Made>,
}

impl<'a> StatementVisitor<'a> for Returns<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.assigned(target, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.assigned(&assign.target, value);
                }
            }
            Stmt::Return(returned) => {
                let Some(value) = returned.value.as_deref() else { return };
                let local =
                    if let Expr::Name(name) = value { self.of.get(name.id.as_str()).cloned() } else { None };
                self.found.extend(local.or_else(|| self.made(value)));
            }
            _ => walk_stmt(self, statement),
        }
    }
}

impl Returns<'_> {
    fn assigned(&mut self, target: &Expr, value: &Expr) {
        if let (Expr::Name(name), Some(made)) = (target, self.made(value)) {
            // `app = wrap(app)` leaves what it was.
            let known = self.of.get(name.id.as_str()).is_some_and(|made| matches!(made, Made::By(_)));
            if !known {
                self.of.insert(name.id.to_string(), made);
            }
        }
    }

    /// `Configurator(…).make_wsgi_app()` too.
    fn made(&self, value: &Expr) -> Option<Made> {
        let of_call = made(self.meanings, value);
        if of_call.is_some() {
            return of_call;
        }
        let Expr::Call(call) = value else { return None };
        let Expr::Attribute(method) = &*call.func else { return None };
        if method.attr.as_str() != "make_wsgi_app" {
            return None;
        }
        match &*method.value {
            Expr::Name(name) => self.of.get(name.id.as_str()).cloned(),
            other => made(self.meanings, other),
        }
    }
}

/// Built-in types for which a value is easily made up.
const BUILT_IN: [&str; 5] = ["str", "int", "float", "bool", "dict"];

/// The parameters that a call has to give.
pub fn required(meanings: &Meanings<'_>, function: &StmtFunctionDef) -> Vec<Parameter> {
    let parameters = &function.parameters;
    let positional =
        parameters.posonlyargs.iter().chain(&parameters.args).map(|parameter| (parameter, false));
    let all = positional.chain(parameters.kwonlyargs.iter().map(|parameter| (parameter, true)));
    all.filter(|(parameter, _)| parameter.default.is_none())
        .map(|(parameter, keyword_only)| {
            let annotation = parameter.parameter.annotation.as_deref();
            let annotation = annotation.and_then(|annotation| annotation_of(meanings, annotation));
            Parameter { name: parameter.parameter.name.to_string(), annotation, keyword_only }
        })
        .collect()
}

/// Parameters whose default is refused: `if user is None: raise …`.
fn demanded(meanings: &Meanings<'_>, function: &StmtFunctionDef) -> Vec<Parameter> {
    let refused: Vec<&str> = function.body.iter().filter_map(refused_when_none).collect();
    let parameters = &function.parameters;
    let all = parameters.args.iter().chain(&parameters.kwonlyargs);
    let is_refused = |default: &Expr, name: &str| default.is_none_literal_expr() && refused.contains(&name);
    all.filter(|parameter| {
        parameter
            .default
            .as_ref()
            .is_some_and(|default| is_refused(default, parameter.parameter.name.as_str()))
    })
    // By name: one that may be left out can stand before it.
    .map(|parameter| {
        let annotation = parameter.parameter.annotation.as_deref();
        let annotation = annotation.and_then(|annotation| annotation_of(meanings, annotation));
        Parameter { name: parameter.parameter.name.to_string(), annotation, keyword_only: true }
    })
    .collect()
}

/// The name that a statement refuses to be None.
fn refused_when_none(statement: &Stmt) -> Option<&str> {
    let Stmt::If(branch) = statement else { return None };
    let Expr::Compare(compare) = &*branch.test else { return None };
    let ([CmpOp::Is], [right]) = (&*compare.ops, &*compare.comparators) else { return None };
    let Expr::Name(name) = &*compare.left else { return None };
    let raises = branch.body.iter().any(|statement| matches!(statement, Stmt::Raise(_)));
    (right.is_none_literal_expr() && raises && branch.elif_else_clauses.is_empty())
        .then_some(name.id.as_str())
}

/// The dotted name of an annotation, or that of a built-in type.
pub fn annotation_of(meanings: &Meanings<'_>, annotation: &Expr) -> Option<String> {
    let built_in = match annotation {
        Expr::Name(name) => BUILT_IN.iter().find(|built_in| *built_in == &name.id.as_str()),
        Expr::StringLiteral(text) => BUILT_IN.iter().find(|built_in| **built_in == text.value.to_str()),
        _ => None,
    };
    built_in.map(|name| (*name).to_owned()).or_else(|| meanings.annotated(annotation))
}
