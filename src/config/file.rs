//! How `vitals.toml` or `[tool.vitals]` becomes [`Settings`], and where in it a mistake is.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::NamedSource;
use toml::Spanned;
use vitals_probes::wire::Factory;

use super::ConfigError;
use super::checks::{CheckSettings, check};
use super::names::{BaselineName, NameError, factory_name, module_name};
use super::settings::{
    Conditions, CreateSettings, GrowthSettings, ImportSettings, Limits, Probe, Settings, defaults,
};
use super::tables::{CreateTable, File, GrowthTable, ImportTable, ProjectFile};

/// The file's name.
pub const FILE_NAME: &str = "vitals.toml";
pub(super) const PROJECT_FILE: &str = "pyproject.toml";

/// The configuration for `start`: the nearest `vitals.toml`, or `pyproject.toml` with a `[tool.vitals]`.
///
/// # Errors
/// Where there is none up to the root of the file system.
pub fn find(start: &Path) -> Result<PathBuf, ConfigError> {
    let absolute = std::path::absolute(start).unwrap_or_else(|_| start.to_owned());
    let has_table = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.contains("[tool.vitals"));
    for folder in absolute.ancestors() {
        let own = folder.join(FILE_NAME);
        if own.is_file() {
            return Ok(own);
        }
        let project = folder.join(PROJECT_FILE);
        if project.is_file() && has_table(&project) {
            return Ok(project);
        }
    }
    Err(ConfigError::NotFound { start: absolute })
}

/// Reads a file into settings.
///
/// # Errors
/// Where it cannot be read, or something in it is wrong: then with the place.
pub fn read(path: &Path) -> Result<Settings, ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
    let reading = Reading { path, text: &text };
    let file = if path.file_name().is_some_and(|name| name == PROJECT_FILE) {
        let project: ProjectFile = toml::from_str(&text).map_err(|error| reading.malformed(&error))?;
        project
            .tool
            .and_then(|tool| tool.vitals)
            .ok_or_else(|| ConfigError::NoTable { path: path.to_owned() })?
    } else {
        toml::from_str(&text).map_err(|error| reading.malformed(&error))?
    };
    reading.settings(file)
}

/// The same, for a command that measures: without any probe there is nothing to do.
///
/// # Errors
/// As [`read`], or where the file lists no probe.
pub fn read_probes(path: &Path) -> Result<Settings, ConfigError> {
    let settings = read(path)?;
    if settings.probes.is_empty() {
        return Err(ConfigError::Empty { path: path.to_owned() });
    }
    Ok(settings)
}

pub(super) struct Reading<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

impl Reading<'_> {
    fn at(&self, message: String, advice: Option<String>, place: Option<Range<usize>>) -> ConfigError {
        let name = self.path.display().to_string();
        ConfigError::Malformed {
            message: format!("{name}: {message}"),
            advice,
            source_code: Arc::new(NamedSource::new(name, self.text.to_owned()).with_language("toml")),
            place: place.map(Into::into),
        }
    }

    pub(super) fn malformed(&self, error: &toml::de::Error) -> ConfigError {
        self.malformed_in(error, None)
    }

    /// Told at the place of the whole table, where the error has none of its own: its keys do not fit together.
    pub(super) fn malformed_in(&self, error: &toml::de::Error, table: Option<Range<usize>>) -> ConfigError {
        let place = error.span().or(table);
        let message = error.message().trim().to_owned();
        let advice = suggestion(&message);
        let line =
            place.as_ref().map(|span| self.text[..span.start.min(self.text.len())].matches('\n').count() + 1);
        let message = line.map_or_else(|| message.clone(), |line| format!("line {line}: {message}"));
        self.at(message, advice, place)
    }

    fn settings(&self, file: File) -> Result<Settings, ConfigError> {
        // A name without a folder has an empty one.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let mut probes = Vec::new();
        for table in file.probe.import {
            probes.push(Probe::Import(self.import(table)?));
        }
        for table in file.probe.create {
            probes.push(Probe::Create(self.create(table)?));
        }
        for table in file.probe.growth {
            probes.push(Probe::Growth(self.growth(table)?));
        }
        if probes.is_empty() && file.check.is_empty() {
            return Err(ConfigError::Empty { path: self.path.to_owned() });
        }
        let checks = self.checks(&file.check)?;
        Ok(Settings {
            source: Some(self.path.to_owned()),
            root: folder.join(file.target.root.unwrap_or_default()),
            python: file.target.python,
            environment: file.target.env,
            limits: Limits {
                address_space: file.target.address_space.map(|size| size.0),
                cpu_time: file.target.cpu_time.map(|time| time.0),
            },
            conditions: Conditions::default(),
            probes,
            checks,
            baseline: self.baseline(file.nightly.baseline)?,
            notes: Vec::new(),
        })
    }

    fn baseline(&self, written: Option<Spanned<String>>) -> Result<Option<BaselineName>, ConfigError> {
        let named = |written: Spanned<String>| {
            let wrong = |error: NameError| self.at(error.to_string(), None, Some(written.span()));
            written.get_ref().parse().map_err(wrong)
        };
        written.map(named).transpose()
    }

    fn checks(&self, tables: &[Spanned<toml::Table>]) -> Result<Vec<CheckSettings>, ConfigError> {
        let mut checks: Vec<CheckSettings> = Vec::new();
        for table in tables {
            let wrong = |message: String| {
                let advice = suggestion(&message);
                self.at(message, advice, Some(table.span()))
            };
            let read = check(table.get_ref()).map_err(wrong)?;
            if checks.iter().any(|other| other.name == read.name) {
                return Err(wrong(format!("there are two checks of the name {:?}", read.name)));
            }
            checks.push(read);
        }
        Ok(checks)
    }

    fn import(&self, table: ImportTable) -> Result<ImportSettings, ConfigError> {
        let module = module_name(table.module.get_ref())
            .map_err(|error| self.at(error.to_string(), None, Some(table.module.span())))?;
        Ok(ImportSettings {
            module,
            limit: table.limit.map_or(defaults::IMPORT, |limit| limit.0),
            cache: table.cache,
            samples: self.at_least(1, "samples", table.samples)?,
            trace: table.trace,
            regression: table.regression.map(|ratio| ratio.0),
        })
    }

    fn create(&self, table: CreateTable) -> Result<CreateSettings, ConfigError> {
        let (module, callable) = self.factory(&table.factory)?;
        Ok(CreateSettings {
            factory: Factory {
                module,
                callable,
                setup: table.setup,
                args: table.args,
                kwargs: table.kwargs.into_iter().collect(),
                cleanup: table.cleanup,
                expect_type: table.expect_type,
            },
            limit: table.limit.map_or(defaults::CREATE, |limit| limit.0),
            samples: self.at_least(1, "samples", table.samples)?,
            regression: table.regression.map(|ratio| ratio.0),
        })
    }

    fn growth(&self, table: GrowthTable) -> Result<GrowthSettings, ConfigError> {
        let (module, callable) = self.factory(&table.factory)?;
        Ok(GrowthSettings {
            factory: Factory {
                module,
                callable,
                setup: table.setup,
                args: table.args,
                kwargs: table.kwargs.into_iter().collect(),
                cleanup: table.cleanup,
                expect_type: table.expect_type,
            },
            objects: self.at_least(1, "objects", table.objects)?.unwrap_or(defaults::OBJECTS),
            rounds: self.at_least(10, "rounds", table.rounds)?.unwrap_or(defaults::ROUNDS),
            limit: table.limit.map_or(defaults::GROWTH, |limit| limit.0),
            per_hour: table.per_hour,
            regression: table.regression.map(|ratio| ratio.0),
        })
    }

    fn factory(&self, written: &Spanned<String>) -> Result<(String, String), ConfigError> {
        factory_name(written.get_ref()).map_err(|error| {
            self.at(
                error.to_string(),
                miette::Diagnostic::help(&error).map(|help| help.to_string()),
                Some(written.span()),
            )
        })
    }

    fn at_least<N: PartialOrd + Copy + std::fmt::Display>(
        &self,
        least: N,
        key: &str,
        written: Option<Spanned<N>>,
    ) -> Result<Option<N>, ConfigError> {
        match written {
            Some(number) if *number.get_ref() < least => {
                Err(self.at(format!("`{key}` must be at least {least}"), None, Some(number.span())))
            }
            other => Ok(other.map(Spanned::into_inner)),
        }
    }
}

