//! The whole file: its tables become [`Settings`].

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::DeValue;

use super::escalation::Escalations;
use super::file::TomlFile;
use super::keys::take;
use super::shared::Shared;
use super::tables::{ProbeTables, RespondTable, RollbackTable, WholeTable};
use super::texts::WrittenCommand;
use crate::config::check::CheckSettings;
use crate::config::env_file;
use crate::config::error::ConfigError;
use crate::config::names::BaselineName;
use crate::config::probe::{Probe, defaults};
use crate::config::settings::{
    Conditions, CulpritSettings, Limits, Preparation, ReportSettings, RespondSettings, RollbackSettings,
    Settings,
};
use crate::config::text::{is_there, read_bytes};
use crate::config::variables::Variables;
use crate::quantity::{Kept, Nanos};

/// The longest until it is known whether a breach is contained.
const CONTAIN_WITHIN: Nanos = Nanos::from_millis(15_000);

impl TomlFile<'_> {
    /// What the whole file means.
    ///
    /// # Errors
    /// Where something in it is wrong: then with the place.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let mut table = self.table()?;
        let shared = Shared::take(self, &mut table)?;
        shared.fill_probes(self, &mut table)?;
        let checks = self.checks(take(&mut table, "check"), &shared)?;
        let file: WholeTable = self.read(Spanned::new(0..0, DeValue::Table(table)))?;
        let probes = self.probes(file.probe)?;
        let env_file = file.target.env_file.as_ref().map(|path| self.folder().join(path.get_ref()));
        Ok(Settings {
            source: Some(self.path.to_owned()),
            root: self.folder().join(file.target.root.unwrap_or_default()),
            python: file.target.python,
            environment: self.environment(file.target.env, file.target.env_file)?,
            preparation: Preparation {
                argv: file.target.argv.map(|argv| argv.into_iter().map(|argument| argument.0).collect()),
                setup: file.target.setup,
            },
            limits: Limits {
                address_space: file.target.address_space.map(|size| size.0),
                cpu_time: file.target.cpu_time.map(|time| time.0),
            },
            conditions: Conditions::default(),
            rollback: self.rollback(file.rollback, &checks)?,
            respond: self.respond(file.respond)?,
            culprit: CulpritSettings {
                auto: file.culprit.auto,
                budget: file.culprit.budget.map_or(defaults::CULPRIT_BUDGET, |budget| budget.0),
            },
            probes,
            checks,
            baseline: self.baseline(file.nightly.baseline)?,
            env_file,
            notify: self.receivers(file.notify)?,
            escalation: self.policy(
                file.escalation,
                Escalations { levels: file.level, contacts: file.contact, rules: file.rule },
            )?,
            prepare: file.pr.prepare.into_iter().map(|command| command.0).collect(),
            reports: ReportSettings {
                keep: file.reports.keep.map(Kept::to_usize),
                editor: file.reports.editor,
            },
        })
    }

    fn rollback(
        &self,
        table: RollbackTable,
        checks: &[CheckSettings],
    ) -> Result<RollbackSettings, ConfigError> {
        let named = |names: Vec<Spanned<String>>| {
            let known = |written: Spanned<String>| {
                if checks.iter().any(|check| check.name == *written.get_ref()) {
                    return Ok(written.get_ref().clone());
                }
                let message = format!("there is no check of the name {:?}", written.get_ref());
                Err(self.at(&message, None, Some(written.span())))
            };
            names.into_iter().map(known).collect::<Result<Vec<_>, _>>()
        };
        let lines = |commands: Vec<WrittenCommand>| commands.into_iter().map(|command| command.0).collect();
        Ok(RollbackSettings {
            checks: named(table.checks)?,
            after: lines(table.after),
            commands: table.commands.into_iter().map(|(name, commands)| (name, lines(commands))).collect(),
            live: named(table.live)?,
        })
    }

    fn respond(&self, table: RespondTable) -> Result<RespondSettings, ConfigError> {
        let within = table.contain_within.map(|written| {
            if written.get_ref().0 <= CONTAIN_WITHIN {
                return Ok(written.get_ref().0);
            }
            let message = "`contain_within` is at most 15s: a breach is contained first, and at once";
            Err(self.at(message, None, Some(written.span())))
        });
        Ok(RespondSettings {
            contain: table.contain.map(|command| command.0),
            contained: table.contained.map(|command| command.0),
            contain_within: within.transpose()?,
            evidence: table.evidence.into_iter().map(|command| command.0).collect(),
        })
    }

    fn probes(&self, tables: ProbeTables) -> Result<Vec<Probe>, ConfigError> {
        let imports = tables.import.into_iter().map(|table| self.import(table).map(Probe::Import));
        let creations = tables.create.into_iter().map(|table| self.create(table).map(Probe::Create));
        let growths = tables.growth.into_iter().map(|table| self.growth(table).map(Probe::Growth));
        imports.chain(creations).chain(growths).collect()
    }

    /// The variables of the file, and over them those of `env`.
    fn environment(
        &self,
        own: Variables,
        env_file: Option<Spanned<PathBuf>>,
    ) -> Result<BTreeMap<String, String>, ConfigError> {
        let mut all = BTreeMap::new();
        if let Some(written) = env_file {
            let path = self.folder().join(written.get_ref());
            if !is_there(&path)? {
                let message = format!("`env_file`: there is no {}", path.display());
                let advice =
                    "it is relative to the configuration's folder; leave the line out where there is none";
                return Err(self.at(&message, Some(advice.to_owned()), Some(written.span())));
            }
            let read = env_file::variables(&read_bytes(&path)?);
            let wrong = |(fault, line)| ConfigError::EnvFile { path: path.clone(), line, fault };
            all.extend(read.map_err(wrong)?);
        }
        all.extend(own.into_map());
        Ok(all)
    }

    fn baseline(&self, written: Option<Spanned<String>>) -> Result<Option<BaselineName>, ConfigError> {
        let named = |written: Spanned<String>| {
            written.get_ref().parse().map_err(|error| self.misnamed(&error, written.span()))
        };
        written.map(named).transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::quantity::{Nanos, Tolerance};

    fn read_text(text: &str) -> Result<Settings, ConfigError> {
        TomlFile { path: Path::new("vitals.toml"), text }.settings()
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
        assert_eq!(settings.probes[0].regression(), Some(Tolerance::Part(0.1)));
    }

    fn message(text: &str) -> (String, Option<String>) {
        match read_text(text) {
            Err(ConfigError::Malformed { message, advice, .. }) => (message, advice),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn containment_is_a_matter_of_seconds() {
        let text = "[respond]\ncontain = ['stop']\ncontained = ['is-stopped']\nevidence = [['logs']]\n";
        let settings = read_text(&format!("{text}contain_within = '2s'\n")).expect("settings").respond;
        assert_eq!(settings.contain_within, Some(Nanos::from_millis(2_000)));
        assert_eq!(settings.contained.map(|command| command.words()), Some(vec!["is-stopped".to_owned()]));
        assert_eq!(settings.evidence.len(), 1);
        let (reported, _) = message(&format!("{text}contain_within = '16s'\n"));
        assert!(reported.contains("line 5") && reported.contains("at most 15s"), "{reported}");
    }

    #[test]
    fn a_search_for_the_commit_at_fault_is_made_where_it_is_asked_for() {
        let of = |text: &str| read_text(text).expect("settings").culprit;
        assert_eq!(of(""), CulpritSettings::default());
        assert!(!of("[culprit]\nbudget = \"1m\"\n").auto);
        let asked = of("[culprit]\nauto = true\nbudget = \"90s\"\n");
        assert_eq!((asked.auto, asked.budget), (true, Nanos::from_millis(90_000)));
    }

    #[test]
    fn mistakes_are_named_with_their_line_and_a_suggestion() {
        let (reported, advice) = message("[[probe.import]]\nmodul = \"a\"\n");
        assert!(reported.contains("line 2") && reported.contains("`modul`"), "{reported}");
        assert_eq!(advice.as_deref(), Some("did you mean `module`?"));
        let (reported, _) = message("[[probe.import]]\nmodule = \"a\"\nlimit = 2\n");
        assert!(reported.contains("line 3") && reported.contains("has no unit"), "{reported}");
        let (reported, _) = message("[[probe.import]]\nmodule = \"-c\"\n");
        assert!(reported.contains("begins with a dash"), "{reported}");
        let (reported, _) = message("[[probe.growth]]\nfactory = \"a:b\"\nrounds = 3\n");
        assert!(reported.contains("3 is not between 10 and"), "{reported}");
    }
}
