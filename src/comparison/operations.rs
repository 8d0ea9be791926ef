//! Conversations compared: each operation is judged by the rule.

use super::quantity::{Quantity, Statistic, Unit};
use crate::measure::{InterleavedConversations, Operation, OperationPairs};
use crate::plan::{ComparisonRule, Observed, Pairing};
use crate::statistics::{LEAST_FOR_BOUNDS, mean_of_faster_third};

/// The quantity of each operation; the whole is the first. None of them where there are no pairs.
pub fn compare_operations(measured: &InterleavedConversations, rule: &ComparisonRule) -> Vec<Quantity> {
    let each = measured.operations.iter().zip(measured.observed());
    let quantity = |(operation, observed): (&OperationPairs, Observed)| {
        let pairs = &operation.pairs;
        let base = mean_of_faster_third(&pairs.iter().map(|pair| pair.base).collect::<Vec<_>>())?;
        let candidate = mean_of_faster_third(&pairs.iter().map(|pair| pair.candidate).collect::<Vec<_>>())?;
        let ratio = rule.interval(pairs, Pairing::InTurn).filter(|_| pairs.len() >= LEAST_FOR_BOUNDS);
        Some(Quantity {
            name: name(&operation.operation).into(),
            of: None,
            unit: Unit::Seconds,
            statistic: Statistic::FasterThird,
            base,
            candidate,
            ratio,
            finding: Some(rule.judge(&observed)),
        })
    };
    each.filter_map(quantity).collect()
}

fn name(operation: &Operation) -> String {
    match operation {
        Operation::Whole => "whole conversation".into(),
        Operation::Login => "login".into(),
        Operation::Connect => "connect".into(),
        Operation::Event { event, .. } => format!("event {event}"),
    }
}
