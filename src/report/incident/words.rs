//! What an entry of an incident's journal says, as a sentence.

use jiff::Timestamp;

use crate::incident::{
    Attestation, Closing, Escalation, Event, Evidence, INFORMED, Jump, Look, Missing, REVIEWED, Ran, Section,
    Stamp, Undone,
};
use crate::respond::Record as Step;
use crate::untrusted::{printable, shell_line};

/// `2026-12-01 03:45:12 UTC`.
pub fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Milliseconds as people say them: `850 ms`, `12.4 s`, `7 min 5 s`, `3 h 2 min`.
pub fn span(millis: i64) -> String {
    let (sign, millis) = if millis < 0 { ("-", -millis) } else { ("", millis) };
    let seconds = millis / 1_000;
    let text = match seconds {
        0 => format!("{millis} ms"),
        1..60 => format!("{}.{} s", seconds, millis % 1_000 / 100),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    };
    format!("{sign}{text}")
}

/// Who wrote it, where.
pub fn writer(stamp: &Stamp) -> String {
    format!("{} on {}", printable(&stamp.user), printable(&stamp.host))
}

/// What an entry says, without the names of who was reached and who vouched.
pub fn event_without_names(event: &Event) -> String {
    match event {
        Event::Attested(attestation) => attested(&Attestation { by: None, ..attestation.clone() }),
        Event::Escalation(Escalation::Acknowledged { .. }) => "acknowledged".to_owned(),
        other => event_with_names(other),
    }
}

/// What an entry says.
pub fn event_with_names(event: &Event) -> String {
    match event {
        Event::Note { text } => format!("note: {}", printable(text)),
        Event::Answered { section, text } => format!("{}: {}", heading(*section), printable(text)),
        Event::Attested(attestation) => attested(attestation),
        Event::Ran(ran) => ran_words(ran),
        Event::RolledBack(undone) => rolled_back(undone),
        Event::Culprit { commit, why } => {
            format!("at fault: {} \"{}\" ({})", commit.short(), printable(&commit.subject), printable(why))
        }
        Event::Configuration { to: None, .. } => "the configuration is gone".to_owned(),
        Event::Configuration { .. } => {
            "the configuration has changed since the incident was opened".to_owned()
        }
        Event::LetThrough { words, reason } => {
            format!("let through: {} ({})", printable(&line(words)), printable(reason))
        }
        Event::Looked(look) => looked(look),
        Event::Escalation(escalation) => escalated(escalation),
        Event::Responded(record) => responded(record),
        Event::Kept(evidence) => kept(evidence),
        Event::Closed(closing) => closed(closing),
    }
}

fn line(words: &[String]) -> String {
    shell_line(words.iter().map(String::as_str))
}

fn attested(attestation: &Attestation) -> String {
    let Attestation { question, answer, by, until } = attestation;
    let by = by.as_ref().map(|by| format!(", by {}", printable(by))).unwrap_or_default();
    let until = until.map(|until| format!(", until {}", moment(until))).unwrap_or_default();
    format!("attested: {}: {}{by}{until}", printable(question), answer.word())
}

fn ran_words(ran: &Ran) -> String {
    let took = span(i64::try_from(ran.took_ms).unwrap_or(i64::MAX));
    let runs: Vec<String> = ran.runs.iter().map(|run| format!("run {}", run.id)).collect();
    let runs = if runs.is_empty() { String::new() } else { format!("; {}", runs.join(", ")) };
    let failed: Vec<String> = ran
        .verdicts
        .iter()
        .filter(|seen| seen.verdict != "pass")
        .map(|seen| format!("{} {}", printable(&seen.check), printable(&seen.verdict)))
        .collect();
    let failed = if failed.is_empty() { String::new() } else { format!("; {}", failed.join(", ")) };
    format!("ran {}: exit {} in {took}{runs}{failed}", printable(&line(&ran.words)), ran.exit)
}

fn rolled_back(undone: &Undone) -> String {
    let did = match (undone.kind.as_str(), undone.end.as_str()) {
        (_, "open") => "a rollback stands open",
        (_, "before") => "a rollback was begun, and nothing moved",
        (_, "undone") => "rolled back, failed in place, and undone at once",
        ("undo", _) => "a rollback was undone",
        ("publish", _) => "the rollback was pushed",
        _ => "rolled back",
    };
    let to = undone.to.as_ref().map(|to| format!(", now at {}", short(to))).unwrap_or_default();
    let work = undone.commits.as_ref().map(|commits| format!(": work of {} commits went", commits.len()));
    format!("{did} ({}), from {}{to}{}", printable(&undone.id), short(&undone.from), work.unwrap_or_default())
}

