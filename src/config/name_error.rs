//! Why a name cannot be one.

use miette::Diagnostic;
use thiserror::Error;

/// A name that cannot be one.
#[derive(Clone, Debug, Error, Diagnostic, PartialEq, Eq)]
pub enum NameError {
    /// Not a dotted name.
    #[error("{shown:?} is not the name of a Python module: {reason}")]
    #[diagnostic(help("write it as in an import statement: package.module"))]
    Module {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// No revision.
    #[error("{shown:?} is not a git revision: {reason}")]
    #[diagnostic(help("name one commit: main, main~1, v1.2, 3f2a9c"))]
    Revision {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// No baseline's name.
    #[error("{shown:?} cannot be the name of a baseline: {reason}")]
    #[diagnostic(help("it becomes the name of a file: before-phase-2"))]
    Baseline {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// No variant.
    #[error("{shown:?} is not a variant: {reason}")]
    #[diagnostic(help("a variant is `.`, a git revision, py:PATH, env:NAME=VALUE or baseline:NAME"))]
    Variant {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// Not `module:name`.
    #[error("{shown:?} is not a name of a module: {reason}")]
    #[diagnostic(help("write package.module:name, like shop.sockets:Manager"))]
    Exported {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// No type's name.
    #[error("{shown:?} is not the name of a type: {reason}")]
    #[diagnostic(help("write Name or module.Name, like Manager or shop.sockets.Manager"))]
    Type {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// No name of an argument.
    #[error("{shown:?} is not the name of an argument: {reason}")]
    #[diagnostic(help("write it as in a call: name=expression"))]
    Keyword {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// Not `module:callable`.
    #[error("{shown:?} is not a factory: {reason}")]
    #[diagnostic(help("write package.module:callable, like shop.sockets:create_manager"))]
    Factory {
        /// As given.
        shown: String,
        /// What is wrong.
        reason: &'static str,
    },
}
