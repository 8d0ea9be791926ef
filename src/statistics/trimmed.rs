//! The trimmed mean and how far it is known.

/// One in so many is left out at each end of the sorted values.
pub(super) const TRIMMED: usize = 5;

/// The mean of the middle 60 % of values.
pub(super) struct TrimmedMean {
    /// Of the values that were not trimmed.
    pub mean: f64,
    /// Its squared standard error.
    pub squared_error: f64,
    /// Degrees of freedom of that.
    pub freedom: f64,
}

/// Trimmed mean with Yuen's (1974, "The two-sample trimmed t for unequal population variances") error: the winsorised sum
/// of squares over h(h − 1), where h values are kept. None below three values.
pub(super) fn trimmed_mean(mut values: Vec<f64>) -> Option<TrimmedMean> {
    let n = values.len();
    if n < 3 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let cut = n / TRIMMED;
    let kept = (n - 2 * cut) as f64;
    let mean = values[cut..n - cut].iter().sum::<f64>() / kept;
    let winsorised: Vec<f64> =
        values.iter().map(|value| value.clamp(values[cut], values[n - 1 - cut])).collect();
    let centre = winsorised.iter().sum::<f64>() / n as f64;
    let squares: f64 = winsorised.iter().map(|value| (value - centre).powi(2)).sum();
    Some(TrimmedMean { mean, squared_error: squares / (kept * (kept - 1.0)), freedom: kept - 1.0 })
}
