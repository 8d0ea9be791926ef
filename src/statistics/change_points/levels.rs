//! The least costly course of levels: a night costs its bounded squared distance, a step costs a penalty.

/// What a course of levels pays, in squares of the noise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Costs {
    /// The most that one night can cost: farther off than its root, it is an outlier.
    pub bound: f64,
    /// What a step costs.
    pub step: f64,
}

impl Costs {
    /// Cost of one night that is so far off.
    pub(super) fn of_night(&self, distance: f64) -> f64 {
        (distance * distance).min(self.bound)
    }
}

/// Levels that are tried per standard deviation of the noise.
const FINENESS: f64 = 8.0;
/// The most levels that are tried; where there were more, they are spaced wider.
const MOST_LEVELS: usize = 4096;

/// First nights of new levels, in the course that costs least; `nights` are in standard deviations of the noise.
///
/// The cost is that of Fearnhead and Rigaill (2019, "Changepoint detection in the presence of outliers", the biweight
/// loss): Σ min((y − level)², bound) + step · number of steps. It is minimised as by functional pruning (Maidstone
/// et al. 2017), with the levels on a grid: the best course that stands at a level tonight either stood there last night,
/// or was the best of all and stepped. Ties go to the course that steps less.
pub(super) fn least_costly(nights: &[f64], costs: Costs) -> Vec<usize> {
    let levels = candidates(nights);
    let mut cost = vec![0.0_f64; levels.len()];
    let mut begin = vec![0_usize; levels.len()];
    let mut best = f64::INFINITY;
    // For every night: where the last level of the best course up to it begins.
    let mut begins = Vec::with_capacity(nights.len());
    for (night, value) in nights.iter().enumerate() {
        let stepped = best + costs.step;
        let mut least = (f64::INFINITY, 0);
        for ((cost, begin), level) in cost.iter_mut().zip(&mut begin).zip(&levels) {
            if *cost > stepped {
                (*cost, *begin) = (stepped, night);
            }
            *cost += costs.of_night(value - level);
            if *cost < least.0 {
                least = (*cost, *begin);
            }
        }
        best = least.0;
        begins.push(least.1);
    }
    let mut points = Vec::new();
    let mut last = nights.len();
    while let Some(&begin) = last.checked_sub(1).map(|night| &begins[night]).filter(|begin| **begin > 0) {
        points.push(begin);
        last = begin;
    }
    points.reverse();
    points
}

/// Levels on a grid, within a standard deviation of some night: a level that is farther from all is never the best.
fn candidates(nights: &[f64]) -> Vec<f64> {
    let mut spacing = 1.0 / FINENESS;
    loop {
        let reach = (1.0 / spacing).ceil() as i64;
        let mut cells: Vec<i64> = nights.iter().map(|value| (value / spacing).round() as i64).collect();
        cells.sort_unstable();
        let mut levels = Vec::new();
        let mut next = i64::MIN;
        for cell in cells {
            levels.extend((next.max(cell - reach)..=cell + reach).map(|cell| cell as f64 * spacing));
            next = next.max(cell + reach + 1);
        }
        if levels.len() <= MOST_LEVELS {
            return levels;
        }
        spacing *= 2.0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::simulation::{Kind, Simulation};
    use super::*;

    /// Least cost of one level for all: the bounded cost has its least at the mean of those nights that do not
    /// reach the bound, so that every run of neighbours in order is tried.
    fn cost_of_one_level(nights: &[f64], costs: Costs) -> f64 {
        let mut sorted = nights.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut least = f64::INFINITY;
        for from in 0..sorted.len() {
            for to in from + 1..=sorted.len() {
                let level = sorted[from..to].iter().sum::<f64>() / (to - from) as f64;
                least = least.min(nights.iter().map(|night| costs.of_night(night - level)).sum());
            }
        }
        least
    }

    /// Optimal partitioning (Jackson et al. 2005), every beginning of every last level.
    fn cost_by_partitioning(nights: &[f64], costs: Costs) -> f64 {
        let mut least = vec![-costs.step];
        for end in 1..=nights.len() {
            let with_last =
                |begin: usize| least[begin] + costs.step + cost_of_one_level(&nights[begin..end], costs);
            least.push((0..end).map(with_last).fold(f64::INFINITY, f64::min));
        }
        least[nights.len()]
    }

    fn cost_of(points: &[usize], nights: &[f64], costs: Costs) -> f64 {
        let bounds = [&[0], points, &[nights.len()]].concat();
        let pieces = bounds.windows(2).map(|ends| cost_of_one_level(&nights[ends[0]..ends[1]], costs));
        pieces.sum::<f64>() + costs.step * points.len() as f64
    }

    #[test]
    fn no_course_of_levels_costs_less() {
        let mut simulation = Simulation::new(11);
        let costs = Costs { bound: 9.0, step: 12.0 };
        for round in 0..40 {
            let kind = [Kind::Normal, Kind::Outliers][round % 2];
            let values = simulation.nights(18, 0.03, kind, &[(6, 0.12), (12, -0.1)]);
            let nights: Vec<f64> = values.iter().map(|value| value.ln() / 0.03).collect();
            let found = cost_of(&least_costly(&nights, costs), &nights, costs);
            let least = cost_by_partitioning(&nights, costs);
            // Half a spacing off costs a night (1/16)² at most.
            assert!((-1e-9..18.0 / 256.0).contains(&(found - least)), "{found} against {least}");
        }
    }

    #[test]
    fn one_night_is_never_a_level() {
        let costs = Costs { bound: 9.0, step: 12.0 };
        let nights = |high: &[usize]| -> Vec<f64> {
            (0..12).map(|night| if high.contains(&night) { 40.0 } else { 0.0 }).collect()
        };
        assert_eq!(least_costly(&nights(&[11]), costs), Vec::<usize>::new());
        assert_eq!(least_costly(&nights(&[10, 11]), costs), [10]);
        assert_eq!(least_costly(&nights(&[5, 6]), costs), Vec::<usize>::new());
        assert_eq!(least_costly(&nights(&[5, 6, 7]), costs), [5, 8]);
        assert_eq!(least_costly(&[], costs), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn levels_stay_few_and_near(nights in prop::collection::vec(-1e6_f64..1e6, 1..200)) {
            let levels = candidates(&nights);
            prop_assert!(levels.len() <= MOST_LEVELS);
            prop_assert!(levels.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
