//! The verdict on conversations with two variants: one operation that regressed fails, no regression needs all of them.

use super::reason::{ComparisonReason, PairsReason, Reason, RunReason, WebsocketReason};
use super::reasoned::Verdict;
use super::status::Status;
use super::undecided::missing_pairs;
use super::websocket::{judge_websocket, of_server};
use crate::comparison::Quantity;
use crate::measure::InterleavedConversations;
use crate::plan::{ComparisonRule, Decision, Question};
use crate::quantity::{Nanos, Tolerance};
use crate::websocket::ServerOutcome;

/// Judges the operations of one check; the labels are those of base and candidate.
pub fn judge_operations(
    measured: &InterleavedConversations,
    quantities: &[Quantity],
    rule: &ComparisonRule,
    labels: [&str; 2],
    interrupted: bool,
) -> Verdict {
    let troubles: Vec<Reason> = measured.servers.iter().zip(labels).flat_map(not_there).collect();
    if let Some((first, others)) = troubles.split_first() {
        return match interrupted {
            true => Verdict::new(Status::Inconclusive, RunReason::Interrupted),
            false => Verdict::new(Status::Error, first.clone()).because_of(others.iter().cloned()),
        };
    }
    if let Some((side, outcome)) = &measured.failed {
        if outcome.interrupted || interrupted {
            return Verdict::new(Status::Inconclusive, RunReason::Interrupted);
        }
        let of_side = judge_websocket(outcome);
        let side = labels.get(*side).copied().unwrap_or_default().to_owned();
        return Verdict::new(Status::Error, ComparisonReason::NoConversation { side })
            .because_of(of_side.reasons);
    }
    let verdict = of_findings(quantities, rule);
    let open = quantities.iter().find(|quantity| is_open(quantity));
    let missing = open.filter(|_| verdict.status == Status::Inconclusive);
    let pairs = measured.pairs();
    let missing = missing.map(|open| match interrupted {
        true => vec![PairsReason::Interrupted { pairs }],
        false => missing_pairs(pairs, open, rule),
    });
    let missing = missing.into_iter().flatten().map(Reason::from);
    verdict.because_of(missing).resting_on_all(evidence(measured, rule, labels))
}

/// Why there is nobody to speak with on a side; nothing where there is.
fn not_there((server, side): (&Option<ServerOutcome>, &str)) -> Vec<Reason> {
    let Some(server) = server else { return Vec::new() };
    let Some(trouble) = server.trouble.clone() else { return Vec::new() };
    let ended = server.ended_early.clone().map(|ending| WebsocketReason::ServerEnded { ending }.into());
    let side = side.to_owned();
    [ComparisonReason::NoConversation { side }.into(), WebsocketReason::Server { trouble }.into()]
        .into_iter()
        .chain(ended)
        .collect()
}

fn of_findings(quantities: &[Quantity], rule: &ComparisonRule) -> Verdict {
    let (regressed, others): (Vec<&Quantity>, Vec<&Quantity>) =
        quantities.iter().partition(|quantity| quantity.regressed());
    let shown = others.iter().map(|quantity| said(quantity, rule));
    if let Some((first, rest)) = regressed.split_first() {
        return Verdict::new(Status::Fail, said(first, rule))
            .because_of(rest.iter().map(|quantity| said(quantity, rule)))
            .resting_on_all(shown);
    }
    let (open, decided): (Vec<&Quantity>, Vec<&Quantity>) =
        quantities.iter().partition(|quantity| is_open(quantity));
    if let Some((first, rest)) = open.split_first() {
        return Verdict::new(Status::Inconclusive, said(first, rule))
            .because_of(rest.iter().map(|quantity| said(quantity, rule)))
            .resting_on_all(decided.into_iter().map(|quantity| said(quantity, rule)));
    }
    match quantities.split_first() {
        Some((whole, rest)) => Verdict::new(Status::Pass, said(whole, rule))
            .resting_on_all(rest.iter().map(|quantity| said(quantity, rule))),
        None => Verdict::new(Status::Inconclusive, PairsReason::NoPair),
    }
}

