//! Why something takes long: whether it is blocked or works, and where it is blocked.

use super::reason::{Reason, SlownessReason};
use crate::cause::stall_groups;
use crate::measure::Timed;
use vitals_probes::wire::{Span, Stall};

/// Blocked time is named as a cause from this part of the wall time on.
pub const WORTH_NAMING: f64 = 0.2;
/// Causes of one kind that are named.
pub const NAMED: usize = 3;

/// One measured stretch of work.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// What it is.
    pub of: Timed,
    /// Its time.
    pub span: Span,
    /// Where it was blocked.
    pub stalls: &'a [Stall],
}

impl Stretch<'_> {
    /// Whether waiting explains much of it.
    pub fn is_blocked(&self) -> bool {
        self.span.blocked().0 as f64 >= WORTH_NAMING * self.span.wall.0 as f64
    }

    /// How long it is blocked, and at which places.
    pub fn causes(&self) -> Vec<Reason> {
        let Span { wall, cpu, .. } = self.span;
        let blocked = SlownessReason::Blocked { blocked: self.span.blocked(), wall, cpu };
        let groups = stall_groups(self.stalls).into_iter();
        let places = groups
            .take_while(|group| group.lasted.0 as f64 >= WORTH_NAMING / 2.0 * wall.0 as f64)
            .take(NAMED)
            .map(|stall| SlownessReason::BlockedAt { of: self.of, stall });
        std::iter::once(blocked).chain(places).map(Into::into).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::{StallGroup, Waiting};
    use crate::quantity::Nanos;
    use vitals_probes::wire::Site;

    fn stretch(wall: u64, cpu: u64, run_delay: u64, stalls: &[Stall]) -> Stretch<'_> {
        let [wall, cpu, run_delay] = [wall, cpu, run_delay].map(Nanos::from_millis);
        let run_delay = Some(run_delay);
        Stretch { of: Timed::FirstCreation, span: Span { wall, cpu, run_delay, ..Span::default() }, stalls }
    }

    #[test]
    fn waiting_for_a_processor_is_not_called_blocked() {
        assert!(stretch(100, 10, 0, &[]).is_blocked());
        assert!(!stretch(100, 10, 85, &[]).is_blocked());
        assert!(!stretch(100, 95, 0, &[]).is_blocked());
    }

    #[test]
    fn the_place_of_a_stall_is_named_where_it_is_long() {
        let site = |line| Site { file: "/srv/shop.py".into(), line, function: "connect".into() };
        let stall = |line, lasted| Stall {
            stack: vec![site(line)],
            lasted: Nanos::from_millis(lasted),
            kernel_wait: Some("hrtimer_nanosleep".into()),
            ..Stall::default()
        };
        let [wall, cpu, blocked] = [5_200, 100, 5_100].map(Nanos::from_millis);
        let named = StallGroup {
            module: None,
            site: Some(site(7)),
            count: 1,
            lasted: Nanos::from_millis(5_000),
            waiting: Some(Waiting::Asleep),
        };
        assert_eq!(
            stretch(5_200, 100, 0, &[stall(7, 5_000), stall(9, 20)]).causes(),
            [
                SlownessReason::Blocked { blocked, wall, cpu }.into(),
                SlownessReason::BlockedAt { of: Timed::FirstCreation, stall: named }.into(),
            ]
        );
    }
}
