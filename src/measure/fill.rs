//! Holders with a bound that grow: they are filled, and what happens then decides whether it is a leak.

use std::io;

use vitals_probes::wire::{BoundedHolder, Retention};

use super::context::MeasureContext;
use super::growth_measurement::{Fill, FillOutcome, GrowthMeasurement, GrowthOrder};
use super::growth_rounds::{Rounds, run};
use super::growth_summary::Shape;
use super::stretch::leak_goes_on;
use crate::quantity::{BytesDelta, Nanos};

/// Objects beyond those that should fill a holder.
const SPARE: f64 = 1.1;

/// Fills the holders that a leak grows in, where the time is there; where there are none, makes more objects.
pub(super) fn fill(
    context: &MeasureContext<'_>,
    order: &GrowthOrder,
    mut leaking: GrowthMeasurement,
) -> io::Result<GrowthMeasurement> {
    let Some(found) = &leaking.retention else { return leak_goes_on(context, order, leaking) };
    let Some(objects) = objects_to_fill(found) else { return leak_goes_on(context, order, leaking) };
    let certain = !found.held.is_empty()
        && found.held.iter().all(|held| held.bounded)
        && found.bounded.iter().all(|holder| holder.certain);
    let mut fill = Fill {
        objects,
        outcome: FillOutcome::NotFilled,
        certain,
        kept_when_full: kept_when_full(&leaking, found, objects),
    };
    if !context.over() && expected(&leaking, objects) < context.left().min(Nanos(context.timeout.0 / 2)) {
        let same = GrowthOrder { objects: leaking.objects, ..order.clone() };
        // As many rounds as showed the leak: what falls once in many rounds must fall here too.
        let rounds = u32::try_from(leaking.rounds.len().saturating_sub(1)).unwrap_or(order.rounds);
        let filled = run(context, &same, Rounds { rounds, prefill: objects, time: None })?;
        if let Some(summary) = filled.summary.as_ref().filter(|_| filled.failures.is_empty()) {
            let stood = summary.shape != Shape::Leak;
            fill.outcome = if stood { FillOutcome::Stood } else { FillOutcome::WentOn };
            if stood {
                let first_look = leaking.summary;
                leaking = GrowthMeasurement { first_look, retention: leaking.retention, ..filled };
            }
        }
    }
    leaking.fill = Some(fill);
    Ok(leaking)
}

/// None where no holder with a bound grows.
fn objects_to_fill(found: &Retention) -> Option<u64> {
    let made = f64::from(found.rounds) * f64::from(found.objects);
    let of = |holder: &BoundedHolder| {
        (holder.gained > 0).then(|| SPARE * holder.most as f64 * made / holder.gained as f64)
    };
    let most = found.bounded.iter().filter_map(of).max_by(f64::total_cmp)?;
    Some(most.ceil() as u64)
}

fn expected(leaking: &GrowthMeasurement, objects: u64) -> Nanos {
    let took: u64 = leaking.rounds.iter().map(|round| round.took.0).sum();
    Nanos::from_secs_f64((leaking.each_takes() * objects as f64 + took as f64) / 1e9)
}

/// What is there now, and what each further object adds: by unique memory where that rises, else by the lines that allocate.
fn kept_when_full(leaking: &GrowthMeasurement, found: &Retention, objects: u64) -> Option<BytesDelta> {
    let summary = leaking.summary.as_ref()?;
    let made = leaking.rounds.last()?.made;
    let allocated: i64 = found.sites.iter().map(|site| site.bytes.0).sum();
    let traced = f64::from(found.rounds) * f64::from(found.objects);
    let each = summary.per_object.unwrap_or(0.0).max(allocated as f64 / traced.max(1.0));
    Some(BytesDelta(summary.kept?.0 + (each * objects.saturating_sub(made) as f64) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_holder_decides_how_many_objects_fill_all() {
        let holder = |most, gained| BoundedHolder { most, gained, ..BoundedHolder::default() };
        let found = |bounded| Retention { rounds: 6, objects: 10, bounded, ..Retention::default() };
        assert_eq!(
            objects_to_fill(&found(vec![holder(1000, 60), holder(100, 30), holder(7, 0)])),
            Some(1100)
        );
        assert_eq!(objects_to_fill(&found(vec![holder(7, 0)])), None);
        assert_eq!(objects_to_fill(&found(vec![])), None);
    }
}
