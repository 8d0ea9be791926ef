//! Conversations with two variants of a server, operation by operation.

use maud::html;

use super::compared::{beside, in_brief, quantities, small};
use super::parts::listed;
use super::row::{Entry, Line};
use super::text::output;
use crate::comparison::Quantity;
use crate::measure::OperationPairs;
use crate::report::charts::{Chart, Ink, RatioRow, StripRow, ratio_strip};
use crate::report::comparison::OperationsReport;
use crate::report::words::quantity::{counted, statistic};
use crate::verdict::Status;

/// The line of a conversation on the first screen: the operation that regressed first, or the whole.
fn line(prefix: &str, number: usize, check: &OperationsReport) -> Line {
    let first = check.quantities.iter().find(|quantity| quantity.regressed()).or(check.quantities.first());
    let pairs = counted(check.measured.pairs(), "pair", "pairs");
    let measured = first.map_or_else(
        || "not measured".into(),
        |first| format!("{} {}; {pairs}", first.name, in_brief(first)),
    );
    Line {
        section: format!("{prefix}o{}", number + 1),
        kind: format!("conversation{}", beside(prefix)),
        name: check.name.clone(),
        measured,
        says_it_all: true,
        reproduced_by: None,
        small: first.map(|first| small(first, check.rule.largest_ratio(first.base))),
        verdict: (&check.verdict).into(),
    }
}

/// A conversation.
pub fn entry(prefix: &str, number: usize, check: &OperationsReport) -> Entry {
    let before = listed("Operations", &quantities(&check.quantities));
    let after = html! {
        @if check.verdict.status == Status::Error {
            @for (server, side) in check.measured.servers.iter().zip(["base", "candidate"]) {
                @if let Some(server) = server { (output(&format!("Last lines of the {side}'s server"), &server.output.join("\n"))) }
            }
        }
    };
    Entry { line: line(prefix, number, check), before, charts: charts(check), after }
}

/// A row for each operation; nothing where there are no pairs.
pub fn charts(check: &OperationsReport) -> Vec<Chart> {
    let pairs = check.measured.operations.iter().zip(&check.quantities);
    let rows: Vec<RatioRow> = pairs.map(|(pairs, quantity)| row(check, pairs, quantity)).collect();
    let users = counted(check.users as usize, "user", "users");
    let title = format!("Operations of {}, of {users}: both sides in turn", check.name);
    if rows.is_empty() { Vec::new() } else { vec![ratio_strip(title, &rows)] }
}

fn row(check: &OperationsReport, pairs: &OperationPairs, quantity: &Quantity) -> RatioRow {
    let values = pairs.pairs.iter().map(|pair| pair.candidate / pair.base.max(f64::MIN_POSITIVE));
    let interval = quantity.ratio.map(|ratio| (ratio, format!("ratio, {}", statistic(quantity.statistic))));
    RatioRow {
        ratios: StripRow {
            label: quantity.name.to_string(),
            ink: Ink::Candidate,
            values: values.collect(),
            interval,
        },
        bound: check.rule.largest_ratio(quantity.base),
    }
}
