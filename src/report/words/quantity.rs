//! Numbers with their units, parts and counts.

use std::borrow::Cow;

use crate::comparison::{Interleaved, Quantity, Statistic, Unit};
use crate::measure::Timed;
use crate::quantity::{BytesDelta, Nanos, Tolerance};
use crate::statistics::Interval;

/// A value with its unit.
pub fn value(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Seconds => Nanos::from_secs_f64(value).to_string(),
        Unit::Bytes => BytesDelta(value.round() as i64).to_string(),
        Unit::Count => tenths(value),
    }
}

/// With a digit behind the point; what rounds to zero has no sign.
pub fn tenths(value: f64) -> String {
    // Adding zero turns a negative zero into a positive one.
    format!("{:.1}", (10.0 * value).round() / 10.0 + 0.0)
}

/// A part of a whole: `10 %`; below ten per cent with a digit behind the point where it has one.
pub fn percent(part: f64) -> String {
    let percent = 100.0 * part;
    let tenths = (10.0 * percent).round();
    // Adding zero turns a negative zero into a positive one.
    if percent.abs() < 10.0 && tenths % 10.0 != 0.0 {
        format!("{:.1} %", tenths / 10.0)
    } else {
        format!("{:.0} %", percent.round() + 0.0)
    }
}

/// `10 %`, `100 ms`, `10 % or 100 ms`.
pub fn tolerance(tolerance: Tolerance) -> String {
    let time = tolerance.time().map(|time| time.to_string());
    let both = tolerance.part().map(percent).into_iter().chain(time);
    both.collect::<Vec<_>>().join(" or ")
}

/// What was not read is a dash, never a zero.
pub fn known_or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".into(), |value| value.to_string())
}

/// `1 module`, `2 modules`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// `active time (CPU + blocked) 412 ms -> 538 ms, 1.310 times (means of the faster third; 99 % interval 1.270 … 1.360)`;
/// without a ratio the difference.
pub fn compared(quantity: &Quantity) -> String {
    let [base, candidate] = [quantity.base, quantity.candidate].map(|side| value(quantity.unit, side));
    let change = match &quantity.ratio {
        Some(ratio) => {
            let known = plain_interval(ratio).map_or_else(String::new, |known| format!("; {known}"));
            format!("{:.3} times ({}{known})", ratio.estimate, statistics(quantity.statistic))
        }
        None => change(quantity),
    };
    format!("{} {base} -> {candidate}, {change}", name(quantity))
}

/// How the candidate differs: `1.310 times (99 % interval 1.270 … 1.360)`, or `+126 ms` where a ratio means nothing.
pub fn change(quantity: &Quantity) -> String {
    quantity.ratio.as_ref().map_or_else(|| difference(quantity), times)
}

/// `+126 ms`: the difference of both sides.
fn difference(quantity: &Quantity) -> String {
    let difference = quantity.candidate - quantity.base;
    let shown = value(quantity.unit, difference.abs());
    // What rounds to nothing has no direction.
    let sign = match difference < 0.0 {
        _ if shown == value(quantity.unit, 0.0) => "",
        true => "-",
        false => "+",
    };
    format!("{sign}{shown}")
}

/// `1.310 times (99 % interval 1.270 … 1.360)`.
pub fn times(ratio: &Interval) -> String {
    let known = plain_interval(ratio).map_or_else(String::new, |known| format!(" ({known})"));
    format!("{:.3} times{known}", ratio.estimate)
}

/// The same in little space: `1.310 (99 % interval 1.270 … 1.360)`.
pub fn ratio_in_words(ratio: &Interval) -> String {
    let known = plain_interval(ratio).map_or_else(String::new, |known| format!(" ({known})"));
    format!("{:.3}{known}", ratio.estimate)
}

fn plain_interval(ratio: &Interval) -> Option<String> {
    interval(ratio, |bound| format!("{bound:.3}"))
}

/// `95 % interval 398 ms … 430 ms`; None where there are no two bounds.
pub fn interval(interval: &Interval, write: impl Fn(f64) -> String) -> Option<String> {
    let [low, high] = interval.bounds()?.map(write);
    Some(format!("{} {low} … {high}", with_level(interval.level, "interval")))
}

/// `95 % interval`: what is spoken of, with its confidence level where that is known.
pub fn with_level(level: Option<f64>, what: &str) -> String {
    level.map_or_else(|| what.to_owned(), |level| format!("{} {what}", level_in_words(level)))
}

/// `95 %`, `99.987 %`: as many digits as tell how often it misses, in two digits and rounded up.
fn level_in_words(level: f64) -> String {
    let missing = 100.0 * (1.0 - level).max(0.0);
    let decimals = if missing > 0.0 { (1.0 - missing.log10().floor()).clamp(0.0, 9.0) as i32 } else { 0 };
    let scale = 10f64.powi(decimals);
    // A tenth is no exact number: what is nearly whole is whole.
    let missing = (missing * scale - 1e-6).ceil() / scale;
    let places = decimals as usize;
    let digits = format!("{:.places$}", 100.0 - missing);
    let short =
        if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
    format!("{short} %")
}

