//! The sections of a report that only a person can write.

use serde::{Deserialize, Serialize};

/// A section that a person writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// What happened, in two sentences.
    Summary,
    /// What the business lost.
    BusinessImpact,
    /// What did not work.
    TechnicalImpact,
    /// What customers saw, and how many.
    CustomerImpact,
    /// Why it happened.
    RootCause,
    /// How it was resolved.
    Resolution,
    /// What was learned.
    Lessons,
    /// What will keep it from happening again.
    PreventiveActions,
    /// What is still to be done, by whom, until when.
    FollowUps,
}

impl Section {
    /// All, in the order of the report.
    pub const ALL: [Self; 9] = [
        Self::Summary,
        Self::BusinessImpact,
        Self::TechnicalImpact,
        Self::CustomerImpact,
        Self::RootCause,
        Self::Resolution,
        Self::Lessons,
        Self::PreventiveActions,
        Self::FollowUps,
    ];

    /// As it is written on a command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::BusinessImpact => "business-impact",
            Self::TechnicalImpact => "technical-impact",
            Self::CustomerImpact => "customer-impact",
            Self::RootCause => "root-cause",
            Self::Resolution => "resolution",
            Self::Lessons => "lessons",
            Self::PreventiveActions => "preventive-actions",
            Self::FollowUps => "follow-ups",
        }
    }

    /// The section of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_written_as_it_is_read() {
        for section in Section::ALL {
            assert_eq!(Section::of(section.word()), Some(section));
            assert_eq!(serde_json::to_string(&section).expect("JSON"), format!("{:?}", section.word()));
        }
        assert_eq!(Section::of("nothing"), None);
    }
}
