//! Takes a syntax tree, gives its import statements and when each of them runs.

use std::collections::HashSet;

use ruff_python_ast::{Alias, BoolOp, CmpOp, ElifElseClause, ExceptHandler, Expr, Stmt, StmtIf, UnaryOp};

use super::calls::{Call, Called, Importers};
use super::statement::{Computed, FileImports, Kind, Statement};
use super::syntax::{Fault, Source};

/// Reads the imports of a file.
///
/// # Errors
/// Where it does not decode or parse.
pub fn imports_of(bytes: &[u8]) -> Result<FileImports, Fault> {
    let source = Source::read(bytes)?;
    let importers = Importers::of(bytes, &source);
    let found = FileImports::default();
    let mut reader = Reader { source: &source, importers, found, type_checking: HashSet::new() };
    reader.body(&source.module().body, Kind::Plain);
    Ok(reader.found)
}

/// What is known of a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Test {
    TypeChecking,
    NotTypeChecking,
    /// `False`, or `__name__ == "__main__"`: never true on import.
    Never,
    Open,
}

struct Reader<'a> {
    source: &'a Source,
    /// None where the file imports by statements alone.
    importers: Option<Importers<'a>>,
    found: FileImports,
    /// Names that stand for `TYPE_CHECKING` beside itself.
    type_checking: HashSet<&'a str>,
}

impl<'a> Reader<'a> {
    fn body(&mut self, body: &'a [Stmt], kind: Kind) {
        for statement in body {
            self.statement(statement, kind);
        }
    }

