//! One worker's rounds of a growth probe.

use std::io;

use vitals_probes::wire::{GrowthTask, Message, Task};

use super::context::{FailedRun, MeasureContext};
use super::growth_measurement::{GrowthMeasurement, GrowthOrder};
use super::growth_summary::summarise;
use super::repeated_output::RepeatedOutput;
use crate::quantity::Nanos;
use crate::worker::Environment;

/// One worker's rounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounds {
    pub rounds: u32,
    /// Objects before those of the first.
    pub prefill: u64,
    /// Time for all of them, for which a round is made smaller.
    pub time: Option<Nanos>,
}

pub(super) fn run(
    context: &MeasureContext<'_>,
    order: &GrowthOrder,
    Rounds { rounds, prefill, time }: Rounds,
) -> io::Result<GrowthMeasurement> {
    let name = format!("{}:{}", order.factory.module, order.factory.callable);
    context.progress.begin(&format!("growth {name}"), u64::from(rounds));
    let task = GrowthTask { factory: order.factory.clone(), objects: order.objects, rounds, prefill, time };
    let progress = context.progress;
    let mut heard = |message: &Message| {
        if let Message::Round(round) = message
            && round.round > 0
        {
            let memory = round.memory.dirty.or(round.memory.rss);
            progress.advance(&memory.map_or_else(String::new, |memory| memory.to_string()));
        }
    };
    let mut outcome = context.run(&Task::Growth(task), &Environment::new(), &mut heard)?;
    let mut measured = GrowthMeasurement {
        failures: FailedRun::of(&mut outcome).into_iter().collect(),
        left_behind: std::mem::take(&mut outcome.left_behind),
        ..GrowthMeasurement::of(&name, order.objects)
    };
    for message in outcome.messages {
        match message {
            Message::Ready { took, origin } => {
                measured.prepared_in = Some(took);
                measured.origin = origin;
            }
            Message::Round(round) => measured.rounds.push(*round),
            Message::Allocator(allocator) => measured.allocator = Some(allocator),
            Message::MemoryGrown(grown) => measured.memory_growth = Some(grown),
            Message::Grown { types } => measured.types = types,
            _ => {}
        }
    }
    let made = measured.rounds.last().map_or(0, |round| round.made);
    measured.repeated_output = RepeatedOutput::of(&outcome.output, made);
    // The first round's may be more, and fewer where it was found to be slow.
    if let [_, _, .., before, last] = &measured.rounds[..] {
        let objects = u32::try_from(last.made.saturating_sub(before.made)).ok();
        measured.objects = objects.filter(|objects| *objects > 0).unwrap_or(order.objects);
    }
    measured.summary = summarise(&measured.rounds, measured.objects);
    Ok(measured)
}
