//! Takes a module and a name, gives every place that takes the name from the module.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Alias, Expr, Stmt};
use serde::{Deserialize, Serialize};

use super::absolute::absolute;
use super::error::ImportsError;
use super::graph::Failure;
use super::parallel;
use super::presence::{Presence, presence_of};
use super::roots::Roots;
use super::source::{ModuleName, Sources, bytes_of, has_word, on_disk};
use super::syntax::Source;

/// How a name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// `from module import name`.
    From,
    /// `module.name`, of a module that was imported.
    Attribute,
    /// `from module import *`, in a file that says the name.
    Star,
    /// `from module import *`, in a file that does not: it hands the name on at most.
    StarUnsaid,
    /// `"module.name"` as a text, as `mock.patch` takes it.
    Text,
}

impl Use {
    /// Whether it fails where the name is gone.
    pub fn needs_it(self) -> bool {
        matches!(self, Self::From | Self::Attribute | Self::Star)
    }
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Usage {
    /// Relative to the root.
    pub file: PathBuf,
    /// Where in it.
    pub line: u32,
    /// By which kind of statement or text.
    pub how: Use,
}

/// Who uses a name, and whether it is there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Users {
    /// Dotted.
    pub module: String,
    /// Without the module.
    pub name: String,
    /// Whether the module has it once it has run.
    pub presence: Presence,
    /// By file and line.
    pub usages: Vec<Usage>,
    /// Files that could not be read: they may use it too.
    pub failures: Vec<Failure>,
}

/// Finds the users of `module:name` among the files below the root.
///
/// # Errors
/// Where there is no Python below the root.
pub fn users(root: &Path, packages: &[String], module: &str, name: &str) -> Result<Users, ImportsError> {
    let Sources { files, projects } = on_disk(root, packages)?;
    let roots = Roots::declared(files.iter(), &projects);
    let files: Vec<PathBuf> = files.into_iter().collect();
    let wanted = Wanted { module, name, whole: format!("{module}.{name}") };
    let found = parallel::each(&files, |file| {
        let own = roots.name_of(file).filter(|own| !own.is_opaque);
        own.map_or_else(|| Ok(Vec::new()), |own| in_file(root, file, &own, &wanted))
    });
    let (mut usages, mut failures) = (Vec::new(), Vec::new());
    for found in found {
        match found {
            Ok(found) => usages.extend(found),
            Err(failure) => failures.push(failure),
        }
    }
    usages.sort();
    usages.dedup();
    let of_root = |folder: &PathBuf| presence_of(&root.join(folder), module, name).1;
    let found = roots.folders().iter().map(of_root).find(|found| *found != Presence::NoModule);
    let presence = found.unwrap_or(Presence::NoModule);
    Ok(Users { module: module.to_owned(), name: name.to_owned(), presence, usages, failures })
}

struct Wanted<'a> {
    module: &'a str,
    name: &'a str,
    /// `module.name`.
    whole: String,
}

fn in_file(
    root: &Path,
    file: &PathBuf,
    own: &ModuleName,
    wanted: &Wanted<'_>,
) -> Result<Vec<Usage>, Failure> {
    let failed = |fault| Failure { file: file.clone(), fault };
    if own.dotted == wanted.module {
        return Ok(Vec::new());
    }
    let bytes = bytes_of(root, file).map_err(failed)?;
    if !may_use(&bytes, wanted.name) {
        return Ok(Vec::new());
    }
    let source = Source::read(&bytes).map_err(failed)?;
    let mut imported = Imported {
        own: &own.dotted,
        is_package: own.is_package,
        source: &source,
        wanted,
        aliases: HashMap::new(),
        stars: Vec::new(),
        lines: Vec::new(),
    };
    imported.visit_body(&source.module().body);
    let mut said =
        Said { source: &source, wanted, aliases: imported.aliases, says_name: false, lines: Vec::new() };
    Visitor::visit_body(&mut said, &source.module().body);
    let star = if said.says_name { Use::Star } else { Use::StarUnsaid };
    let stars = imported.stars.into_iter().map(|line| (line, star));
    let all = imported.lines.into_iter().map(|line| (line, Use::From)).chain(said.lines).chain(stars);
    Ok(all.map(|(line, how)| Usage { file: file.clone(), line, how }).collect())
}

/// Whether a file is worth parsing: it has the name in it, or a star that may hand it on.
fn may_use(bytes: &[u8], name: &str) -> bool {
    // In another encoding, only ASCII is the same.
    !name.is_ascii() || has_word(bytes, name) || has_word(bytes, "import *")
}

/// The imports of a file: what takes the name at once, and what its names stand for.
struct Imported<'a> {
    own: &'a str,
    is_package: bool,
    source: &'a Source,
    wanted: &'a Wanted<'a>,
    /// Each name that was imported, and its dotted meaning.
    aliases: HashMap<&'a str, String>,
    stars: Vec<u32>,
    lines: Vec<u32>,
}

impl<'a> StatementVisitor<'a> for Imported<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let whole = alias.name.as_str();
                    let first = whole.split('.').next().unwrap_or_default();
                    match &alias.asname {
                        Some(name) => self.aliases.insert(name.as_str(), whole.to_owned()),
                        None => self.aliases.insert(first, first.to_owned()),
                    };
                }
            }
            Stmt::ImportFrom(import) => {
                let written = import.module.as_ref().map_or("", |module| module.as_str());
                if let Some(module) = absolute(self.own, self.is_package, import.level, written) {
                    import.names.iter().for_each(|alias| self.taken(&module, alias));
                }
            }
            _ => walk_stmt(self, statement),
        }
    }
}

impl<'a> Imported<'a> {
    fn taken(&mut self, module: &str, alias: &'a Alias) {
        let name = alias.name.as_str();
        let is_wanted = module == self.wanted.module;
        if name == "*" {
            // A star leaves private names out.
            if is_wanted && !self.wanted.name.starts_with('_') {
                self.stars.push(self.source.line(alias));
            }
            return;
        }
        if is_wanted && name == self.wanted.name {
            self.lines.push(self.source.line(alias));
            return;
        }
        let local = alias.asname.as_ref().unwrap_or(&alias.name);
        self.aliases.insert(local.as_str(), format!("{module}.{name}"));
    }
}

/// The expressions of a file that mean the name.
struct Said<'a> {
    source: &'a Source,
    wanted: &'a Wanted<'a>,
    aliases: HashMap<&'a str, String>,
    says_name: bool,
    lines: Vec<(u32, Use)>,
}

impl<'a> Visitor<'a> for Said<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(_) if self.dotted(expression).as_ref() == Some(&self.wanted.whole) => {
                self.lines.push((self.source.line(expression), Use::Attribute));
                return;
            }
            Expr::Name(name) => self.says_name |= name.id.as_str() == self.wanted.name,
            Expr::StringLiteral(text) => {
                let rest = text.value.to_str().strip_prefix(self.wanted.whole.as_str());
                if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) {
                    self.lines.push((self.source.line(expression), Use::Text));
                }
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}

impl Said<'_> {
    /// `x.b.c` with what the file has imported as `x`.
    fn dotted(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Name(name) => self.aliases.get(name.id.as_str()).cloned(),
            Expr::Attribute(attribute) => {
                let mut dotted = self.dotted(&attribute.value)?;
                dotted.push('.');
                dotted.push_str(&attribute.attr);
                Some(dotted)
            }
            _ => None,
        }
    }
}

impl Users {
    /// How many places fail where the name is gone.
    pub fn in_need(&self) -> usize {
        self.usages.iter().filter(|usage| usage.how.needs_it()).count()
    }
}
