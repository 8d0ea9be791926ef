//! `[[check]]`: a named thing with a verdict, as written and as meant.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::Factory;

use super::names::{factory_name, module_name};
use super::settings::{Cache, CreateSettings, GrowthSettings, ImportSettings, Probe, defaults};
use super::websocket::{WebsocketSettings, WebsocketTable};
use crate::quantity::{Nanos, WrittenDuration, WrittenSize};

/// The longest that a check may take, unless told otherwise.
const TIMEOUT: Nanos = Nanos::from_millis(60_000);
/// Tags of what is critical unless told otherwise.
const CRITICAL_TAGS: [&str; 2] = ["golden-path", "isolation"];
const CRITICAL_NAMES: [&str; 2] = ["golden path", "user isolation"];

/// A check.
#[derive(Clone, Debug)]
pub struct CheckSettings {
    /// Its name, unique.
    pub name: String,
    /// What it does.
    pub kind: CheckKind,
    /// The longest that it may take.
    pub timeout: Nanos,
    /// Its part of the score.
    pub weight: f64,
    /// For choosing.
    pub tags: Vec<String>,
    /// Modules without which it cannot pass: what the audit takes away.
    pub requires: Vec<String>,
    /// Its failure is critical, whatever the score.
    pub critical: bool,
    /// `security` fails closed.
    pub class: Class,
}

/// How an answer that is none is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// As what it is.
    #[default]
    Ordinary,
    /// As a failure: unknown counts as breach.
    Security,
}

/// What a check does.
#[derive(Clone, Debug)]
pub enum CheckKind {
    /// A probe against its limit.
    Probe(Box<Probe>),
    /// A test suite.
    Pytest(PytestSettings),
    /// A command.
    Command(CommandSettings),
    /// Every file compiles.
    Syntax(SyntaxSettings),
    /// No cycle of imports.
    Imports(CyclesSettings),
    /// Conversations with the running service.
    Websocket(Box<WebsocketSettings>),
}

impl CheckKind {
    /// As written.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Probe(probe) => probe.kind(),
            Self::Pytest(_) => "pytest",
            Self::Command(_) => "command",
            Self::Syntax(_) => "syntax",
            Self::Imports(_) => "imports",
            Self::Websocket(_) => "websocket",
        }
    }
}

/// A test suite.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PytestSettings {
    /// Files, folders or node ids, relative to the root.
    pub paths: Vec<String>,
    /// More arguments for pytest.
    #[serde(default)]
    pub args: Vec<String>,
}

/// A command, and what makes it a pass.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandSettings {
    /// The program and its arguments: never a shell. `python` is the target's.
    pub command: Vec<String>,
    /// The exit code of a pass.
    #[serde(default)]
    pub exit_code: i32,
    /// What must be seen beside the exit code.
    #[serde(default)]
    pub evidence: EvidenceSettings,
}

/// What a command must show for a pass. Nothing asked for is nothing proven.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceSettings {
    /// A regular expression that its output must match.
    pub pattern: Option<String>,
    /// A JUnit file that it must write.
    pub junit: Option<PathBuf>,
    /// Its output is TAP.
    #[serde(default)]
    pub tap: bool,
    /// A number in its output.
    pub count: Option<CountSettings>,
}

impl EvidenceSettings {
    /// Whether anything is asked for.
    pub fn is_empty(&self) -> bool {
        self.pattern.is_none() && self.junit.is_none() && !self.tap && self.count.is_none()
    }
}

/// A number that a command must print.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountSettings {
    /// A regular expression whose first group is the number.
    pub pattern: String,
    /// The least that passes.
    #[serde(default = "one")]
    pub least: u64,
}

fn one() -> u64 {
    1
}

/// Files that must compile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyntaxSettings {
    /// Files and folders, relative to the root.
    #[serde(default = "here")]
    pub paths: Vec<PathBuf>,
}

