//! Takes two commits, gives what is new and gone between them, and the commit that closed each new cycle.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cycles::{Cycle, cycles, strongly_connected};
use super::graph::{Failure, Graph, ModuleId, Neighbours, Step, path};
use super::parse::{Kind, Read, imports_of};
use super::source::{Selection, name_of};
use super::{ImportsError, parallel, resolve};
use crate::git::{BlobEntry, Commit, Repository};
use crate::process::Interrupt;

/// What is new and gone.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// What is compared with.
    pub base: Commit,
    /// What is in question.
    pub head: Commit,
    /// Modules.
    pub modules: Change<String>,
    /// Imports, those that packages on the path imply left out; a line that moved is no change.
    pub edges: Change<Step>,
    /// Cycles that the base does not have, or not as large.
    pub new_cycles: Vec<NewCycle>,
    /// The modules of each cycle that is gone.
    pub gone_cycles: Vec<Vec<String>>,
    /// Files that could be read before.
    pub new_failures: Vec<Failure>,
}

/// On one side alone.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Change<T> {
    /// Not in the base.
    pub new: Vec<T>,
    /// Not in the head.
    pub gone: Vec<T>,
}

/// A cycle that was not there, or was smaller.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NewCycle {
    /// Its modules.
    pub modules: Vec<String>,
    /// Whether some of them went round in the base already.
    pub grown: bool,
    /// The shortest path round.
    pub shortest: Vec<Step>,
    /// What would open it.
    #[serde(alias = "opening")]
    pub feedback_edges: Vec<Step>,
    /// Who closed it.
    pub closed_by: ClosedBy,
}

/// Who closed a cycle.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// This commit: before it, the cycle was open.
    Commit(Closing),
    /// The history that the base does not have begins with the cycle: the base lies beside it and has opened it.
    BeforeTheFork,
}

/// The commit and its import.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Closing {
    /// The commit.
    pub commit: Commit,
    /// Its import that closed the cycle; the first of them where there are several.
    pub edge: Step,
    /// The path round as of that commit, this edge first.
    pub cycle: Vec<Step>,
    /// Graphs that were built to find it.
    pub graphs: usize,
}

/// Compares two commits of a repository.
///
/// # Errors
/// Where git fails, or Ctrl-C came.
pub fn difference(
    repository: &Repository,
    [base, head]: [Commit; 2],
    packages: &[String],
    interrupt: &Interrupt,
) -> Result<(Graph, Difference), ImportsError> {
    let selection = Selection::of(packages);
    let mut past = Past { repository, selection, interrupt, read: HashMap::new(), graphs: 0 };
    let [before, after] = [past.graph(&base.hash)?, past.graph(&head.hash)?];
    if before.modules.is_empty() && after.modules.is_empty() {
        return Err(ImportsError::NothingFound { root: repository.top.join(&repository.inside) });
    }
    let old = Components::of(&before);
    let mut new_cycles = Vec::new();
    for cycle in cycles(&after) {
        let modules: Vec<&str> = cycle.modules.iter().map(|id| after.name(*id)).collect();
        if old.new_pairs(&modules) {
            let closed_by = past.closed_by(&old, &modules, &base, &head)?;
            new_cycles.push(new_cycle(&after, &cycle, old.any_pair(&modules), closed_by));
        }
    }
    let difference = Difference {
        modules: modules(&before, &after),
        edges: edges(&before, &after),
        new_cycles,
        gone_cycles: gone(&before, &after),
        new_failures: new_failures(&before, &after),
        base,
        head,
    };
    Ok((after, difference))
}

fn new_cycle(graph: &Graph, cycle: &Cycle, grown: bool, closed_by: ClosedBy) -> NewCycle {
    let steps = |edges: &[usize]| edges.iter().map(|edge| graph.step(*edge)).collect();
    NewCycle {
        modules: cycle.modules.iter().map(|id| graph.name(*id).to_owned()).collect(),
        grown,
        shortest: steps(&cycle.shortest),
        feedback_edges: steps(&cycle.feedback_edges),
        closed_by,
    }
}

/// Which modules go round together: each one's cycle has a number.
struct Components(HashMap<String, usize>);

