//! Probes against their limits.

use maud::{Markup, html};
use vitals_probes::wire::{Retention, TypeGrowth};

use super::parts::{failures, listed};
use super::row::{Entry, Line};
use crate::cause::StallGroup;
use crate::comparison::Unit;
use crate::measure::{GrowthMeasurement, ImportMeasurement};
use crate::quantity::Bytes;
use crate::report::charts::{
    Chart, Ink, Room, Small, Strip, StripRow, Table, creation, growth, icicle, place, repeated, strip,
    waterfall,
};
use crate::report::hot_lines::lines;
use crate::report::words::cause::waiting;
use crate::report::words::probe::all_in_brief;
use crate::verdict::{Measured, ProbeReport};

/// The line of a probe on the first screen.
pub fn line(number: usize, probe: &ProbeReport) -> Line {
    let [measured, limit] = all_in_brief(probe);
    Line {
        section: format!("p{}", number + 1),
        kind: probe.measured.probe().into(),
        name: probe.measured.target().to_owned(),
        measured: format!("{measured}, limit {limit}"),
        says_it_all: true,
        reproduced_by: None,
        small: small(probe),
        verdict: (&probe.verdict).into(),
    }
}

/// Its interval against its limit, or how it grew.
pub fn small(probe: &ProbeReport) -> Option<Small> {
    match &probe.measured {
        Measured::Growth(growth) => Small::of_growth(growth),
        Measured::Import(_) | Measured::Create(_) => {
            probe.interval.map(|value| Small::Level { value, limit: probe.bound })
        }
    }
}

/// The charts of a probe.
pub fn charts(probe: &ProbeReport, room: Room) -> Vec<Chart> {
    match &probe.measured {
        Measured::Import(import) => of_import(probe, import, room),
        Measured::Create(create) => {
            let first = creation(create, probe.interval, probe.bound);
            first.into_iter().chain(repeated(create, probe.repeated())).collect()
        }
        Measured::Growth(grown) => growth(grown, probe.bound.map(|limit| Bytes(limit as u64))),
    }
}

fn of_import(probe: &ProbeReport, import: &ImportMeasurement, room: Room) -> Vec<Chart> {
    let mut charts = Vec::new();
    if !import.samples.is_empty() {
        charts.push(strip(&Strip {
            title: "Samples: imports in fresh processes".into(),
            axis: "wall time of one import",
            unit: Unit::Seconds,
            rows: vec![StripRow {
                label: "import".into(),
                ink: Ink::Base,
                values: import.seconds(),
                interval: probe.interval.map(|interval| (interval, "typical import".into())),
            }],
            limit: probe.bound,
            band: None,
        }));
    }
    if let Some(trace) = &import.trace {
        charts.extend(icicle(trace, "", room));
        charts.extend(waterfall(trace, "", room));
    }
    charts
}

/// A probe.
pub fn entry(number: usize, probe: &ProbeReport, room: Room) -> Entry {
    Entry {
        line: line(number, probe),
        before: before(probe),
        charts: charts(probe, room),
        after: after(probe),
    }
}

/// What is said before the charts.
pub fn before(probe: &ProbeReport) -> Markup {
    html! {
        (failures(probe.measured.failures()))
        (listed("Where it was blocked", &stalls(&probe.stalls)))
        @if let Measured::Create(create) = &probe.measured {
            @for (heading, table) in lines(create) { (listed(heading, &table)) }
        }
    }
}

/// What is said after them.
pub fn after(probe: &ProbeReport) -> Markup {
    html! { @if let Measured::Growth(growth) = &probe.measured { (stays(growth)) } }
}

fn stalls(stalls: &[StallGroup]) -> Table {
    let row = |stall: &StallGroup| {
        let place = stall
            .site
            .as_ref()
            .map_or_else(|| "not known".into(), |site| format!("{} in {}", place(site), site.function));
        let waiting = stall.waiting.map_or_else(String::new, |known| waiting(known).to_owned());
        vec![
            place,
            stall.lasted.to_string(),
            stall.count.to_string(),
            waiting,
            stall.module.clone().unwrap_or_default(),
        ]
    };
    Table {
        header: vec!["place", "lasted", "times", "what for", "while importing"],
        rows: stalls.iter().map(row).collect(),
        left_out: None,
    }
}

/// What stays after the rounds, and why.
pub fn stays(growth: &GrowthMeasurement) -> Markup {
    html! {
        (listed("Types whose live objects became more", &types(&growth.types)))
        @if let Some(found) = &growth.retention {
            (listed("Lines that allocated what stays", &sites(found)))
            (listed("What holds it", &holders(found)))
        }
    }
}

fn types(types: &[TypeGrowth]) -> Table {
    let row = |grown: &TypeGrowth| {
        let more = grown.after.saturating_sub(grown.before);
        vec![grown.name.clone(), grown.before.to_string(), grown.after.to_string(), format!("+{more}")]
    };
    Table {
        header: vec!["type", "before", "after", "more"],
        rows: types.iter().map(row).collect(),
        left_out: None,
    }
}

fn sites(found: &Retention) -> Table {
    let rows = found.sites.iter().map(|grown| {
        let site = &grown.site;
        vec![place(site), site.function.clone(), format!("+{}", grown.bytes), format!("{:+}", grown.blocks)]
    });
    Table { header: vec!["line", "function", "bytes", "blocks"], rows: rows.collect(), left_out: None }
}

fn holders(found: &Retention) -> Table {
    let rows = found.held.iter().map(|held| {
        let chain = if held.chain.is_empty() {
            "no Python object that was found".into()
        } else {
            held.chain.join(" → ")
        };
        vec![held.type_name.clone(), chain]
    });
    Table { header: vec!["type", "held by, outermost first"], rows: rows.collect(), left_out: None }
}
