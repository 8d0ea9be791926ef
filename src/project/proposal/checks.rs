//! Takes the facts, gives the checks that they allow, and templates of those that need a person.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::doors::{Door, Doors};
use super::entry::{Entry, Item, Template, Why};
use crate::project::code::{ModuleOf, Protocol, Role};
use crate::project::facts::Facts;
use crate::project::place::Place;
use crate::project::suite::{is_beside_the_service, suites};

/// A list that is longer says less than that everything is meant.
const MOST: usize = 12;
/// More of them are alike.
const MOST_CONVERSATIONS: usize = 2;

/// Syntax, cycles, and the tests.
pub fn checks(facts: &Facts, doors: &Doors, root: &Path) -> Vec<Entry> {
    let left_out = beside_packages(facts, doors);
    let is_own = |module: &&ModuleOf| {
        let is_outside = is_beside_the_service(&module.file) || left_out.contains(&module.from);
        !is_outside && module.file.starts_with(root)
    };
    let own: Vec<&ModuleOf> = facts.modules.iter().filter(is_own).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let tops: BTreeSet<PathBuf> = own.iter().map(|module| top_path(module)).collect();
    let inside = |path: &PathBuf| relative(path, root);
    let paths: Option<Vec<PathBuf>> = tops.iter().map(inside).collect();
    let names: BTreeSet<String> = own.iter().map(|module| top_name(module)).collect();
    let paths = paths.filter(|paths| paths.len() <= MOST).unwrap_or_else(|| vec![".".into()]);
    let packages = if names.len() <= MOST { names.into_iter().collect() } else { Vec::new() };
    let mut found = vec![
        Entry::new(Item::Syntax { paths }, vec![Why::Everything]),
        Entry::new(Item::Cycles { packages }, vec![Why::Everything]),
    ];
    found.extend(tests(facts, doors, root));
    found
}

/// Folders beside a `src`: what is imported from them is not the service's, unless a door is.
pub fn beside_packages(facts: &Facts, doors: &Doors) -> BTreeSet<PathBuf> {
    let used: BTreeSet<&PathBuf> = facts.modules.iter().map(|module| &module.from).collect();
    let inner = facts.layout.roots.iter().filter(|folder| used.contains(folder));
    let around = inner.filter_map(|folder| {
        let project = facts.layout.project_of(&folder.join("x")).to_owned();
        (*folder != project).then_some(project)
    });
    around.filter(|folder| doors.found.iter().all(|door| door.module.from != *folder)).collect()
}

fn tests(facts: &Facts, doors: &Doors, root: &Path) -> Vec<Entry> {
    let requires = doors.found.first().map(|door| top_name(&door.module));
    let suites = suites(&facts.tree.files).into_iter().map(|suite| {
        let configured = facts
            .test_paths
            .iter()
            .map(PathBuf::from)
            .filter(|path| facts.tree.files.iter().any(|file| file.starts_with(path)));
        let configured: Vec<PathBuf> = configured.collect();
        match suite.promise {
            None if !configured.is_empty() => (suite.promise, configured, Why::TestPaths),
            None => (suite.promise, suite.paths, Why::AllTests),
            Some(_) => {
                let why = Why::Tests { some: suite.paths.len(), all: suite.all };
                (suite.promise, suite.paths, why)
            }
        }
    });
    suites
        .filter_map(|(promise, paths, why)| {
            let paths: Vec<PathBuf> =
                paths.iter().take(MOST).filter_map(|path| relative(path, root)).collect();
            let requires = requires.clone();
            (!paths.is_empty()).then(|| Entry::new(Item::Pytest { promise, paths, requires }, vec![why]))
        })
        .collect()
}

/// `src/shop` of `src/shop/web/main.py`.
fn top_path(module: &ModuleOf) -> PathBuf {
    let depth = module.from.components().count() + 1;
    module.file.components().take(depth).collect()
}

fn top_name(module: &ModuleOf) -> String {
    module.name.split('.').next().unwrap_or_default().to_owned()
}

/// Seen from the root. Above it a path would not be in a commit's tree.
pub fn relative(path: &Path, root: &Path) -> Option<PathBuf> {
    let inside = path.strip_prefix(root).ok()?;
    Some(if inside.as_os_str().is_empty() { ".".into() } else { inside.to_owned() })
}

/// What a server answers: what is said in a conversation, and what it needs to start, only a person knows.
pub fn templates(facts: &Facts, doors: &Doors) -> Vec<Template> {
    let start = start(facts, doors.found.first());
    let routes = || facts.outer_code().flat_map(|code| code.routes.iter().map(move |route| (code, route)));
    let of = |protocol| routes().filter(move |(_, route)| route.protocol == protocol);
    let asked = of(Protocol::Get).find(|(_, route)| asks_for_health(&route.path));
    let asked = asked.or_else(|| of(Protocol::Get).find(|(_, route)| route.path == "/"));
    let all = asked.into_iter().chain(of(Protocol::Websocket).take(MOST_CONVERSATIONS));
    all.map(|(code, route)| Template {
        protocol: route.protocol,
        path: route.path.clone(),
        at: Place::at(&code.module.file, route.line),
        start: start.clone(),
    })
    .collect()
}

/// A path that a load balancer asks.
fn asks_for_health(path: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_fixed = !path.contains(['{', '<']);
    is_fixed
        && ["health", "healthz", "healthcheck", "ping", "ready", "readyz", "live", "livez", "status"]
            .contains(&last)
}

/// What starts the server of a door.
fn start(facts: &Facts, door: Option<&Door>) -> Vec<String> {
    let Some(door) = door else { return Vec::new() };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let Some((object, is_factory)) = &door.object else { return words(&["python", "-m", &door.module.name]) };
    let served = format!("{}:{object}", door.module.name);
    if door.why.iter().any(|why| matches!(why, Why::Served { program: "flask", .. })) {
        // It calls a factory itself.
        return words(&["python", "-m", "flask", "--app", &served, "run", "--port", "{port}"]);
    }
    let role = facts.code.iter().find(|code| code.module.file == door.module.file).and_then(|code| {
        let application = code.applications.iter().find(|application| application.name == *object)?;
        facts.framework_of(&application.made).map(|framework| framework.role)
    });
    match (role, is_factory) {
        (Some(Role::Wsgi), _) => words(&["python", "-m", "gunicorn", &served, "--bind", "127.0.0.1:{port}"]),
        (Some(Role::Server), _) => words(&["python", "-m", &door.module.name]),
        (_, true) => words(&["python", "-m", "uvicorn", "--factory", &served, "--port", "{port}"]),
        _ => words(&["python", "-m", "uvicorn", &served, "--port", "{port}"]),
    }
}
