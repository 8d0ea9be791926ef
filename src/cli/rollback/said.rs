//! What was done, in sentences.

use crate::escalation::{Acting, Operators};
use crate::rollback::{
    Answer, Approved, Begun, CheckVerdict, Done, End, Kind, PRUNED_AFTER_DAYS, Plan, Pruned, Published,
    Target,
};
use crate::untrusted::{printable, shell_line};

/// Ten digits of a hash.
fn short(hash: &str) -> &str {
    hash.get(..10).unwrap_or(hash)
}

/// `main`, or what moves where no branch does.
fn moved(branch: Option<&str>) -> String {
    branch.map_or_else(
        || "HEAD (detached: no branch moves)".to_owned(),
        |branch| printable(branch.trim_start_matches("refs/heads/")).to_string(),
    )
}

/// What a plan would do.
pub fn preview((plan, hash): (&Plan, &str), operators: &Operators, again: &str) -> String {
    let mut lines = if plan.rewrite {
        vec![withdrawn(plan)]
    } else {
        let branch = moved(plan.head.branch.as_deref());
        vec![format!(
            "{branch} would move forward by one commit that has the files of {}:",
            short(&plan.tree)
        )]
    };
    lines.push(format!("  {}", printable(plan.message.lines().next().unwrap_or_default())));
    let merges = plan.commits.iter().filter(|commit| commit.is_merge).count();
    lines.push(format!("work of {} commits goes, {merges} of them merges:", plan.commits.len()));
    for undone in plan.commits.iter().take(20) {
        let subject = printable(&undone.commit.subject).to_string();
        lines.push(format!("  {} {subject} ({})", undone.commit.short(), printable(&undone.author)));
    }
    if plan.commits.len() > 20 {
        lines.push(format!("  and {} more", plan.commits.len() - 20));
    }
    lines.push(format!("{} files change:", plan.paths.len()));
    lines.extend(plan.paths.iter().take(20).map(|path| format!("  {}", printable(path))));
    if plan.paths.len() > 20 {
        lines.push(format!("  and {} more", plan.paths.len() - 20));
    }
    lines.push(format!("checked again in place: {}", printable(&plan.checks.join(", "))));
    for command in &plan.after {
        lines.push(format!("then runs: {}", printable(&shell_line(command.iter().map(String::as_str)))));
    }
    lines.extend(needed(plan, operators));
    lines.push(format!("plan {}; nothing was changed", short(hash)));
    if plan.rewrite {
        lines.push(format!("first, by another account: vitals rollback approve {hash} --as LEVEL"));
    }
    lines.push(format!("do it: {again} --yes"));
    lines.join("\n")
}

/// Whose authority a plan needs; None where the configuration has no levels.
pub fn needed(plan: &Plan, operators: &Operators) -> Option<String> {
    let action = plan.needs();
    let may = operators.may(action).iter().map(|level| printable(level).to_string()).collect::<Vec<_>>();
    let may = if may.is_empty() { "no level".to_owned() } else { may.join(", ") };
    (!operators.levels.is_empty()).then(|| format!("needs the authority for {}: {may}", action.word()))
}

/// What a plan does that rewrites history.
pub fn withdrawn(plan: &Plan) -> String {
    let target = match &plan.target {
        Target::Commit { commit, .. } => format!("{} {}", commit.short(), printable(&commit.subject)),
        _ => short(&plan.tree).to_owned(),
    };
    let branch = moved(plan.head.branch.as_deref());
    let (count, head) = (plan.commits.len(), plan.head.commit.short());
    format!("history is rewritten: {branch} moves back from {head} to {target}; {count} commits leave it")
}

/// After an approval by a file.
pub fn approved(approved: &Approved, hash: &str) -> String {
    let Approved { level, by, when, .. } = approved;
    format!(
        "plan {} is approved by {} as {level} at {when}, for 15 minutes\n\
         then, by another account: vitals rollback apply {} --yes",
        short(hash),
        printable(by),
        short(hash)
    )
}

/// After an approval by a tag.
pub fn tagged(name: &str, hash: &str, level: &str) -> String {
    format!(
        "plan {} is approved as {level} by the tag {name}, for 15 minutes\n\
         from a clone: git push origin {name}",
        short(hash)
    )
}