impl Components {
    fn of(graph: &Graph) -> Self {
        let numbered = strongly_connected(&graph.running()).into_iter().enumerate();
        let of_one = |(number, modules): (usize, Vec<ModuleId>)| {
            modules.into_iter().map(move |id| (graph.name(id).to_owned(), number))
        };
        Self(numbered.flat_map(of_one).collect())
    }

    /// Whether two of the modules do not go round together here.
    fn new_pairs(&self, modules: &[&str]) -> bool {
        let mut numbers = modules.iter().map(|name| self.0.get(*name));
        let first = numbers.next().flatten();
        first.is_none() || numbers.any(|number| number != first)
    }

    /// Whether two of the modules go round together here.
    fn any_pair(&self, modules: &[&str]) -> bool {
        let mut seen = HashSet::new();
        modules.iter().filter_map(|name| self.0.get(*name)).any(|number| !seen.insert(number))
    }
}

/// Commits as graphs; what was read once is not read again.
struct Past<'a> {
    repository: &'a Repository,
    selection: Selection,
    interrupt: &'a Interrupt,
    /// By the hash of the contents.
    read: HashMap<String, Read>,
    graphs: usize,
}

impl Past<'_> {
    fn graph(&mut self, commit: &str) -> Result<Graph, ImportsError> {
        self.graphs += 1;
        let files = self.repository.files(commit, |path| self.selection.takes(path), self.interrupt)?;
        let files: Vec<(BlobEntry, bool)> = files
            .into_iter()
            .filter_map(|file| Some((name_of(&file.path)?.is_opaque, file)))
            .map(|(is_opaque, file)| (file, is_opaque))
            .collect();
        self.read_new(&files)?;
        let files: Vec<(PathBuf, Option<Read>)> = files
            .into_iter()
            .map(|(file, is_opaque)| {
                let read = self.read.get(&file.hash).filter(|_| !is_opaque).cloned();
                (file.path, read)
            })
            .collect();
        Ok(resolve::graph_of(&files))
    }

    fn read_new(&mut self, files: &[(BlobEntry, bool)]) -> Result<(), ImportsError> {
        let unread =
            files.iter().filter(|(file, is_opaque)| !is_opaque && !self.read.contains_key(&file.hash));
        let hashes: HashSet<&str> = unread.map(|(file, _)| file.hash.as_str()).collect();
        let hashes: Vec<&str> = hashes.into_iter().collect();
        let blobs: Vec<_> = self.repository.contents(&hashes, self.interrupt)?.into_iter().collect();
        let read = parallel::each(&blobs, |(_, bytes)| Arc::new(imports_of(bytes)));
        self.read.extend(blobs.into_iter().map(|(hash, _)| hash).zip(read));
        Ok(())
    }

    /// Bisects for the commit from which on two of these modules go round together that did not in the base.
    fn closed_by(
        &mut self,
        old: &Components,
        modules: &[&str],
        base: &Commit,
        head: &Commit,
    ) -> Result<ClosedBy, ImportsError> {
        let built = self.graphs;
        let commits = self.repository.between(&base.hash, &head.hash, self.interrupt)?;
        let Some(first) = commits.first() else { return Ok(ClosedBy::BeforeTheFork) };
        let root = self.repository.parent(first, self.interrupt)?;
        let mut open = match &root {
            Some(root) => self.graph(root)?,
            None => Graph::default(),
        };
        if is_closed(&open, old, modules) {
            return Ok(ClosedBy::BeforeTheFork);
        }
        // Open before `low`, closed at `high`, the head at the latest.
        let (mut low, mut high) = (0, commits.len() - 1);
        let mut closed = self.graph(&commits[high])?;
        while low < high {
            let middle = low + (high - low) / 2;
            let graph = self.graph(&commits[middle])?;
            if is_closed(&graph, old, modules) {
                (high, closed) = (middle, graph);
            } else {
                (low, open) = (middle + 1, graph);
            }
        }
        let Some((edge, cycle)) = closing_edge(&open, &closed, old, modules) else {
            return Ok(ClosedBy::BeforeTheFork);
        };
        let commit = self.repository.commit(&commits[high], self.interrupt)?;
        Ok(ClosedBy::Commit(Closing { commit, edge, cycle, graphs: self.graphs - built }))
    }
}

