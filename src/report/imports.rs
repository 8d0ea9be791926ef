//! The import graph as data, and as the answer for a person.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terminal::{BOLD, DIM, line, style_of, styled};
use crate::imports::{
    ClosedBy, Difference, Failure, Graph, Kind, NewCycle, Presence, Removal, Step, Unresolved, Use, Users,
};
use crate::untrusted::printable;
use crate::verdict::Status;

/// Version of the document's shape.
/// Cycles, edges and places of each kind that are printed where not all are asked for.
const SHOWN: usize = 10;
/// Steps of a long path that are printed at each of its ends.
const ENDS: usize = 8;

/// All that was found. What was not asked for is absent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ImportsDocument {
    /// The folder that the packages are imported from.
    pub root: PathBuf,
    /// As named; empty for all below the root.
    pub packages: Vec<String>,
    /// How much there is.
    pub counts: Counts,
    /// What goes round on import, the largest first.
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
    /// Files that could not be read.
    pub failures: Vec<Failure>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Modules.
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

/// One cycle.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CycleRecord {
    /// How many modules.
    pub size: usize,
    /// Their names.
    pub modules: Vec<String>,
    /// The shortest path round.
    pub shortest: Vec<Step>,
    /// Edges without which nothing goes round; found greedily.
    #[serde(alias = "opening")]
    pub feedback_edges: Vec<Step>,
}

/// A path.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Why {
    /// Where it begins.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// The steps; None where there is no path.
    pub steps: Option<Vec<Step>>,
}

