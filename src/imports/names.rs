//! Takes a syntax tree, gives the names that the module has once it has run.

use std::collections::{HashMap, HashSet};

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{ElifElseClause, ExceptHandler, Expr, Stmt, StmtIf, UnaryOp};

use super::parse::texts_of;
use super::syntax::Source;

/// The names of a module.
#[derive(Clone, Debug, Default)]
pub struct Names {
    bound: HashSet<String>,
    /// Of the names that `from` statements alone bind: the dots, the module and the name there.
    taken: HashMap<String, (u32, String, String)>,
    /// Listed in `__all__`, bound or not.
    pub exported: HashSet<String>,
    /// `from … import *`: dots and module.
    pub stars: Vec<(u32, String)>,
    /// A `__getattr__` of the module may make any name.
    pub is_dynamic: bool,
}

impl Names {
    /// Of a file that parses.
    pub fn of(source: &Source) -> Self {
        let mut names = Self::default();
        names.body(&source.module().body);
        names.is_dynamic = names.binds("__getattr__");
        names
    }

    /// Whether a statement of the module binds it.
    pub fn binds(&self, name: &str) -> bool {
        self.bound.contains(name) || self.taken.contains_key(name)
    }

    /// All that statements of the module bind.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.bound.iter().chain(self.taken.keys()).map(String::as_str)
    }

    /// The same, where the names are those of this module: one that it takes from itself is bound by no statement of it.
    pub fn brings(&self, (module, is_package): (&str, bool), name: &str) -> bool {
        let of_itself = |(level, from, taken): &(u32, String, String)| {
            taken == name
                && ((*level == 0 && from == module) || (is_package && *level == 1 && from.is_empty()))
        };
        self.binds(name) && !self.taken(name).is_some_and(of_itself)
    }

    /// The dots, the module and the name there, where nothing but a `from` statement binds a name.
    pub fn taken(&self, name: &str) -> Option<&(u32, String, String)> {
        self.taken.get(name).filter(|_| !self.bound.contains(name))
    }

    fn body(&mut self, body: &[Stmt]) {
        body.iter().for_each(|statement| self.visit_stmt(statement));
    }

    fn bind(&mut self, name: &str) {
        self.bound.insert(name.to_owned());
    }

    fn target(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => self.bind(&name.id),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|part| self.target(part)),
            Expr::List(list) => list.elts.iter().for_each(|part| self.target(part)),
            Expr::Starred(starred) => self.target(&starred.value),
            _ => {}
        }
    }

    fn note_exported(&mut self, target: &Expr, value: &Expr) {
        if matches!(target, Expr::Name(name) if name.id.as_str() == "__all__") {
            self.exported.extend(texts_of(value).into_iter().map(str::to_owned));
        }
    }

    /// What is under `if TYPE_CHECKING` is not there when the module runs.
    fn branches(&mut self, branches: &StmtIf) {
        self.visit_expr(&branches.test);
        let (mut for_checkers, mut after_not) = judge(&branches.test);
        if !for_checkers {
            self.body(&branches.body);
        }
        for ElifElseClause { test, body, .. } in &branches.elif_else_clauses {
            let hidden = after_not;
            if let Some(test) = test {
                let not;
                (for_checkers, not) = judge(test);
                after_not |= not;
            } else {
                for_checkers = false;
            }
            if !hidden && !for_checkers {
                self.body(body);
            }
        }
    }
}

/// Whether a condition is `TYPE_CHECKING`, or its contrary.
fn judge(test: &Expr) -> (bool, bool) {
    match test {
        Expr::Name(name) => (name.id.as_str() == "TYPE_CHECKING", false),
        Expr::Attribute(attribute) => (attribute.attr.as_str() == "TYPE_CHECKING", false),
        Expr::UnaryOp(not) if not.op == UnaryOp::Not => (false, judge(&not.operand).0),
        _ => (false, false),
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                self.bind(&function.name);
                Globals(self).visit_body(&function.body);
            }
            Stmt::ClassDef(class) => self.bind(&class.name),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let first = alias.name.split('.').next().unwrap_or_default();
                    self.bind(alias.asname.as_ref().map_or(first, |name| name.as_str()));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.name.as_str() == "*" {
                        let module = import.module.as_ref().map_or("", |module| module.as_str());
                        self.stars.push((import.level, module.to_owned()));
                    } else {
                        let module = import.module.as_ref().map_or("", |module| module.as_str());
                        let taken = (import.level, module.to_owned(), alias.name.to_string());
                        self.taken.insert(alias.asname.as_ref().unwrap_or(&alias.name).to_string(), taken);
                    }
                }
            }
            Stmt::If(branches) => self.branches(branches),
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    if let Expr::Name(name) = target {
                        self.bound.remove(name.id.as_str());
                        self.taken.remove(name.id.as_str());
                    }
                }
            }
            _ => {
                self.bindings(statement);
                walk_stmt(self, statement);
            }
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(handler) = handler;
        self.body(&handler.body);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Named(named) => self.target(&named.target),
            // Their names are their own.
            Expr::Lambda(_) => return,
            _ => {}
        }
        walk_expr(self, expression);
    }
}

impl Names {
    fn bindings(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.target(target);
                    self.note_exported(target, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.target(&assign.target);
                    self.note_exported(&assign.target, value);
                }
            }
            Stmt::AugAssign(more) => self.note_exported(&more.target, &more.value),
            Stmt::TypeAlias(alias) => self.target(&alias.name),
            Stmt::For(each) => self.target(&each.target),
            Stmt::With(with) => {
                with.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|target| {
                    self.target(target);
                });
            }
            _ => {}
        }
    }
}

/// `global name` in a function binds a module's name.
struct Globals<'n>(&'n mut Names);

impl<'a> Visitor<'a> for Globals<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::Global(global) = statement {
            global.names.iter().for_each(|name| self.0.bind(name));
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_bind_a_name() {
        let source = "import a, b.c, d.e as f\nfrom g import h, i as j\nk = l, (m, *n) = 1, (2,)\no: int = 1\np: int\n\
                      def q():\n    global r\n    s = 1\nclass T:\n    u = 1\nfor v in w: pass\nwith x as y: pass\n\
                      if (z := 1): aa = 1\nelse:\n    ab = 1\ntry:\n    ac = 1\nexcept E as ad:\n    ae = 1\n\
                      type af = int\nag = 1\ndel ag\nif TYPE_CHECKING:\n    ah = 1\nelse:\n    ai = 1\n\
                      if not TYPE_CHECKING:\n    aj = 1\nelse:\n    ak = 1\n__all__ = ['al']\nfrom .am import *\n";
        let names = Names::of(&Source::read(source.as_bytes()).expect("it parses"));
        let bound = "a b f h j k l m n o q r T v y z aa ab ac ae af ai aj __all__";
        let found: HashSet<String> = names.bound.iter().chain(names.taken.keys()).cloned().collect();
        assert_eq!(found, bound.split(' ').map(str::to_owned).collect());
        assert!(names.brings(("any", true), "j"));
        let of_itself = Names::of(&Source::read(b"from p import x\nfrom . import y\n").expect("it parses"));
        assert!(!of_itself.brings(("p", true), "x") && !of_itself.brings(("p", true), "y"));
        assert!(of_itself.brings(("q", true), "x") && of_itself.brings(("p", false), "y"));
        assert_eq!(names.taken("j"), Some(&(0, "g".to_owned(), "i".to_owned())));
        assert!(names.exported.contains("al") && names.stars == [(1, "am".to_owned())]);
    }
}