fn is_closed(graph: &Graph, old: &Components, modules: &[&str]) -> bool {
    strongly_connected(&graph.running()).iter().any(|component| is_new(graph, component, old, modules))
}

/// Whether two of the modules go round together in this component that did not in the base.
fn is_new(graph: &Graph, component: &[ModuleId], old: &Components, modules: &[&str]) -> bool {
    let together: Vec<&str> =
        component.iter().map(|id| graph.name(*id)).filter(|name| modules.contains(name)).collect();
    together.len() > 1 && old.new_pairs(&together)
}

/// The new edge with the shortest path back, and the path.
fn closing_edge(
    open: &Graph,
    closed: &Graph,
    old: &Components,
    modules: &[&str],
) -> Option<(Step, Vec<Step>)> {
    let running = open.running();
    let before: HashSet<(&str, &str)> = names(open, &running).collect();
    let neighbours = closed.running();
    let new_components = strongly_connected(&neighbours);
    let component = new_components.iter().find(|component| is_new(closed, component, old, modules))?;
    let inside = |id: ModuleId| component.binary_search(&id).is_ok();
    let mut best: Option<Vec<usize>> = None;
    for importer in component {
        for &(imported, edge) in &neighbours[*importer as usize] {
            if !inside(imported) || before.contains(&(closed.name(*importer), closed.name(imported))) {
                continue;
            }
            let most = best.as_ref().map_or(usize::MAX, |best| best.len() - 2);
            if let Some(back) = path(&neighbours, imported, *importer, most, inside) {
                best = Some([vec![edge], back].concat());
            }
        }
    }
    let steps: Vec<Step> = best?.into_iter().map(|edge| closed.step(edge)).collect();
    Some((steps.first()?.clone(), steps))
}

fn names<'a>(graph: &'a Graph, neighbours: &'a Neighbours) -> impl Iterator<Item = (&'a str, &'a str)> {
    (0..).zip(neighbours).flat_map(move |(importer, of_one)| {
        of_one.iter().map(move |(imported, _)| (graph.name(importer), graph.name(*imported)))
    })
}

fn modules(before: &Graph, after: &Graph) -> Change<String> {
    let without = |these: &Graph, those: &Graph| {
        let missing = these.modules.iter().filter(|module| those.find(&module.name).is_none());
        missing.map(|module| module.name.clone()).collect()
    };
    Change { new: without(after, before), gone: without(before, after) }
}

fn edges(before: &Graph, after: &Graph) -> Change<Step> {
    let [old, new] = [before, after].map(|graph| {
        let named = (0..graph.edges.len()).rev().filter(|edge| !graph.edges[*edge].implied);
        // The first line of several stands for all.
        let keyed = named.map(|edge| {
            let found = graph.edges[edge];
            ((graph.name(found.importer), graph.name(found.imported), found.kind), edge)
        });
        keyed.collect::<BTreeMap<(&str, &str, Kind), usize>>()
    });
    let without = |graph: &Graph, these: &BTreeMap<_, usize>, those: &BTreeMap<_, usize>| {
        these.iter().filter(|(key, _)| !those.contains_key(*key)).map(|(_, edge)| graph.step(*edge)).collect()
    };
    Change { new: without(after, &new, &old), gone: without(before, &old, &new) }
}

fn gone(before: &Graph, after: &Graph) -> Vec<Vec<String>> {
    let new = Components::of(after);
    let components = strongly_connected(&before.running()).into_iter();
    let named = components.map(|component| component.iter().map(|id| before.name(*id)).collect());
    named
        .filter(|modules: &Vec<&str>| !new.any_pair(modules))
        .map(|modules| modules.into_iter().map(str::to_owned).collect())
        .collect()
}

fn new_failures(before: &Graph, after: &Graph) -> Vec<Failure> {
    let old: HashSet<_> = before.failures.iter().map(|failure| &failure.file).collect();
    after.failures.iter().filter(|failure| !old.contains(&failure.file)).cloned().collect()
}
