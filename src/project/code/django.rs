//! Takes a module, gives the name of the settings that it sets for Django.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Stmt};

use crate::config::module_name;
use crate::imports::Source;

const VARIABLE: &str = "DJANGO_SETTINGS_MODULE";

/// `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")`, or the same by assignment.
pub fn settings(source: &Source) -> Option<(String, u32)> {
    let mut finder = Finder { source, found: None };
    finder.visit_body(&source.module().body);
    finder.found
}

struct Finder<'a> {
    source: &'a Source,
    found: Option<(String, u32)>,
}

impl Finder<'_> {
    fn take(&mut self, value: &Expr, line: u32) {
        let Expr::StringLiteral(text) = value else { return };
        if let (None, Ok(module)) = (&self.found, module_name(text.value.to_str())) {
            self.found = Some((module, line));
        }
    }

    fn call(&mut self, call: &ExprCall) {
        if let [name, value] = &*call.arguments.args
            && is_variable(name)
        {
            self.take(value, self.source.line(call));
        }
    }
}

fn is_variable(expression: &Expr) -> bool {
    matches!(expression, Expr::StringLiteral(text) if text.value.to_str() == VARIABLE)
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::Assign(assign) = statement
            && let [Expr::Subscript(subscript)] = &*assign.targets
            && is_variable(&subscript.slice)
        {
            self.take(&assign.value, self.source.line(statement));
        }
        ruff_python_ast::visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        walk_expr(self, expression);
    }
}
