//! `vitals imports`: the static import graph.

use std::env;
use std::path::{Path, PathBuf};

use super::Exit;
use super::arguments::Imports;
use super::delivery::deliver;
use crate::config::{self, ConfigError, exported_name, module_name, revision};
use crate::git::{GitError, Repository};
use crate::imports::{self, ImportsError, Presence, Removal};
use crate::process::Interrupt;
use crate::report::format::Kind;
use crate::report::imports::{ImportsDocument, UsersRecord, Why};
use crate::report::{Detail, Report};
use crate::session::SessionError;

pub fn run(arguments: &Imports) -> miette::Result<Exit> {
    arguments.writing.expect(Kind::Graph)?;
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
        let graph = imports::build(&asked.root, &asked.packages)?;
        ImportsDocument::of(&asked.root, &asked.packages, &graph).with_cycles(&graph)
    };
    let report = Report::from(document);
    deliver(&report, &arguments.writing, Detail::of(arguments.all))
}

/// The folder that was given, or the nearest configuration's, or this one.
fn root(arguments: &Imports) -> miette::Result<PathBuf> {
    let root = match &arguments.root {
        Some(root) => root.clone(),
        None => match config::find(&env::current_dir().map_err(SessionError::from)?) {
            Ok(file) => config::read(&file)?.root,
            Err(ConfigError::NotFound { .. }) => PathBuf::from("."),
            Err(other) => return Err(other.into()),
        },
    };
    // As git names it: a commit's files are found by the path from the top.
    Ok(root.canonicalize().map_err(|_| ImportsError::NoRoot { path: root })?)
}

struct Asked {
    packages: Vec<String>,
    root: PathBuf,
}

/// Where git runs; elsewhere Ctrl-C ends the program as it ends any.
fn listen() -> Result<Interrupt, SessionError> {
    Ok(Interrupt::listen()?)
}

impl Asked {
    fn why(&self, from: &str, to: &str) -> miette::Result<ImportsDocument> {
        let [from, to] = [module_name(from)?, module_name(to)?];
        let graph = imports::build(&self.root, &self.packages)?;
        let steps = imports::why(&graph, imports::module(&graph, &from)?, imports::module(&graph, &to)?);
        let document = ImportsDocument::of(&self.root, &self.packages, &graph);
        Ok(ImportsDocument { why: Some(Why { from, to, steps }), ..document })
    }

    fn difference(&self, names: [&str; 2]) -> miette::Result<ImportsDocument> {
        let [base, head] = [revision(names[0])?, revision(names[1])?];
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

    fn users(&self, used: &str) -> miette::Result<ImportsDocument> {
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

    fn removal(&self, module: &str, name: &str) -> miette::Result<Option<Removal>> {
        let interrupt = listen()?;
        let Some(repository) = self.repository(&interrupt)? else { return Ok(None) };
        Ok(Some(imports::removal(&repository, module, name, &interrupt)?))
    }

    fn repository(&self, interrupt: &Interrupt) -> Result<Option<Repository>, ImportsError> {
        Ok(Repository::around(&self.root, interrupt)?)
    }
}
