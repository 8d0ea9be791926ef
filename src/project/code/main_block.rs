//! Takes the statements of a module, gives what it starts: when it is run as a program, or, by mistake, when it is imported.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{CmpOp, Expr, ExprCall, Stmt};

use super::meaning::Meanings;
use crate::imports::Source;

/// What running, or importing, a module starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starts {
    /// The line of `if __name__ == "__main__"`.
    pub main: Option<u32>,
    /// The line of a server's loop that runs when the module is imported.
    pub on_import: Option<u32>,
    /// Objects named in a text: `uvicorn.run("shop.main:app")`.
    pub named: Vec<(String, u32)>,
}

/// Calls that return when the service ends.
const LOOPS: [&str; 6] = [
    "uvicorn.run",
    "aiohttp.web.run_app",
    "asyncio.run",
    "waitress.serve",
    "eventlet.wsgi.server",
    "bottle.run",
];
/// The same, of an object.
const METHODS: [&str; 3] = ["serve_forever", "run_forever", "run_until_complete"];

/// Looks for both.
pub fn starts(source: &Source, meanings: &Meanings<'_>, applications: &[String]) -> Starts {
    let mut finder = Finder { source, meanings, applications, in_main: false, found: Starts::default() };
    finder.visit_body(&source.module().body);
    finder.found
}

/// `__name__ == "__main__"`.
pub fn is_main(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let sides = || std::iter::once(&*compare.left).chain(&compare.comparators);
    *compare.ops == [CmpOp::Eq]
        && sides().any(|side| matches!(side, Expr::Name(name) if name.id.as_str() == "__name__"))
        && sides().any(|side| matches!(side, Expr::StringLiteral(text) if text.value.to_str() == "__main__"))
}

struct Finder<'a> {
    source: &'a Source,
    meanings: &'a Meanings<'a>,
    applications: &'a [String],
    in_main: bool,
    found: Starts,
}

impl Finder<'_> {
    fn call(&mut self, call: &ExprCall) {
        let line = self.source.line(call);
        let dotted = self.meanings.dotted(&call.func);
        if dotted.as_deref().is_some_and(|dotted| dotted == "uvicorn.run" || dotted == "granian.Granian")
            && let Some(Expr::StringLiteral(text)) = call.arguments.args.first()
        {
            self.found.named.push((text.value.to_str().to_owned(), line));
        }
        if !self.in_main && self.is_loop(call, dotted.as_deref()) {
            self.found.on_import.get_or_insert(line);
        }
    }

    fn is_loop(&self, call: &ExprCall, dotted: Option<&str>) -> bool {
        if dotted.is_some_and(|dotted| LOOPS.contains(&dotted)) {
            return true;
        }
        let Expr::Attribute(method) = &*call.func else { return false };
        let is_application = |object: &Expr| matches!(object, Expr::Name(name) if self.applications.iter().any(|own| own == name.id.as_str()));
        METHODS.contains(&method.attr.as_str())
            || (method.attr.as_str() == "run" && is_application(&method.value))
    }
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            // What is in them does not run with the module; what a function names in a text counts all the same.
            Stmt::FunctionDef(function) => {
                let around = std::mem::replace(&mut self.in_main, true);
                self.visit_body(&function.body);
                self.in_main = around;
            }
            Stmt::If(branches) if is_main(&branches.test) => {
                self.found.main.get_or_insert(self.source.line(statement));
                let around = std::mem::replace(&mut self.in_main, true);
                self.visit_body(&branches.body);
                self.in_main = around;
                branches.elif_else_clauses.iter().for_each(|clause| self.visit_body(&clause.body));
            }
            _ => ruff_python_ast::visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        if !matches!(expression, Expr::Lambda(_)) {
            walk_expr(self, expression);
        }
    }
}
