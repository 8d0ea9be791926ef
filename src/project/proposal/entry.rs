//! A proposal as data.

use std::fmt;
use std::path::PathBuf;

use crate::project::code::Protocol;
use crate::project::place::Place;
use crate::project::suite::Promise;
use crate::project::unread::{Extent, Unread};

/// A first configuration, before it is text.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// Where the target runs, relative to the project's folder.
    pub root: PathBuf,
    /// The project's own Python, relative likewise.
    pub python: Option<PathBuf>,
    /// Variables for the target.
    pub variables: Vec<Variable>,
    /// What is measured, imports first.
    pub probes: Vec<Entry>,
    /// What `vitals health` asks.
    pub checks: Vec<Entry>,
    /// Checks that need what only a person knows.
    pub templates: Vec<Template>,
    /// A file of variables that the service reads, relative likewise, and whether it can be read.
    pub env_file: Option<(PathBuf, Fate)>,
    /// Commands that name what is not there.
    pub absent: Vec<(String, Place)>,
    /// Modules that might be measured too.
    pub more: Vec<String>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// How far the reading came.
    pub extent: Extent,
}

impl Proposal {
    /// Whether there is a probe that nothing speaks against.
    pub fn is_measurable(&self) -> bool {
        self.probes.iter().any(Entry::is_active)
    }
}

/// A variable, and why it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Why.
    pub why: Why,
}

/// One probe or check.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub item: Item,
    /// Why it is proposed.
    pub why: Vec<Why>,
    /// Whether it works.
    pub fate: Fate,
}

impl Entry {
    /// One that nothing speaks against.
    pub fn new(item: Item, why: Vec<Why>) -> Self {
        Self { item, why, fate: Fate::Proposed }
    }

    /// Whether it is part of the configuration: else it is written as a comment.
    pub fn is_active(&self) -> bool {
        matches!(self.fate, Fate::Proposed | Fate::Measured(_))
    }
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing was run.
    Proposed,
    /// The files show that it cannot work as it is.
    Unfit(WhyNot),
    /// It was run once: what came of it, in the words of its report.
    Measured(String),
    /// It was run once and cannot work: why, in the words of its report.
    Dropped(String),
}

/// Why the files show that something cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// Importing the module starts the service.
    StartsOnImport(Place),
    /// These parameters need values that only a person knows.
    NeedsArguments(Vec<String>),
}

/// What is measured or checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An import.
    Import {
        /// The module.
        module: String,
    },
    /// A creation.
    Create(Making),
    /// Memory that stays.
    Growth(Making),
    /// Files that compile.
    Syntax {
        /// Relative to the root.
        paths: Vec<PathBuf>,
    },
    /// No cycle of imports.
    Cycles {
        /// Packages and modules; none for all.
        packages: Vec<String>,
    },
    /// Tests.
    Pytest {
        /// What they promise.
        promise: Option<Promise>,
        /// Relative to the root.
        paths: Vec<PathBuf>,
        /// What they cannot pass without.
        requires: Option<String>,
    },
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Import { module } => write!(f, "import {module}"),
            Self::Create(Making { factory: (module, callable), .. }) => {
                write!(f, "create {module}:{callable}")
            }
            Self::Growth(Making { factory: (module, callable), .. }) => {
                write!(f, "growth {module}:{callable}")
            }
            Self::Syntax { .. } => f.write_str("syntax"),
            Self::Cycles { .. } => f.write_str("import cycles"),
            Self::Pytest { promise, .. } => f.write_str(Promise::name_of(*promise)),
        }
    }
}

/// How an object is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Making {
    /// The module and the callable.
    pub factory: (String, String),
    /// Imports for the arguments.
    pub setup: Vec<String>,
    /// Expressions.
    pub args: Vec<String>,
    /// The same, by name.
    pub kwargs: Vec<(String, String)>,
    /// What releases it.
    pub cleanup: Option<String>,
    /// The type that comes back.
    pub expect_type: Option<String>,
}

/// A check that needs what only a person knows: it is written as a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// How it is spoken to,
    pub protocol: Protocol,
    /// and under which path.
    pub path: String,
    /// Where that is declared.
    pub at: Place,
    /// What starts the server.
    pub start: Vec<String>,
}

/// Why something is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A command serves it.
    Served {
        /// `uvicorn`.
        program: &'static str,
        /// Where.
        at: Place,
    },
    /// A command that installing the project brings starts in it.
    Script {
        /// The command.
        name: String,
        /// Where.
        at: Place,
    },
    /// It makes an application.
    Application {
        /// Of this framework.
        framework: &'static str,
        /// By this name.
        name: String,
        /// Where.
        at: Place,
    },
    /// It is a function that returns an application of a framework, or an object of a class of the project.
    Returns {
        /// The framework, or the class.
        what: String,
        /// Where.
        at: Place,
    },
    /// Django's settings, which everything else reads.
    Settings {
        /// Where they are named.
        at: Place,
    },
    /// It is run as a program.
    Main {
        /// Where.
        at: Place,
    },
    /// Nothing else says what starts it, and its name says that much.
    NamePromises,
    /// Nothing says what starts it: it is what others import.
    Package,
    /// Packages lie in this folder.
    PackagesIn(PathBuf),
    /// So many files of tests have that in their names.
    Tests {
        /// How many of them are run.
        some: usize,
        /// How many there are.
        all: usize,
    },
    /// They are all that pytest finds.
    AllTests,
    /// Where pytest is configured to look.
    TestPaths,
    /// Every file of the project itself.
    Everything,
}
