//! Conversations with two variants of a server, which both run: one has it with the one, then with the other.

use std::io;

use serde::{Deserialize, Serialize};

use crate::plan::{ComparisonRule, Observed, PairOrder, Pairing, wants_more};
use crate::quantity::Nanos;
use crate::statistics::{Pair, mean_of_faster_third, quantile};
use crate::websocket::{Outcome, RunningServer, ServerOutcome, UserOutcome, WebsocketContext};

/// Conversations with each side that one pair is made of, at most,
const A_PAIR: usize = 12;
/// and seconds after which no more are begun.
const A_PAIR_TIME: f64 = 0.25;

/// What is timed in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum Operation {
    /// Login, connection, and all until the last expected event.
    Whole,
    /// The request that gives a token.
    Login,
    /// The connection with its handshake.
    Connect,
    /// An expected event, from the last message sent.
    Event {
        /// Its name.
        event: String,
        /// Its place in `expect`, from 0.
        place: usize,
    },
}

/// The times of one operation, pair by pair, in seconds: the mean of the faster third of a pair's conversations, of several users
/// the middle one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OperationPairs {
    /// What was timed.
    #[serde(flatten)]
    pub operation: Operation,
    /// Its times.
    pub pairs: Vec<Pair>,
}

/// Conversations with both.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InterleavedConversations {
    /// Each operation; the whole is the first.
    pub operations: Vec<OperationPairs>,
    /// The servers, base and candidate.
    pub servers: [Option<ServerOutcome>; 2],
    /// A conversation that did not go as it should, with the side: 0 is the base. Nothing is compared then.
    pub failed: Option<(usize, Box<Outcome>)>,
}

/// What is timed in conversations with these expected events.
pub fn operations(has_login: bool, events: &[String]) -> Vec<Operation> {
    let events = events.iter().enumerate();
    let events = events.map(|(place, event)| Operation::Event { event: event.clone(), place });
    let login = has_login.then_some(Operation::Login);
    [Operation::Whole].into_iter().chain(login).chain([Operation::Connect]).chain(events).collect()
}

