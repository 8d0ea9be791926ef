//! Takes the classes of a module, gives what it needs to make one and how it is closed.

use ruff_python_ast::{Expr, Stmt, StmtClassDef};

use super::factory::{Parameter, annotation_of, required};
use super::meaning::Meanings;

/// A class of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassShape {
    /// Its name in the module.
    pub name: String,
    /// What a call has to give; None where that is inherited or computed.
    pub required: Option<Vec<Parameter>>,
    /// Its method that releases what it holds, and whether that is awaited.
    pub closes: Option<(String, bool)>,
    /// What the dotted names of its bases are.
    pub bases: Vec<String>,
}

/// Methods that release what an object holds.
const CLOSES: [&str; 4] = ["aclose", "close", "shutdown", "cleanup"];

/// The classes of a module.
pub fn classes(meanings: &Meanings<'_>, body: &[Stmt]) -> Vec<ClassShape> {
    let classes = body.iter().filter_map(|statement| match statement {
        Stmt::ClassDef(class) => Some(class),
        _ => None,
    });
    classes.map(|class| shape(meanings, class)).collect()
}

fn shape(meanings: &Meanings<'_>, class: &StmtClassDef) -> ClassShape {
    let bases = class.arguments.iter().flat_map(|arguments| &arguments.args);
    let bases: Vec<String> = bases.filter_map(|base| meanings.dotted(base)).collect();
    let has_bases = class.arguments.as_ref().is_some_and(|arguments| !arguments.is_empty());
    let methods = || {
        class.body.iter().filter_map(|statement| match statement {
            Stmt::FunctionDef(function) => Some(function),
            _ => None,
        })
    };
    let closes = CLOSES.iter().find_map(|name| methods().find(|method| method.name.as_str() == *name));
    let closes = closes.filter(|method| required(meanings, method).len() <= 1);
    let initial = methods().find(|method| method.name.as_str() == "__init__");
    let required = match initial {
        // Without `self`.
        Some(method) => Some(required(meanings, method).into_iter().skip(1).collect()),
        None if is_dataclass(meanings, class) && !has_bases => Some(fields(meanings, class)),
        None => (!has_bases && class.decorator_list.is_empty()).then(Vec::new),
    };
    ClassShape {
        name: class.name.to_string(),
        required,
        closes: closes.map(|method| (method.name.to_string(), method.is_async)),
        bases,
    }
}

fn is_dataclass(meanings: &Meanings<'_>, class: &StmtClassDef) -> bool {
    class.decorator_list.iter().any(|decorator| {
        let called =
            if let Expr::Call(call) = &decorator.expression { &call.func } else { &decorator.expression };
        meanings.dotted(called).is_some_and(|dotted| dotted == "dataclasses.dataclass")
    })
}

/// The fields of a dataclass that have no default.
fn fields(meanings: &Meanings<'_>, class: &StmtClassDef) -> Vec<Parameter> {
    let fields = class.body.iter().filter_map(|statement| match statement {
        Stmt::AnnAssign(field) if field.value.is_none() => Some(field),
        _ => None,
    });
    fields
        .filter_map(|field| {
            let Expr::Name(name) = &*field.target else { return None };
            let annotation = annotation_of(meanings, &field.annotation);
            Some(Parameter { name: name.id.to_string(), annotation, keyword_only: false })
        })
        .collect()
}
