//! Takes a statement of a file, gives its calls of `importlib.import_module` and `__import__`.

use std::collections::HashMap;

use memchr::memmem;
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt as walk_statement};
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Number, Stmt};

use super::syntax::Source;

/// A call that imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Where it stands.
    pub line: u32,
    /// In a lambda: it does not run with the statement.
    pub is_later: bool,
    /// What it imports.
    pub what: Called,
}

/// What a call imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// Dots, and the module as it is written.
    Module { level: u32, module: String },
    /// The name is computed: the call in short.
    Computed(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Function {
    ImportModule,
    Import,
}

/// The names in a file that stand for a function that imports, or for `importlib`.
pub struct Importers<'a> {
    functions: HashMap<&'a str, Function>,
    modules: Vec<&'a str>,
}

impl<'a> Importers<'a> {
    /// None where the file has no such call: most files.
    pub fn of(bytes: &[u8], source: &'a Source) -> Option<Self> {
        let says = |name: &str| memmem::find(bytes, name.as_bytes()).is_some();
        if !says("import_module") && !says("__import__") {
            return None;
        }
        let mut importers =
            Self { functions: HashMap::from([("__import__", Function::Import)]), modules: Vec::new() };
        importers.visit_body(&source.module().body);
        Some(importers)
    }

    /// The calls in a statement's own expressions, those in its body left out.
    pub fn calls(&self, source: &Source, statement: &Stmt) -> Vec<Call> {
        let mut finder = Finder { importers: self, source, later: 0, found: Vec::new() };
        walk_stmt(&mut finder, statement);
        finder.found
    }

    fn function(&self, called: &Expr) -> Option<Function> {
        match called {
            Expr::Name(name) => self.functions.get(name.id.as_str()).copied(),
            Expr::Attribute(attribute) => match (&*attribute.value, attribute.attr.as_str()) {
                (Expr::Name(module), function) if self.modules.contains(&module.id.as_str()) => {
                    named(function)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

fn named(function: &str) -> Option<Function> {
    match function {
        "import_module" => Some(Function::ImportModule),
        "__import__" => Some(Function::Import),
        _ => None,
    }
}

impl<'a> StatementVisitor<'a> for Importers<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    match &alias.asname {
                        Some(name) if alias.name.as_str() == "importlib" => self.modules.push(name.as_str()),
                        None if alias.name.split('.').next() == Some("importlib") => {
                            self.modules.push("importlib")
                        }
                        _ => {}
                    }
                }
            }
            Stmt::ImportFrom(import) if import.module.as_deref() == Some("importlib") => {
                for alias in &import.names {
                    let local = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.functions
                        .extend(named(alias.name.as_str()).map(|function| (local.as_str(), function)));
                }
            }
            _ => walk_statement(self, statement),
        }
    }
}

struct Finder<'a> {
    importers: &'a Importers<'a>,
    source: &'a Source,
    /// Lambdas around.
    later: usize,
    found: Vec<Call>,
}

impl<'a> Visitor<'a> for Finder<'_> {
    /// Statements inside are asked for themselves.
    fn visit_body(&mut self, _: &'a [Stmt]) {}

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && let Some(function) = self.importers.function(&call.func)
        {
            let line = self.source.line(call);
            self.found.push(Call { line, is_later: self.later > 0, what: what(function, call) });
        }
        let is_lambda = matches!(expression, Expr::Lambda(_));
        self.later += usize::from(is_lambda);
        walk_expr(self, expression);
        self.later -= usize::from(is_lambda);
    }
}

fn what(function: Function, call: &ExprCall) -> Called {
    let argument = |name: &str, position: usize| call.arguments.find_argument_value(name, position);
    let name = argument("name", 0);
    let literal = match name {
        Some(Expr::StringLiteral(text)) => Some(text.value.to_str()),
        _ => None,
    };
    let module = literal.and_then(|module| match function {
        Function::ImportModule => relative(module, argument("package", 1)),
        Function::Import => Some((level(argument("level", 4))?, module.to_owned())),
    });
    match module {
        Some((level, module)) => Called::Module { level, module },
        None => Called::Computed(format!("{}({})", short(&call.func), name.map_or_else(String::new, short))),
    }
}

