//! How much a night differs from the next one when nothing changed.

use super::super::quantile;

/// Reach of the winsorising, in standard deviations,
const REACH: f64 = 2.0;
/// and E min(z², REACH²) for the normal distribution, which makes the estimate true there.
const CONSISTENCY: f64 = 0.920_536_925_636_323;
/// Degrees of freedom that a night brings: differences of neighbours have 2/3 (von Neumann 1941), of which
/// winsorising leaves nine tenths.
const FREEDOM_PER_NIGHT: f64 = 0.6;
/// A lag-1 correlation counts as far as it is over this many times 1/√n, its own standard error without correlation.
const DOUBT: f64 = 1.5;
/// Beyond this it is a random walk, where no level stands at all.
const MOST_CORRELATION: f64 = 0.6;
/// The least that is believed: clocks and page counts are rounded. One part in a thousand.
const LEAST: f64 = 1e-3;

/// Spread of the logarithm of a night's value around its level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise {
    /// Standard deviation; as of independent nights whose means scatter as these do.
    pub deviation: f64,
    /// Degrees of freedom of the estimate.
    pub freedom: f64,
}

/// From differences, in which a step counts once, however large it is. None below four values.
///
/// With v₁ and v₂ the variances of differences over one and two nights, an autoregression of first order has
/// ρ = v₂/v₁ − 1, and the mean of many nights scatters as that of independent ones with the variance
/// v₁/2 · (1 + ρ)/(1 − ρ)².
pub(super) fn of_differences(logs: &[f64]) -> Option<Noise> {
    if logs.len() < 4 {
        return None;
    }
    let (one, two) = (variance(logs, 1)?, variance(logs, 2)?);
    let correlation = if one > 0.0 {
        (two / one - 1.0 - DOUBT / (logs.len() as f64).sqrt()).clamp(0.0, MOST_CORRELATION)
    } else {
        0.0
    };
    let long_run = one / 2.0 * (1.0 + correlation) / (1.0 - correlation).powi(2);
    let freedom = FREEDOM_PER_NIGHT * (logs.len() - 1) as f64;
    Some(Noise { deviation: long_run.sqrt().max(LEAST), freedom })
}

/// Variance of the differences over `lag` nights, by Huber's (1964) proposal 2: s² = mean min(d², (2 s)²) / 0.9205,
/// begun at the median of |d|.
fn variance(logs: &[f64], lag: usize) -> Option<f64> {
    let squares: Vec<f64> =
        logs.iter().zip(logs.iter().skip(lag)).map(|(early, late)| (late - early).powi(2)).collect();
    let mean =
        |bound: f64| squares.iter().map(|square| square.min(bound)).sum::<f64>() / squares.len() as f64;
    let mut variance = 1.4826_f64.powi(2) * quantile(&squares, 0.5)?;
    if variance == 0.0 {
        // More than half of the nights equal their neighbour: what the others do is all there is.
        variance = mean(f64::INFINITY);
    }
    for _ in 0..20 {
        variance = mean(REACH.powi(2) * variance) / CONSISTENCY;
    }
    Some(variance)
}

#[cfg(test)]
mod tests {
    use super::super::simulation::{Kind, Simulation};
    use super::*;

    fn median_deviation(kind: Kind, levels: &[(usize, f64)]) -> f64 {
        let mut simulation = Simulation::new(3);
        let found: Vec<f64> = (0..100)
            .map(|_| {
                let values = simulation.nights(120, 0.03, kind, levels);
                let logs: Vec<f64> = values.iter().map(|value| value.ln()).collect();
                of_differences(&logs).expect("enough nights").deviation
            })
            .collect();
        quantile(&found, 0.5).expect("not empty")
    }

    #[test]
    fn steps_and_outliers_hardly_move_it() {
        let clean = median_deviation(Kind::Normal, &[]);
        assert!((clean / 0.03 - 1.0).abs() < 0.05, "{clean}");
        let stepped = median_deviation(Kind::Normal, &[(40, 0.5), (80, -0.3)]);
        assert!((stepped / 0.03 - 1.0).abs() < 0.15, "{stepped}");
        let disturbed = median_deviation(Kind::Outliers, &[]);
        assert!((disturbed / 0.03 - 1.0).abs() < 0.15, "{disturbed}");
    }

    #[test]
    fn correlated_nights_count_for_less() {
        // An autoregression with 0.3: means scatter √(1.3 / 0.7) = 1.36 times as wide, differences √0.7 = 0.84 times.
        let found = median_deviation(Kind::Correlated, &[]) / 0.03;
        assert!((1.0..1.36).contains(&found), "{found}");
    }

    #[test]
    fn nights_that_are_equal_have_the_least_noise() {
        for values in [[0.0; 40].to_vec(), [vec![0.0; 20], vec![0.7; 20]].concat()] {
            assert_eq!(of_differences(&values).expect("enough nights").deviation, LEAST);
        }
        assert!(of_differences(&[0.0; 3]).is_none());
    }
}
