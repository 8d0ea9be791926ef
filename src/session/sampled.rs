//! After a verdict: creations that are slow by their own work are sampled, and judged again with the lines that this finds.

use std::io;

use crate::comparison::{Comparison, Interleaved, Now};
use crate::measure::{CreationMeasurement, CreationOrder, MeasureContext, Timed, sample_creations};
use crate::verdict::{Status, Verdict, working_lives};
use vitals_probes::wire::Life;

/// Samples the creations that are too slow; whether there is anything to judge again.
///
/// # Errors
/// Where the system refuses a process or a temporary folder.
pub fn sample_slow(
    context: &MeasureContext<'_>,
    order: &CreationOrder,
    measured: &mut CreationMeasurement,
    too_slow: &[Timed],
) -> io::Result<bool> {
    let slow = working_lives(too_slow, &[measured]);
    sample(context, order, measured, &slow)?;
    Ok(!slow.is_empty())
}

/// Samples the creations of both sides of a comparison, or of the one that was measured now.
///
/// # Errors
/// Where the system refuses a process or a temporary folder.
pub fn sample_compared(
    contexts: [&MeasureContext<'_>; 2],
    order: &CreationOrder,
    comparison: &mut Comparison,
    verdict: &Verdict,
) -> io::Result<bool> {
    let too_slow = if verdict.status == Status::Fail { comparison.regressed() } else { Vec::new() };
    let mut sides: Vec<(&MeasureContext<'_>, &mut CreationMeasurement)> = match &mut comparison.measured {
        Interleaved::Create(creations) => {
            let creations = &mut **creations;
            vec![(contexts[0], &mut creations.base), (contexts[1], &mut creations.candidate)]
        }
        Interleaved::Stored(against) => match &mut against.now {
            Some(Now::Create(create)) => vec![(contexts[1], create)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let measured: Vec<&CreationMeasurement> = sides.iter().map(|(_, measured)| &**measured).collect();
    let slow = working_lives(&too_slow, &measured);
    for (context, measured) in &mut sides {
        sample(context, order, measured, &slow)?;
    }
    Ok(!slow.is_empty())
}

fn sample(
    context: &MeasureContext<'_>,
    order: &CreationOrder,
    measured: &mut CreationMeasurement,
    slow: &[Life],
) -> io::Result<()> {
    for life in slow {
        let found = sample_creations(context, order, measured, *life)?;
        measured.sampled.push(found);
    }
    Ok(())
}
