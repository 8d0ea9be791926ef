//! What is wrong, as data, each with its place.

use miette::Diagnostic;
use thiserror::Error;

use crate::escalation::hours::shown;
use crate::escalation::place::Place;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub wrong: Wrong,
    /// Where; None where something is missing.
    pub place: Option<Place>,
    /// The other place, where it is about two.
    pub other: Option<Place>,
}

impl Finding {
    /// Whether nothing can be worked out with it.
    pub fn is_fatal(&self) -> bool {
        matches!(
            self.wrong,
            Wrong::NoLevels | Wrong::SameLevel { .. } | Wrong::SameRank { .. } | Wrong::NoSuchLevel { .. }
        )
    }
}

/// What a limit is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// `after`.
    After,
    /// `over`.
    Over,
}

/// Why a rule can never fire.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Never {
    /// Its level is called when an incident begins.
    #[error("`{0}` is called as soon as an incident begins")]
    Lowest(String),
    /// The level that it is about is above the one that it calls.
    #[error("it leads from `{from}` down to `{to}`, which was called before")]
    Down {
        /// From.
        from: String,
        /// To.
        to: String,
    },
    /// There is no check at all.
    #[error("the configuration has no [[check]]")]
    NoCheck,
    /// None is critical.
    #[error("no [[check]] is critical")]
    NoCritical,
    /// None is about isolation.
    #[error("no check is named in [escalation] isolation")]
    NoIsolation,
    /// There are not that many.
    #[error("there are only four scenarios")]
    Scenarios,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum Wrong {
    /// There is no level.
    #[error("there is no [[level]]")]
    #[diagnostic(help("start from the shipped one: `vitals escalate init` prints and writes it"))]
    NoLevels,
    /// A level named twice.
    #[error("two levels have the name `{0}`")]
    #[diagnostic(help("rename one, or remove it"))]
    SameLevel(String),
    /// Two levels of one rank.
    #[error("`{one}` and `{other}` have the same rank: nobody knows which is called first")]
    #[diagnostic(help("give each a `rank` of its own"))]
    SameRank {
        /// The first.
        one: String,
        /// The second.
        other: String,
    },
    /// A contact named twice.
    #[error("two contacts have the name `{0}`")]
    #[diagnostic(help("one person has one [[contact]]; rename or remove one"))]
    SameContact(String),
    /// Two contacts that are reached in the same way.
    #[error("`{key}` of `{one}` and `{other}` is the same")]
    #[diagnostic(help("where both are the same person, remove one"))]
    SameText {
        /// The first.
        one: String,
        /// The second.
        other: String,
        /// Which key.
        key: &'static str,
    },
    /// A level that there is not.
    #[error("no [[level]] has the name `{wanted}`")]
    #[diagnostic(help("there are: {}", known.join(", ")))]
    NoSuchLevel {
        /// As written.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A receiver that there is not.
    #[error("no [[notify]] has the name `{wanted}`")]
    #[diagnostic(help("{}", if known.is_empty() { "the configuration has none".to_owned() } else { format!("there are: {}", known.join(", ")) }))]
    NoSuchReceiver {
        /// As written.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A check that there is not.
    #[error("no [[check]] has the name `{wanted}`")]
    #[diagnostic(help("{}", if known.is_empty() { "the configuration has none".to_owned() } else { format!("there are: {}", known.join(", ")) }))]
    NoSuchCheck {
        /// As written.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A text that stands for another.
    #[error("`{key}` is a placeholder")]
    #[diagnostic(help("write the real one, or remove the key"))]
    Placeholder {
        /// Which key.
        key: &'static str,
    },
    /// Nobody of a level.
    #[error("no person is at the level `{0}`")]
    #[diagnostic(help("add a [[contact]] with `kind = \"person\"` and this `level`"))]
    NoContacts(String),
    /// Nothing leads to it.
    #[error("no receiver reaches the level `{0}`: a call of it is sent nowhere")]
    #[diagnostic(help("name a [[notify]] in `channels` of the level, or in `reach` of one of its contacts"))]
    Unreached(String),
    /// Hours without anybody.
    #[error("nobody of the level `{level}` can be reached {}", stretches(gaps))]
    #[diagnostic(help(
        "times are UTC; add `hours` or a contact. Until then all of the level are called at these times"
    ))]
    Uncovered {
        /// The level.
        level: String,
        /// Minutes of the week.
        gaps: Vec<(u32, u32)>,
    },
    /// Nobody made sure of it for a long time.
    #[error("{}", checked_words(*days))]
    #[diagnostic(help("try it (`vitals escalate test`), and write `checked = YYYY-MM-DD`"))]
    Unchecked {
        /// How long ago; None where it never was.
        days: Option<i64>,
    },
    /// A date that has not come.
    #[error("`checked` lies in the future")]
    #[diagnostic(help("write the day on which somebody made sure of it"))]
    CheckedLater,
    /// A vendor whom nobody could call.
    #[error("the vendor has no `{0}`")]
    #[diagnostic(help("whoever calls it at night has to have it at hand"))]
    VendorLacks(&'static str),
    /// Two rules that are the same.
    #[error("this rule says what another one says: `{trigger}` calls `{to}`")]
    #[diagnostic(help("remove one"))]
    Overlap {
        /// Why.
        trigger: &'static str,
        /// Whom.
        to: String,
    },
    /// Two limits for one trigger.
    #[error("two rules call `{to}` for `{trigger}`, with different limits: {}", limits(which))]
    #[diagnostic(help(
        "the one that holds sooner decides, so the other can never fire; keep the limit that is meant"
    ))]
    Contradiction {
        /// Why.
        trigger: &'static str,
        /// Whom.
        to: String,
        /// Which keys differ.
        which: Vec<Limit>,
    },
    /// A higher level that is called before a lower one.
    #[error("`{trigger}` calls `{higher}` before this rule calls `{to}`")]
    #[diagnostic(help("let the higher level be called later, or remove this rule"))]
    Inverted {
        /// Why.
        trigger: &'static str,
        /// The lower one.
        to: String,
        /// The one that is called before.
        higher: String,
    },
    /// A rule that can never fire.
    #[error("this rule can never fire: {0}")]
    #[diagnostic(help("correct it, or remove it"))]
    Never(Never),
    /// A question that nobody hears.
    #[error("`{question}` is asked of the level `{of}`, which has no person")]
    #[diagnostic(help(
        "nobody can answer, so it always ends in a call of the next level; add a [[contact]], or ask another level"
    ))]
    NobodyAsked {
        /// What is asked.
        question: &'static str,
        /// Of whom.
        of: String,
    },
    /// A key that says nothing of this trigger.
    #[error("`{key}` says nothing of `{trigger}`")]
    #[diagnostic(help("remove the key"))]
    Idle {
        /// Which key.
        key: &'static str,
        /// Why the rule fires.
        trigger: &'static str,
    },
}

fn stretches(gaps: &[(u32, u32)]) -> String {
    const SHOWN: usize = 3;
    let words = gaps.iter().take(SHOWN).map(|(from, to)| format!("{} to {}", shown(*from), shown(*to)));
    let words = words.collect::<Vec<_>>().join(", ");
    match gaps.len().saturating_sub(SHOWN) {
        0 => format!("from {words}"),
        more => format!("from {words}, and {more} more stretches of the week"),
    }
}

fn checked_words(days: Option<i64>) -> String {
    match days {
        None => "nobody has made sure that this contact is right: it has no `checked`".to_owned(),
        Some(days) => format!("this contact was checked {days} days ago, and 90 are the most"),
    }
}

fn limits(which: &[Limit]) -> String {
    let words = which.iter().map(|limit| match limit {
        Limit::After => "`after`",
        Limit::Over => "`over`",
    });
    words.collect::<Vec<_>>().join(" and ")
}
