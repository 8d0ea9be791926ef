//! How a preparation failed, as data.

/// Why a command of `[pr] prepare` did not do what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrepareFault {
    /// The system does not start it.
    NotStarted(String),
    /// It ended so.
    Ended(String),
    /// It had not ended after its longest time.
    TooLong,
    /// The run's time was over.
    Budget,
}

impl PrepareFault {
    /// After the command.
    pub fn words(&self) -> String {
        match self {
            Self::NotStarted(error) => format!("cannot be started: {error}"),
            Self::Ended(status) => format!("ended with {status}"),
            Self::TooLong => "did not end within half an hour".into(),
            Self::Budget => "was not done when the budget was spent".into(),
        }
    }
}

/// A side of a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreparedSide {
    /// Where the branch began.
    Base,
    /// The branch.
    Head,
}

impl PreparedSide {
    /// Before the commit.
    pub fn word(self) -> &'static str {
        match self {
            Self::Base => "the base, ",
            Self::Head => "the head, ",
        }
    }
}
