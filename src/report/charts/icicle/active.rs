//! A trace without the time in which the importing thread had no processor.

use vitals_probes::wire::Trace;

use crate::quantity::Nanos;

/// The same with active times for wall times. Both sides of a pair share one processor, so each side's wall time holds the
/// other's turns; what is compared, and so what is drawn of a comparison, does not.
pub fn active(trace: &Trace) -> Trace {
    let mut active = trace.clone();
    for module in &mut active.modules {
        module.span.wall = module.span.active();
        // As far as it was known, it is out.
        module.span.run_delay = module.span.run_delay.map(|_| Nanos(0));
        module.span.stolen = module.span.stolen.map(|_| Nanos(0));
        if let Some(collected) = &mut module.collected {
            collected.wall = collected.cpu;
        }
    }
    active
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::sample;

    #[test]
    fn the_wait_for_a_processor_is_out_and_waits_of_its_own_are_not() {
        let mut trace = sample();
        let before = trace.modules[0].span;
        let span = &mut trace.modules[0].span;
        span.wall += Nanos::from_millis(400);
        span.run_delay = Some(before.run_delay.unwrap_or_default() + Nanos::from_millis(400));
        let drawn = active(&trace).modules[0].span;
        assert_eq!((drawn.wall, drawn.blocked()), (before.active(), before.blocked()));
    }
}
