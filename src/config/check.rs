//! The settings of a check: a named thing with a verdict.

use std::num::NonZeroU64;
use std::path::PathBuf;

use regex_lite::Regex;

use serde::{Deserialize, Serialize};

use super::command_line::CommandLine;
use super::probe::Probe;
use super::websocket::{HttpSettings, Port, StartSettings, WebsocketSettings};
use super::weight::Weight;
use crate::quantity::Nanos;

/// A `[[check]]`, whatever its kind.
#[derive(Clone, Debug)]
pub struct CheckSettings {
    /// Its name, unique.
    pub name: String,
    /// What it does.
    pub kind: CheckKind,
    /// The longest that it may take.
    pub timeout: Nanos,
    /// Its part of the score.
    pub weight: Weight,
    /// For choosing.
    pub tags: Vec<String>,
    /// Modules without which it cannot pass: what the audit takes away.
    pub requires: Vec<String>,
    /// Its failure is critical, whatever the score.
    pub critical: bool,
    /// `security` fails closed.
    pub class: Class,
    /// It asks git: on a commit's files it runs in a worktree.
    pub needs_git: bool,
}

/// How an answer that is none is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// As what it is.
    #[default]
    Ordinary,
    /// As a failure: unknown counts as breach.
    Security,
}

/// What a check does.
#[derive(Clone, Debug)]
pub enum CheckKind {
    /// A probe against its limit.
    Probe(Box<Probe>),
    /// A test suite.
    Pytest(PytestSettings),
    /// A program of the user's, judged by its exit code and evidence.
    Command(CommandSettings),
    /// Every file compiles.
    Syntax(SyntaxSettings),
    /// No cycle of imports.
    Imports(CyclesSettings),
    /// A request to the running service.
    Http(Box<HttpSettings>),
    /// Conversations with the running service.
    Websocket(Box<WebsocketSettings>),
}

impl CheckKind {
    /// As written.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Probe(probe) => probe.kind(),
            Self::Pytest(_) => "pytest",
            Self::Command(_) => "command",
            Self::Syntax(_) => "syntax",
            Self::Imports(_) => "imports",
            Self::Http(_) => "http",
            Self::Websocket(_) => "websocket",
        }
    }
}

impl CheckSettings {
    /// The written port at which it starts a server; None where it starts none, or draws the port.
    pub fn own_port(&self) -> Option<u16> {
        let of = |start: &Option<StartSettings>, port: Port| match port {
            Port::Fixed(port) => start.as_ref().map(|_| port),
            Port::Drawn => None,
        };
        match &self.kind {
            CheckKind::Websocket(settings) => of(&settings.start, settings.url.port),
            CheckKind::Http(settings) => of(&settings.start, settings.url.port),
            _ => None,
        }
    }
}

/// A test suite.
#[derive(Clone, Debug)]
pub struct PytestSettings {
    /// Files, folders or node ids, relative to the root.
    pub paths: Vec<String>,
    /// More arguments for pytest.
    pub args: Vec<String>,
}

/// A command, and what makes it a pass.
#[derive(Clone, Debug)]
pub struct CommandSettings {
    /// The program and its arguments: never a shell.
    pub command: CommandLine,
    /// The exit code of a pass.
    pub exit_code: u8,
    /// What must be seen beside the exit code.
    pub evidence: EvidenceSettings,
}

/// What a command must show for a pass. Nothing asked for is nothing proven.
#[derive(Clone, Debug, Default)]
pub struct EvidenceSettings {
    /// A regular expression that its output must match.
    pub pattern: Option<Regex>,
    /// A JUnit file that it must write.
    pub junit: Option<PathBuf>,
    /// Its output is TAP.
    pub tap: bool,
    /// A number in its output.
    pub count: Option<CountSettings>,
}

impl EvidenceSettings {
    /// Whether anything is asked for.
    pub fn is_empty(&self) -> bool {
        self.pattern.is_none() && self.junit.is_none() && !self.tap && self.count.is_none()
    }
}

/// A number that a command must print.
#[derive(Clone, Debug)]
pub struct CountSettings {
    /// A regular expression whose first group is the number.
    pub pattern: Regex,
    /// The least that passes.
    pub least: NonZeroU64,
}

/// Files that must compile.
#[derive(Clone, Debug)]
pub struct SyntaxSettings {
    /// Files and folders, relative to the configuration's folder or the root; the whole root where it is empty.
    pub paths: Vec<PathBuf>,
}

/// Packages without a cycle of imports.
#[derive(Clone, Debug)]
pub struct CyclesSettings {
    /// Names of packages below the root; all of them where none is named.
    pub packages: Vec<String>,
}
