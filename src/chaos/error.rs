//! Why an experiment is not run.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::blame::Blame;
use crate::system_error::SystemError;

/// What in an experiment is outside of the subset that is safe, or wrong.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// A key that has to be there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A value of another kind.
    #[error("`{key}` must be {wanted}")]
    Kind {
        /// The key.
        key: String,
        /// What it has to be.
        wanted: &'static str,
    },
    /// A key that means something this program does not know.
    #[error("`{0}` is not known here")]
    Key(String),
    /// Python that would be loaded into the experiment.
    #[error("a provider of type \"python\" runs code of an extension")]
    Python,
    /// Another provider.
    #[error("there is no provider of type {0:?}")]
    Provider(String),
    /// A line that a shell would read.
    #[error("`arguments` of a process is a text, which a shell would read")]
    ShellLine,
    /// A program that is not there.
    #[error("there is no program {0:?}")]
    NoProgram(String),
    /// A host that was not named.
    #[error("{0:?} is neither this machine nor a host that was named")]
    Host(String),
    /// No `http://` or `https://` address.
    #[error("{0:?} is no address of http or https")]
    Address(String),
    /// Another method.
    #[error("the method {0:?} is neither GET nor POST")]
    Method(String),
    /// Controls, secrets.
    #[error("`{0}` is not supported")]
    Unsupported(&'static str),
    /// It would run beside the others.
    #[error("`background` activities are not supported")]
    Background,
    /// Longer than what is waited for.
    #[error("`{key}` is longer than {longest} s")]
    TooLong {
        /// The key.
        key: &'static str,
        /// The longest.
        longest: u64,
    },
    /// A tolerance that is none here.
    #[error("a tolerance of type {0:?} is not supported")]
    ToleranceType(String),
    /// A regular expression that is none here.
    #[error("the pattern {pattern:?}: {said}")]
    Pattern {
        /// As written.
        pattern: String,
        /// What is wrong with it.
        said: String,
    },
    /// A probe's output is an object, of which one value has to be named.
    #[error("the tolerance has no `target`")]
    NoTarget,
    /// A variable without a value.
    #[error("the variable {0} is not set, and there is no `default`")]
    NoVariable(String),
}

impl Refusal {
    /// What to do.
    fn way_out(&self) -> &'static str {
        match self {
            Self::Python => {
                "call the same by a process: {\"type\": \"process\", \"path\": \"python3\", \"arguments\": [\"-m\", \"MODULE\"]}"
            }
            Self::ShellLine => "write a list: \"arguments\": [\"-n\", \"3\"]; no shell reads it",
            Self::Host(_) => "name it: --host HOST",
            Self::Unsupported("secrets") => "let the program that is called read them from its environment",
            Self::Unsupported(_) | Self::Key(_) => {
                "leave it out, or run the experiment with the Chaos Toolkit itself"
            }
            Self::Background => "leave it out, or start it in a process of its own that ends by itself",
            Self::ToleranceType(_) => {
                "use a number, a text, a list, or the types \"regex\" and \"range\" with a `target`"
            }
            Self::NoTarget => "add \"target\": \"stdout\" for a process, \"body\" for a request",
            Self::Pattern { .. } => "write it without looking around and without references back",
            _ => "docs/how-to/chaos.md has what is read",
        }
    }
}

/// Why an experiment is not run.
#[derive(Debug, Error, Diagnostic)]
pub enum ChaosError {
    /// The file cannot be read.
    #[error("the experiment {} cannot be read: {error}", path.display())]
    #[diagnostic(help("{}", error.advice()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: SystemError,
    },
    /// It is no JSON.
    #[error("the experiment {} is no JSON: {said}", path.display())]
    #[diagnostic(help("an experiment in YAML has to be converted to JSON first"))]
    NotJson {
        /// The file.
        path: PathBuf,
        /// Where and what.
        said: String,
    },
    /// Something in it is refused.
    #[error("the experiment is refused, at {place}: {refusal}")]
    #[diagnostic(help("nothing was run; {}", refusal.way_out()))]
    Refused {
        /// As `method[0].provider`.
        place: String,
        /// Why.
        refusal: Refusal,
    },
}

impl ChaosError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        Blame::Usage
    }
}
