//! The rule that judges one program against another, pair by pair.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{Interval, PRIOR_SD, Pair, faster_third, quantile, typical};

/// Pair counts at which the rule looks. Between them it only collects.
const LOOKS: [usize; 9] = [4, 6, 9, 13, 19, 28, 40, 56, 80];
/// Looks of a question of tolerance: the first seven, to 40 pairs.
const FOR_A_TOLERANCE: std::ops::Range<usize> = 0..7;
/// Looks where any change is asked for: from nine pairs on. Fewer say too little of the noise.
const FOR_ANY_CHANGE: std::ops::Range<usize> = 2..9;
/// Error rate of a wrong "regressed" over all looks and all comparisons of a run,
const ALPHA: f64 = 1e-3;
/// and of a wrong "changed" where any change is asked for.
const ALPHA_ANY_CHANGE: f64 = 1e-2;
/// Fewer pairs than this decide nothing.
const LEAST_PAIRS: usize = 4;
/// Nor do fewer than this where the hypervisor takes time from most of them: it takes it in bursts, may hit one side of a
/// few pairs by chance, and leaves cold caches behind. Of so many, the faster third was spared.
const LEAST_WHERE_STOLEN: usize = 19;
/// That only a part of the runs is slower needs as many.
const LEAST_FOR_A_PART: usize = 19;
/// A forecast of pairs stops here.
const MOST_FORECAST: f64 = 10_000.0;

/// What is asked of two programs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Is the candidate slower by more than this part?
    Tolerance(f64),
    /// Is it slower or faster at all?
    AnyChange,
}

/// What the pairs say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Decision {
    /// Slower by more than is tolerated.
    Regressed,
    /// Slower by more than is tolerated in a part of its runs, the fastest apart.
    RegressedInPart,
    /// Not slower by more than is tolerated. Of any change: none was seen in all pairs.
    Within,
    /// Any change was asked for, and it is faster.
    Faster,
    /// The interval holds the bound.
    Undecided {
        /// Pairs that would probably decide, where that can be estimated.
        pairs_needed: Option<usize>,
    },
}

/// What the rule looks at.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The pairs so far, in order.
    pub pairs: Vec<Pair>,
    /// From how many of them the hypervisor took time.
    pub stolen: usize,
}

/// When to stop, and what the pairs say.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ComparisonRule {
    /// What is asked.
    pub question: Question,
    /// Comparisons in the run: the error rate holds for all of them together.
    pub comparisons: usize,
    /// Exactly this many pairs, where the user said so.
    pub fixed: Option<usize>,
    /// Seed of the bootstrap and of the order.
    pub seed: u64,
    /// A smaller difference than this is beyond the probe's resolution, and tolerated; in the pairs' unit.
    pub floor: f64,
}

