//! Takes what a command names, gives the module of the project that it means.

use std::path::{Path, PathBuf};

use crate::project::code::{CodeFile, Factory, ModuleOf};
use crate::project::declared::command::Target;
use crate::project::facts::Facts;
use crate::project::place::Place;
use crate::project::suite::is_beside_the_service;

impl Facts {
    /// What was read of the service itself, without tests and the like; an outer file before an inner one.
    pub fn outer_code(&self) -> impl Iterator<Item = &CodeFile> {
        self.code.iter().filter(|code| !is_beside_the_service(&code.module.file))
    }

    /// The module that a command means, which stands in a file of the project.
    pub fn find(&self, target: &Target, at: &Place) -> Option<ModuleOf> {
        match target {
            Target::Module(name) => self.by_name(name, at),
            Target::File(path) => self.by_path(path, at),
        }
    }

    fn by_name(&self, name: &str, at: &Place) -> Option<ModuleOf> {
        let project = self.layout.project_of(&at.file);
        let beside = at.file.parent().unwrap_or(Path::new(""));
        let named = || self.modules.iter().filter(|module| module.name == name);
        let near = named().find(|module| module.from == beside && module.file.starts_with(project));
        let path: PathBuf = name.split('.').collect();
        let ends = [path.join("__init__.py"), path.with_extension("py")];
        // `uvicorn.run("main:app")` beside `main.py`, wherever both lie.
        let inside =
            || self.modules.iter().find(|module| ends.iter().any(|end| module.file == beside.join(end)));
        let of_project =
            || named().find(|module| module.file.starts_with(project)).or_else(|| named().next());
        if let Some(module) = near.or_else(inside).or_else(of_project) {
            return Some(module.clone());
        }
        // From a folder that nothing else says: `WORKDIR /code/backend`. Where several fit, none does.
        let mut fitting =
            self.modules.iter().filter(|module| ends.iter().any(|end| module.file.ends_with(end)));
        let file = fitting.next().filter(|_| fitting.next().is_none())?;
        let depth = file.file.components().count();
        let inside = ends.iter().find(|end| file.file.ends_with(end))?.components().count();
        let from = file.file.components().take(depth - inside).collect();
        Some(ModuleOf { name: name.to_owned(), from, ..file.clone() })
    }

    fn by_path(&self, path: &Path, at: &Place) -> Option<ModuleOf> {
        let plain: PathBuf =
            path.components().filter(|part| matches!(part, std::path::Component::Normal(_))).collect();
        let beside = at.file.parent().unwrap_or(Path::new("")).join(&plain);
        let is = |wanted: &Path| self.modules.iter().find(|module| module.file == wanted);
        let name = plain.file_name()?;
        let elsewhere = || {
            let mut ending = self.modules.iter().filter(|module| module.file.file_name() == Some(name));
            ending.next().filter(|_| ending.next().is_none())
        };
        is(&beside).or_else(|| is(&plain)).or_else(elsewhere).cloned()
    }

    /// Celery looks for `celery` or `tasks` in a package, `python -m` for `__main__`.
    pub fn inner_of(&self, program: &str, module: ModuleOf) -> ModuleOf {
        let names: &[&str] = match program {
            "celery" => &["celery", "tasks", "app"],
            "python -m" => &["__main__"],
            "flask" => &["app", "wsgi"],
            _ => &[],
        };
        let has_application = self.code.iter().any(|code| {
            code.module.file == module.file
                && (!code.applications.is_empty() || code.factories.iter().any(Factory::promises))
        });
        if !module.is_package || has_application {
            return module;
        }
        let inner = names.iter().find_map(|name| {
            let wanted = format!("{}.{name}", module.name);
            self.modules.iter().find(|other| other.name == wanted && other.from == module.from)
        });
        inner.cloned().unwrap_or(module)
    }
}
