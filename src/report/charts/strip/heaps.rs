//! Many samples as heaps.

/// More samples than this are drawn as heaps.
pub const MOST_DOTS: usize = 80;

/// Heaps across, at most.
pub const HEAPS: usize = 50;

/// Heaps of equal ratio, or of equal width where there are values that are not positive: from, to, how many.
pub fn heaped(values: &[f64]) -> Vec<(f64, f64, usize)> {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    let by_ratio = low > 0.0;
    let of = |value: f64| if by_ratio { value.ln() } else { value };
    let back = |place: f64| if by_ratio { place.exp() } else { place };
    let step = (of(high) - of(low)) / HEAPS as f64;
    let mut counts = [0_usize; HEAPS];
    for value in values {
        let number = if step > 0.0 { ((of(*value) - of(low)) / step) as usize } else { 0 };
        counts[number.min(HEAPS - 1)] += 1;
    }
    let edge = |number: usize| back(of(low) + step * number as f64);
    (0..HEAPS)
        .filter(|number| counts[*number] > 0)
        .map(|number| (edge(number), edge(number + 1), counts[number]))
        .collect()
}
