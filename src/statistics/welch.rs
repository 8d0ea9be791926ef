//! Whether two means differ, and by how much: Welch's test, and what may be said of many such tests at once.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::interval::{Interval, student_quantile};

/// What Welch's test says.
#[derive(Clone, Copy, Debug)]
pub struct Welch {
    /// Of the difference of the means, second less first; two-sided.
    pub interval: Interval,
    /// Probability of such a difference, or a larger one, where the means are alike.
    pub p: f64,
}

/// Difference of the means, second less first, with Welch's (1947) two-sided interval of error rate `alpha`.
///
/// None where either has fewer than two values.
pub fn difference_of_means(first: &[f64], second: &[f64], alpha: f64) -> Option<Welch> {
    if first.len() < 2 || second.len() < 2 {
        return None;
    }
    let moments = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (mean, squares / (n - 1.0) / n, n - 1.0)
    };
    let ((mean_1, error_1, freedom_1), (mean_2, error_2, freedom_2)) = (moments(first), moments(second));
    let estimate = mean_2 - mean_1;
    let error = error_1 + error_2;
    if error == 0.0 {
        let interval = Interval::missing(estimate, [estimate; 2], alpha);
        return Some(Welch { interval, p: if estimate == 0.0 { 1.0 } else { 0.0 } });
    }
    let freedom = error.powi(2) / (error_1.powi(2) / freedom_1 + error_2.powi(2) / freedom_2);
    let half = student_quantile(1.0 - alpha / 2.0, freedom)? * error.sqrt();
    let interval = Interval::missing(estimate, [estimate - half, estimate + half], alpha);
    let distribution = StudentsT::new(0.0, 1.0, freedom).ok()?;
    Some(Welch { interval, p: 2.0 * distribution.sf(estimate.abs() / error.sqrt()) })
}

/// One of many tests.
#[derive(Clone, Copy, Debug)]
pub struct Test {
    /// Probability of what was found, or of more, where there is nothing.
    pub p: f64,
    /// Its share of the error rate, relative to that of the others. It must say nothing of whether there is something.
    pub weight: f64,
}

/// Which of many tests found something, so that at most the part `rate` of those found is found for nothing, on average
/// (Benjamini and Hochberg 1995, with weights: Genovese, Roeder and Wasserman 2006).
pub fn are_discoveries(tests: &[Test], rate: f64) -> Vec<bool> {
    let count = tests.len() as f64;
    let mean = tests.iter().map(|test| test.weight).sum::<f64>() / count;
    let weighted =
        |test: &Test| if test.weight > 0.0 { test.p / (test.weight / mean) } else { f64::INFINITY };
    let p: Vec<f64> = tests.iter().map(weighted).collect();
    let mut sorted = p.clone();
    sorted.sort_by(f64::total_cmp);
    let allowed = |rank: usize| rate * rank as f64 / count;
    let largest =
        (1..=p.len()).rev().map(|rank| (sorted[rank - 1], allowed(rank))).find(|(p, most)| p <= most);
    p.iter().map(|p| largest.is_some_and(|(largest, _)| *p <= largest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welchs_interval_is_that_of_scipy() {
        let found =
            difference_of_means(&[1.0, 1.2, 0.9, 1.1], &[1.5, 1.9, 1.4, 1.7, 1.6], 0.05).expect("enough");
        // scipy 1.17: scipy.stats.ttest_ind(second, first, equal_var=False), and its confidence_interval(0.95)
        let Interval { estimate, low, high, level } = found.interval;
        assert_eq!(level, Some(0.95));
        assert!((estimate - 0.57).abs() < 1e-12);
        assert!(
            (low - 0.3147018592593564).abs() < 1e-6 && (high - 0.8252981407406432).abs() < 1e-6,
            "{found:?}"
        );
        assert!((found.p - 0.001193571559150311).abs() < 1e-9, "{found:?}");
        assert!(difference_of_means(&[1.0], &[1.0, 2.0], 0.05).is_none());
    }

    #[test]
    fn discoveries_are_those_of_scipy() {
        // scipy 1.17: scipy.stats.false_discovery_control(p) <= 0.05
        let p = [0.039, 0.001, 0.216, 0.041, 0.042, 0.06, 0.008, 0.074, 0.205, 0.212];
        let found: Vec<f64> =
            p.into_iter().zip(discoveries(&p)).filter_map(|(p, is)| is.then_some(p)).collect();
        assert_eq!(found, [0.001, 0.008]);
        // All are within the largest one's bound, though four are over their own.
        assert_eq!(discoveries(&[0.045, 0.049, 0.046, 0.047, 0.048]), [true; 5]);
        assert!(discoveries(&[]).is_empty());
    }

    #[test]
    fn one_test_is_judged_as_before() {
        assert_eq!(discoveries(&[0.05]), [true]);
        assert_eq!(discoveries(&[0.051]), [false]);
    }

    /// Of equal weight.
    fn discoveries(p: &[f64]) -> Vec<bool> {
        let tests: Vec<Test> = p.iter().map(|p| Test { p: *p, weight: 3.0 }).collect();
        are_discoveries(&tests, 0.05)
    }

    #[test]
    fn a_test_of_more_weight_has_more_of_the_rate_and_the_others_have_less() {
        let tests = |weight| [[0.02, weight], [0.5, 1.0], [0.5, 1.0], [0.5, 1.0]];
        let found =
            |tests: [[f64; 2]; 4]| are_discoveries(&tests.map(|[p, weight]| Test { p, weight }), 0.05);
        assert_eq!(found(tests(1.0)), [false; 4]);
        assert_eq!(found(tests(3.0)), [true, false, false, false]);
        assert_eq!(found([[0.01, 1.0], [0.5, 3.0], [0.5, 1.0], [0.5, 1.0]]), [false; 4]);
        assert_eq!(found([[0.0, 0.0], [0.5, 3.0], [0.5, 1.0], [0.5, 1.0]]), [false; 4]);
    }
}
