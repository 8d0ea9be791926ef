//! What several probes and checks share: `[defaults.KIND]` and `[factory.NAME]`, filled into their tables before these are read.
//!
//! A value keeps its place, so that a mistake in it is shown where it stands.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::defaults::{DefaultsTable, FactoryTable};
use super::file::{Span, TomlFile};
use super::keys::take;
use crate::config::error::ConfigError;

/// The kinds that have defaults.
const KINDS: [&str; 4] = ["import", "create", "growth", "check"];

/// Whose table is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled<'a> {
    /// A `[[probe.KIND]]`.
    Probe(&'a str),
    /// A `[[check]]` of this kind.
    Check(&'a str),
}

/// What is shared.
#[derive(Debug, Default)]
pub struct Shared<'a> {
    defaults: BTreeMap<&'static str, DeTable<'a>>,
    factories: BTreeMap<String, DeTable<'a>>,
}

impl<'a> Shared<'a> {
    /// Takes the two out of a file's table.
    ///
    /// # Errors
    /// Where something in them is wrong, whether a probe uses it or not.
    pub fn take(file: &TomlFile<'a>, whole: &mut DeTable<'a>) -> Result<Self, ConfigError> {
        let mut shared = Self::default();
        if let Some(written) = take(whole, "defaults") {
            let _: DefaultsTable = file.read(written.clone())?;
            let DeValue::Table(mut kinds) = written.into_inner() else { return Ok(shared) };
            for kind in KINDS {
                let keys = take(&mut kinds, kind).map(Spanned::into_inner);
                if let Some(DeValue::Table(keys)) = keys {
                    shared.defaults.insert(kind, keys);
                }
            }
        }
        let Some(written) = take(whole, "factory") else { return Ok(shared) };
        let span = written.span();
        let DeValue::Table(factories) = written.into_inner() else {
            return Err(file.at("factories are written as [factory.NAME]", None, Some(span)));
        };
        for (name, written) in factories {
            let span = written.span();
            let factory: FactoryTable = file.read(written.clone())?;
            file.shared_factory(&factory)?;
            if name.get_ref().contains(':') {
                let message =
                    "the name of a factory has no colon: `package.module:callable` is its `callable`";
                return Err(file.at(message, None, Some(name.span())));
            }
            let DeValue::Table(mut keys) = written.into_inner() else {
                return Err(file.at("factories are written as [factory.NAME]", None, Some(span)));
            };
            if let Some(callable) = take(&mut keys, "callable") {
                keys.insert(Spanned::new(callable.span(), "factory".into()), callable);
            }
            shared.factories.insert(name.get_ref().clone().into_owned(), keys);
        }
        Ok(shared)
    }

    /// Adds to a probe's or check's keys what they leave open.
    ///
    /// # Errors
    /// Where it names a factory that there is not.
    pub fn fill(
        &self,
        file: &TomlFile<'a>,
        filled: Filled<'_>,
        keys: &mut DeTable<'a>,
    ) -> Result<(), ConfigError> {
        let (Filled::Probe(kind) | Filled::Check(kind)) = filled;
        if matches!(kind, "create" | "growth")
            && let Some(factory) = self.factory(file, keys)?
        {
            // The name stands for the factory's own key.
            take(keys, "factory");
            add(keys, factory, |_| true);
        }
        let held_against_another = |key: &str| key == "regression" && matches!(filled, Filled::Check(_));
        for (defaults, of) in [(self.defaults.get(kind), true), (self.defaults.get("check"), false)] {
            let Some(defaults) = defaults.filter(|_| of || matches!(filled, Filled::Check(_))) else {
                continue;
            };
            add(keys, defaults, |key| !held_against_another(key));
        }
        Ok(())
    }

    fn factory(&self, file: &TomlFile<'a>, keys: &DeTable<'a>) -> Result<Option<&DeTable<'a>>, ConfigError> {
        let written = keys.iter().find(|(key, _)| key.get_ref() == "factory");
        let Some((_, value)) = written else { return Ok(None) };
        let DeValue::String(name) = value.get_ref() else { return Ok(None) };
        if name.contains(':') {
            return Ok(None);
        }
        if let Some(factory) = self.factories.get(name.as_ref()) {
            return Ok(Some(factory));
        }
        // Nobody who has no such table meant one.
        if self.factories.is_empty() {
            return Ok(None);
        }
        let known: Vec<&str> = self.factories.keys().map(String::as_str).collect();
        let message = format!("there is no [factory.{name}]");
        let advice = format!("there are: {}; or write package.module:callable", known.join(", "));
        Err(file.at(&message, Some(advice), Some(value.span())))
    }

    /// Fills the tables of `[[probe.KIND]]`.
    ///
    /// # Errors
    /// As [`Self::fill`].
    pub fn fill_probes(&self, file: &TomlFile<'a>, whole: &mut DeTable<'a>) -> Result<(), ConfigError> {
        let Some(written) = take(whole, "probe") else { return Ok(()) };
        let span: Span = written.span();
        let mut probes = written.into_inner();
        if let DeValue::Table(kinds) = &mut probes {
            for (kind, list) in kinds.iter_mut() {
                let DeValue::Array(list) = list.get_mut() else { continue };
                for probe in list.iter_mut() {
                    if let DeValue::Table(keys) = probe.get_mut() {
                        self.fill(file, Filled::Probe(kind.get_ref()), keys)?;
                    }
                }
            }
        }
        whole.insert(Spanned::new(span.clone(), "probe".into()), Spanned::new(span, probes));
        Ok(())
    }
}

/// Adds the keys that are not there.
fn add<'a>(keys: &mut DeTable<'a>, others: &DeTable<'a>, fits: impl Fn(&str) -> bool) {
    for (key, value) in others {
        let name = key.get_ref();
        if fits(name) && !keys.keys().any(|own| own.get_ref() == name) {
            keys.insert(key.clone(), value.clone());
        }
    }
}