/// What stands on both sides, in one word or a few.
pub fn statistic(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Median => "median",
        Statistic::FasterThird => "mean of the faster third",
        Statistic::TrimmedMean => "trimmed mean",
    }
}

/// What the two sides and the ratio are.
fn statistics(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Median => "medians; the ratio is that of the pairs",
        Statistic::FasterThird => "means of the faster third",
        Statistic::TrimmedMean => "trimmed means",
    }
}

/// What a quantity is called for people. What is judged of a time is what the thread took itself.
pub fn name(quantity: &Quantity) -> Cow<'_, str> {
    let name = match (quantity.name.as_ref(), quantity.unit) {
        ("time" | "repeated time", Unit::Seconds) => "active time (CPU + blocked)",
        ("wall" | "repeated wall", Unit::Seconds) => "wall time",
        ("processor" | "repeated processor", Unit::Seconds) => "CPU time",
        ("blocked" | "repeated blocked", Unit::Seconds) => "blocked time",
        (name, _) => name,
    };
    match quantity.of {
        Some(Timed::FirstCreation) => format!("first creation: {name}").into(),
        Some(Timed::RepeatedCreation) => format!("repeated creation: {name}").into(),
        Some(Timed::Import) | None => name.into(),
    }
}

/// The probe of a judged time, as tables name it.
pub fn probe(of: Timed) -> &'static str {
    match of {
        Timed::Import => "import",
        Timed::FirstCreation => "create, first",
        Timed::RepeatedCreation => "create, repeated",
    }
}

/// How much a comparison rests on: pairs, or runs of each side.
pub fn rests_on(measured: &Interleaved) -> String {
    match measured {
        Interleaved::Import(_) | Interleaved::Create(_) => counted(measured.pairs().len(), "pair", "pairs"),
        Interleaved::Growth(growths) => format!("{} + {}", growths.base.len(), growths.candidate.len()),
        Interleaved::Stored(against) => format!("{} + {}", against.samples[0], against.samples[1]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_a_digit_where_they_are_small_and_no_negative_zero() {
        let shown = [0.1, 0.005, 0.0999, 0.25, 0.0, -0.0, -0.0004, -0.03, 12.5].map(percent);
        assert_eq!(shown, ["10 %", "0.5 %", "10 %", "25 %", "0 %", "0 %", "0 %", "-3 %", "1250 %"]);
    }

    #[test]
    fn d15_what_rounds_to_zero_has_no_sign() {
        assert_eq!([-0.0, -0.04, 0.04, -0.05, -3.0].map(tenths), ["0.0", "0.0", "0.0", "-0.1", "-3.0"]);
        assert_eq!(value(Unit::Count, -0.01), "0.0");
        assert_eq!(value(Unit::Bytes, -0.4), "0 B");
        let same = Quantity { base: 1e-12, candidate: 0.0, ..blocked(None) };
        assert_eq!(difference(&same), "0 ns");
    }

    #[test]
    fn a_level_is_never_called_higher_than_it_is() {
        let shown = [0.95, 0.99, 0.999, 1.0 - 1e-3 / 8.0, 1.0 - 2e-3 / 7.0, 0.9].map(level_in_words);
        assert_eq!(shown, ["95 %", "99 %", "99.9 %", "99.987 %", "99.971 %", "90 %"]);
        assert_eq!(
            times(&Interval::missing(1.31, [1.27, 1.36], 0.01)),
            "1.310 times (99 % interval 1.270 … 1.360)"
        );
        assert_eq!(
            times(&Interval { level: None, ..Interval::exact(1.0) }),
            "1.000 times (interval 1.000 … 1.000)"
        );
    }

    fn blocked(ratio: Option<Interval>) -> Quantity {
        let (unit, statistic, finding) = (Unit::Seconds, Statistic::FasterThird, None);
        Quantity {
            name: "blocked".into(),
            of: None,
            unit,
            statistic,
            base: 3e-6,
            candidate: 0.412,
            ratio,
            finding,
        }
    }

    #[test]
    fn d15_without_a_ratio_the_difference_is_shown_and_with_one_what_it_is_of() {
        assert_eq!(compared(&blocked(None)), "blocked time 3.00 µs -> 412 ms, +412 ms");
        let known = blocked(Some(Interval::missing(1.31, [1.27, 1.36], 0.05)));
        let words = "1.310 times (means of the faster third; 95 % interval 1.270 … 1.360)";
        assert_eq!(compared(&known), format!("blocked time 3.00 µs -> 412 ms, {words}"));
        let open = blocked(Some(Interval::exact(1.31).without_bounds()));
        assert!(compared(&open).ends_with("1.310 times (means of the faster third)"), "{}", compared(&open));
    }
}
