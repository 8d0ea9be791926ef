//! Takes the cycles of the working tree, gives the commit that closed each, as far as the time goes.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::closing::{Components, closing_edge};
use super::cycles::Cycle;
use super::difference::Closing;
use super::error::ImportsError;
use super::graph::Graph;
use super::past::Past;
use super::source::Selection;
use crate::git::Repository;
use crate::plan::Budget;
use crate::process::Interrupt;

/// Since when a cycle is closed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// HEAD does not have it: what is not committed closes it.
    Uncommitted,
    /// This commit closed it.
    Commit(Closing),
    /// The history begins with it.
    Ever,
}

/// A cycle, and since when it is closed: None where that was not looked for, or not in time.
#[derive(Clone, Debug)]
pub struct Dated {
    /// The cycle.
    pub cycle: Cycle,
    /// Since when.
    pub since: Option<Since>,
}

impl From<Cycle> for Dated {
    fn from(cycle: Cycle) -> Self {
        Self { cycle, since: None }
    }
}

/// Looks for the commits that closed the cycles of a graph, and puts the newest first. It begins with those that stand first.
///
/// # Errors
/// Where git fails, or Ctrl-C came.
pub fn dated(
    repository: &Repository,
    packages: &[String],
    (graph, cycles): (&Graph, Vec<Cycle>),
    budget: Budget,
    interrupt: &Interrupt,
) -> Result<Vec<Dated>, ImportsError> {
    let commits = repository.first_parents(interrupt)?;
    let past = Past::of(repository, Selection::of(packages), interrupt);
    let mut history = History { past, commits, known: HashMap::new(), budget };
    let mut found: Vec<(Reverse<usize>, Dated)> = Vec::new();
    for cycle in cycles {
        let mut modules: Vec<&str> =
            cycle.shortest.iter().map(|edge| graph.name(graph.edges[*edge].importer)).collect();
        modules.sort_unstable();
        let since = history.since(&modules)?;
        let age = since.as_ref().map_or(0, |(age, _)| age + 1);
        found.push((Reverse(age), Dated { cycle, since: since.map(|(_, since)| since) }));
    }
    found.sort_by_key(|(age, _)| *age);
    Ok(found.into_iter().map(|(_, dated)| dated).collect())
}

struct History<'a> {
    past: Past<'a>,
    /// Oldest first.
    commits: Vec<String>,
    /// By the place in the history.
    known: HashMap<usize, Rc<(Graph, Components)>>,
    budget: Budget,
}

impl History<'_> {
    /// The place in the history, and what closed it; the newest of all is what is not committed.
    fn since(&mut self, modules: &[&str]) -> Result<Option<(usize, Since)>, ImportsError> {
        let Some(newest) = self.commits.len().checked_sub(1) else { return Ok(None) };
        let Some(head) = self.at(newest)? else { return Ok(None) };
        if !head.1.together(modules) {
            return Ok(Some((newest + 1, Since::Uncommitted)));
        }
        let Some(first) = self.at(0)? else { return Ok(None) };
        if first.1.together(modules) {
            return Ok(Some((0, Since::Ever)));
        }
        // Open at `low`, closed at `high`.
        let (mut low, mut open, mut high, mut closed) = (0, first, newest, head);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let Some(graph) = self.at(middle)? else { return Ok(None) };
            if graph.1.together(modules) {
                (high, closed) = (middle, graph);
            } else {
                (low, open) = (middle, graph);
            }
        }
        let Some((edge, cycle)) = closing_edge(&open.0, &closed.0, &open.1, modules) else { return Ok(None) };
        let commit = self.past.commit(&self.commits[high])?;
        Ok(Some((high, Since::Commit(Closing { commit, edge, cycle, graphs: self.known.len() }))))
    }

    /// The graph of one commit; None where the time is over.
    fn at(&mut self, place: usize) -> Result<Option<Rc<(Graph, Components)>>, ImportsError> {
        if let Some(known) = self.known.get(&place) {
            return Ok(Some(known.clone()));
        }
        if self.budget.spent() {
            return Ok(None);
        }
        let graph = self.past.graph(&self.commits[place])?;
        let components = Components::of(&graph);
        let known = Rc::new((graph, components));
        self.known.insert(place, known.clone());
        Ok(Some(known))
    }
}
