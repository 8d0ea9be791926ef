//! What is said of files that must compile.

use super::exception::exception;
use crate::verdict::SyntaxReason;

/// One reason.
pub fn sentence(reason: &SyntaxReason) -> String {
    match reason {
        SyntaxReason::Unreadable { path, error } => format!("{path} cannot be read: {error}"),
        SyntaxReason::NoFiles => "there is no .py file below the paths".into(),
        SyntaxReason::Stopped { ending, compiled, files } => {
            format!("the interpreter ended with {ending} after {compiled} of {files} files")
        }
        SyntaxReason::AllCompile { files: 1, python } => format!("1 file compiles on Python {python}"),
        SyntaxReason::AllCompile { files, python } => format!("all {files} files compile on Python {python}"),
        SyntaxReason::NotAllCompile { faulty, files, python } => {
            let verb = if *faulty == 1 { "does" } else { "do" };
            format!("{faulty} of {files} files {verb} not compile on Python {python}")
        }
        SyntaxReason::Fault { file, line, exception: raised, source } => {
            let line = line.map_or_else(String::new, |line| format!(":{line}"));
            let source = source.as_ref().map_or_else(String::new, |source| format!("  `{source}`"));
            format!("{file}{line}: {}{source}", exception(raised))
        }
        SyntaxReason::MoreFaults { count } => format!("and {count} more"),
        SyntaxReason::Warnings { count: 1 } => "1 syntax warning, which is no error".into(),
        SyntaxReason::Warnings { count } => format!("{count} syntax warnings, which are no errors"),
    }
}
