//! Why something takes long: whether it is blocked or works, and where it stands still.

use crate::cause::stall_groups;
use vitals_probes::wire::{Span, Stall};

/// Blocked time is named as a cause from this part of the wall time on.
pub const WORTH_NAMING: f64 = 0.2;
/// Causes of one kind that are named.
pub const NAMED: usize = 3;

/// One measured stretch of work.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// What it is, for people: `the import`.
    pub what: &'static str,
    /// Its time.
    pub span: Span,
    /// Where it stood still.
    pub stalls: &'a [Stall],
}

impl Stretch<'_> {
    /// Whether waiting explains much of it.
    pub fn is_blocked(&self) -> bool {
        self.span.blocked().0 as f64 >= WORTH_NAMING * self.span.wall.0 as f64
    }

    /// How long it is blocked, and at which places.
    pub fn causes(&self) -> Vec<String> {
        let (blocked, Span { wall, cpu, .. }) = (self.span.blocked(), self.span);
        let mut reasons =
            vec![format!("{blocked} of {wall} it is blocked, not working; the processor works for {cpu}")];
        reasons.extend(self.places());
        reasons
    }

    fn places(&self) -> Vec<String> {
        stall_groups(self.stalls)
            .iter()
            .take_while(|group| group.lasted.0 as f64 >= WORTH_NAMING / 2.0 * self.span.wall.0 as f64)
            .take(NAMED)
            .map(|group| {
                let what = group.module.as_deref().unwrap_or(self.what);
                let waiting = group.waiting.as_deref().unwrap_or("standing still");
                let times =
                    if group.count == 1 { String::new() } else { format!(" in {} stretches", group.count) };
                let place = group.site.as_ref().map_or_else(String::new, |site| {
                    format!(", at {}:{} in {}", site.file, site.line, site.function)
                });
                format!("{what} is {waiting} for {}{times}{place}", group.lasted)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Nanos;
    use vitals_probes::wire::Site;

    fn stretch(wall: u64, cpu: u64, run_delay: u64, stalls: &[Stall]) -> Stretch<'_> {
        let [wall, cpu, run_delay] = [wall, cpu, run_delay].map(Nanos::from_millis);
        Stretch { what: "the creation", span: Span { wall, cpu, run_delay, ..Span::default() }, stalls }
    }

    #[test]
    fn waiting_for_a_processor_is_not_called_blocked() {
        assert!(stretch(100, 10, 0, &[]).is_blocked());
        assert!(!stretch(100, 10, 85, &[]).is_blocked());
        assert!(!stretch(100, 95, 0, &[]).is_blocked());
    }

    #[test]
    fn the_place_of_a_stall_is_named_where_it_is_long() {
        let stall = |line, lasted| Stall {
            stack: vec![Site { file: "/srv/shop.py".into(), line, function: "connect".into() }],
            lasted: Nanos::from_millis(lasted),
            kernel_wait: Some("hrtimer_nanosleep".into()),
            ..Stall::default()
        };
        let stalls = [stall(7, 5_000), stall(9, 20)];
        assert_eq!(
            stretch(5_200, 100, 0, &stalls).causes(),
            [
                "5.10 s of 5.20 s it is blocked, not working; the processor works for 100 ms",
                "the creation is asleep for 5.00 s, at /srv/shop.py:7 in connect",
            ]
        );
    }
}