/// `import_module("..a", package)`, in dots and a name: `package` is the file's own, or is written out.
fn relative(module: &str, package: Option<&Expr>) -> Option<(u32, String)> {
    let rest = module.trim_start_matches('.');
    let dots = u32::try_from(module.len() - rest.len()).ok()?;
    if dots == 0 {
        return Some((0, module.to_owned()));
    }
    match package? {
        Expr::Name(name) if matches!(name.id.as_str(), "__package__" | "__name__") => {
            Some((dots, rest.to_owned()))
        }
        Expr::StringLiteral(text) => {
            let mut base = text.value.to_str();
            for _ in 1..dots {
                base = base.rsplit_once('.')?.0;
            }
            Some((0, format!("{base}.{rest}")))
        }
        _ => None,
    }
}

fn level(argument: Option<&Expr>) -> Option<u32> {
    match argument {
        None => Some(0),
        Some(Expr::NumberLiteral(number)) => match &number.value {
            Number::Int(level) => level.as_u16().map(u32::from),
            _ => None,
        },
        Some(_) => None,
    }
}

/// An expression in short, for people.
fn short(expression: &Expr) -> String {
    match expression {
        Expr::Name(name) => name.id.to_string(),
        Expr::Attribute(attribute) => format!("{}.{}", short(&attribute.value), attribute.attr),
        Expr::Call(call) => format!("{}(…)", short(&call.func)),
        Expr::Subscript(subscript) => format!("{}[…]", short(&subscript.value)),
        Expr::StringLiteral(text) => format!("{:?}", text.value.to_str()),
        Expr::FString(_) => "f\"…\"".to_owned(),
        Expr::BinOp(sum) => format!("{} {} {}", short(&sum.left), sum.op.as_str(), short(&sum.right)),
        _ => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::imports::parse::imports_of;

    /// Statements and computed names, as `line kind what`.
    fn read(source: &str) -> Vec<String> {
        let found = imports_of(source.as_bytes()).expect("it parses");
        let called = found.statements.iter().filter(|statement| statement.by_call).map(|statement| {
            let dots = ".".repeat(statement.level as usize);
            format!("{} {} {dots}{}", statement.line, statement.kind.word(), statement.module)
        });
        let computed =
            found.computed.iter().map(|call| format!("{} {} {}", call.line, call.kind.word(), call.call));
        called.chain(computed).collect()
    }

    #[test]
    fn c5_literal_names_are_imports() {
        let source = "import importlib\nimportlib.import_module('a.b')\nx = importlib.import_module(name='c')\n\
                      if x:\n    __import__('d')\ndef f(y=importlib.import_module('e')):\n    return importlib.import_module('g')\n\
                      h = lambda: __import__('i', level=0)\n";
        let expected = ["2 plain a.b", "3 plain c", "5 conditional d", "6 plain e", "7 lazy g", "8 lazy i"];
        assert_eq!(read(source), expected);
    }

    #[test]
    fn c5_relative_names_need_a_known_package() {
        let source = "from importlib import import_module as load\nload('.a', __package__)\nload('..b', package=__name__)\n\
                      load('..c', 'p.q.r')\nload('.d', package)\n__import__('e', globals(), locals(), [], 1)\n";
        let expected = ["2 plain .a", "3 plain ..b", "4 plain p.q.c", "6 plain .e", "5 plain load(\".d\")"];
        assert_eq!(read(source), expected);
    }

    #[test]
    fn c5_computed_names_are_not_seen_and_said() {
        let source = "import importlib as il\nfor name in NAMES:\n    il.import_module(name)\n\
                      def f(x):\n    il.import_module(f'p.{x}')\n    __import__('p.' + x.y[0])\n    other.import_module(x)\n";
        let expected = [
            "3 conditional il.import_module(name)",
            "5 lazy il.import_module(f\"…\")",
            "6 lazy __import__(\"p.\" + x.y[…])",
        ];
        assert_eq!(read(source), expected);
        assert!(read("def import_module(x): pass\nimport_module('a')\n").is_empty());
    }
}