/// Ten digits of a hash.
pub fn short(hash: &str) -> &str {
    hash.get(..10).unwrap_or(hash)
}

fn looked(look: &Look) -> String {
    let held = look.lines.iter().filter(|line| line.answer == crate::incident::Answer::Yes).count();
    let lasting = match look.held_s {
        0 => String::new(),
        held => format!(", for {}", span(i64::try_from(held * 1_000).unwrap_or(i64::MAX))),
    };
    let all = look.lines.len();
    if look.holds {
        return format!("{}: all {all} lines hold{lasting}", printable(&look.list));
    }
    format!("{}: {held} of {all} lines hold", printable(&look.list))
}

fn escalated(escalation: &Escalation) -> String {
    match escalation {
        Escalation::Due { rule, level, why, .. } => {
            format!("escalated to {}: {} ({})", printable(level), printable(why), printable(rule))
        }
        Escalation::Sent { level, receiver, is_test, .. } => {
            let what = if *is_test { "a test was sent" } else { "sent" };
            format!("{what} to {} by {}", printable(level), printable(receiver))
        }
        Escalation::NotSent { receiver, why, .. } => {
            format!("not sent by {}: {}", printable(receiver), printable(why))
        }
        Escalation::Answered { question, answer, by } => {
            format!("{}: {}, by {}", question.word(), answer.word(), printable(by))
        }
        Escalation::Acknowledged { by, .. } => format!("acknowledged by {}", printable(by)),
    }
}

fn responded(record: &Step) -> String {
    match record {
        Step::Begun(begun) => {
            let share = span(i64::try_from(begun.share_ms).unwrap_or(i64::MAX));
            let command = printable(&line(&begun.command)).to_string();
            format!("{}, {} begins, with {share}: {command}", begun.emergency, begun.step.word())
        }
        Step::Ended(ended) => {
            let took = span(i64::try_from(ended.took_ms).unwrap_or(i64::MAX));
            format!("{}, {}: {} in {took}", ended.emergency, ended.step.word(), ended.outcome.word())
        }
        Step::Over { emergency, outcome } => format!("{emergency}: the response ended: {}", outcome.word()),
    }
}

fn kept(evidence: &Evidence) -> String {
    let missing = match evidence.missing.len() {
        0 => String::new(),
        missing => format!("; {missing} could not be had"),
    };
    format!("evidence: {} files in {}{missing}", evidence.files.len(), evidence.folder.display())
}

fn closed(closing: &Closing) -> String {
    match &closing.in_spite {
        None => "closed".to_owned(),
        Some(reason) => format!(
            "closed although {} were missing: {}",
            closing.missing.iter().map(|missing| printable(missing)).collect::<Vec<_>>().join(", "),
            printable(reason)
        ),
    }
}

/// The heading of a section.
pub fn heading(section: Section) -> &'static str {
    match section {
        Section::Summary => "Summary",
        Section::BusinessImpact => "Business impact",
        Section::TechnicalImpact => "Technical impact",
        Section::CustomerImpact => "Customer impact",
        Section::RootCause => "Root cause",
        Section::Resolution => "Resolution",
        Section::Lessons => "Lessons",
        Section::PreventiveActions => "Preventive actions",
        Section::FollowUps => "Follow-ups",
    }
}

/// What is missing, and the command that adds it.
pub fn missing(missing: &Missing) -> String {
    match missing {
        Missing::Section(section) => {
            let word = section.word();
            format!("{}: vitals incident answer {word} TEXT", heading(*section))
        }
        Missing::Checklist => "the checklist, after the last change: vitals incident checklist".to_owned(),
        Missing::Attestation(question) => {
            let what = match *question {
                REVIEWED => "that these procedures were reviewed",
                INFORMED => "that stakeholders were informed",
                other => other,
            };
            format!("{what}: vitals incident attest {question} yes")
        }
    }
}

/// That the clock was set.
pub fn jump(jump: &Jump) -> String {
    let entry = jump.entry;
    if !jump.is_certain {
        return format!("entry {entry} is dated {} before the entry before it", span(-jump.by_ms));
    }
    let way = if jump.by_ms > 0 { "forward" } else { "back" };
    format!("before entry {entry} the clock was put {way} by {}", span(jump.by_ms.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let said = [0, 850, 12_430, 425_000, 10_920_000, -3_000].map(span);
        assert_eq!(said, ["0 ms", "850 ms", "12.4 s", "7 min 5 s", "3 h 2 min", "-3.0 s"]);
    }
}