/// For ``unknown field `modul`, expected one of `module`, `limit` `` the nearest of those.
fn suggestion(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("unknown field `")?;
    let (unknown, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2);
    let near =
        known.map(|name| (strsim::jaro_winkler(unknown, name), name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (near.0 > 0.7).then(|| format!("did you mean `{}`?", near.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Settings, ConfigError> {
        let reading = Reading { path: Path::new("vitals.toml"), text };
        let file = toml::from_str(text).map_err(|error| reading.malformed(&error))?;
        reading.settings(file)
    }

    #[test]
    fn the_designs_example_is_read() {
        let settings = read_text(
            r#"
            [target]
            root = "."
            python = ".venv"
            env = { ENVIRONMENT = "test" }
            [[probe.import]]
            module = "shop.app"
            limit = "2s"
            regression = "10%"
            [[probe.create]]
            factory = "shop.sockets:create_manager"
            setup = "from shop.context import Context"
            args = ["Context(user=f'user-{i}')"]
            expect_type = "Manager"
            limit = "5s"
            [[probe.growth]]
            factory = "shop.sockets:create_manager"
            objects = 10
            rounds = 20
            limit = "50MB"
            [[check]]
            name = "golden path"
            kind = "pytest"
            paths = ["tests/e2e/test_golden_path.py"]
            requires = ["shop.sockets"]
            critical = true
            timeout = "60s"
            "#,
        )
        .expect("the example is right");
        assert_eq!(settings.probes.len(), 3);
        assert_eq!(settings.checks.len(), 1);
        assert_eq!(settings.probes[0].regression(), Some(0.1));
    }

    fn message(text: &str) -> (String, Option<String>) {
        match read_text(text) {
            Err(ConfigError::Malformed { message, advice, .. }) => (message, advice),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn mistakes_are_named_with_their_line_and_a_suggestion() {
        let (told, advice) = message("[[probe.import]]\nmodul = \"a\"\n");
        assert!(told.contains("line 2") && told.contains("`modul`"), "{told}");
        assert_eq!(advice.as_deref(), Some("did you mean `module`?"));
        let (told, _) = message("[[probe.import]]\nmodule = \"a\"\nlimit = 2\n");
        assert!(told.contains("line 3") && told.contains("has no unit"), "{told}");
        let (told, _) = message("[[probe.import]]\nmodule = \"-c\"\n");
        assert!(told.contains("begins with a dash"), "{told}");
        let (told, _) = message("[[probe.growth]]\nfactory = \"a:b\"\nrounds = 3\n");
        assert!(told.contains("at least 10"), "{told}");
    }
}
