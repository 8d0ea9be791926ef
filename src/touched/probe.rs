//! Whether a change may touch a probe: by its configuration, its environment, and the files that may run with it.

use std::path::{Path, PathBuf};

use vitals_probes::wire::Factory;

use super::touch::Touch;
use crate::config::{Probe, Settings};
use crate::imports::{Graph, Reach, reach};

/// What a branch changes.
pub struct Changed<'a> {
    /// The settings as of the branch, and as of the base; None where there are none that can be read.
    pub settings: (&'a Settings, Option<&'a Settings>),
    /// Files that may decide what is installed, relative to the repository.
    pub environment: &'a [PathBuf],
    /// All files, relative to the repository.
    pub files: &'a [PathBuf],
    /// The target's root, relative to the repository.
    pub root: &'a Path,
    /// The configuration, relative to the repository: it is compared by what it means.
    pub configuration: Option<&'a Path>,
    /// Of the base, and of the branch.
    pub graphs: [&'a Graph; 2],
}

/// Why the change may touch this probe; None where it does not.
pub fn touches(changed: &Changed<'_>, probe: &Probe) -> Option<Touch> {
    by_configuration(changed.settings, probe)
        .or_else(|| changed.environment.first().map(|file| Touch::Environment { file: file.clone() }))
        .or_else(|| by_files(changed, probe))
}

fn by_configuration((now, before): (&Settings, Option<&Settings>), probe: &Probe) -> Option<Touch> {
    let Some(before) = before else { return Some(Touch::NewConfiguration) };
    if !now.has_target_of(before) {
        return Some(Touch::Target);
    }
    (!before.probes.contains(probe)).then_some(Touch::Probe)
}

fn by_files(changed: &Changed<'_>, probe: &Probe) -> Option<Touch> {
    let (now, _) = changed.settings;
    let sources = sources(now, probe);
    let reaches = changed.graphs.map(|graph| reach(graph, module(probe), &sources));
    let below_root = |file: &&PathBuf| file.strip_prefix(changed.root).ok().map(Path::to_owned);
    let inside = || changed.files.iter().filter_map(|file| Some((file, below_root(&file)?)));
    let module = inside().find(|(_, own)| reaches.iter().any(|reach| reach.files.contains(own)));
    if let Some((file, _)) = module {
        return Some(Touch::Module { file: file.clone() });
    }
    let others =
        || inside().filter(|(file, _)| changed.configuration.is_none_or(|own| own != file.as_path()));
    let beside =
        others().find(|(_, own)| !is_python(own) && reaches.iter().any(|reach| is_beside(own, reach)));
    if let Some((file, _)) = beside {
        return Some(Touch::Beside { file: file.clone() });
    }
    if !inside().any(|(_, own)| is_python(&own)) {
        return None;
    }
    let unread = reaches.iter().find_map(|reach| reach.unread.clone()).map(|file| Touch::Unread { file });
    let computed = || reaches.iter().find_map(|reach| reach.computed.clone());
    unread.or_else(|| computed().map(|(file, line)| Touch::Computed { file, line }))
}

fn is_python(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "py")
}

/// Whether code may read a file: it lies in a package of the tree, or beside a module at the top.
fn is_beside(file: &Path, reach: &Reach) -> bool {
    let folders = reach.files.iter().filter_map(|module| module.parent());
    let mut folders = folders.map(|folder| folder.to_owned());
    folders.any(|folder| match folder.as_os_str().is_empty() {
        false => file.starts_with(&folder),
        true => file.parent() == Some(Path::new("")) && !is_for_people(file),
    })
}

/// Files that lie beside every project, and that no program reads.
fn is_for_people(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let hidden = name.starts_with('.') && !name.starts_with(".env");
    hidden
        || matches!(ending, "md" | "rst")
        || ["LICENSE", "LICENCE", "COPYING", "CODEOWNERS"].contains(&name)
}

/// The module that is imported, or that makes the objects.
fn module(probe: &Probe) -> &str {
    match probe {
        Probe::Import(import) => &import.module,
        Probe::Create(create) => &create.factory.module,
        Probe::Growth(growth) => &growth.factory.module,
    }
}

/// The source that runs beside it.
fn sources<'a>(settings: &'a Settings, probe: &'a Probe) -> Vec<&'a str> {
    let own: Vec<&str> = match probe {
        Probe::Import(import) => import.setup.as_deref().into_iter().collect(),
        Probe::Create(create) => of_factory(&create.factory),
        Probe::Growth(growth) => of_factory(&growth.factory),
    };
    settings.preparation.setup.as_deref().into_iter().chain(own).collect()
}

fn of_factory(factory: &Factory) -> Vec<&str> {
    let texts = [factory.setup.as_deref(), factory.cleanup.as_deref()];
    let values = factory.args.iter().chain(factory.kwargs.iter().map(|(_, value)| value));
    texts.into_iter().flatten().chain(values.map(String::as_str)).collect()
}
