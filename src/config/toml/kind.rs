//! The tables of `[[check]]`: the keys of each kind.

use std::num::NonZeroU64;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{Span, TomlFile};
use super::http::HttpTable;
use super::keys::{table, take};
use super::texts::{Argument, GroupPattern, Pattern, WrittenCommand};
use super::websocket::WebsocketTable;
use crate::config::check::{
    CheckKind, CommandSettings, CountSettings, CyclesSettings, EvidenceSettings, PytestSettings,
    SyntaxSettings,
};
use crate::config::error::ConfigError;
use crate::config::names::module_name;
use crate::config::probe::Probe;

const KINDS: &str = "import, create, growth, pytest, command, syntax, imports, http, websocket";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PytestTable {
    paths: Spanned<Vec<Argument>>,
    #[serde(default)]
    args: Vec<Argument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandTable {
    command: WrittenCommand,
    #[serde(default)]
    exit_code: u8,
    #[serde(default)]
    evidence: EvidenceTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceTable {
    pattern: Option<Pattern>,
    junit: Option<PathBuf>,
    #[serde(default)]
    tap: bool,
    count: Option<CountTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountTable {
    pattern: GroupPattern,
    least: Option<NonZeroU64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SyntaxTable {
    paths: Option<Vec<PathBuf>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CyclesTable {
    #[serde(default)]
    packages: Vec<Spanned<String>>,
}

impl<'a> TomlFile<'a> {
    /// What a check of this kind does, by the keys that are its own.
    pub fn kind(
        &self,
        word: &Spanned<String>,
        mut keys: DeTable<'a>,
        span: &Span,
    ) -> Result<CheckKind, ConfigError> {
        let mut probe = |make: fn(&Self, Spanned<DeValue<'a>>) -> Result<Probe, ConfigError>| {
            if let Some(written) = take(&mut keys, "regression") {
                let message = "`regression` is of a [[probe]]: a check is held against nothing but its limit";
                return Err(self.at(message, None, Some(written.span())));
            }
            let keys = table(std::mem::take(&mut keys), span);
            make(self, keys).map(|probe| CheckKind::Probe(Box::new(probe)))
        };
        match word.get_ref().as_str() {
            "import" => probe(|file, keys| file.import(file.read(keys)?).map(Probe::Import)),
            "create" => probe(|file, keys| file.create(file.read(keys)?).map(Probe::Create)),
            "growth" => probe(|file, keys| file.growth(file.read(keys)?).map(Probe::Growth)),
            "pytest" => self.pytest(self.read(table(keys, span))?).map(CheckKind::Pytest),
            "command" => self.read(table(keys, span)).map(CommandTable::settings).map(CheckKind::Command),
            "websocket" => {
                let written: WebsocketTable = self.read(table(keys, span))?;
                let settings =
                    written.settings().map_err(|reason| self.at(&reason, None, Some(span.clone())))?;
                Ok(CheckKind::Websocket(Box::new(settings)))
            }
            "http" => {
                let written: HttpTable = self.read(table(keys, span))?;
                let settings =
                    written.settings().map_err(|reason| self.at(&reason, None, Some(span.clone())))?;
                Ok(CheckKind::Http(Box::new(settings)))
            }
            "imports" => self.cycles(self.read(table(keys, span))?).map(CheckKind::Imports),
            "syntax" => self.read(table(keys, span)).map(SyntaxTable::settings).map(CheckKind::Syntax),
            other => {
                let message = format!("there is no kind {other:?}: use one of {KINDS}");
                Err(self.at(&message, None, Some(word.span())))
            }
        }
    }

    fn pytest(&self, written: PytestTable) -> Result<PytestSettings, ConfigError> {
        let place = written.paths.span();
        let texts = |list: Vec<Argument>| list.into_iter().map(|argument| argument.0).collect();
        let paths: Vec<String> = texts(written.paths.into_inner());
        if paths.is_empty() {
            return Err(self.at("`paths` is empty: which tests shall run?", None, Some(place)));
        }
        Ok(PytestSettings { paths, args: texts(written.args) })
    }

    fn cycles(&self, written: CyclesTable) -> Result<CyclesSettings, ConfigError> {
        let named = |name: &Spanned<String>| {
            module_name(name.get_ref()).map_err(|error| self.misnamed(&error, name.span()))
        };
        Ok(CyclesSettings { packages: written.packages.iter().map(named).collect::<Result<_, _>>()? })
    }
}

impl CommandTable {
    fn settings(self) -> CommandSettings {
        let count = self.evidence.count.map(|count| CountSettings {
            pattern: count.pattern.0,
            least: count.least.unwrap_or(NonZeroU64::MIN),
        });
        let evidence = EvidenceSettings {
            pattern: self.evidence.pattern.map(|pattern| pattern.0),
            junit: self.evidence.junit,
            tap: self.evidence.tap,
            count,
        };
        CommandSettings { command: self.command.0, exit_code: self.exit_code, evidence }
    }
}

impl SyntaxTable {
    fn settings(self) -> SyntaxSettings {
        SyntaxSettings { paths: self.paths.unwrap_or_default() }
    }
}
