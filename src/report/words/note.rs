//! What is said in the notes of a run.

use crate::verdict::{NoReplay, NoteReason, Planned, RunEnd};

/// One note.
pub fn sentence(reason: &NoteReason) -> String {
    match reason {
        NoteReason::NotAllRun { what, missing, planned, by } => {
            let what = match what {
                Planned::Probes => "probes",
                Planned::Checks => "checks",
            };
            let by = by.map_or_else(String::new, |by| format!(": {}", end(by)));
            format!("{missing} of {planned} {what} were not run{by}")
        }
        NoteReason::NotCompared { baseline, by } => {
            format!("the baseline {baseline} was not compared: {}", end(*by))
        }
        NoteReason::LeftOut { part, error } => format!("{part}: {error}"),
        NoteReason::NotConfigured { checks } => {
            format!("no [[check]] is configured: nothing is known about {}", checks.join(", "))
        }
        NoteReason::ToleranceNotJudged { probe } => {
            format!(
                "`regression` of {probe} was not judged: give --baseline NAME, or use `vitals compare main .`"
            )
        }
        NoteReason::StoredNumbersCompared { why } => {
            format!("compared with the stored numbers, by calibration: {}", no_replay(why))
        }
        NoteReason::Replayed { baseline, captured } => {
            let captured = captured.join(" and ");
            format!(
                "baseline {baseline} of {captured}: its commit was measured again, interleaved with the candidate"
            )
        }
        NoteReason::CapturedElsewhere { difference } => {
            format!(
                "the baseline was captured with {difference}; both sides were measured here, so the ratio is free of it"
            )
        }
        NoteReason::FixedPort { check, port } => format!(
            "the conversation {check} was not compared: its server's port, {port}, is written, and two servers cannot stand \
             there at once; write {{port}} for one that is free"
        ),
        NoteReason::ReferenceLost { commit, error } => format!(
            "the reference {} could not be measured ({error}): tonight's own figures continue the series, by calibration; \
             `vitals nightly accept` makes another commit the reference",
            commit.short()
        ),
        NoteReason::CommitUnknown { error } => format!(
            "the commit that lies here is not known ({error}): later nights cannot be compared with this one side by side"
        ),
        NoteReason::PathFromRoot { check, path } => format!(
            "{check}: `{path}` is not beside the configuration and was found in the target's root: write the path from the configuration's folder"
        ),
        NoteReason::NotRecorded { error } => format!("the night is not in the history: {error}"),
    }
}

fn end(by: RunEnd) -> &'static str {
    match by {
        RunEnd::Interrupt => "the run was interrupted",
        RunEnd::Budget => "the budget was spent",
        RunEnd::FailFast => "--fail-fast ended the run",
    }
}

/// Why a baseline's commit is not measured again.
pub fn no_replay(why: &NoReplay) -> String {
    match why {
        NoReplay::NotWanted => "--no-replay was given".into(),
        NoReplay::NoCommit => "it was captured outside of a repository".into(),
        NoReplay::Dirty => "it was captured with uncommitted changes".into(),
        NoReplay::UnknownCommit { commit } => {
            let short = commit.get(..10).unwrap_or(commit);
            format!("its commit {short} is not in this repository")
        }
        NoReplay::NoRepository => "the target is in no repository".into(),
        NoReplay::Refused { error } => error.clone(),
    }
}
