//! The commits of a history as graphs, and the one among them that closed a cycle.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::closing::{Components, closing_edge, is_closed};
use super::difference::{ClosedBy, Closing};
use super::error::ImportsError;
use super::graph::Graph;
use super::parse::imports_of;
use super::roots::Roots;
use super::source::{Selection, is_mark, name_of};
use super::statement::Read;
use super::{parallel, resolve};
use crate::git::{BlobEntry, Commit, Repository};
use crate::process::Interrupt;

/// Commits as graphs; what was read once is not read again.
pub struct Past<'a> {
    repository: &'a Repository,
    selection: Selection,
    interrupt: &'a Interrupt,
    /// By the hash of the contents.
    read: HashMap<String, Read>,
    graphs: usize,
}

impl<'a> Past<'a> {
    pub fn of(repository: &'a Repository, selection: Selection, interrupt: &'a Interrupt) -> Self {
        Self { repository, selection, interrupt, read: HashMap::new(), graphs: 0 }
    }

    pub fn graph(&mut self, commit: &str) -> Result<Graph, ImportsError> {
        self.graphs += 1;
        let wanted = |path: &Path| self.selection.takes(path) || is_mark(path);
        let files = self.repository.files(commit, wanted, self.interrupt)?;
        let marks = files.iter().filter(|file| is_mark(&file.path));
        let projects = marks.filter_map(|file| file.path.parent()).map(Path::to_owned).collect();
        let files: Vec<(BlobEntry, bool)> = files
            .into_iter()
            .filter(|file| self.selection.takes(&file.path))
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
        let roots = Roots::declared(files.iter().map(|(file, _)| file), &projects).shown_by(&files);
        Ok(resolve::graph_of(&files, &roots))
    }

    /// A commit of the history.
    pub fn commit(&self, hash: &str) -> Result<Commit, ImportsError> {
        Ok(self.repository.commit(hash, self.interrupt)?)
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
    pub fn closed_by(
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
