//! The keys of levels and rules as written, and the policy that they make with a profile and the contacts.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::contact::ContactTable;
use super::file::TomlFile;
use crate::config::error::ConfigError;
use crate::config::escalation::{FOUR_LEVELS, profile};
use crate::escalation::{Action, Auto, Level, Over, Place, Policy, Question, Rule, Source, Trigger};
use crate::quantity::{DurationOrZero, WrittenDuration, WrittenRatio};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationTable {
    profile: Option<Spanned<String>>,
    #[serde(default)]
    isolation: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelTable {
    name: String,
    rank: u32,
    #[serde(default)]
    authority: Vec<Action>,
    ack_within: DurationOrZero,
    #[serde(default)]
    channels: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleTable {
    from: String,
    to: String,
    trigger: Spanned<String>,
    after: Option<WrittenDuration>,
    over: Option<WrittenOver>,
    check: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged, expecting = "`over` is a count such as 2, or a percentage such as \"15%\"")]
enum WrittenOver {
    Count(u32),
    Ratio(WrittenRatio),
}

/// The three lists of a file.
#[derive(Debug, Default)]
pub struct Escalations {
    pub levels: Vec<Spanned<LevelTable>>,
    pub contacts: Vec<Spanned<ContactTable>>,
    pub rules: Vec<Spanned<RuleTable>>,
}

/// The lists of a profile's text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileTable {
    level: Vec<Spanned<LevelTable>>,
    rule: Vec<Spanned<RuleTable>>,
}

impl TomlFile<'_> {
    /// The policy: a profile's levels and rules, where one is named, with the file's own over them.
    ///
    /// # Errors
    /// Where a trigger, hours or a profile are not known. What contradicts itself is for the lint.
    pub fn policy(&self, table: EscalationTable, written: Escalations) -> Result<Policy, ConfigError> {
        let contacts: Result<_, _> =
            written.contacts.into_iter().map(|contact| self.contact(contact)).collect();
        let mut policy = Policy { contacts: contacts?, isolation: table.isolation, ..Policy::default() };
        let levels: Vec<Level> =
            written.levels.into_iter().map(|level| level_of(level, Source::File)).collect();
        let rules: Result<Vec<Rule>, _> =
            written.rules.into_iter().map(|rule| self.rule(rule, Source::File)).collect();
        let rules = rules?;
        if let Some(name) = table.profile {
            let shipped = self.shipped(&name)?;
            let is_own = |level: &Level| levels.iter().any(|own| own.name == level.name);
            policy.levels.extend(shipped.levels.into_iter().filter(|level| !is_own(level)));
            let is_own = |rule: &Rule| {
                let parts =
                    |rule: &Rule| (rule.from.clone(), rule.to.clone(), rule.trigger, rule.check.clone());
                rules.iter().any(|own| parts(own) == parts(rule))
            };
            policy.rules.extend(shipped.rules.into_iter().filter(|rule| !is_own(rule)));
        }
        policy.levels.extend(levels);
        policy.rules.extend(rules);
        Ok(policy)
    }

    fn shipped(&self, name: &Spanned<String>) -> Result<Policy, ConfigError> {
        let Some(text) = profile(name.get_ref()) else {
            let message = format!("there is no profile `{}`", name.get_ref());
            let advice = format!("there is: {FOUR_LEVELS}");
            return Err(self.at(&message, Some(advice), Some(name.span())));
        };
        let file = TomlFile { path: Path::new(FOUR_LEVELS), text };
        let whole = Spanned::new(0..0, toml::de::DeValue::Table(file.table()?));
        let tables: ProfileTable = file.read(whole)?;
        let levels = tables.level.into_iter().map(|level| level_of(level, Source::Profile)).collect();
        let rules: Result<_, _> =
            tables.rule.into_iter().map(|rule| file.rule(rule, Source::Profile)).collect();
        Ok(Policy { levels, rules: rules?, ..Policy::default() })
    }

    fn rule(&self, table: Spanned<RuleTable>, source: Source) -> Result<Rule, ConfigError> {
        let place = Place { source, span: table.span() };
        let table = table.into_inner();
        Ok(Rule {
            trigger: self.trigger(&table.trigger)?,
            from: table.from,
            to: table.to,
            after: table.after.map(|after| after.0),
            over: table.over.map(|over| match over {
                WrittenOver::Count(count) => Over::Count(count),
                WrittenOver::Ratio(ratio) => Over::Ratio(ratio.0),
            }),
            check: table.check,
            place,
        })
    }

    fn trigger(&self, written: &Spanned<String>) -> Result<Trigger, ConfigError> {
        let all = Auto::ALL.map(Trigger::Auto).into_iter().chain(Question::ALL.map(Trigger::Ask));
        let all: Vec<Trigger> = all.collect();
        if let Some(trigger) = all.iter().find(|trigger| trigger.word() == written.get_ref()) {
            return Ok(*trigger);
        }
        let message = format!("`{}` is no trigger", written.get_ref());
        let words = all.iter().map(|trigger| trigger.word()).collect::<Vec<_>>().join(", ");
        Err(self.at(&message, Some(format!("there are: {words}")), Some(written.span())))
    }
}

fn level_of(table: Spanned<LevelTable>, source: Source) -> Level {
    let place = Place { source, span: table.span() };
    let table = table.into_inner();
    Level {
        name: table.name,
        rank: table.rank,
        authority: table.authority,
        ack_within: table.ack_within.0,
        channels: table.channels,
        place,
    }
}
