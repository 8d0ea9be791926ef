//! The tables of `[[check]]`: the keys that all of them have.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{Span, TomlFile};
use super::keys::{table, take_all};
use super::shared::{Filled, Shared};
use crate::config::check::{CheckSettings, Class};
use crate::config::error::ConfigError;
use crate::config::names::module_name;
use crate::config::weight::Weight;
use crate::quantity::{Nanos, WrittenDuration};

/// The longest that a check may take, unless set otherwise.
const TIMEOUT: Nanos = Nanos::from_millis(60_000);
/// Tags of what is critical unless set otherwise.
const CRITICAL_TAGS: [&str; 2] = ["golden-path", "isolation"];
const CRITICAL_NAMES: [&str; 2] = ["golden path", "user isolation"];

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
    #[serde(default)]
    needs_git: bool,
}

/// Their names.
const COMMON_KEYS: [&str; 9] =
    ["name", "kind", "timeout", "weight", "tags", "requires", "critical", "class", "needs_git"];

impl<'a> TomlFile<'a> {
    /// All checks of a file, whose names are their own.
    pub fn checks(
        &self,
        written: Option<Spanned<DeValue<'a>>>,
        shared: &Shared<'a>,
    ) -> Result<Vec<CheckSettings>, ConfigError> {
        let Some(written) = written else { return Ok(Vec::new()) };
        let span = written.span();
        let DeValue::Array(tables) = written.into_inner() else {
            return Err(self.at("checks are written as [[check]]", None, Some(span)));
        };
        let mut checks: Vec<CheckSettings> = Vec::new();
        for written in tables {
            let span = written.span();
            let DeValue::Table(mut keys) = written.into_inner() else {
                return Err(self.at("a check is a table: write [[check]]", None, Some(span)));
            };
            let kind = keys.iter().find(|(key, _)| key.get_ref() == "kind");
            if let Some(DeValue::String(kind)) = kind.map(|(_, kind)| kind.get_ref().clone()) {
                shared.fill(self, Filled::Check(&kind), &mut keys)?;
            }
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
            needs_git: common.needs_git,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::keys::take;
    use super::*;

    fn read_text(keys: &str) -> Result<CheckSettings, ConfigError> {
        let text = format!("[[check]]\n{keys}");
        let file = TomlFile { path: Path::new("vitals.toml"), text: &text };
        let checks = file.checks(take(&mut file.table()?, "check"), &Shared::default())?;
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
            ("name = \"x\"\nkind = \"command\"\ncommand = []", "a command is empty"),
            (
                "name = \"x\"\nkind = \"command\"\ncommand = [\"a\"]\nevidence = { pattern = \"(\" }",
                "the pattern \"(\"",
            ),
            (
                "name = \"x\"\nkind = \"command\"\ncommand = [\"a\"]\nevidence = { count = { pattern = \"x\" } }",
                "has no group",
            ),
            (
                "name = \"x\"\nkind = \"command\"\ncommand = [\"a\"]\nevidence = { count = { pattern = \"(x)\", least = 0 } }",
                "nonzero",
            ),
            ("name = \"x\"\nkind = \"command\"\ncommand = [\"a\"]\nexit_code = 256", "expected u8"),
            ("name = \"x\"\nkind = \"command\"\ncommand = [\"a\", \"\\u0000\"]", "a NUL character"),
            ("name = \"x\"\nkind = \"pytest\"\npaths = [\"\\u0000\"]", "a NUL character"),
            ("name = \"x\"\nkind = \"imports\"\npackages = [\"a/b\"]", "a file's path"),
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
