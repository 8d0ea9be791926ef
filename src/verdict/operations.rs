//! The verdict on conversations with two variants: one operation that regressed fails, no regression needs all of them.

use super::reason::{ComparisonReason, Reason, RunReason, WebsocketReason};
use super::reasoned::Verdict;
use super::status::Status;
use super::websocket::judge_websocket;
use crate::comparison::Quantity;
use crate::measure::InterleavedConversations;
use crate::plan::{ComparisonRule, Decision, Question};

/// Judges the operations of one check; the labels are those of base and candidate.
pub fn judge_operations(
    measured: &InterleavedConversations,
    quantities: &[Quantity],
    rule: &ComparisonRule,
    labels: [&str; 2],
    interrupted: bool,
) -> Verdict {
    for (server, side) in measured.servers.iter().zip(labels) {
        if let Some(trouble) = server.as_ref().and_then(|server| server.trouble.clone()) {
            let ended = server.as_ref().and_then(|server| server.ended_early.clone());
            let ended = ended.map(|ending| WebsocketReason::ServerEnded { ending }.into());
            return Verdict::new(Status::Error, ComparisonReason::NoConversation { side: side.to_owned() })
                .because(WebsocketReason::Server { trouble })
                .because_of(ended);
        }
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
    of_findings(quantities, rule, interrupted)
}

fn of_findings(quantities: &[Quantity], rule: &ComparisonRule, interrupted: bool) -> Verdict {
    let is = |wanted: fn(Decision) -> bool| move |quantity: &&Quantity| quantity.finding.is_some_and(wanted);
    let (regressed, others): (Vec<&Quantity>, Vec<&Quantity>) =
        quantities.iter().partition(|quantity| quantity.regressed());
    let shown = others.iter().map(|quantity| said(quantity, rule));
    if let Some((first, rest)) = regressed.split_first() {
        return Verdict::new(Status::Fail, said(first, rule))
            .because_of(rest.iter().map(|quantity| said(quantity, rule)))
            .resting_on_all(shown);
    }
    let open = |decision: Decision| matches!(decision, Decision::Undecided { .. });
    let undecided: Vec<&Quantity> = quantities.iter().filter(is(open)).collect();
    if let Some((first, rest)) = undecided.split_first() {
        let decided =
            quantities.iter().filter(is(|decision| !matches!(decision, Decision::Undecided { .. })));
        return Verdict::new(Status::Inconclusive, said(first, rule))
            .because_of(rest.iter().map(|quantity| said(quantity, rule)))
            .because_of(interrupted.then(|| RunReason::Interrupted.into()))
            .resting_on_all(decided.map(|quantity| said(quantity, rule)));
    }
    match quantities.split_first() {
        Some((whole, rest)) => Verdict::new(Status::Pass, said(whole, rule))
            .resting_on_all(rest.iter().map(|quantity| said(quantity, rule))),
        None => Verdict::new(Status::Inconclusive, WebsocketReason::NotHeardToTheEnd),
    }
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
            of_findings(&all, &rule, false).status
        };
        let undecided = Decision::Undecided { pairs_needed: None };
        assert_eq!(status(&[Decision::Within, Decision::Within]), Status::Pass);
        assert_eq!(status(&[Decision::Within, undecided]), Status::Inconclusive);
        assert_eq!(status(&[undecided, Decision::Regressed]), Status::Fail);
        assert_eq!(status(&[]), Status::Inconclusive);
        let all = [quantity("whole", Decision::Within), quantity("event a", Decision::Regressed)];
        let verdict = of_findings(&all, &rule, false);
        assert!(
            matches!(&verdict.reasons[0], Reason::Comparison(ComparisonReason::Regressed { quantity, .. }) if quantity.name == "event a")
        );
    }
}
