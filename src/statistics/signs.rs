//! The sign test: of values that are as often far above a point as far below it, how many lie on either side.

/// Probability of so many on the upper side, or more, of all that lie on either, where both sides are as likely: the
/// one-sided sign test (Conover, "Practical nonparametric statistics", 3.4). 1 where there are none.
pub fn sign_test(above: usize, below: usize) -> f64 {
    let all = above + below;
    let mut ways = 1.0;
    let mut sum = 0.0;
    for number in 0..=all {
        if number >= above {
            sum += ways;
        }
        ways *= (all - number) as f64 / (number + 1) as f64;
    }
    sum * 0.5f64.powf(all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_probabilities_are_those_of_scipy() {
        // scipy 1.17: scipy.stats.binomtest(above, above + below, 0.5, alternative="greater").pvalue
        let table = [
            (5, 0, 0.03125),
            (16, 0, 1.52587890625e-05),
            (17, 3, 0.0012884140014648438),
            (3, 9, 0.980712890625),
        ];
        for (above, below, expected) in table {
            let found = sign_test(above, below);
            assert!((found / expected - 1.0).abs() < 1e-12, "{above} {below}: {found}");
        }
        assert_eq!(sign_test(0, 0), 1.0);
    }
}
