//! How many rounds, of how many objects, a search for a cause has the time for. How much longer a round takes while every
//! allocation is traced is not known before: five times for some factories, thirteen for one that reads large documents.

use crate::quantity::Nanos;
use crate::wire::LEAST_SEARCHED;

/// Rounds after the warm-up, and objects in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchPlan {
    /// Rounds that count.
    pub rounds: u32,
    /// Objects made in each.
    pub objects: u32,
}

impl SearchPlan {
    /// What of it there is time for, after a round of the warm-up that took so long: first fewer rounds, then fewer objects.
    pub fn within(self, left: Nanos, took: Nanos, warm_up: u32) -> Self {
        let took = took.0.max(1);
        let in_time = u32::try_from(left.0 / took).unwrap_or(u32::MAX);
        let least = self.rounds.min(LEAST_SEARCHED);
        if in_time >= warm_up + least {
            return Self { rounds: self.rounds.min(in_time - warm_up), ..self };
        }
        let part = left.0 as f64 / (took as f64 * f64::from(warm_up + least));
        Self { rounds: least, objects: ((f64::from(self.objects) * part) as u32).max(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_has_fewer_rounds_then_fewer_objects() {
        let plan = SearchPlan { rounds: 17, objects: 10 };
        let within = |seconds: u64, warm_up| {
            let plan = plan.within(Nanos::from_millis(seconds * 1_000), Nanos::from_millis(1_000), warm_up);
            (plan.rounds, plan.objects)
        };
        assert_eq!(within(60, 2), (17, 10));
        assert_eq!(within(12, 2), (10, 10));
        assert_eq!(within(4, 2), (6, 5));
        assert_eq!(within(0, 0), (6, 1));
    }
}
