//! `vitals imports`: the static import graph.

use std::path::{Path, PathBuf};

use super::arguments::Imports;
use super::conduct::listen;
use super::delivery::deliver;
use super::error::CliError;
use super::exit::Exit;
use super::project::Project;
use crate::config::{exported_name, module_name, revision};
use crate::git::{GitError, Repository};
use crate::imports::{self, Cycle, Dated, Graph, ImportsError, Presence, Removal};
use crate::plan::Budget;
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::format::Kind;
use crate::report::imports::{ImportsDocument, UsersRecord};
use crate::report::{Detail, Report};

pub fn run(arguments: &Imports) -> Result<Exit, CliError> {
    arguments.output_args.expect(Kind::Graph)?;
    let asked = Asked {
        packages: arguments.packages.iter().map(|name| module_name(name)).collect::<Result<_, _>>()?,
        root: root(arguments)?,
    };
    let document = if let Some(used) = &arguments.who_uses {
        asked.users(used)?
    } else if let Some(base) = &arguments.base {
        asked.difference([base, arguments.head.as_deref().unwrap_or("HEAD")])?
    } else if let Some([from, to]) = arguments.why.as_deref() {
        asked.why(from, to)?
    } else {
        asked.cycles()?
    };
    let report = Report::try_from(document)?;
    deliver(&report, &arguments.output_args, Detail::of(arguments.all))
}

/// The folder that was given, or the nearest configuration's, or this one.
fn root(arguments: &Imports) -> Result<PathBuf, CliError> {
    let root = match &arguments.root {
        Some(root) => root.clone(),
        None => match Project::of_target(arguments.config.file(), arguments.config.no_config)? {
            Some(project) => project.target()?.root,
            None => PathBuf::from("."),
        },
    };
    // As git names it: a commit's files are found by the path from the top.
    Ok(root.canonicalize().map_err(|_| ImportsError::NoRoot { path: root })?)
}

struct Asked {
    packages: Vec<String>,
    root: PathBuf,
}

/// How long the history is searched for the commits that closed cycles.
const HISTORY: Nanos = Nanos::from_millis(5_000);

impl Asked {
    fn cycles(&self) -> Result<ImportsDocument, CliError> {
        let graph = imports::build(&self.root, &self.packages)?;
        let cycles = self.dated(&graph, imports::cycles(&graph))?;
        Ok(ImportsDocument::of(&self.root, &self.packages, &graph).with_cycles(&graph, cycles))
    }

    /// The newest first, where there is a history; without one the answer stands all the same.
    fn dated(&self, graph: &Graph, cycles: Vec<Cycle>) -> Result<Vec<Dated>, CliError> {
        let undated = || cycles.iter().cloned().map(Dated::from).collect();
        if cycles.is_empty() {
            return Ok(Vec::new());
        }
        // Where git runs; elsewhere Ctrl-C ends the program as it ends any.
        let interrupt = listen()?.within(Budget::lasting(HISTORY));
        let Ok(Some(repository)) = self.repository(&interrupt) else { return Ok(undated()) };
        let asked = (graph, cycles.clone());
        let budget = Budget::lasting(HISTORY);
        match imports::dated(&repository, &self.packages, asked, budget, &interrupt) {
            Err(ImportsError::Git(GitError::Interrupted)) if interrupt.raised() => {
                Err(ImportsError::Git(GitError::Interrupted).into())
            }
            found => Ok(found.unwrap_or_else(|_| undated())),
        }
    }

    fn why(&self, from: &str, to: &str) -> Result<ImportsDocument, CliError> {
        let [from, to] = [module_name(from)?, module_name(to)?];
        let graph = imports::build(&self.root, &self.packages)?;
        let why = imports::why(&graph, imports::module(&graph, &from)?, imports::module(&graph, &to)?);
        let document = ImportsDocument::of(&self.root, &self.packages, &graph);
        Ok(ImportsDocument { why: Some(why), ..document })
    }

    fn difference(&self, names: [&str; 2]) -> Result<ImportsDocument, CliError> {
        let [base, head] = [revision(names[0])?, revision(names[1])?];
        // Where git runs; elsewhere Ctrl-C ends the program as it ends any.
        let interrupt = listen()?;
        let repository = self.repository(&interrupt)?.ok_or_else(|| {
            ImportsError::from(GitError::NoRepository {
                root: self.root.clone(),
                revision: names[0].to_owned(),
            })
        })?;
        let resolved = |name| repository.resolve(name, &interrupt).map_err(ImportsError::from);
        let commits = [resolved(&base)?, resolved(&head)?];
        let (graph, difference) = imports::difference(&repository, commits, &self.packages, &interrupt)?;
        let document = ImportsDocument::of(&self.root, &self.packages, &graph);
        Ok(ImportsDocument { difference: Some(difference), ..document })
    }

    fn users(&self, used: &str) -> Result<ImportsDocument, CliError> {
        let (module, name) = exported_name(used)?;
        let users = imports::users(&self.root, &self.packages, &module, &name)?;
        let removal = match users.presence {
            Presence::Defined | Presence::Unknown => None,
            _ => self.removal(&module, &name)?,
        };
        if users.presence == Presence::NoModule
            && users.usages.is_empty()
            && matches!(removal, None | Some(Removal::NeverThere))
        {
            return Err(ImportsError::UnknownModule { name: module, nearest: None }.into());
        }
        let empty = imports::Graph::default();
        let document = ImportsDocument::of(Path::new(&self.root), &self.packages, &empty);
        Ok(ImportsDocument { users: Some(UsersRecord { users, removal }), ..document })
    }

    fn removal(&self, module: &str, name: &str) -> Result<Option<Removal>, CliError> {
        // Where git runs; elsewhere Ctrl-C ends the program as it ends any.
        let interrupt = listen()?;
        let Some(repository) = self.repository(&interrupt)? else { return Ok(None) };
        Ok(Some(imports::removal(&repository, module, name, &interrupt)?))
    }

    fn repository(&self, interrupt: &Interrupt) -> Result<Option<Repository>, ImportsError> {
        Ok(Repository::around(&self.root, interrupt)?)
    }
}
