//! Where modules come from, each source with a colour of its own: the target, installed packages, Python itself.

use std::collections::HashMap;

use vitals_probes::wire::{ModuleRecord, Trace, is_standard_library};

use crate::cause::OwnTime;
use crate::quantity::Nanos;
use crate::report::charts::palette::Ink;
use crate::untrusted::{printable, shortened};

/// Letters of a package's name in a legend.
const NAME: usize = 40;
/// What separates an environment's folder from the packages in it.
const INSTALLED: [&str; 2] = ["/site-packages/", "/dist-packages/"];

/// Where a module comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The target's, and what is not installed.
    Own,
    /// An installed package: the first part of what is imported.
    Package(String),
    /// Python's own.
    Standard,
}

impl Source {
    /// Of a module; `first` is what the statement itself names, and its own where it failed before its file was known.
    fn of(module: &ModuleRecord, first: bool) -> Self {
        let Some(file) = module.origin.as_deref() else {
            return if first { Self::Own } else { Self::Standard };
        };
        if let Some((_, rest)) = INSTALLED.iter().find_map(|folder| file.rsplit_once(folder)) {
            let package = rest.split(['/', '.']).next().unwrap_or(rest);
            return Self::Package(package.to_owned());
        }
        if file.starts_with('/') && !is_standard_library(file) { Self::Own } else { Self::Standard }
    }
}

/// The sources of a trace.
pub struct Sources {
    of: Vec<Source>,
    /// Installed packages that have a colour of their own, the costliest first.
    coloured: Vec<String>,
    took: HashMap<Source, Nanos>,
}

impl Sources {
    pub fn of(trace: &Trace, own: &[Option<OwnTime>]) -> Self {
        let of: Vec<Source> =
            trace.modules.iter().enumerate().map(|(index, module)| Source::of(module, index == 0)).collect();
        let mut took: HashMap<Source, Nanos> = HashMap::new();
        for (source, own) in of.iter().zip(own) {
            if let Some(own) = own {
                let all = took.entry(source.clone()).or_default();
                *all += own.own.wall;
            }
        }
        let mut packages: Vec<(Nanos, String)> = took
            .iter()
            .filter_map(|(source, took)| match source {
                Source::Package(name) => Some((*took, name.clone())),
                Source::Own | Source::Standard => None,
            })
            .collect();
        packages.sort_by_key(|(took, name)| (std::cmp::Reverse(*took), name.clone()));
        let coloured = packages.into_iter().take(Ink::PACKAGES.len()).map(|(_, name)| name).collect();
        Self { of, coloured, took }
    }

    /// The colour of a module.
    pub fn ink(&self, index: usize) -> Ink {
        self.of.get(index).map_or(Ink::Standard, |source| self.ink_of(source))
    }

    fn ink_of(&self, source: &Source) -> Ink {
        match source {
            Source::Own => Ink::Own,
            Source::Standard => Ink::Standard,
            Source::Package(name) => {
                let place = self.coloured.iter().position(|known| known == name);
                place.and_then(|place| Ink::PACKAGES.get(place)).copied().unwrap_or(Ink::Installed)
            }
        }
    }

    /// Each colour with what it means, and what its modules took themselves.
    pub fn legend(&self) -> Vec<(Ink, String)> {
        let mut legend = Vec::new();
        let mut others = (0, Nanos(0));
        if let Some(took) = self.took.get(&Source::Own) {
            legend.push((Ink::Own, format!("the target's own {took}")));
        }
        for name in &self.coloured {
            let source = Source::Package(name.clone());
            let took = self.took.get(&source).copied().unwrap_or_default();
            legend.push((self.ink_of(&source), format!("{} {took}", shortened(&printable(name), NAME))));
        }
        for (source, took) in &self.took {
            if self.ink_of(source) == Ink::Installed {
                others = (others.0 + 1, others.1 + *took);
            }
        }
        if others.0 > 0 {
            legend.push((Ink::Installed, format!("{} more installed packages {}", others.0, others.1)));
        }
        if let Some(took) = self.took.get(&Source::Standard) {
            legend.push((Ink::Standard, format!("Python's standard library {took}")));
        }
        legend
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_what_stands_first_below_its_folder() {
        let of = |file: &str, first| {
            let module = ModuleRecord { origin: Some(file.into()), ..ModuleRecord::default() };
            Source::of(&module, first)
        };
        let package = |name: &str| Source::Package(name.into());
        assert_eq!(of("/v/lib/python3.11/site-packages/fastapi/routing.py", false), package("fastapi"));
        assert_eq!(of("/v/lib/python3.11/site-packages/six.py", true), package("six"));
        assert_eq!(of("/usr/lib/python3/dist-packages/yaml/__init__.py", false), package("yaml"));
        assert_eq!(of("/usr/lib/python3.11/json/__init__.py", false), Source::Standard);
        assert_eq!(of("/srv/shop/app.py", false), Source::Own);
        assert_eq!(of("built-in", false), Source::Standard);
    }
}
