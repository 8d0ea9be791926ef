//! The rule that judges a time against a limit, sample by sample.

use crate::statistics::{Interval, geometric_mean, median};
use vitals_probes::wire::Span;

/// Sample counts at which the rule looks. Between them it only collects.
const LOOKS: [usize; 8] = [2, 3, 5, 8, 12, 18, 27, 40];
/// Error rate of all looks together, spread evenly over them (Bonferroni).
const ALPHA: f64 = 1e-3;
/// A pass needs this many samples,
pub const LEAST_FOR_A_PASS: usize = 3;
/// and a failure this many.
pub const LEAST_FOR_A_FAILURE: usize = 2;

/// Where a measured quantity lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The whole interval is under the limit.
    Under,
    /// The whole interval is over the limit.
    Over,
    /// Over it as the clock had it, under it without the wait for a processor: the machine is too busy for it to be certain.
    Starved,
    /// An interval holds the limit.
    Undecided,
}

/// The samples in seconds, twice.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// As the clock had them.
    pub wall: Vec<f64>,
    /// Without the time in which they were ready and had no processor.
    pub active: Vec<f64>,
}

impl Times {
    /// Of what was measured.
    pub fn of(spans: impl Iterator<Item = Span> + Clone) -> Self {
        let wall: Vec<f64> = spans.clone().map(|span| span.wall.as_secs_f64()).collect();
        let active: Vec<f64> = spans.map(|span| span.active().as_secs_f64()).collect();
        Self { active: without_contradictory(&wall, active), wall }
    }

    /// Of a machine on which a processor was always free.
    pub fn calm(wall: Vec<f64>) -> Self {
        Self { active: wall.clone(), wall }
    }
}

/// Fewer samples say nothing of one among them,
const LEAST_FOR_A_CONTRADICTION: usize = 4;
/// and of more than a quarter none is an exception.
const MOST_CONTRADICTORY: f64 = 0.25;

/// The active times, without those that contradict the others: less than half of their median in a sample that was no faster by the clock.
///
/// Since Linux 6.12 a task that goes to sleep may stay in the queue of its processor until its lag is used up, and that part of its sleep is
/// counted as a wait for the processor (`schedstat`): of a sleep beside busy programs nothing may be left.
fn without_contradictory(wall: &[f64], active: Vec<f64>) -> Vec<f64> {
    let typical = |samples: &[f64]| median(samples).map(|median| median.estimate);
    let (Some(typical_wall), Some(typical_active)) = (typical(wall), typical(&active)) else { return active };
    let contradicts =
        |(wall, active): (&f64, &f64)| *active < typical_active / 2.0 && *wall >= 0.9 * typical_wall;
    let count = wall.iter().zip(&active).filter(|pair| contradicts(*pair)).count();
    let is_exception = count as f64 <= MOST_CONTRADICTORY * active.len() as f64;
    if active.len() < LEAST_FOR_A_CONTRADICTION || !is_exception {
        return active;
    }
    wall.iter().zip(&active).filter(|pair| !contradicts(*pair)).map(|(_, active)| *active).collect()
}

/// When to stop sampling, and what the samples say.
#[derive(Clone, Copy, Debug)]
pub struct LimitRule {
    /// The limit, in the samples' unit.
    pub limit: f64,
    /// Exactly this many samples, where the user said so.
    pub fixed: Option<usize>,
}

impl LimitRule {
    /// The most samples that the rule ever takes.
    pub fn most(&self) -> usize {
        self.fixed.unwrap_or(LOOKS[LOOKS.len() - 1])
    }

    /// The interval of the typical value, at the error rate of one look. None without samples.
    pub fn interval(&self, samples: &[f64]) -> Option<Interval> {
        let looks = if self.fixed.is_some() { 1.0 } else { LOOKS.len() as f64 };
        geometric_mean(samples, ALPHA / looks)
    }

    /// The same as it is shown: without bounds of few samples.
    pub fn shown(&self, samples: &[f64]) -> Option<Interval> {
        Some(self.interval(samples)?.of_samples(samples.len()))
    }

    /// What the samples say so far. Under the limit is what the clock says is under it; over it is what would be over it
    /// on a calm machine, too.
    pub fn judge(&self, times: &Times) -> Against {
        match (self.place(&times.wall), self.place(&times.active)) {
            (Against::Over, Against::Under) => Against::Starved,
            (Against::Over, active) => active,
            (wall, _) => wall,
        }
    }

    fn place(&self, samples: &[f64]) -> Against {
        let Some(interval) = self.interval(samples) else { return Against::Undecided };
        if samples.len() >= LEAST_FOR_A_FAILURE && interval.low > self.limit {
            Against::Over
        } else if samples.len() >= LEAST_FOR_A_PASS && interval.high < self.limit {
            Against::Under
        } else {
            Against::Undecided
        }
    }

    /// Samples to take from `count` on until it looks with enough of them for a pass.
    pub fn until_it_looks(&self, count: usize) -> usize {
        let looks = LOOKS.into_iter().filter(|look| *look >= LEAST_FOR_A_PASS);
        let next = self.fixed.or_else(|| looks.into_iter().find(|look| *look > count));
        next.map_or(0, |next| next.saturating_sub(count))
    }

