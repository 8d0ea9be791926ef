//! Values with their units, as they stand in a chart and at its axes.

use crate::comparison::Unit;
use crate::report::words::quantity;

/// A value with three digits and its unit.
pub fn reported(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Count if value.fract() == 0.0 => format!("{value:.0}"),
        Unit::Count => format!("{value:.3}"),
        _ => quantity::value(unit, value),
    }
}

/// A value as it stands at an axis: `250 ms`, `1.5 MB`, `0`.
pub fn at_axis(unit: Unit, value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let words = match unit {
        Unit::Seconds if value < 0.0 => format!("−{}", reported(unit, -value)),
        _ => reported(unit, value),
    };
    let (number, rest) = words.split_once(' ').map_or((words.as_str(), ""), |(number, unit)| (number, unit));
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    format!("{number} {rest}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_says_no_more_than_it_must() {
        assert_eq!(at_axis(Unit::Seconds, 0.25), "250 ms");
        assert_eq!(at_axis(Unit::Seconds, 1.0), "1 s");
        assert_eq!(at_axis(Unit::Bytes, 1.5e6), "1.5 MB");
        assert_eq!(at_axis(Unit::Bytes, 0.0), "0");
        assert_eq!(at_axis(Unit::Count, 20.0), "20");
    }
}
