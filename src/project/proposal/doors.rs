//! Takes the facts, gives the modules by which the service is entered, those first of which that is most certain.

use std::collections::HashMap;
use std::path::Path;

use super::entry::Why;
use crate::project::code::{CodeFile, ModuleOf, Role};
use crate::project::declared::command::{Served, Target};
use crate::project::facts::Facts;
use crate::project::place::Place;
use crate::project::suite::is_beside_the_service;

/// A module by which the service is entered.
#[derive(Clone, Debug)]
pub struct Door {
    /// The module.
    pub module: ModuleOf,
    /// Why it is one.
    pub why: Vec<Why>,
    /// The object in it that is served, and whether it is called for that.
    pub object: Option<(String, bool)>,
}

/// The doors, and what commands name that is not there.
#[derive(Debug, Default)]
pub struct Doors {
    /// Most certain first.
    pub found: Vec<Door>,
    /// The name, and where it is.
    pub absent: Vec<(String, Place)>,
}

/// Nobody reads a longer list.
const MOST: usize = 50;

/// Names of modules that promise to start something.
const NAMES: [&str; 12] = [
    "app",
    "main",
    "api",
    "server",
    "asgi",
    "wsgi",
    "application",
    "service",
    "cli",
    "__main__",
    "canonical_imports",
    "core",
];

/// All of them.
pub fn doors(facts: &Facts) -> Doors {
    let mut doors = Doors::default();
    doors.served(facts);
    doors.django(facts);
    doors.applications(facts, |role| role != Role::Command);
    doors.scripts(facts);
    if doors.found.is_empty() {
        doors.applications(facts, |role| role == Role::Command);
    }
    if doors.found.is_empty() {
        doors.programs(facts);
    }
    if doors.found.is_empty() {
        doors.by_name(facts);
    }
    doors.without_packages_around();
    doors
}

impl Doors {
    /// Whether a file is one of them.
    pub fn is_one(&self, code: &CodeFile) -> bool {
        self.found.iter().any(|door| door.module.file == code.module.file)
    }

    /// Whether a file is of a package that has one.
    pub fn is_near(&self, code: &CodeFile) -> bool {
        let top = |module: &ModuleOf| module.name.split('.').next().unwrap_or_default().to_owned();
        self.found.iter().any(|door| top(&door.module) == top(&code.module))
    }

    fn add(&mut self, module: &ModuleOf, why: Why, object: Option<(String, bool)>) {
        let is_full = self.found.len() >= MOST;
        match self.found.iter_mut().find(|door| door.module.file == module.file) {
            Some(door) => {
                if !door.why.contains(&why) {
                    door.why.push(why);
                }
                door.object = door.object.take().or(object);
            }
            None if !is_full => self.found.push(Door { module: module.clone(), why: vec![why], object }),
            None => {}
        }
    }

    /// A package is imported with what is in it.
    fn without_packages_around(&mut self) {
        let inner: Vec<String> = self.found.iter().map(|door| door.module.name.clone()).collect();
        self.found.retain(|door| {
            let package = format!("{}.", door.module.name);
            !inner.iter().any(|module| module.starts_with(&package))
        });
    }

    fn served(&mut self, facts: &Facts) {
        for (served, at) in &facts.served {
            let Served { program, target, object, is_factory, .. } = served;
            if matches!(target, Target::File(file) if file.ends_with("manage.py")) {
                continue;
            }
            match facts.find(target, at) {
                Some(module) => {
                    let module = facts.inner_of(program, module);
                    let object = object.clone().map(|object| (object, *is_factory));
                    self.add(&module, Why::Served { program, at: at.clone() }, object);
                }
                None => {
                    // A program of a library: `python -m http.server`, `celery -A other`.
                    let shown = match target {
                        Target::Module(module) => module.clone(),
                        Target::File(file) => file.display().to_string(),
                    };
                    let is_library = matches!(target, Target::Module(_)) && program.starts_with("python");
                    self.absent.extend((!is_library).then(|| (shown, at.clone())));
                }
            }
        }
        for code in facts.code.iter().filter(|code| !is_beside_the_service(&code.module.file)) {
            for (text, line) in &code.starts.named {
                let Some((module, object)) = text.split_once(':') else { continue };
                let at = Place::at(&code.module.file, *line);
                if let Some(module) = facts.find(&Target::Module(module.to_owned()), &at) {
                    self.add(
                        &module,
                        Why::Served { program: "uvicorn", at },
                        Some((object.to_owned(), false)),
                    );
                }
            }
        }
    }

