//! Numbers with their units, parts and counts.

use crate::comparison::{Interleaved, Quantity, Unit};
use crate::quantity::{BytesDelta, Nanos};

/// A value with its unit.
pub fn value(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Seconds => Nanos::from_secs_f64(value).to_string(),
        Unit::Bytes => BytesDelta(value.round() as i64).to_string(),
        Unit::Count => format!("{value:.1}"),
    }
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

/// What was not read is a dash, never a zero.
pub fn known_or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".into(), |value| value.to_string())
}

/// `1 module`, `2 modules`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// `active time (CPU + blocked) 412 ms -> 538 ms, 1.310 times (interval 1.270 … 1.360)`.
pub fn compared(quantity: &Quantity) -> String {
    let [base, candidate] = [quantity.base, quantity.candidate].map(|side| value(quantity.unit, side));
    let ratio = quantity.ratio.map_or_else(String::new, |ratio| {
        format!(", {:.3} times (interval {:.3} … {:.3})", ratio.estimate, ratio.low, ratio.high)
    });
    format!("{} {base} -> {candidate}{ratio}", name(quantity))
}

/// What a quantity is called for people. What is judged of a time is what the thread took itself.
pub fn name(quantity: &Quantity) -> &str {
    match (quantity.name.as_ref(), quantity.unit) {
        ("time", Unit::Seconds) => "active time (CPU + blocked)",
        ("wall", Unit::Seconds) => "wall time",
        ("processor", Unit::Seconds) => "CPU time",
        ("blocked", Unit::Seconds) => "blocked time",
        (name, _) => name,
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
}
