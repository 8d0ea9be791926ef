//! From conversations to a verdict: a pass needs every expected event of every user, and nothing that should not be.

use super::{Status, Verdict};
use crate::quantity::Nanos;
use crate::websocket::{Failure, Outcome, ServerOutcome, UserOutcome};

/// Reasons that are reported of one check.
const TOLD: usize = 8;

/// The verdict on what all users heard.
pub fn judge_websocket(outcome: &Outcome) -> Verdict {
    let verdict = verdict(outcome);
    let verdict = evidence(outcome).into_iter().fold(verdict, Verdict::resting_on);
    outcome.server.iter().flat_map(of_server).fold(verdict, Verdict::resting_on)
}

fn verdict(outcome: &Outcome) -> Verdict {
    let server = outcome.server.as_ref();
    if outcome.interrupted {
        return Verdict::new(Status::Inconclusive, "interrupted before the conversations were over");
    }
    if let Some(trouble) = server.and_then(|server| server.trouble.as_ref()) {
        let ended = server.and_then(|server| server.ended_early.as_ref());
        let verdict = Verdict::new(Status::Error, trouble.clone());
        return ended
            .into_iter()
            .fold(verdict, |verdict, how| verdict.because(format!("it ended with {how}")));
    }
    if outcome.users.iter().any(|user| !user.failures.is_empty()) {
        return failed(outcome);
    }
    if outcome.expected.is_empty() {
        return Verdict::new(
            Status::Vacuous,
            "no event is expected: any server that takes connections would pass",
        )
        .because("list in `expect` what a user must hear");
    }
    if outcome.users.is_empty() || !outcome.users.iter().all(UserOutcome::heard_everything) {
        return Verdict::new(Status::Inconclusive, "not every user's conversation was heard to its end");
    }
    passed(outcome)
}

/// Users with the same trouble, reported together: what is worst and what most have first.
fn failed(outcome: &Outcome) -> Verdict {
    let mut groups: Vec<(&Failure, &str, usize)> = Vec::new();
    for user in &outcome.users {
        for failure in &user.failures {
            match groups.iter_mut().find(|(first, ..)| first.subject() == failure.subject()) {
                Some((.., count)) => *count += 1,
                None => groups.push((failure, &user.name, 1)),
            }
        }
    }
    groups.sort_by_key(|(failure, _, count)| (rank(failure), std::cmp::Reverse(*count)));
    let errors_only = groups.iter().all(|(failure, ..)| failure.before_the_conversation());
    let status = if errors_only { Status::Error } else { Status::Fail };
    let mut reported = groups.iter().map(|(failure, user, count)| match (count, outcome.users.len()) {
        (1, 1) => failure.describe(),
        (1, _) => format!("{user}: {}", failure.describe()),
        (count, all) if matches!(failure, Failure::Leaked { .. }) => {
            format!(
                "user isolation is broken, {count} leaks among {all} users: {user} {}",
                failure.describe()
            )
        }
        (count, all) => format!("{count} of {all} users, {user} for one: {}", failure.describe()),
    });
    let verdict = Verdict::new(status, reported.next().unwrap_or_default());
    let verdict = reported.by_ref().take(TOLD).fold(verdict, Verdict::because);
    match reported.count() {
        0 => verdict,
        more => verdict.because(format!("and {more} more")),
    }
}

fn rank(failure: &Failure) -> u8 {
    match failure {
        Failure::Leaked { .. } => 0,
        // The others only waited for those who could not come.
        Failure::NotSent { .. } => 2,
        _ => 1,
    }
}

fn passed(outcome: &Outcome) -> Verdict {
    let (users, events) = (outcome.users.len(), outcome.expected.len());
    let heard = match users {
        1 => format!("all {events} expected events came"),
        _ => format!("all {events} expected events came to each of {users} users"),
    };
    let own: u64 = outcome.users.iter().map(|user| user.own_secret_seen).sum();
    if users == 1 || !outcome.secrets_sent {
        return Verdict::new(Status::Pass, heard);
    }
    if own == 0 {
        return Verdict::new(
            Status::Inconclusive,
            format!("{heard}, and nothing is known of their isolation"),
        )
        .because("no secret came back, not even to the user who sent it: a leak could not have been seen")
        .because("have the service repeat what carries {secret}, or leave {secret} out");
    }
    Verdict::new(Status::Pass, format!("{heard}, and no user saw another's secret"))
}

fn evidence(outcome: &Outcome) -> Vec<String> {
    let users = &outcome.users;
    let mut evidence = Vec::new();
    let connected: Vec<Nanos> = users.iter().filter_map(|user| user.connected_in).collect();
    if let Some(spread) = spread(connected.clone()) {
        evidence.push(format!("connected: {} of {}, {spread}", connected.len(), users.len()));
    }
    for (number, event) in outcome.expected.iter().enumerate() {
        let latencies =
            users.iter().filter_map(|user| user.expected.get(number)?.latency).collect::<Vec<_>>();
        let came = latencies.len();
        let times = spread(latencies).map_or_else(String::new, |spread| format!(", {spread}"));
        evidence.push(format!("`{event}`: {came} of {}{times}", users.len()));
    }
    if users.len() > 1 {
        let own = users.iter().filter(|user| user.own_secret_seen > 0).count();
        evidence.push(match outcome.secrets_sent {
            true => format!("isolation: {own} of {} users saw their own secret come back", users.len()),
            false => "isolation was not looked at: nothing that is sent carries {secret}".into(),
        });
    }
    evidence
}

/// `1.2 ms`, or the middle and the largest of several.
fn spread(mut times: Vec<Nanos>) -> Option<String> {
    times.sort_unstable();
    let (median, largest) = (*times.get(times.len() / 2)?, *times.last()?);
    Some(if times.len() == 1 {
        format!("after {largest}")
    } else {
        format!("median {median}, largest {largest}")
    })
}

fn of_server(server: &ServerOutcome) -> Vec<String> {
    let mut evidence = Vec::new();
    evidence.extend(server.ready_in.map(|time| format!("the server was ready after {time}")));
    if server.trouble.is_none() {
        evidence.extend(server.ended_early.iter().map(|how| format!("the server ended early: {how}")));
    }
    evidence.extend(
        server.left_behind.iter().map(|left| format!("it left a process running, which was ended: {left}")),
    );
    evidence
}