/// Packages without a cycle of imports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CyclesSettings {
    /// Names of packages below the root; all of them where none is named.
    #[serde(default)]
    pub packages: Vec<String>,
}

fn here() -> Vec<PathBuf> {
    vec![PathBuf::from(".")]
}

/// The keys that all kinds have.
#[derive(Debug, Deserialize)]
struct CommonTable {
    name: String,
    kind: String,
    timeout: Option<WrittenDuration>,
    weight: Option<f64>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    requires: Vec<String>,
    critical: Option<bool>,
    #[serde(default)]
    class: Class,
}

/// Keys of every check, whatever its kind.
pub(super) const COMMON_KEYS: [&str; 8] =
    ["name", "kind", "timeout", "weight", "tags", "requires", "critical", "class"];
const KINDS: &str = "import, create, growth, pytest, command, syntax, imports, websocket";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImportCheck {
    module: String,
    limit: Option<WrittenDuration>,
    #[serde(default)]
    cache: Cache,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateCheck {
    factory: String,
    setup: Option<String>,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    kwargs: BTreeMap<String, String>,
    cleanup: Option<String>,
    expect_type: Option<String>,
    limit: Option<WrittenDuration>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrowthCheck {
    factory: String,
    setup: Option<String>,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    kwargs: BTreeMap<String, String>,
    cleanup: Option<String>,
    expect_type: Option<String>,
    objects: Option<u32>,
    rounds: Option<u32>,
    limit: Option<WrittenSize>,
}

/// Reads one table. What is wrong is said in words; the place is that of the table.
pub fn check(table: &toml::Table) -> Result<CheckSettings, String> {
    let common: CommonTable = read(table.clone())?;
    let rest: toml::Table =
        table.iter().filter(|(key, _)| !COMMON_KEYS.contains(&key.as_str())).map(own).collect();
    let named = |error: String| format!("check {:?}: {error}", common.name);
    if common.name.trim().is_empty() {
        return Err("a check has an empty name".into());
    }
    if common.weight.is_some_and(|weight| !weight.is_finite() || weight < 0.0) {
        return Err(named("`weight` must be a number from 0 on".into()));
    }
    for module in &common.requires {
        module_name(module).map_err(|error| named(error.to_string()))?;
    }
    let kind = kind(&common.kind, rest).map_err(named)?;
    let critical = common.critical.unwrap_or_else(|| {
        common.tags.iter().any(|tag| CRITICAL_TAGS.contains(&tag.as_str()))
            || CRITICAL_NAMES.contains(&common.name.as_str())
    });
    Ok(CheckSettings {
        name: common.name,
        kind,
        timeout: common.timeout.map_or(TIMEOUT, |timeout| timeout.0),
        weight: common.weight.unwrap_or(1.0),
        tags: common.tags,
        requires: common.requires,
        critical,
        class: common.class,
    })
}

fn own((key, value): (&String, &toml::Value)) -> (String, toml::Value) {
    (key.clone(), value.clone())
}

fn read<T: DeserializeOwned>(table: toml::Table) -> Result<T, String> {
    table.try_into().map_err(|error: toml::de::Error| error.message().trim().to_owned())
}

fn kind(word: &str, rest: toml::Table) -> Result<CheckKind, String> {
    match word {
        "import" => import(read(rest)?).map(|probe| CheckKind::Probe(Box::new(probe))),
        "create" => create(read(rest)?).map(|probe| CheckKind::Probe(Box::new(probe))),
        "growth" => growth(read(rest)?).map(|probe| CheckKind::Probe(Box::new(probe))),
        "pytest" => {
            let pytest: PytestSettings = read(rest)?;
            if pytest.paths.is_empty() {
                return Err("`paths` is empty: which tests shall run?".into());
            }
            Ok(CheckKind::Pytest(pytest))
        }
        "command" => command(read(rest)?).map(CheckKind::Command),
        "websocket" => {
            let table: WebsocketTable = read(rest)?;
            WebsocketSettings::try_from(table).map(|settings| CheckKind::Websocket(Box::new(settings)))
        }
        "imports" => Ok(CheckKind::Imports(read(rest)?)),
        "syntax" => Ok(CheckKind::Syntax(read(rest)?)),
        other => Err(format!("there is no kind {other:?}: use one of {KINDS}")),
    }
}

fn command(command: CommandSettings) -> Result<CommandSettings, String> {
    if command.command.first().is_none_or(String::is_empty) {
        return Err("`command` is empty: write the program and its arguments as a list".into());
    }
    let patterns =
        command.evidence.pattern.iter().chain(command.evidence.count.iter().map(|count| &count.pattern));
    for pattern in patterns {
        regex_lite::Regex::new(pattern).map_err(|error| format!("the pattern {pattern:?}: {error}"))?;
    }
    Ok(command)
}

fn import(table: ImportCheck) -> Result<Probe, String> {
    Ok(Probe::Import(ImportSettings {
        module: module_name(&table.module).map_err(|error| error.to_string())?,
        limit: table.limit.map_or(defaults::IMPORT, |limit| limit.0),
        cache: table.cache,
        samples: None,
        trace: true,
        regression: None,
    }))
}

/// The factory that the keys of a creation or a growth describe.
fn factory(
    written: &str,
    setup: Option<String>,
    args: Vec<String>,
    kwargs: BTreeMap<String, String>,
    cleanup: Option<String>,
    expect_type: Option<String>,
) -> Result<Factory, String> {
    let (module, callable) = factory_name(written).map_err(|error| error.to_string())?;
    let kwargs = kwargs.into_iter().collect();
    Ok(Factory { module, callable, setup, args, kwargs, cleanup, expect_type })
}

fn create(table: CreateCheck) -> Result<Probe, String> {
    let CreateCheck { factory: written, setup, args, kwargs, cleanup, expect_type, limit } = table;
    Ok(Probe::Create(CreateSettings {
        factory: factory(&written, setup, args, kwargs, cleanup, expect_type)?,
        limit: limit.map_or(defaults::CREATE, |limit| limit.0),
        samples: None,
        regression: None,
    }))
}

fn growth(table: GrowthCheck) -> Result<Probe, String> {
    let GrowthCheck { factory: written, setup, args, kwargs, cleanup, expect_type, .. } = table;
    let factory = factory(&written, setup, args, kwargs, cleanup, expect_type)?;
    let rounds = table.rounds.unwrap_or(defaults::ROUNDS);
    if rounds < 10 {
        return Err("`rounds` must be at least 10".into());
    }
    Ok(Probe::Growth(GrowthSettings {
        factory,
        objects: table.objects.unwrap_or(defaults::OBJECTS).max(1),
        rounds,
        limit: table.limit.map_or(defaults::GROWTH, |limit| limit.0),
        per_hour: None,
        regression: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<CheckSettings, String> {
        check(&text.parse().expect("TOML"))
    }

    #[test]
    fn every_kind_is_read_with_what_is_meant() {
        let suite =
            read_text("name = \"golden path\"\nkind = \"pytest\"\npaths = [\"t.py\"]").expect("right");
        assert!(suite.critical && suite.weight == 1.0 && suite.timeout == TIMEOUT);
        let check = read_text("name = \"x\"\nkind = \"import\"\nmodule = \"shop\"\ntags = [\"isolation\"]")
            .expect("right");
        assert!(check.critical && check.kind.word() == "import");
        let check = read_text("name = \"x\"\nkind = \"command\"\ncommand = [\"true\"]\nclass = \"security\"")
            .expect("right");
        assert_eq!((check.critical, check.class), (false, Class::Security));
        assert!(read_text("name = \"s\"\nkind = \"syntax\"").is_ok());
    }

    #[test]
    fn mistakes_are_told_with_the_checks_name() {
        for (text, told) in [
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
            ("kind = \"syntax\"", "missing field `name`"),
        ] {
            let error = read_text(text).expect_err(text);
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
