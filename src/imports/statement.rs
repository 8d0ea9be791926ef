//! What a file imports, as data.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::syntax::Fault;

/// When an import runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// With the module, always.
    Plain,
    /// With the module, under an `if`, a `try` or a loop.
    Conditional,
    /// When a function is called, or only as a program; never on import.
    Lazy,
    /// For type checkers alone.
    TypeChecking,
}

impl Kind {
    /// Whether it may run when the module is imported.
    pub fn runs(self) -> bool {
        matches!(self, Self::Plain | Self::Conditional)
    }

    /// As documents have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Conditional => "conditional",
            Self::Lazy => "lazy",
            Self::TypeChecking => "type_checking",
        }
    }
}

/// One imported name of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Where the statement begins.
    pub line: u32,
    /// When it runs.
    pub kind: Kind,
    /// Dots before the module.
    pub level: u32,
    /// As written; empty for `from . import x`.
    pub module: Box<str>,
    /// What a `from` statement takes out of it, `*` for all; None for `import module`.
    pub name: Option<Box<str>>,
    /// A call of `importlib.import_module` or `__import__` instead.
    pub by_call: bool,
}

/// A call that imports a module whose name is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// Where it stands.
    pub line: u32,
    /// When it runs.
    pub kind: Kind,
    /// In short.
    pub call: Box<str>,
}

/// What a file imports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileImports {
    /// In the order of the source.
    pub statements: Vec<Statement>,
    /// Calls of which only running them shows what they import.
    pub computed: Vec<Computed>,
    /// The strings of `__all__`: a star import of a package imports those that are its modules.
    pub exported: Vec<Box<str>>,
}

/// A file's imports, or why they are not known; shared, because most files are the same in most commits.
pub type Read = Arc<Result<FileImports, Fault>>;
