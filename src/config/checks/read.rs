//! How the tables of `[[check]]` are read: the keys that all have, then those of the kind.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{CheckKind, CheckSettings, Class, CommandSettings, PytestSettings};
use crate::config::ConfigError;
use crate::config::names::module_name;
use crate::config::reading::{Reading, Span, take, take_all};
use crate::config::settings::Probe;
use crate::config::weight::Weight;
use crate::quantity::{Nanos, WrittenDuration};

/// The longest that a check may take, unless set otherwise.
const TIMEOUT: Nanos = Nanos::from_millis(60_000);
/// Tags of what is critical unless set otherwise.
const CRITICAL_TAGS: [&str; 2] = ["golden-path", "isolation"];
const CRITICAL_NAMES: [&str; 2] = ["golden path", "user isolation"];
const KINDS: &str = "import, create, growth, pytest, command, syntax, imports, websocket";

/// The keys that all kinds have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommonTable {
    name: Spanned<String>,
    kind: Spanned<String>,
    timeout: Option<WrittenDuration>,
    weight: Option<Spanned<f64>>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    requires: Vec<Spanned<String>>,
    critical: Option<bool>,
    #[serde(default)]
    class: Class,
}

/// Their names.
pub const COMMON_KEYS: [&str; 8] =
    ["name", "kind", "timeout", "weight", "tags", "requires", "critical", "class"];

impl<'a> Reading<'a> {
    /// All checks of a file, whose names are their own.
    pub fn checks(&self, written: Option<Spanned<DeValue<'a>>>) -> Result<Vec<CheckSettings>, ConfigError> {
        let Some(written) = written else { return Ok(Vec::new()) };
        let span = written.span();
        let DeValue::Array(tables) = written.into_inner() else {
            return Err(self.at("checks are written as [[check]]", None, Some(span)));
        };
        let mut checks: Vec<CheckSettings> = Vec::new();
        for written in tables {
            let span = written.span();
            let DeValue::Table(keys) = written.into_inner() else {
                return Err(self.at("a check is a table: write [[check]]", None, Some(span)));
            };
            let check = self.check(keys, &span)?;
            if checks.iter().any(|other| other.name == check.name) {
                let message = format!("there are two checks of the name {:?}", check.name);
                return Err(self.at(&message, None, Some(span)));
            }
            checks.push(check);
        }
        if !checks.is_empty() && Weight::sum(checks.iter().map(|check| check.weight)) == 0 {
            return Err(self.at("no check has a weight: there would be no score", None, Some(span)));
        }
        Ok(checks)
    }

    fn check(&self, mut keys: DeTable<'a>, span: &Span) -> Result<CheckSettings, ConfigError> {
        let common: CommonTable = self.read(table(take_all(&mut keys, &COMMON_KEYS), span))?;
        let name = common.name.get_ref().clone();
        let named = |error: ConfigError| error.about(&format!("check {name:?}"));
        if name.trim().is_empty() {
            return Err(self.at("a check has an empty name", None, Some(common.name.span())));
        }
        let weight = common.weight.map_or(Ok(Weight::ONE), |written| {
            let refused = |message| named(self.at(message, None, Some(written.span())));
            Weight::written(*written.get_ref()).map_err(refused)
        })?;
        let module = |written: &Spanned<String>| {
            module_name(written.get_ref()).map_err(|error| self.misnamed(&error, written.span()))
        };
        let requires = common.requires.iter().map(module).collect::<Result<_, _>>().map_err(named)?;
        let kind = self.kind(&common.kind, keys, span).map_err(named)?;
        let critical = common.critical.unwrap_or_else(|| {
            common.tags.iter().any(|tag| CRITICAL_TAGS.contains(&tag.as_str()))
                || CRITICAL_NAMES.contains(&name.as_str())
        });
        Ok(CheckSettings {
            name,
            kind,
            timeout: common.timeout.map_or(TIMEOUT, |timeout| timeout.0),
            weight,
            tags: common.tags,
            requires,
            critical,
            class: common.class,
        })
    }

