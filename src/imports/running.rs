//! Takes the bodies of modules that were running, gives the path round on which one of them was asked too early.

use std::path::{Path, PathBuf};

use vitals_probes::wire::{RunningModule, Site};

use super::graph::Step;
use super::source::files_of;
use super::statement::Kind;

/// The path from `module`, whose body had not ended, to the innermost body, which asks it for something. It has run: no source
/// is read. None where the module's body was not running.
pub fn path_round(running: &[RunningModule], module: &str) -> Option<Vec<Step>> {
    let first = running.iter().rposition(|body| body.module == module)?;
    let round = &running[first..];
    let next = round.iter().skip(1).map(|body| body.module.as_str()).chain([module]);
    let steps = round.iter().zip(next).map(|(body, imported)| Step {
        importer: body.module.clone(),
        imported: imported.to_owned(),
        file: inside(&body.module, &body.file),
        line: body.line,
        kind: Kind::Plain,
        implied: false,
        by_call: body.by_call,
        through: body.through.as_ref().map(|site| Box::new(of_a_module(site, running))),
    });
    Some(steps.collect())
}

/// The file from the folder on that the module is imported from; as it is where it is none of the module's.
fn inside(module: &str, file: &str) -> PathBuf {
    files_of(module)
        .into_iter()
        .find(|inside| Path::new(file).ends_with(inside))
        .unwrap_or_else(|| file.into())
}

/// A function's place, with the file named as those of the modules in which it lies.
fn of_a_module(site: &Site, running: &[RunningModule]) -> Site {
    let folders = running.iter().filter_map(|body| folder_of(&body.module, Path::new(&body.file)));
    let mut shorter =
        folders.filter_map(|folder| Path::new(&site.file).strip_prefix(folder).ok().map(Path::to_owned));
    let file = shorter.next().map_or_else(|| site.file.clone(), |file| file.display().to_string());
    Site { file, ..site.clone() }
}

/// The folder that a module was imported from, by its file: it need not be the target's root.
pub fn folder_of(module: &str, file: &Path) -> Option<PathBuf> {
    let inside = files_of(module).into_iter().find(|inside| file.ends_with(inside))?;
    file.ancestors().nth(inside.components().count()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(module: &str, file: &str, line: u32) -> RunningModule {
        RunningModule { module: module.into(), file: file.into(), line, ..RunningModule::default() }
    }

    #[test]
    fn c5_the_path_begins_with_the_half_run_module() {
        let mut running = [
            body("lint.main", "/srv/lint/main.py", 1),
            body("lint.tree", "/srv/lint/tree.py", 1),
            body("lint.data", "/srv/lint/data.py", 4),
            body("lint.fixers.one", "/srv/lint/fixers/one.py", 1),
        ];
        running[2].by_call = true;
        running[2].through =
            Some(Site { file: "/srv/lint/plugins.py".into(), line: 9, function: "load".into() });
        let steps = path_round(&running, "lint.tree").expect("a path round");
        let words: Vec<_> = steps
            .iter()
            .map(|step| (step.imported.as_str(), step.file.to_str(), step.line, step.by_call))
            .collect();
        assert_eq!(
            words,
            [
                ("lint.data", Some("lint/tree.py"), 1, false),
                ("lint.fixers.one", Some("lint/data.py"), 4, true),
                ("lint.tree", Some("lint/fixers/one.py"), 1, false),
            ]
        );
        assert_eq!(steps[1].through.as_ref().map(|site| site.file.as_str()), Some("lint/plugins.py"));
        assert_eq!(path_round(&running, "lint.other"), None);
    }

    #[test]
    fn a_file_shows_where_its_package_lies() {
        let folder = |file: &str| folder_of("a.b", Path::new(file));
        assert_eq!(folder("/srv/a/b.py"), Some("/srv".into()));
        assert_eq!(folder("/srv/a/b/__init__.py"), Some("/srv".into()));
        assert_eq!(folder("/srv/c.py"), None);
    }
}