impl ComparisonRule {
    fn looks(&self) -> &'static [usize] {
        match self.question {
            Question::Tolerance(_) => &LOOKS[FOR_A_TOLERANCE],
            Question::AnyChange => &LOOKS[FOR_ANY_CHANGE],
        }
    }

    /// The most pairs that the rule ever takes.
    pub fn most(&self) -> usize {
        let looks = self.looks();
        self.fixed.unwrap_or(looks[looks.len() - 1])
    }

    /// Error rate of one bound at one look.
    fn alpha(&self) -> f64 {
        let looks = if self.fixed.is_some() { 1 } else { self.looks().len() };
        let share = (looks * self.comparisons.max(1)) as f64;
        match self.question {
            Question::Tolerance(_) => ALPHA / share,
            Question::AnyChange => ALPHA_ANY_CHANGE / 2.0 / share,
        }
    }

    /// The ratio, candidate over base, with bounds that hold for all looks together. None below two pairs.
    pub fn interval(&self, pairs: &[Pair]) -> Option<Interval> {
        faster_third(pairs, self.alpha(), self.seed)
    }

    /// The largest ratio that is no regression.
    fn bound(&self, pairs: &[Pair]) -> f64 {
        let base: Vec<f64> = pairs.iter().map(|pair| pair.base).collect();
        let floor = quantile(&base, 0.5).filter(|base| *base > 0.0).map_or(0.0, |base| self.floor / base);
        match self.question {
            Question::Tolerance(tolerance) => 1.0 + tolerance.max(floor),
            Question::AnyChange => 1.0,
        }
    }

    /// Fewer pairs than this decide nothing on the machine that they were taken on.
    pub fn least(&self, observed: &Observed) -> usize {
        if 2 * observed.stolen > observed.pairs.len() { LEAST_WHERE_STOLEN } else { LEAST_PAIRS }
    }

    /// What the pairs say so far.
    pub fn judge(&self, observed: &Observed) -> Decision {
        let pairs = &observed.pairs[..];
        let undecided = Decision::Undecided { pairs_needed: None };
        if pairs.len() < self.least(observed) {
            return undecided;
        }
        let (Some(fast), Some(typical)) = (self.interval(pairs), typical(pairs, self.alpha(), PRIOR_SD))
        else {
            return undecided;
        };
        let bound = self.bound(pairs);
        if fast.low > bound {
            return Decision::Regressed;
        }
        match self.question {
            Question::AnyChange if fast.high < bound => Decision::Faster,
            Question::AnyChange if pairs.len() >= self.most() => Decision::Within,
            Question::AnyChange => undecided,
            // The faster third alone would let a program pass that is slower in half of its runs.
            Question::Tolerance(_) if pairs.len() >= LEAST_FOR_A_PART && typical.low > bound => {
                Decision::RegressedInPart
            }
            Question::Tolerance(_) if fast.high < bound && typical.estimate < bound => Decision::Within,
            Question::Tolerance(_) => {
                Decision::Undecided { pairs_needed: forecast(fast, bound, pairs.len()) }
            }
        }
    }

    /// Whether another pair is wanted.
    pub fn wants_more(&self, observed: &Observed) -> bool {
        let taken = observed.pairs.len();
        if taken >= self.most() {
            return false;
        }
        if self.fixed.is_some() || !self.looks().contains(&taken) {
            return true;
        }
        matches!(self.judge(observed), Decision::Undecided { .. })
    }
}

