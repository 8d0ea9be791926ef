//! From conversations to a verdict: a pass needs every expected event of every user, and nothing that should not be.

use super::reason::{Isolation, Reason, RunReason, Spread, WebsocketReason};
use super::reasoned::Verdict;
use super::status::Status;
use crate::quantity::Nanos;
use crate::websocket::{Failure, Outcome, ServerOutcome, UserOutcome};

/// Reasons that are listed after the first.
const LISTED: usize = 8;

/// The verdict on what all users heard.
pub fn judge_websocket(outcome: &Outcome) -> Verdict {
    let verdict = verdict(outcome);
    let verdict = evidence(outcome).into_iter().fold(verdict, Verdict::resting_on);
    outcome.server.iter().flat_map(of_server).fold(verdict, Verdict::resting_on)
}

fn verdict(outcome: &Outcome) -> Verdict {
    let server = outcome.server.as_ref();
    if outcome.interrupted {
        return Verdict::new(Status::Inconclusive, RunReason::Interrupted);
    }
    if let Some(trouble) = server.and_then(|server| server.trouble.clone()) {
        let ended = server.and_then(|server| server.ended_early.clone());
        let verdict = Verdict::new(Status::Error, WebsocketReason::Server { trouble });
        return ended
            .map(|ending| WebsocketReason::ServerEnded { ending })
            .into_iter()
            .fold(verdict, Verdict::because);
    }
    if outcome.users.iter().any(|user| !user.failures.is_empty()) {
        return failed(outcome);
    }
    if outcome.expected.is_empty() {
        return Verdict::new(Status::Vacuous, WebsocketReason::NothingExpected);
    }
    if outcome.users.is_empty() || !outcome.users.iter().all(UserOutcome::heard_everything) {
        return Verdict::new(Status::Inconclusive, WebsocketReason::NotHeardToTheEnd);
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
    let users = outcome.users.len();
    let more = groups.len().saturating_sub(1 + LISTED);
    let reasons = groups.into_iter().take(1 + LISTED).map(|(failure, user, count)| {
        let (failure, user) = (failure.clone(), user.to_owned());
        Reason::from(WebsocketReason::Failed { failure, user, count, users })
    });
    let rest = (more > 0).then(|| WebsocketReason::MoreFailures { count: more }.into());
    Verdict { status, reasons: reasons.chain(rest).collect(), evidence: Vec::new() }
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
    let seen = outcome.users.iter().any(|user| user.own_secret_seen > 0);
    let isolation = match (users > 1 && outcome.secrets_sent, seen) {
        (false, _) => Isolation::NotChecked,
        (true, true) => Isolation::Proven,
        (true, false) => Isolation::Unknown,
    };
    let all = WebsocketReason::AllHeard { events, users, isolation };
    match isolation {
        Isolation::NotChecked | Isolation::Proven => Verdict::new(Status::Pass, all),
        Isolation::Unknown => {
            Verdict::new(Status::Inconclusive, all).because(WebsocketReason::NoSecretCameBack)
        }
    }
}

fn evidence(outcome: &Outcome) -> Vec<WebsocketReason> {
    let all = &outcome.users;
    let users = all.len();
    let mut evidence = Vec::new();
    let connected: Vec<Nanos> = all.iter().filter_map(|user| user.connected_in).collect();
    let count = connected.len();
    evidence.extend(Spread::of(connected).map(|times| WebsocketReason::Connected { count, users, times }));
    for (number, event) in outcome.expected.iter().enumerate() {
        let latencies: Vec<Nanos> =
            all.iter().filter_map(|user| user.expected.get(number)?.latency).collect();
        let (event, count) = (event.clone(), latencies.len());
        evidence.push(WebsocketReason::Event { event, count, users, times: Spread::of(latencies) });
    }
    if users > 1 {
        let count = all.iter().filter(|user| user.own_secret_seen > 0).count();
        evidence.push(match outcome.secrets_sent {
            true => WebsocketReason::OwnSecrets { count, users },
            false => WebsocketReason::IsolationNotChecked,
        });
    }
    evidence
}

/// What is worth to know of a server that was started.
pub(super) fn of_server(server: &ServerOutcome) -> Vec<WebsocketReason> {
    let mut evidence = Vec::new();
    evidence.extend(server.ready_in.map(|after| WebsocketReason::ServerReady { after }));
    if server.trouble.is_none() {
        let ended = server.ended_early.iter().cloned();
        evidence.extend(ended.map(|ending| WebsocketReason::ServerEnded { ending }));
    }
    let left_behind = server.left_behind.iter().cloned();
    evidence.extend(left_behind.map(|command| WebsocketReason::LeftBehind { command }));
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::websocket::{ServerTrouble, Trouble};

    fn outcome(failures: &[&[Failure]]) -> Outcome {
        let user = |(number, failures): (usize, &&[Failure])| UserOutcome {
            name: format!("user {number}"),
            failures: failures.to_vec(),
            ..UserOutcome::default()
        };
        Outcome {
            url: String::new(),
            within: Nanos(0),
            expected: vec!["a".into()],
            secrets_sent: true,
            server: None,
            users: failures.iter().enumerate().map(user).collect(),
            interrupted: false,
        }
    }

    fn silent(waiting_for: &str) -> Failure {
        Failure::Silent { after: Nanos(1), waiting_for: waiting_for.into() }
    }

    #[test]
    fn the_same_failure_of_several_users_is_one_reason_and_a_leak_comes_first() {
        let leak = Failure::Leaked { whose: "user 0".into(), event: "b".into() };
        let verdict =
            judge_websocket(&outcome(&[&[silent("a")], &[silent("a")], std::slice::from_ref(&leak)]));
        let failed = |failure, user: &str, count| {
            Reason::from(WebsocketReason::Failed { failure, user: user.into(), count, users: 3 })
        };
        assert_eq!(verdict.status, Status::Fail);
        assert_eq!(verdict.reasons, [failed(leak, "user 2", 1), failed(silent("a"), "user 0", 2)]);
    }

    #[test]
    fn what_is_not_listed_is_counted() {
        let many: Vec<Failure> = (0..12).map(|number| silent(&format!("e{number}"))).collect();
        let verdict = judge_websocket(&outcome(&[&many]));
        assert_eq!(verdict.reasons.len(), 1 + LISTED + 1);
        assert_eq!(verdict.reasons.last(), Some(&WebsocketReason::MoreFailures { count: 3 }.into()));
    }

    #[test]
    fn without_a_conversation_it_is_an_error() {
        let refused = Failure::Refused { trouble: Trouble::NoAddress };
        assert_eq!(judge_websocket(&outcome(&[&[refused]])).status, Status::Error);
        let server = ServerOutcome { trouble: Some(ServerTrouble::Ended), ..ServerOutcome::default() };
        let verdict = judge_websocket(&Outcome { server: Some(server), ..outcome(&[]) });
        assert_eq!(verdict.status, Status::Error);
        assert_eq!(verdict.reasons, [WebsocketReason::Server { trouble: ServerTrouble::Ended }.into()]);
    }
}
