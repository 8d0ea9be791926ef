//! From values to pixels; round numbers for its marks.

/// An axis.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
    /// A mark is at least so much after the last.
    least_step: f64,
    from: i32,
    to: i32,
}

impl Scale {
    /// In equal steps, from one pixel to the other.
    pub fn linear(low: f64, high: f64, from: i32, to: i32) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self { low, high, logarithmic: false, least_step: 0.0, from, to }
    }

    /// In equal ratios; the values must be positive.
    pub fn logarithmic(low: f64, high: f64, from: i32, to: i32) -> Self {
        let low = low.max(f64::MIN_POSITIVE);
        let high = if high > low { high } else { low * 10.0 };
        Self { low, high, logarithmic: true, least_step: 0.0, from, to }
    }

    /// The same of what is counted: no mark is between two whole numbers.
    pub fn in_wholes(self) -> Self {
        Self { least_step: 1.0, ..self }
    }

    /// Where a value stands; what lies outside stands at the edge.
    pub fn at(&self, value: f64) -> i32 {
        let part = if self.logarithmic {
            (value.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.from + (part.clamp(0.0, 1.0) * f64::from(self.to - self.from)).round() as i32
    }

    /// Whether a value stands within.
    pub fn holds(&self, value: f64) -> bool {
        value >= self.low && value <= self.high
    }

    /// Whether equal ratios are equally far.
    pub fn is_logarithmic(&self) -> bool {
        self.logarithmic
    }

    /// The least and the greatest value that it shows.
    pub fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Round values, about so many.
    pub fn ticks(&self, about: usize) -> Vec<f64> {
        if self.logarithmic { self.round_ratios(about) } else { self.round_steps(about) }
    }

    fn round_steps(&self, about: usize) -> Vec<f64> {
        let step = round_step((self.high - self.low) / about.max(1) as f64).max(self.least_step);
        let first = (self.low / step).ceil();
        (0..=4 * about)
            .map(|n| (first + n as f64) * step)
            .take_while(|value| *value <= self.high * (1.0 + 1e-9))
            .collect()
    }

    /// Powers of ten, or 1, 2, 5 of each where there is room.
    fn round_ratios(&self, about: usize) -> Vec<f64> {
        let decades = (self.high / self.low).log10();
        let of_each: &[f64] = if decades * 3.0 <= about as f64 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let first = self.low.log10().floor() as i32;
        let every = (decades / about.max(1) as f64).ceil().max(1.0) as usize;
        (first..=self.high.log10().ceil() as i32)
            .step_by(every)
            .flat_map(|power| of_each.iter().map(move |part| part * 10_f64.powi(power)))
            .filter(|value| self.holds(*value))
            .collect()
    }
}

/// 1, 2 or 5 times a power of ten, at least this.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|part| part * power)
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within() {
        assert_eq!(Scale::linear(0.0, 1.0, 0, 100).ticks(5), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        assert_eq!(Scale::logarithmic(0.003, 4.0, 0, 100).ticks(4), [0.01, 0.1, 1.0]);
        assert_eq!(Scale::logarithmic(1.0, 10.0, 0, 100).ticks(4), [1.0, 2.0, 5.0, 10.0]);
        for (low, high) in [(0.0, 0.0), (5.0, 5.0), (-3.0, 1e9), (1e-9, 2e-9)] {
            let ticks = Scale::linear(low, high, 0, 100).ticks(5);
            assert!(!ticks.is_empty() && ticks.len() <= 11, "{ticks:?}");
        }
    }

    #[test]
    fn what_is_counted_has_whole_marks() {
        assert_eq!(Scale::linear(0.0, 2.2, 0, 100).in_wholes().ticks(5), [0.0, 1.0, 2.0]);
        assert_eq!(Scale::linear(0.0, 300.0, 0, 100).in_wholes().ticks(5), [0.0, 100.0, 200.0, 300.0]);
    }

    #[test]
    fn values_outside_stand_at_the_edge() {
        let scale = Scale::linear(0.0, 2.0, 10, 110);
        assert_eq!([-1.0, 0.0, 1.0, 2.0, 9.0].map(|value| scale.at(value)), [10, 10, 60, 110, 110]);
        assert_eq!(Scale::logarithmic(1.0, 100.0, 0, 100).at(10.0), 50);
    }
}