/// Pairs until the interval is narrow enough for its distance from the bound: its width falls with √n.
fn forecast(interval: Interval, bound: f64, pairs: usize) -> Option<usize> {
    let distance = (interval.estimate.ln() - bound.ln()).abs();
    let half = (interval.high / interval.estimate).ln();
    let needed = pairs as f64 * (half / distance).powi(2);
    (needed.is_finite() && needed < MOST_FORECAST).then(|| (needed.ceil() as usize).max(pairs + 1))
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    /// What is injected into the candidate.
    #[derive(Clone, Copy, Debug)]
    enum Injected {
        /// More work: it grows with the machine's slowness.
        Work(f64),
        /// More waiting: it does not.
        Waiting(f64),
    }

    /// Samples of imports that differ in nothing, as the comments in the files say: wall, processor, run delay.
    fn recorded() -> Vec<Vec<[f64; 6]>> {
        [
            include_str!("../../tests/data/pairs/json.txt"),
            include_str!("../../tests/data/pairs/fastapi.txt"),
            include_str!("../../tests/data/pairs/pandas.txt"),
        ]
        .map(|text| {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            let numbers = |line: &str| -> [f64; 6] {
                let row: Vec<f64> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
                row.try_into().expect("six numbers")
            };
            lines.map(numbers).collect()
        })
        .into()
    }

    /// As the measurement does it: processor time and own waiting, without the wait for a processor.
    fn pairs(rows: &[[f64; 6]], injected: Injected) -> Vec<Pair> {
        let active = |wall: f64, cpu: f64, delay: f64| cpu + (wall - cpu - delay).max(0.0);
        let typical = quantile(&rows.iter().map(|row| row[1]).collect::<Vec<_>>(), 0.5).expect("rows");
        rows.iter()
            .map(|[wall, cpu, delay, other_wall, other_cpu, other_delay]| {
                let candidate = active(*other_wall, *other_cpu, *other_delay);
                let candidate = match injected {
                    Injected::Work(part) => candidate * (1.0 + part),
                    Injected::Waiting(part) => candidate + part * typical,
                };
                Pair { base: active(*wall, *cpu, *delay), candidate }
            })
            .collect()
    }

    /// Nothing was stolen.
    fn calm(pairs: &[Pair]) -> Observed {
        Observed { pairs: pairs.to_vec(), stolen: 0 }
    }

    /// Runs the rule as the measurement does, on a window of recorded pairs.
    fn run(rule: ComparisonRule, recorded: &[Pair]) -> (Decision, usize) {
        let mut taken = 0;
        while rule.wants_more(&calm(&recorded[..taken])) {
            taken += 1;
        }
        (rule.judge(&calm(&recorded[..taken])), taken)
    }

    /// The rule on all windows of the recorded data, a few pairs apart: findings and pair counts.
    fn on_windows(question: Question, injected: Injected, step: usize) -> Vec<(Decision, usize)> {
        let rule = |seed| ComparisonRule { question, comparisons: 1, fixed: None, seed, floor: 0.0 };
        recorded()
            .iter()
            .flat_map(|rows| {
                let pairs = pairs(rows, injected);
                let length = rule(0).most();
                let starts = (0..pairs.len() - length).step_by(step);
                starts.map(|start| run(rule(start as u64), &pairs[start..start + length])).collect::<Vec<_>>()
            })
            .collect()
    }

    fn share(found: &[(Decision, usize)], wanted: impl Fn(Decision) -> bool) -> f64 {
        found.iter().filter(|(finding, _)| wanted(*finding)).count() as f64 / found.len() as f64
    }

    fn median_pairs(found: &[(Decision, usize)]) -> f64 {
        quantile(&found.iter().map(|(_, pairs)| *pairs as f64).collect::<Vec<_>>(), 0.5).expect("windows")
    }

    const TENTH: Question = Question::Tolerance(0.10);

    fn is_alarm(finding: Decision) -> bool {
        matches!(finding, Decision::Regressed | Decision::RegressedInPart)
    }

    #[test]
    fn what_did_not_change_is_never_called_regressed() {
        let slightly = on_windows(TENTH, Injected::Work(0.05), 3);
        assert_eq!(share(&slightly, is_alarm), 0.0);
        let found = on_windows(TENTH, Injected::Work(0.0), 1);
        assert!(found.len() > 1_000, "{}", found.len());
        assert_eq!(share(&found, is_alarm), 0.0);
        assert!(share(&found, |finding| finding == Decision::Within) > 0.99);
        assert!(median_pairs(&found) <= 9.0, "{}", median_pairs(&found));
    }

    /// The error rate is that at the tolerance itself, where it is largest.
    #[test]
    fn at_the_tolerance_itself_wrong_alarms_are_as_rare_as_stated() {
        let found = on_windows(TENTH, Injected::Work(0.0999), 2);
        assert!(share(&found, is_alarm) <= ALPHA, "{}", share(&found, is_alarm));
    }

    #[test]
    fn what_is_slower_by_more_is_found() {
        for (injected, pairs) in [
            (Injected::Work(0.15), 19.0),
            (Injected::Waiting(0.16), 19.0),
            (Injected::Work(0.20), 9.0),
            (Injected::Waiting(0.21), 9.0),
        ] {
            let found = on_windows(TENTH, injected, 6);
            let regressed = share(&found, is_alarm);
            assert!(regressed >= 0.99, "{injected:?}: {regressed}");
            assert!(median_pairs(&found) <= pairs, "{injected:?}: {}", median_pairs(&found));
        }
    }

    #[test]
    fn any_change_is_asked_at_its_own_error_rate() {
        let found = on_windows(Question::AnyChange, Injected::Work(0.0), 5);
        let wrong = share(&found, |finding| finding != Decision::Within);
        assert!(wrong <= ALPHA_ANY_CHANGE, "{wrong}");
        let found = on_windows(Question::AnyChange, Injected::Work(0.05), 12);
        let seen = share(&found, |finding| finding == Decision::Regressed);
        assert!(seen >= 0.98, "{seen}");
        let found = on_windows(Question::AnyChange, Injected::Work(-0.05), 12);
        assert!(share(&found, |finding| finding == Decision::Faster) >= 0.98);
    }

    /// Ten probes in one run: the rate holds for the run, so each of them is judged more strictly.
    #[test]
    fn several_comparisons_share_one_error_rate() {
        let rows = &recorded()[1];
        let pairs = &pairs(rows, Injected::Work(0.2))[..13];
        let width = |comparisons| {
            let rule = ComparisonRule { question: TENTH, comparisons, fixed: None, seed: 1, floor: 0.0 };
            let interval = rule.interval(pairs).expect("pairs");
            interval.high / interval.low
        };
        assert!(width(10) > width(1));
    }

    /// Half of the runs take twice as long: the faster third alone would see nothing.
    #[test]
    fn a_program_that_is_slow_in_a_part_of_its_runs_does_not_pass() {
        let pairs: Vec<Pair> = (0..40)
            .map(|number| {
                let jitter = 1.0 + 0.01 * f64::from(number * 7 % 5);
                let slow = if number % 2 == 0 { 2.0 } else { 1.0 };
                Pair { base: jitter, candidate: 1.02 * jitter * slow }
            })
            .collect();
        let rule = ComparisonRule { question: TENTH, comparisons: 1, fixed: None, seed: 1, floor: 0.0 };
        assert!(matches!(run(rule, &pairs).0, Decision::Undecided { .. } | Decision::RegressedInPart));
    }

    #[test]
    fn a_floor_is_tolerated_and_a_forecast_is_made() {
        let pairs: Vec<Pair> = (0..40).map(|_| Pair { base: 100e-6, candidate: 115e-6 }).collect();
        let rule = ComparisonRule { question: TENTH, comparisons: 1, fixed: None, seed: 1, floor: 20e-6 };
        assert_eq!(run(rule, &pairs).0, Decision::Within);
        assert_eq!(run(ComparisonRule { floor: 0.0, ..rule }, &pairs).0, Decision::Regressed);
        let noisy: Vec<Pair> =
            (0..6).map(|n| Pair { base: 1.0, candidate: 1.0 + 0.04 * f64::from(n) }).collect();
        let Decision::Undecided { pairs_needed } = rule.judge(&calm(&noisy)) else { panic!("decided") };
        assert!(pairs_needed.is_some_and(|pairs| pairs > 6));
    }

    /// An import of 73 ms, of which the hypervisor makes up to 250 ms in half of the runs.
    fn hit(random: &mut StdRng) -> f64 {
        let slower = if random.random_bool(0.5) { random.random_range(1.4..3.5) } else { 1.0 };
        0.073 * slower * random.random_range(0.95..1.05)
    }

    #[test]
    fn what_the_hypervisor_takes_is_no_regression() {
        let mut random = StdRng::seed_from_u64(14);
        for seed in 0..300 {
            let rule = ComparisonRule { question: TENTH, comparisons: 2, fixed: None, seed, floor: 0.0 };
            let mut seen = Observed::default();
            while rule.wants_more(&seen) {
                seen.pairs.push(Pair { base: hit(&mut random), candidate: hit(&mut random) });
                seen.stolen += 1;
            }
            let finding = rule.judge(&seen);
            assert!(matches!(finding, Decision::Within | Decision::Undecided { .. }), "{seed}: {finding:?}");
        }
    }

    #[test]
    fn where_time_is_stolen_a_few_pairs_decide_nothing() {
        let rule = ComparisonRule { question: TENTH, comparisons: 1, fixed: None, seed: 1, floor: 0.0 };
        for (stolen, taken, decided) in
            [(0, 4, true), (2, 4, true), (3, 4, false), (18, 18, false), (19, 19, true)]
        {
            let pairs = vec![Pair { base: 1.0, candidate: 2.0 }; taken];
            let finding = rule.judge(&Observed { pairs, stolen });
            assert_eq!(finding == Decision::Regressed, decided, "{stolen} of {taken}: {finding:?}");
        }
    }
}