/// Alternates conversations until the rules are content, after one with each that does not count.
///
/// # Errors
/// Where the system gives no thread.
pub fn interleave_conversations(
    servers: [&RunningServer; 2],
    contexts: [&WebsocketContext<'_>; 2],
    operations: Vec<Operation>,
    rule: &ComparisonRule,
    over: &dyn Fn() -> bool,
) -> io::Result<InterleavedConversations> {
    let pairs = operations.into_iter().map(|operation| OperationPairs { operation, pairs: Vec::new() });
    let mut measured = InterleavedConversations { operations: pairs.collect(), ..Default::default() };
    let rules = vec![*rule; measured.operations.len()];
    let mut order = PairOrder::seeded(rule.seed);
    // The first of each do not count, nor do those of a pair that is cut short.
    if !over() && measured.converse(servers, contexts, order.base_first())?.is_none() {
        return Ok(measured);
    }
    while !over() && wants_more(&rules, &measured.observed()) {
        let base_first = order.base_first();
        let mut taken = Taken::default();
        while !taken.is_enough() && !over() {
            let Some(times) = measured.converse(servers, contexts, base_first)? else { return Ok(measured) };
            taken.add(times);
        }
        if taken.is_enough() {
            measured.add(&taken);
        }
    }
    Ok(measured)
}

/// Conversations of one pair: with both sides, in turn.
#[derive(Debug, Default)]
struct Taken {
    /// Times of each operation, conversation by conversation, of base and candidate.
    times: [Vec<Vec<f64>>; 2],
}

impl Taken {
    fn add(&mut self, times: [Vec<f64>; 2]) {
        for (all, times) in self.times.iter_mut().zip(times) {
            all.push(times);
        }
    }

    /// Short ones vary more, and there is time for several: the whole conversation is the first operation.
    fn is_enough(&self) -> bool {
        let [base, _] = &self.times;
        let took: f64 = base.iter().filter_map(|times| times.first()).sum();
        base.len() >= A_PAIR || took >= A_PAIR_TIME
    }

    /// The faster third of an operation's times.
    fn of(&self, operation: usize) -> Option<Pair> {
        let faster = |all: &Vec<Vec<f64>>| {
            let times: Option<Vec<f64>> = all.iter().map(|times| times.get(operation).copied()).collect();
            mean_of_faster_third(&times?)
        };
        let [base, candidate] = &self.times;
        Some(Pair { base: faster(base)?, candidate: faster(candidate)? })
    }
}

impl InterleavedConversations {
    /// One conversation with each; None where one of them did not go as it should.
    fn converse(
        &mut self,
        servers: [&RunningServer; 2],
        contexts: [&WebsocketContext<'_>; 2],
        base_first: bool,
    ) -> io::Result<Option<[Vec<f64>; 2]>> {
        let first = usize::from(!base_first);
        let mut times = [Vec::new(), Vec::new()];
        for side in [first, 1 - first] {
            let outcome = servers[side].converse(contexts[side])?;
            let timed = self.times(&outcome);
            match timed.filter(|_| outcome.users.iter().all(UserOutcome::heard_everything)) {
                Some(timed) => times[side] = timed,
                None => {
                    self.failed = Some((side, Box::new(outcome)));
                    return Ok(None);
                }
            }
        }
        Ok(Some(times))
    }

    /// As the rule looks at them, each operation by itself.
    pub fn observed(&self) -> Vec<Observed> {
        let of =
            |one: &OperationPairs| Observed { pairs: one.pairs.clone(), pairing: Pairing::InTurn, stolen: 0 };
        self.operations.iter().map(of).collect()
    }

    /// Pairs of conversations that count.
    pub fn pairs(&self) -> usize {
        self.operations.first().map_or(0, |operation| operation.pairs.len())
    }

    fn add(&mut self, taken: &Taken) {
        for (number, operation) in self.operations.iter_mut().enumerate() {
            operation.pairs.extend(taken.of(number));
        }
    }

    /// The time of each operation in one conversation; None where one of them has none.
    fn times(&self, outcome: &Outcome) -> Option<Vec<f64>> {
        let middle = |operation: &OperationPairs| {
            let times = outcome.users.iter().map(|user| of_user(user, &operation.operation));
            let times: Vec<f64> = times.map(|time| Some(time?.as_secs_f64())).collect::<Option<_>>()?;
            quantile(&times, 0.5)
        };
        self.operations.iter().map(middle).collect()
    }
}

fn of_user(user: &UserOutcome, operation: &Operation) -> Option<Nanos> {
    let login = || user.login_in.unwrap_or_default();
    match operation {
        Operation::Login => user.login_in,
        Operation::Connect => user.connected_in,
        Operation::Event { place, .. } => user.expected.get(*place)?.latency,
        Operation::Whole => {
            let last = user.expected.iter().filter_map(|event| event.latency).max()?;
            Some(login() + user.connected_in? + last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::websocket::ExpectedOutcome;

    #[test]
    fn several_short_conversations_are_one_observation() {
        let mut taken = Taken::default();
        let mut number = 0.0;
        while !taken.is_enough() {
            number += 1.0;
            taken.add([vec![0.01, number], vec![0.02, 2.0 * number]]);
        }
        assert_eq!(number, 12.0);
        assert_eq!(taken.of(1), Some(Pair { base: 2.5, candidate: 5.0 }));
        assert_eq!(taken.of(2), None);
        let mut long = Taken::default();
        long.add([vec![1.0], vec![1.0]]);
        assert!(long.is_enough());
    }

    #[test]
    fn each_operation_of_several_users_has_the_middle_time() {
        let user = |millis: u64| UserOutcome {
            login_in: Some(Nanos::from_millis(millis)),
            connected_in: Some(Nanos::from_millis(2 * millis)),
            expected: vec![ExpectedOutcome {
                event: "a".into(),
                latency: Some(Nanos::from_millis(10 * millis)),
                limit: None,
            }],
            ..UserOutcome::default()
        };
        let outcome = |users: Vec<UserOutcome>| Outcome {
            url: String::new(),
            within: Nanos(0),
            expected: vec!["a".into()],
            secrets_sent: false,
            server: None,
            users,
            interrupted: false,
        };
        let all = operations(true, &["a".into()]);
        let pairs = all.into_iter().map(|operation| OperationPairs { operation, pairs: Vec::new() });
        let measured = InterleavedConversations { operations: pairs.collect(), ..Default::default() };
        let times = measured.times(&outcome(vec![user(1), user(50), user(3)])).expect("all have them");
        assert_eq!(times, [0.039, 0.003, 0.006, 0.03]);
        assert_eq!(measured.times(&outcome(vec![UserOutcome::default()])), None);
    }
}
