//! Growth round by round, with its slope, the slope's interval, and where it meets the limit.

mod draw;
mod fit;
mod line;
mod text;

use self::draw::draw;
use self::fit::{Fit, meets};
use self::line::{Line, Quantity, line};
use self::text::{describe, table};
use super::chart::{Chart, Picture};
use super::palette::Ink;
use crate::measure::{GrowthMeasurement, MemoryKind, Rising};
use crate::quantity::Bytes;
use vitals_probes::wire::ResourceKind;

/// One factory: its memory, and what else rises: live objects, and each kind of what is kept beside memory.
pub fn growth(measured: &GrowthMeasurement, limit: Option<Bytes>) -> Vec<Chart> {
    of_lines(&[line("", measured, Ink::Base)], limit)
}

/// One factory on two sides, run by run.
pub fn growths(base: &[GrowthMeasurement], candidate: &[GrowthMeasurement]) -> Vec<Chart> {
    let side = |name: &str, runs: &'_ [GrowthMeasurement], ink| -> Vec<(String, Ink, usize)> {
        (0..runs.len())
            .map(|n| (if runs.len() > 1 { format!("{name}, run {}", n + 1) } else { name.into() }, ink, n))
            .collect()
    };
    let mut lines = Vec::new();
    for (label, ink, n) in side("base", base, Ink::Base) {
        lines.push(line(&label, &base[n], ink));
    }
    for (label, ink, n) in side("candidate", candidate, Ink::Candidate) {
        lines.push(line(&label, &candidate[n], ink));
    }
    of_lines(&lines, None)
}

fn of_lines(lines: &[Line<'_>], limit: Option<Bytes>) -> Vec<Chart> {
    if lines.iter().all(|line| line.rounds.len() < 2) {
        return Vec::new();
    }
    let rises =
        |what: Rising| lines.iter().filter_map(|line| line.summary).any(|summary| summary.rises(what));
    let was_read = |quantity: &Quantity| {
        lines.iter().flat_map(|line| line.rounds).all(|round| quantity.of(round).is_some())
    };
    let memory = [MemoryKind::Unique, MemoryKind::Resident].map(Quantity::Memory).into_iter().find(was_read);
    let live = (rises(Rising::LiveObjects) || memory.is_none()).then_some(Quantity::LiveObjects);
    let kept: Vec<ResourceKind> =
        ResourceKind::ALL.into_iter().filter(|kind| rises(Rising::Resource(*kind))).collect();
    let beside = live.into_iter().chain(kept.iter().copied().map(Quantity::Kept));
    let memory = memory.map(|memory| chart(lines, memory, limit, &kept));
    memory.into_iter().chain(beside.map(|quantity| chart(lines, quantity, None, &kept))).collect()
}

fn chart(lines: &[Line<'_>], quantity: Quantity, limit: Option<Bytes>, kept: &[ResourceKind]) -> Chart {
    let mut legend: Vec<(Ink, String)> = lines.iter().map(|line| (line.ink, line.label.clone())).collect();
    // It is promised where it is drawn.
    if lines.iter().any(|line| Fit::of(line, quantity).is_some()) {
        legend.push((Ink::Text, "slope with its interval".into()));
    }
    if let Some(limit) = limit {
        let goes_on = if meets(lines, Some(limit)).is_some() { ", and how it is reached" } else { "" };
        legend.push((Ink::Limit, format!("limit {limit}{goes_on}")));
    }
    Chart {
        id: quantity.id(),
        title: quantity.title(),
        description: lines.iter().map(|line| describe(line, quantity, limit)).collect::<Vec<_>>().join(" "),
        picture: Picture::of(|width| draw(lines, quantity, limit, width)),
        legend,
        table: table(lines, kept),
    }
}