/// What was done.
pub fn done(done: &Done) -> String {
    let begun = &done.begun;
    let mut lines = vec![first(done)];
    lines.extend(done.verdicts.iter().filter(|verdict| verdict.answer != Answer::Green).map(verdict));
    if let Some((command, said)) = &done.failed_command {
        lines.push(format!(
            "  failed: {}: {}",
            printable(&shell_line(command.iter().map(String::as_str))),
            printable(said)
        ));
    }
    if let Some(snapshot) = &done.snapshot {
        lines.push(format!("uncommitted work is kept in {snapshot}"));
    }
    if let Some(torn) = &done.torn {
        lines.push(format!("files that somebody had written since are kept in {torn}"));
    }
    if let (End::Done, Some(by)) = (done.end, &begun.by) {
        lines.push(applied_by(by));
    }
    if let (End::Done, Some(approved)) = (done.end, &begun.rewrite) {
        lines.push(format!("approved by {} as {}", printable(&approved.by), printable(&approved.level)));
        lines.push(format!("what it was is held by refs/vitals/before/{}", begun.id));
    }
    if done.pruned != Pruned::default() {
        let Pruned { journals, refs } = done.pruned;
        lines.push(format!(
            "removed what is older than {PRUNED_AFTER_DAYS} days: {journals} journals, {refs} refs to what they kept"
        ));
    }
    match (done.end, begun.kind) {
        (End::Done, Kind::Apply | Kind::Undo) => lines.push("undo: vitals rollback undo".to_owned()),
        (End::Undone, _) => lines.push("look at it with: vitals rollback status".to_owned()),
        _ => {}
    }
    lines.join("\n")
}

/// As which level, and whether that is known or was only said.
fn applied_by(by: &Acting) -> String {
    let level = printable(&by.level);
    match &by.person {
        Some(person) => format!("applied as {level} by {}", printable(person)),
        None => format!("applied as {level}, as the command line said"),
    }
}

fn first(done: &Done) -> String {
    let begun = &done.begun;
    let branch = moved(begun.branch.as_deref());
    let commit = done.commit.as_deref().map(short).unwrap_or_default();
    match (done.end, begun.kind) {
        (End::Before, Kind::Publish) => "the remote does not have it: push again".to_owned(),
        (End::Done, Kind::Publish) => "the remote has it".to_owned(),
        (End::Before, _) => format!("{} stands open no more: {branch} is as it was", begun.id),
        (End::Done, Kind::Undo) => format!("undone: {branch} is at {commit}, with the files of before"),
        (End::Done, Kind::Apply) if begun.rewrite.is_some() => {
            let count = done.verdicts.len();
            format!("history rewritten and verified: {branch} is back at {commit} ({count} checks)")
        }
        (End::Done, Kind::Apply) => {
            format!("rolled back and verified: {branch} is at {commit} ({} checks)", done.verdicts.len())
        }
        (End::Undone, _) => {
            let why = if done.is_unknown() { "a check answered nothing" } else { "a check failed" };
            let by = done.undone_by.as_deref().map(short).unwrap_or_default();
            format!("applied, {why} in place, and undone: {branch} is at {by}, with the files of before")
        }
    }
}

fn verdict(verdict: &CheckVerdict) -> String {
    let word = match verdict.answer {
        Answer::Green => "green",
        Answer::Red => "red",
        Answer::Unknown => "unknown",
    };
    let why = verdict.reasons.first().map(|why| printable(why).to_string()).unwrap_or_default();
    format!("  {word}: {} {why}", printable(&verdict.check))
}

/// One line of `status`.
pub fn line(begun: &Begun, end: Option<End>, commit: Option<&str>) -> String {
    let state = match end {
        None => "OPEN",
        Some(End::Done) => "done",
        Some(End::Before) => "nothing changed",
        Some(End::Undone) => "undone at once",
    };
    let kind = match begun.kind {
        Kind::Apply => "apply",
        Kind::Undo => "undo",
        Kind::Publish => "publish",
    };
    let commit = commit.map(|hash| format!(" -> {}", short(hash))).unwrap_or_default();
    let message = printable(begun.message.lines().next().unwrap_or_default()).to_string();
    format!("{}  {kind:7}  {state:15}  {}{commit}  {message}", begun.id, short(&begun.from))
}

/// After a push.
pub fn published(published: &Published) -> String {
    let Published { remote, branch, commit, backup, rewritten } = published;
    let (remote, branch) = (printable(remote), printable(branch.trim_start_matches("refs/heads/")));
    let commit = short(commit);
    match backup {
        None => format!("{remote} has {commit} as its {branch} already"),
        Some(backup) => format!(
            "pushed: {branch} of {remote} is {}at {commit}; what it had is kept there as {}",
            if *rewritten { "back " } else { "" },
            backup.trim_start_matches("refs/heads/")
        ),
    }
}