/// Who uses a name, and who took it away.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
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
            failures: graph.failures.clone(),
        }
    }

    /// Adds the cycles and every edge.
    pub fn with_cycles(mut self, graph: &Graph) -> Self {
        let steps = |edges: &[usize]| edges.iter().map(|edge| graph.step(*edge)).collect();
        let record = |cycle: crate::imports::Cycle| CycleRecord {
            size: cycle.modules.len(),
            modules: cycle.modules.iter().map(|id| graph.name(*id).to_owned()).collect(),
            shortest: steps(&cycle.shortest),
            feedback_edges: steps(&cycle.feedback_edges),
        };
        self.cycles = Some(crate::imports::cycles(graph).into_iter().map(record).collect());
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

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_imports(document: &ImportsDocument, all: bool) -> String {
    let mut text = String::new();
    let most = if all { usize::MAX } else { SHOWN };
    if let Some(users) = &document.users {
        of_users(&mut text, users, most);
        failures(&mut text, &users.users.failures, most);
        return text;
    }
    head(&mut text, document);
    if let Some(why) = &document.why {
        of_why(&mut text, why);
    } else if let Some(difference) = &document.difference {
        of_difference(&mut text, difference, most);
    } else if let Some(cycles) = &document.cycles {
        of_cycles(&mut text, cycles, most);
        unresolved(&mut text, &document.unresolved, most);
    }
    failures(&mut text, &document.failures, most);
    text
}

fn head(text: &mut String, document: &ImportsDocument) {
    let Counts { modules, edges, plain, conditional, lazy, type_checking, .. } = document.counts;
    let counted = format!("{modules} modules, {edges} imports of each other");
    let kinds =
        format!("{plain} plain, {conditional} conditional, {lazy} lazy, {type_checking} type_checking");
    let root = printable(&document.root.display().to_string());
    line(text, &format!("{}  {}", styled(BOLD, &counted), styled(DIM, &format!("({kinds}; {root})"))));
    line(text, "");
}

/// `a -> b (a.py:3) -> c (b.py:7)`; of a long path, its beginning and its end.
pub fn path_in_words(steps: &[Step]) -> String {
    let first = steps.first().map_or("", |step| step.importer.as_str());
    let end = steps.len().saturating_sub(ENDS);
    let mut path = first.to_owned();
    for (number, step) in steps.iter().enumerate() {
        if (ENDS..end).contains(&number) {
            if number == ENDS {
                path += &format!(" -> … {} more …", end - ENDS);
            }
            continue;
        }
        let kind = if step.kind == Kind::Plain { String::new() } else { format!(", {}", step.kind.word()) };
        path += &format!(" -> {} ({}:{}{kind})", step.imported, step.file.display(), step.line);
    }
    printable(&path)
}

fn edge_in_words(step: &Step) -> String {
    path_in_words(std::slice::from_ref(step))
}

fn of_cycles(text: &mut String, cycles: &[CycleRecord], most: usize) {
    if cycles.is_empty() {
        line(text, &format!("{}  nothing goes round on import", styled(style_of(Status::Pass), "no cycle")));
        return;
    }
    let strongly_connected: usize = cycles.iter().map(|cycle| cycle.size).sum();
    let title = format!("{} of {strongly_connected} modules", counted(cycles.len(), "cycle"));
    line(text, &styled(style_of(Status::Fail), &title));
    for cycle in cycles.iter().take(most) {
        round(text, &format!("{} modules", cycle.size), &cycle.shortest, &cycle.feedback_edges, most);
    }
    rest(text, cycles.len(), most, "cycles");
}

fn round(text: &mut String, title: &str, shortest: &[Step], feedback_edges: &[Step], most: usize) {
    line(text, &format!("{}: {}", styled(BOLD, title), path_in_words(shortest)));
    let [one] = feedback_edges else {
        line(text, &format!("  it opens without these {}:", counted(feedback_edges.len(), "import")));
        for step in feedback_edges.iter().take(most) {
            line(text, &format!("    {}", edge_in_words(step)));
        }
        return rest(text, feedback_edges.len(), most, "imports");
    };
    line(text, &format!("  it opens without {}", edge_in_words(one)));
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn rest(text: &mut String, count: usize, most: usize, what: &str) {
    if count > most {
        line(text, &styled(DIM, &format!("  … and {} more {what}: --all shows them", count - most)));
    }
}

fn unresolved(text: &mut String, missing: &[Unresolved], most: usize) {
    if missing.is_empty() {
        return;
    }
    line(text, "");
    let title = format!("{} of modules that are not there", counted(missing.len(), "import"));
    line(text, &styled(style_of(Status::Inconclusive), &title));
    for import in missing.iter().take(most) {
        let reported = format!(
            "{} ({}:{}, {})",
            import.imported,
            import.file.display(),
            import.line,
            import.kind.word()
        );
        line(text, &format!("  {}", printable(&reported)));
    }
    rest(text, missing.len(), most, "imports");
}

fn failures(text: &mut String, failures: &[Failure], most: usize) {
    if failures.is_empty() {
        return;
    }
    line(text, "");
    let title =
        format!("{} could not be read: what is imported there is not known", counted(failures.len(), "file"));
    line(text, &styled(style_of(Status::Fail), &title));
    for Failure { file, fault } in failures.iter().take(most) {
        line(
            text,
            &format!("  {}", printable(&format!("{}:{}: {}", file.display(), fault.line, fault.message))),
        );
    }
    rest(text, failures.len(), most, "files");
}

fn of_why(text: &mut String, why: &Why) {
    let reported = match &why.steps {
        Some(steps) if steps.iter().all(|step| step.kind.runs()) => {
            format!("{} runs {}:", why.from, why.to)
        }
        Some(_) => format!(
            "importing {} does not run {}; the only path is through what runs later:",
            why.from, why.to
        ),
        None => format!("{} does not lead to {}", why.from, why.to),
    };
    line(text, &printable(&reported));
    if let Some(steps) = &why.steps {
        line(text, &format!("  {}", path_in_words(steps)));
    }
}

fn of_difference(text: &mut String, difference: &Difference, most: usize) {
    for (name, commit) in [("base", &difference.base), ("head", &difference.head)] {
        let reported = format!("{name} {}  {}", commit.short(), commit.subject);
        line(text, &styled(DIM, &printable(&reported)));
    }
    let names = |sign: &str, names: &[String]| -> Vec<String> {
        names.iter().map(|name| format!("{sign} {}", printable(name))).collect()
    };
    let edges = |sign: &str, edges: &[Step]| -> Vec<String> {
        edges.iter().map(|edge| format!("{sign} {}", edge_in_words(edge))).collect()
    };
    let modules = &difference.modules;
    list(text, "module", &names("+", &modules.new), &names("-", &modules.gone), most);
    let imports = &difference.edges;
    list(text, "import", &edges("+", &imports.new), &edges("-", &imports.gone), most);
    let gone: Vec<String> = difference
        .gone_cycles
        .iter()
        .map(|modules| format!("- {} modules: {}", modules.len(), printable(&modules.join(", "))))
        .collect();
    list(text, "cycle", &[], &gone, most);
    line(text, "");
    match difference.new_cycles.len() {
        0 => line(text, &styled(style_of(Status::Pass), "no new cycle")),
        count => line(text, &styled(style_of(Status::Fail), &format!("{} new", counted(count, "cycle")))),
    }
    for cycle in difference.new_cycles.iter().take(most) {
        new_cycle(text, cycle, most);
    }
    rest(text, difference.new_cycles.len(), most, "cycles");
}

fn list(text: &mut String, what: &str, new: &[String], gone: &[String], most: usize) {
    if new.is_empty() && gone.is_empty() {
        return;
    }
    let title = format!("{} new, {} gone", counted(new.len(), what), gone.len());
    line(text, &styled(BOLD, &title));
    for lines in [new, gone] {
        lines.iter().take(most).for_each(|reported| line(text, &format!("  {reported}")));
        rest(text, lines.len(), most, &format!("{what}s"));
    }
}

fn new_cycle(text: &mut String, cycle: &NewCycle, most: usize) {
    let grown = if cycle.grown { ", some of which went round before" } else { "" };
    let title = format!("{} modules{grown}", cycle.modules.len());
    round(text, &title, &cycle.shortest, &cycle.feedback_edges, most);
    match &cycle.closed_by {
        ClosedBy::Commit(closing) => {
            let commit = format!("{}  {}", closing.commit.short(), closing.commit.subject);
            line(text, &format!("  closed by {}", styled(BOLD, &printable(&commit))));
            line(text, &format!("  with {}", edge_in_words(&closing.edge)));
            if cycle.grown {
                line(text, &format!("  which went round {}", path_in_words(&closing.cycle)));
            }
        }
        ClosedBy::BeforeTheFork => {
            line(text, "  the history that base does not have begins with it: base has opened it meanwhile");
        }
    }
}

fn of_users(text: &mut String, record: &UsersRecord, most: usize) {
    let users = &record.users;
    let what = printable(&format!("{}:{}", users.module, users.name));
    let is_there = match users.presence {
        Presence::Defined => "is defined",
        Presence::Unknown => {
            "may be defined: by a star import from outside, by __getattr__, or in a file that cannot be read"
        }
        Presence::Missing => "is not defined",
        Presence::OnlyListed => "is not defined, though __all__ lists it",
        Presence::NoModule => "is not there: there is no such module",
    };
    let gone = !matches!(users.presence, Presence::Defined | Presence::Unknown);
    let status = if gone { Status::Fail } else { Status::Pass };
    line(text, &format!("{} {is_there}", styled(style_of(status), &what)));
    match &record.removal {
        Some(Removal::Commit(commit)) => {
            let commit = printable(&format!("{}  {}", commit.short(), commit.subject));
            line(text, &format!("  removed by {}", styled(BOLD, &commit)));
        }
        Some(Removal::Uncommitted) => line(text, "  HEAD has it: the working tree does not"),
        Some(Removal::NeverThere) => line(text, "  no commit of the history had it"),
        None => {}
    }
    let still = if gone { " still" } else { "" };
    let verb = if users.in_need() == 1 { "needs" } else { "need" };
    line(text, &format!("{}{still} {verb} it", counted(users.in_need(), "place")));
    for usage in users.usages.iter().take(most) {
        let how = match usage.how {
            Use::From => "from … import",
            Use::Attribute => "attribute",
            Use::Star => "star import, and the name is said",
            Use::StarUnsaid => "star import, and the name is not said",
            Use::Text => "in a text",
        };
        let place = printable(&format!("{}:{}", usage.file.display(), usage.line));
        line(text, &format!("  {place}  {}", styled(DIM, how)));
    }
    rest(text, users.usages.len(), most, "places");
}