fn is_open(quantity: &Quantity) -> bool {
    matches!(quantity.finding, Some(Decision::Undecided { .. }))
}

fn evidence(measured: &InterleavedConversations, rule: &ComparisonRule, labels: [&str; 2]) -> Vec<Reason> {
    let pairs = measured.pairs();
    let spoken = (pairs > 0).then_some(PairsReason::Conversations { pairs, seed: rule.seed });
    let least = Nanos::from_secs_f64(rule.floor);
    let floor = (pairs > 0 && least > Nanos(0)).then_some(PairsReason::OperationFloor { least });
    let of_side = |(server, side): (&Option<ServerOutcome>, &str)| {
        let known = server.iter().flat_map(of_server).collect::<Vec<_>>().into_iter();
        let side = side.to_owned();
        known.map(move |server| ComparisonReason::OfServer { side: side.clone(), server }).collect::<Vec<_>>()
    };
    let servers = measured.servers.iter().zip(labels).flat_map(of_side);
    spoken.into_iter().chain(floor).map(Reason::from).chain(servers.map(Reason::from)).collect()
}

fn said(quantity: &Quantity, rule: &ComparisonRule) -> Reason {
    let quantity = quantity.clone();
    let tolerance = match rule.question {
        Question::Tolerance(tolerance) => Some(tolerance),
        Question::AnyChange => None,
    };
    let reason = match (quantity.finding, tolerance) {
        (Some(Decision::Regressed), tolerance) => ComparisonReason::Regressed { quantity, tolerance },
        (Some(Decision::RegressedInPart), _) => ComparisonReason::RegressedInPart { quantity },
        (Some(Decision::Within), Some(tolerance)) if may_be_more(&quantity, tolerance) => {
            ComparisonReason::TooLittle { quantity, least: Nanos::from_secs_f64(rule.floor) }
        }
        (Some(Decision::Within), Some(tolerance)) => {
            ComparisonReason::WithinTolerance { quantity, tolerance }
        }
        (Some(Decision::Within), None) => ComparisonReason::NoChange { quantity, resolution: None },
        (Some(Decision::Faster), _) => ComparisonReason::Faster { quantity },
        (Some(Decision::Undecided { .. }), _) => ComparisonReason::Undecided { quantity },
        (None, _) => ComparisonReason::Shown { quantity },
    };
    reason.into()
}

/// Whether only the floor makes it no regression.
fn may_be_more(quantity: &Quantity, tolerance: Tolerance) -> bool {
    quantity.ratio.is_some_and(|ratio| ratio.high > 1.0 + tolerance.of(quantity.base))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::{Statistic, Unit};

    fn quantity(name: &'static str, finding: Decision) -> Quantity {
        Quantity {
            name: name.into(),
            of: None,
            unit: Unit::Seconds,
            statistic: Statistic::FasterThird,
            base: 1.0,
            candidate: 1.0,
            ratio: None,
            finding: Some(finding),
        }
    }

    #[test]
    fn one_that_regressed_fails_and_a_pass_needs_all() {
        let rule = ComparisonRule::tolerating(0.1, 1);
        let status = |findings: &[Decision]| {
            let all: Vec<Quantity> = findings.iter().map(|finding| quantity("x", *finding)).collect();
            of_findings(&all, &rule).status
        };
        let undecided = Decision::Undecided { pairs_needed: None };
        assert_eq!(status(&[Decision::Within, Decision::Within]), Status::Pass);
        assert_eq!(status(&[Decision::Within, undecided]), Status::Inconclusive);
        assert_eq!(status(&[undecided, Decision::Regressed]), Status::Fail);
        assert_eq!(status(&[]), Status::Inconclusive);
        let all = [quantity("whole", Decision::Within), quantity("event a", Decision::Regressed)];
        let verdict = of_findings(&all, &rule);
        assert!(
            matches!(&verdict.reasons[0], Reason::Comparison(ComparisonReason::Regressed { quantity, .. }) if quantity.name == "event a")
        );
    }
}