    fn statement(&mut self, statement: &'a Stmt, kind: Kind) {
        let within = |inner: Kind| kind.max(inner);
        self.calls(statement, kind);
        match statement {
            Stmt::Import(import) => {
                let kind = if import.is_lazy { within(Kind::Lazy) } else { kind };
                for alias in &import.names {
                    self.add(statement, kind, 0, &alias.name, None);
                }
            }
            Stmt::ImportFrom(import) => {
                let kind = if import.is_lazy { within(Kind::Lazy) } else { kind };
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                for alias in &import.names {
                    self.note_alias(alias);
                    self.add(statement, kind, import.level, module, Some(&alias.name));
                }
            }
            Stmt::If(branches) => self.branches(branches, kind),
            Stmt::FunctionDef(function) => self.body(&function.body, within(Kind::Lazy)),
            Stmt::ClassDef(class) => self.body(&class.body, kind),
            Stmt::With(with) => self.body(&with.body, kind),
            Stmt::For(each) => {
                self.body(&each.body, within(Kind::Conditional));
                self.body(&each.orelse, within(Kind::Conditional));
            }
            Stmt::While(each) => {
                self.body(&each.body, within(Kind::Conditional));
                self.body(&each.orelse, within(Kind::Conditional));
            }
            Stmt::Try(tried) => {
                let kind = within(Kind::Conditional);
                self.body(&tried.body, kind);
                for ExceptHandler::ExceptHandler(handler) in &tried.handlers {
                    self.body(&handler.body, kind);
                }
                self.body(&tried.orelse, kind);
                self.body(&tried.finalbody, kind);
            }
            Stmt::Match(cases) => {
                for case in &cases.cases {
                    self.body(&case.body, within(Kind::Conditional));
                }
            }
            Stmt::Assign(assign) => self.assigned(&assign.targets, &assign.value),
            Stmt::AugAssign(more) => self.exported(&more.target, &more.value),
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.exported(&assign.target, value);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, statement: &Stmt, kind: Kind, level: u32, module: &str, name: Option<&str>) {
        let line = self.source.line(statement);
        self.found.statements.push(Statement {
            line,
            kind,
            level,
            module: module.into(),
            name: name.map(Into::into),
            by_call: false,
        });
    }

    fn calls(&mut self, statement: &Stmt, kind: Kind) {
        let Some(importers) = &self.importers else { return };
        for Call { line, is_later, what } in importers.calls(self.source, statement) {
            let kind = if is_later { kind.max(Kind::Lazy) } else { kind };
            match what {
                Called::Module { level, module } => {
                    let module = module.into();
                    self.found.statements.push(Statement {
                        line,
                        kind,
                        level,
                        module,
                        name: None,
                        by_call: true,
                    });
                }
                Called::Computed(call) => {
                    self.found.computed.push(Computed { line, kind, call: call.into() })
                }
            }
        }
    }

    fn branches(&mut self, branches: &'a StmtIf, kind: Kind) {
        let test = self.test(&branches.test);
        self.body(&branches.body, kind.max(kind_under(test)));
        let mut otherwise = kind_beside(test);
        for ElifElseClause { test, body, .. } in &branches.elif_else_clauses {
            let test = test.as_ref().map_or(Test::Open, |test| self.test(test));
            self.body(body, kind.max(otherwise).max(kind_under(test)));
            otherwise = otherwise.max(kind_beside(test));
        }
    }

    fn test(&self, test: &Expr) -> Test {
        match test {
            Expr::UnaryOp(not) if not.op == UnaryOp::Not => match self.test(&not.operand) {
                Test::TypeChecking => Test::NotTypeChecking,
                Test::NotTypeChecking => Test::TypeChecking,
                _ => Test::Open,
            },
            Expr::BoolOp(all) if all.op == BoolOp::And => {
                let parts: Vec<Test> = all.values.iter().map(|value| self.test(value)).collect();
                let first = |wanted| parts.contains(&wanted);
                if first(Test::TypeChecking) {
                    Test::TypeChecking
                } else if first(Test::Never) {
                    Test::Never
                } else {
                    Test::Open
                }
            }
            Expr::Compare(compare)
                if compare.ops[..] == [CmpOp::Eq]
                    && is_name(&compare.left, "__name__")
                    && compare.comparators.first().is_some_and(|other| is_text(other, "__main__")) =>
            {
                Test::Never
            }
            Expr::BooleanLiteral(literal) if !literal.value => Test::Never,
            _ if self.is_type_checking(test) => Test::TypeChecking,
            _ => Test::Open,
        }
    }

    fn is_type_checking(&self, test: &Expr) -> bool {
        match test {
            Expr::Name(name) => {
                name.id.as_str() == "TYPE_CHECKING" || self.type_checking.contains(name.id.as_str())
            }
            Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
            _ => false,
        }
    }

    fn note_alias(&mut self, alias: &'a Alias) {
        if alias.name.as_str() == "TYPE_CHECKING"
            && let Some(name) = &alias.asname
        {
            self.type_checking.insert(name.as_str());
        }
    }

    fn assigned(&mut self, targets: &'a [Expr], value: &'a Expr) {
        for target in targets {
            if let Expr::Name(name) = target
                && self.is_type_checking(value)
            {
                self.type_checking.insert(name.id.as_str());
            }
            self.exported(target, value);
        }
    }

    fn exported(&mut self, target: &Expr, value: &Expr) {
        if is_name(target, "__all__") {
            self.found.exported.extend(texts_of(value).into_iter().map(Into::into));
        }
    }
}

fn kind_under(test: Test) -> Kind {
    match test {
        Test::TypeChecking => Kind::TypeChecking,
        Test::Never => Kind::Lazy,
        Test::NotTypeChecking | Test::Open => Kind::Conditional,
    }
}

/// What follows `if not TYPE_CHECKING` is for type checkers.
fn kind_beside(test: Test) -> Kind {
    if test == Test::NotTypeChecking { Kind::TypeChecking } else { Kind::Conditional }
}

fn is_name(expression: &Expr, wanted: &str) -> bool {
    matches!(expression, Expr::Name(name) if name.id.as_str() == wanted)
}

fn is_text(expression: &Expr, wanted: &str) -> bool {
    matches!(expression, Expr::StringLiteral(text) if text.value.to_str() == wanted)
}

/// The strings of a list, a tuple or a set; of the sum of such.
pub fn texts_of(value: &Expr) -> Vec<&str> {
    let elements: &[Expr] = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        Expr::Set(set) => &set.elts,
        Expr::BinOp(sum) => {
            return [texts_of(&sum.left), texts_of(&sum.right)].concat();
        }
        _ => return Vec::new(),
    };
    let texts = elements.iter().filter_map(|element| match element {
        Expr::StringLiteral(text) => Some(text.value.to_str()),
        _ => None,
    });
    texts.collect()
}