    fn kind(
        &self,
        word: &Spanned<String>,
        mut keys: DeTable<'a>,
        span: &Span,
    ) -> Result<CheckKind, ConfigError> {
        let whole = |keys| table(keys, span);
        let mut probe = |make: fn(&Self, Spanned<DeValue<'a>>) -> Result<Probe, ConfigError>| {
            if let Some(written) = take(&mut keys, "regression") {
                let message = "`regression` is of a [[probe]]: a check is held against nothing but its limit";
                return Err(self.at(message, None, Some(written.span())));
            }
            make(self, whole(std::mem::take(&mut keys))).map(|probe| CheckKind::Probe(Box::new(probe)))
        };
        match word.get_ref().as_str() {
            "import" => probe(|reading, keys| reading.import(reading.read(keys)?).map(Probe::Import)),
            "create" => probe(|reading, keys| reading.create(reading.read(keys)?).map(Probe::Create)),
            "growth" => probe(|reading, keys| reading.growth(reading.read(keys)?).map(Probe::Growth)),
            "pytest" => {
                let pytest: PytestSettings = self.read(whole(keys))?;
                if pytest.paths.is_empty() {
                    return Err(self.at(
                        "`paths` is empty: which tests shall run?",
                        None,
                        Some(span.clone()),
                    ));
                }
                Ok(CheckKind::Pytest(pytest))
            }
            "command" => {
                let command: CommandSettings = self.read(whole(keys))?;
                runnable(&command).map_err(|message| self.at(&message, None, Some(span.clone())))?;
                Ok(CheckKind::Command(command))
            }
            "websocket" => self.read(whole(keys)).map(|settings| CheckKind::Websocket(Box::new(settings))),
            "imports" => self.read(whole(keys)).map(CheckKind::Imports),
            "syntax" => self.read(whole(keys)).map(CheckKind::Syntax),
            other => {
                let message = format!("there is no kind {other:?}: use one of {KINDS}");
                Err(self.at(&message, None, Some(word.span())))
            }
        }
    }
}

fn table<'a>(keys: DeTable<'a>, span: &Span) -> Spanned<DeValue<'a>> {
    Spanned::new(span.clone(), DeValue::Table(keys))
}

fn runnable(command: &CommandSettings) -> Result<(), String> {
    if command.command.first().is_none_or(String::is_empty) {
        return Err("`command` is empty: write the program and its arguments as a list".into());
    }
    let patterns =
        command.evidence.pattern.iter().chain(command.evidence.count.iter().map(|count| &count.pattern));
    for pattern in patterns {
        regex_lite::Regex::new(pattern).map_err(|error| format!("the pattern {pattern:?}: {error}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read_text(keys: &str) -> Result<CheckSettings, ConfigError> {
        let text = format!("[[check]]\n{keys}");
        let reading = Reading { path: Path::new("vitals.toml"), text: &text };
        let checks = reading.checks(take(&mut reading.table()?, "check"))?;
        Ok(checks.into_iter().next().expect("one check"))
    }

    #[test]
    fn every_kind_is_read_with_what_is_meant() {
        let suite =
            read_text("name = \"golden path\"\nkind = \"pytest\"\npaths = [\"t.py\"]").expect("right");
        assert!(suite.critical && suite.weight == Weight::ONE && suite.timeout == TIMEOUT);
        let check = read_text("name = \"x\"\nkind = \"import\"\nmodule = \"shop\"\ntags = [\"isolation\"]")
            .expect("right");
        assert!(check.critical && check.kind.word() == "import");
        let check = read_text("name = \"x\"\nkind = \"command\"\ncommand = [\"true\"]\nclass = \"security\"")
            .expect("right");
        assert_eq!((check.critical, check.class), (false, Class::Security));
        assert!(read_text("name = \"s\"\nkind = \"syntax\"").is_ok());
    }

    #[test]
    fn mistakes_are_reported_with_the_checks_name() {
        for (text, reported) in [
            ("name = \"x\"\nkind = \"pytest\"", "missing field `paths`"),
            ("name = \"x\"\nkind = \"pytest\"\npaths = []", "`paths` is empty"),
            ("name = \"x\"\nkind = \"magic\"", "there is no kind \"magic\""),
            ("name = \"x\"\nkind = \"command\"\ncommand = []", "`command` is empty"),
            (
                "name = \"x\"\nkind = \"command\"\ncommand = [\"a\"]\nevidence = { pattern = \"(\" }",
                "the pattern \"(\"",
            ),
            ("name = \"x\"\nkind = \"syntax\"\ntimeout = \"5\"", "has no unit"),
            ("name = \"x\"\nkind = \"syntax\"\npath = [\"a\"]", "unknown field `path`"),
            ("name = \"x\"\nkind = \"syntax\"\nrequires = [\"-c\"]", "begins with a dash"),
            ("name = \"x\"\nkind = \"syntax\"\nweight = -1", "`weight` must be"),
            ("name = \"x\"\nkind = \"syntax\"\nweight = 1e308", "`weight` must be"),
            ("name = \"x\"\nkind = \"syntax\"\nweight = nan", "`weight` must be"),
            ("name = \"x\"\nkind = \"syntax\"\nweight = inf", "`weight` must be"),
            ("name = \"x\"\nkind = \"syntax\"\nweight = 1e-7", "at most six decimals"),
            ("name = \"x\"\nkind = \"syntax\"\nweight = 0", "no check has a weight"),
            ("kind = \"syntax\"", "missing field `name`"),
        ] {
            let error = read_text(text).expect_err(text).to_string();
            assert!(error.contains(reported) && error.contains("line "), "{text}: {error}");
        }
    }
}
