//! The import graph as data.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::imports::{
    Absent, ComputedImport, Dated, Difference, Failure, Graph, Kind, Near, Presence, Removal, Since, Step,
    Unresolved, Users, Why, absent, near,
};

/// All that was found. What was not asked for is absent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImportsDocument {
    /// The folder that the packages are imported from.
    pub root: PathBuf,
    /// As named; empty for all below the root.
    pub packages: Vec<String>,
    /// How much there is.
    pub counts: Counts,
    /// What goes round on import: closed by the newest commit first, then what always runs, then the largest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycles: Option<Vec<CycleRecord>>,
    /// Every import of one module by another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edges: Option<Vec<Step>>,
    /// Two commits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
    /// The path from one module to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// Who uses a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<UsersRecord>,
    /// Imports of modules that are not there.
    pub unresolved: Vec<Unresolved>,
    /// Imports that resolve nowhere, though a package of their name is near.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<Near>,
    /// Imports of names that are in no file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Absent>,
    /// Imports of which only running them shows what they import.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<ComputedImport>,
    /// Files that could not be read.
    pub failures: Vec<Failure>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// So many that were read.
    pub modules: usize,
    /// Imports, those that packages on the path imply left out.
    pub edges: usize,
    /// Of these: at module level.
    pub plain: usize,
    /// Under an `if` or a `try` at module level.
    pub conditional: usize,
    /// In functions.
    pub lazy: usize,
    /// For type checkers.
    pub type_checking: usize,
    /// Imports of packages on the path to what is named.
    pub implied: usize,
}

/// Modules that import each other in a circle.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CycleRecord {
    /// How many modules.
    pub size: usize,
    /// Their names.
    pub modules: Vec<String>,
    /// The shortest path round.
    pub shortest: Vec<Step>,
    /// Edges without which nothing goes round, those that break least first.
    #[serde(alias = "opening")]
    pub feedback_edges: Vec<Step>,
    /// It goes round whatever the conditions on the way are; None in older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub always: Option<bool>,
    /// Since when it is closed; None where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
}

/// Who uses a name, and who took it away.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UsersRecord {
    /// The places.
    #[serde(flatten)]
    pub users: Users,
    /// Where the name went; None where it is there, or there is no repository.
    pub removal: Option<Removal>,
}

impl ImportsDocument {
    /// Of a graph; what was asked of it is added.
    pub fn of(root: &Path, packages: &[String], graph: &Graph) -> Self {
        let mut counts = Counts { modules: graph.modules.len(), ..Counts::default() };
        for edge in &graph.edges {
            if edge.implied {
                counts.implied += 1;
                continue;
            }
            counts.edges += 1;
            match edge.kind {
                Kind::Plain => counts.plain += 1,
                Kind::Conditional => counts.conditional += 1,
                Kind::Lazy => counts.lazy += 1,
                Kind::TypeChecking => counts.type_checking += 1,
            }
        }
        Self {
            root: root.to_owned(),
            packages: packages.to_owned(),
            counts,
            cycles: None,
            edges: None,
            difference: None,
            why: None,
            users: None,
            unresolved: graph.unresolved.clone(),
            near: near(graph, root),
            absent: Vec::new(),
            computed: graph.computed.clone(),
            failures: graph.failures.clone(),
        }
    }

    /// Adds the cycles and every edge.
    pub fn with_cycles(mut self, graph: &Graph, cycles: Vec<Dated>) -> Self {
        let steps = |edges: &[usize]| edges.iter().map(|edge| graph.step(*edge)).collect();
        let record = |Dated { cycle, since }: Dated| CycleRecord {
            size: cycle.modules.len(),
            modules: cycle.modules.iter().map(|id| graph.name(*id).to_owned()).collect(),
            shortest: steps(&cycle.shortest),
            feedback_edges: steps(&cycle.feedback_edges),
            always: Some(cycle.always),
            since,
        };
        self.cycles = Some(cycles.into_iter().map(record).collect());
        self.absent = absent(graph, &self.root);
        self.edges = Some((0..graph.edges.len()).map(|edge| graph.step(edge)).collect());
        self
    }

    /// Whether there is nothing to complain of, in what was asked.
    pub fn is_sound(&self) -> bool {
        if let Some(difference) = &self.difference {
            return difference.new_cycles.is_empty() && difference.new_failures.is_empty();
        }
        if let Some(why) = &self.why {
            return why.steps.is_some();
        }
        if let Some(UsersRecord { users, .. }) = &self.users {
            let is_gone =
                !matches!(users.presence, Presence::Defined | Presence::Unknown) && users.in_need() > 0;
            // A file that cannot be read may hold a user.
            return !is_gone && users.failures.is_empty();
        }
        self.failures.is_empty() && self.cycles.as_ref().is_none_or(Vec::is_empty)
    }
}