    /// Whether another sample is wanted.
    pub fn wants_more(&self, times: &Times) -> bool {
        let count = times.wall.len();
        if count >= self.most() {
            return false;
        }
        if self.fixed.is_some() || !LOOKS.contains(&count) {
            return true;
        }
        self.judge(times) == Against::Undecided
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{Rng, RngExt, SeedableRng};
    use vitals_probes::quantity::Nanos;

    use super::*;

    fn spans(samples: &[(u64, u64)]) -> Times {
        let span = |(wall, delay): &(u64, u64)| Span {
            wall: Nanos::from_millis(*wall),
            run_delay: Some(Nanos::from_millis(*delay)),
            ..Span::default()
        };
        Times::of(samples.iter().map(span))
    }

    #[test]
    fn a_sleep_that_was_counted_as_a_wait_for_the_processor_is_left_out() {
        let asleep = [(604, 3), (602, 0), (611, 8), (605, 599), (600, 0)];
        let times = spans(&asleep);
        assert_eq!(times.active, [0.601, 0.602, 0.603, 0.6]);
        let rule = LimitRule { limit: 0.3, fixed: None };
        assert_eq!((rule.judge(&times), times.wall.len()), (Against::Over, 5));
        // One that was faster by the clock too is a sample like the others,
        assert_eq!(spans(&[(604, 3), (602, 0), (611, 8), (6, 0), (600, 0)]).active.len(), 5);
        // and on a busy machine every sample waits.
        assert_eq!(spans(&[(604, 599), (602, 0), (611, 602), (605, 599), (600, 0)]).active.len(), 5);
        assert_eq!(spans(&asleep[2..]).active.len(), 3);
    }

    /// Runs the rule on a source of samples to its end.
    fn run(rule: LimitRule, mut source: impl FnMut() -> f64) -> (Against, usize) {
        run_twice(rule, || {
            let sample = source();
            (sample, sample)
        })
    }

    /// The same of a source of wall times with the active ones.
    fn run_twice(rule: LimitRule, mut source: impl FnMut() -> (f64, f64)) -> (Against, usize) {
        let mut times = Times::default();
        while rule.wants_more(&times) {
            let (wall, active) = source();
            times.wall.push(wall);
            times.active.push(active);
        }
        (rule.judge(&times), times.wall.len())
    }

    /// Noise as measured on a shared machine: lognormal, alike from one sample to the next, with rare large delays.
    fn noise(random: &mut impl Rng, last: &mut f64) -> f64 {
        // Twelve uniforms, less their mean of six, are nearly normal with variance one.
        let normal = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
        *last = 0.5 * *last + 0.05 * normal;
        let delay = if random.random_bool(0.03) { 0.3 } else { 0.0 };
        (*last + delay).exp()
    }

    #[test]
    fn far_from_the_limit_it_stops_at_once() {
        let rule = LimitRule { limit: 2.0, fixed: None };
        assert_eq!(run(rule, || 11.0), (Against::Over, 2));
        assert_eq!(run(rule, || 0.3), (Against::Under, 3));
    }

    #[test]
    fn a_fixed_count_is_kept() {
        let rule = LimitRule { limit: 2.0, fixed: Some(7) };
        assert_eq!(run(rule, || 11.0), (Against::Over, 7));
    }

    #[test]
    fn exactly_at_the_limit_it_does_not_decide() {
        let rule = LimitRule { limit: 2.0, fixed: None };
        assert_eq!(run(rule, || 2.0), (Against::Undecided, 40));
    }

    /// With the truth 10 % on one side, the other side's verdict comes at most once in a thousand runs.
    #[test]
    fn wrong_verdicts_are_rare() {
        let mut random = StdRng::seed_from_u64(20_260_101);
        let runs = 4000;
        for (truth, wrong) in [(0.9, Against::Over), (1.1, Against::Under)] {
            let rule = LimitRule { limit: 1.0, fixed: None };
            let errors = (0..runs)
                .filter(|_| {
                    let mut last = 0.0;
                    run(rule, || truth * noise(&mut random, &mut last)).0 == wrong
                })
                .count();
            assert!(errors <= runs / 1000, "{errors} of {runs} runs at {truth} of the limit said {wrong:?}");
        }
    }

    /// On a machine that keeps it waiting for as long again, what is under the limit never fails, and what is over it does.
    #[test]
    fn a_busy_machine_fails_nothing_that_is_fast_and_hides_nothing_that_is_slow() {
        let mut random = StdRng::seed_from_u64(20_260_103);
        for (truth, starved, over) in
            [(0.6, 990..=1000, 0..=0), (0.95, 0..=1000, 0..=1), (1.5, 0..=0, 990..=1000)]
        {
            let rule = LimitRule { limit: 1.0, fixed: None };
            let mut counts = [0, 0];
            for _ in 0..1000 {
                let mut last = 0.0;
                let busy = || {
                    let active = truth * noise(&mut random, &mut last);
                    (active * 2.0, active)
                };
                match run_twice(rule, busy).0 {
                    Against::Starved => counts[0] += 1,
                    Against::Over => counts[1] += 1,
                    _ => {}
                }
            }
            assert!(
                starved.contains(&counts[0]) && over.contains(&counts[1]),
                "{counts:?} of 1000 at {truth}"
            );
        }
    }

    /// With the truth 40 % off, the right verdict comes nearly always, with few samples.
    #[test]
    fn right_verdicts_come_soon() {
        let mut random = StdRng::seed_from_u64(20_260_102);
        let runs = 1000;
        for (truth, right) in [(0.6, Against::Under), (1.5, Against::Over)] {
            let rule = LimitRule { limit: 1.0, fixed: None };
            let mut counts = Vec::new();
            for _ in 0..runs {
                let mut last = 0.0;
                let (verdict, count) = run(rule, || truth * noise(&mut random, &mut last));
                assert_ne!(verdict, if right == Against::Under { Against::Over } else { Against::Under });
                if verdict == right {
                    counts.push(count);
                }
            }
            counts.sort_unstable();
            assert!(counts.len() >= runs * 99 / 100, "{} of {runs} decided", counts.len());
            assert!(counts[counts.len() / 2] <= 12, "median {}", counts[counts.len() / 2]);
        }
    }
}
