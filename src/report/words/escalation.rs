//! Why somebody is called, as a sentence.

use jiff::Timestamp;

use crate::escalation::{Auto, Question, Trigger, Why};

/// One reason.
pub fn why(why: &Why) -> String {
    match why {
        Why::Opened => "an incident began".to_owned(),
        Why::Unacknowledged { level } => format!("{level} did not acknowledge in time"),
        Why::Repeated { number, .. } => format!("nobody has acknowledged; called again, {number}"),
        Why::Rule { trigger: Trigger::Auto(auto), subject, since, .. } => {
            shown(*auto, subject.as_deref(), *since)
        }
        Why::Rule { trigger: Trigger::Ask(question), since, .. } => {
            format!("{}: answered with yes at {}", asked(*question), clock(*since))
        }
        Why::Unknown { trigger: Trigger::Ask(question), since } => {
            format!("{}: not known since {}", asked(*question), clock(*since))
        }
        Why::Unknown { trigger, since } => format!("{}: not known since {}", trigger.word(), clock(*since)),
    }
}

fn shown(auto: Auto, subject: Option<&str>, since: Timestamp) -> String {
    let since = clock(since);
    let check = subject.unwrap_or("a check");
    match auto {
        Auto::CheckFailing => format!("{check} fails since {since}"),
        Auto::FailingAfterRollback => format!("{check} fails after a rollback, at {since}"),
        Auto::FunctionalityLost => format!("{check}, which is critical, fails since {since}"),
        Auto::Rollbacks => format!("one rollback more than allowed, at {since}"),
        Auto::CompleteRollback => format!("everything has to be rolled back, since {since}"),
        Auto::IsolationBreach => match subject {
            Some(check) => format!("users may not be kept apart: {check} does not pass since {since}"),
            None => format!("users are not kept apart since {since}"),
        },
        Auto::CascadeUnresolved => format!("imports fail one after the other since {since}"),
        Auto::SeveralScenarios => format!("several scenarios at once since {since}"),
        Auto::Slower => format!("slower than allowed since {since}"),
        Auto::Down => format!("no critical check passes since {since}"),
    }
}

/// A question, as it is asked.
pub fn asked(question: Question) -> &'static str {
    match question {
        Question::CustomerReports => "do customers report it",
        Question::DataExposure => "was data exposed",
        Question::Revenue => "is revenue lost",
        Question::Compliance => "is a law or a contract broken",
        Question::DatabaseIntegrity => "may data in the database be wrong",
        Question::ExternalService => "are other systems affected",
        Question::ScopeUncertain => "is it uncertain how much to roll back",
        Question::Infrastructure => "does the infrastructure fail",
        Question::ThirdParty => "does a service of others fail",
        Question::Expertise => "is knowledge needed that nobody here has",
        Question::Legal => "are lawyers needed",
    }
}

/// The time of day, with the seconds, in UTC.
pub fn clock(at: Timestamp) -> String {
    at.strftime("%H:%M:%S UTC").to_string()
}