    /// What the template of `startproject` has, unless a command serves one of them.
    fn django(&mut self, facts: &Facts) {
        let is_django = |code: &&CodeFile| {
            let makes = |application: &crate::project::code::Application| {
                facts.framework_of(&application.made).is_some_and(|framework| framework.name == "Django")
            };
            code.applications.iter().any(makes)
        };
        let found: Vec<&CodeFile> = facts.outer_code().filter(is_django).collect();
        if found.iter().any(|code| self.has(&code.module.file)) {
            return;
        }
        let wsgi = found.iter().find(|code| code.module.name.ends_with("wsgi")).or(found.first());
        if let Some(code) = wsgi {
            self.application_of(facts, code, |_| true);
        }
    }

    fn has(&self, file: &Path) -> bool {
        self.found.iter().any(|door| door.module.file == file)
    }

    fn applications(&mut self, facts: &Facts, takes: impl Fn(Role) -> bool) {
        let has_django = |code: &CodeFile| {
            code.applications.iter().any(|application| {
                facts.framework_of(&application.made).is_some_and(|framework| framework.name == "Django")
            })
        };
        for code in facts
            .outer_code()
            .filter(|code| !has_django(code) || self.has(&code.module.file))
            .collect::<Vec<_>>()
        {
            self.application_of(facts, code, &takes);
        }
    }

    fn application_of(&mut self, facts: &Facts, code: &CodeFile, takes: impl Fn(Role) -> bool) {
        for application in &code.applications {
            let Some(framework) = facts.framework_of(&application.made) else { continue };
            if !takes(framework.role) {
                continue;
            }
            let name = application.name.clone();
            let at = Place::at(&code.module.file, application.line);
            let why = Why::Application { framework: framework.name, name: name.clone(), at };
            self.add(&code.module, why, Some((name, false)));
        }
    }

    fn scripts(&mut self, facts: &Facts) {
        for script in &facts.scripts {
            let why = Why::Script { name: script.name.clone(), at: script.place.clone() };
            match facts.find(&Target::Module(script.module.clone()), &script.place) {
                Some(module) => self.add(&module, why, None),
                None => self.absent.push((script.module.clone(), script.place.clone())),
            }
        }
        // A factory is a front door too, where nothing calls it in these files.
        if self.found.is_empty() {
            for code in facts.outer_code() {
                for factory in &code.factories {
                    let Some(framework) = facts.framework_of(&factory.made) else { continue };
                    let at = Place::at(&code.module.file, factory.line);
                    let why = Why::Returns { what: framework.application(), at };
                    self.add(&code.module, why, Some((factory.name.clone(), true)));
                }
            }
        }
    }

    fn programs(&mut self, facts: &Facts) {
        for code in facts.outer_code() {
            let line = code.starts.main.or(code.starts.on_import);
            if let Some(line) = line {
                self.add(&code.module, Why::Main { at: Place::at(&code.module.file, line) }, None);
            }
        }
    }

    /// Of each package at the top, the module whose name promises most, else itself, unless it is empty.
    fn by_name(&mut self, facts: &Facts) {
        let outer = || facts.modules.iter().filter(|module| !is_beside_the_service(&module.file));
        let named: HashMap<&str, &ModuleOf> = outer().map(|module| (module.name.as_str(), module)).collect();
        for top in outer().filter(|module| !module.name.contains('.')) {
            let inner = NAMES.iter().find_map(|name| {
                let inner = named.get(format!("{}.{name}", top.name).as_str())?;
                (inner.from == top.from).then_some(*inner)
            });
            let says_something =
                facts.files_of(&top.name).any(|code| code.module.file == top.file && !code.is_empty);
            match inner {
                Some(module) if !says_something => self.add(module, Why::NamePromises, None),
                _ if top.is_package && says_something => self.add(top, Why::Package, None),
                _ if NAMES.contains(&top.name.as_str()) => self.add(top, Why::NamePromises, None),
                _ => {}
            }
        }
        let mut alone = outer().filter(|module| !module.name.contains('.') && !module.is_package);
        if self.found.is_empty()
            && let (Some(module), None) = (alone.next(), alone.next())
        {
            self.add(module, Why::Package, None);
        }
    }
}
