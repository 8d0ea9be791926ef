//! Samples as a strip: a dot a sample, the interval, the limit and what is tolerated; sides below each other.

use super::axis::axis_below;
use super::canvas::{Canvas, Side, Svg, drawn, width_of};
use super::chart::{Chart, Picture, Table};
use super::palette::Ink;
use super::scale::Scale;
use super::value::reported;
use crate::comparison::Unit;
use crate::report::words::quantity::with_level;
use crate::statistics::{Interval, quantile};

/// More samples than this are drawn as heaps,
const MOST_DOTS: usize = 240;
/// so many across.
const HEAPS: usize = 80;
/// Height of a row, in pixels.
const ROW: i32 = 64;
/// A limit farther off than this many times the largest value is written instead of drawn.
const FAR: f64 = 4.0;
/// From this ratio on, equal steps hide the small ones.
const UNEQUAL: f64 = 15.0;

/// One side, or one kind of sample.
#[derive(Clone, Debug)]
pub struct StripRow {
    /// What it is.
    pub label: String,
    /// Its colour.
    pub ink: Ink,
    /// The samples.
    pub values: Vec<f64>,
    /// Of the typical value, with what it is called.
    pub interval: Option<(Interval, String)>,
}

/// What to draw.
#[derive(Clone, Debug)]
pub struct Strip {
    /// What it shows.
    pub title: String,
    /// What the axis counts.
    pub axis: &'static str,
    /// In what.
    pub unit: Unit,
    /// Below each other.
    pub rows: Vec<StripRow>,
    /// The limit.
    pub limit: Option<f64>,
    /// What is tolerated: from, to, and in words.
    pub band: Option<(f64, f64, String)>,
}

/// Draws samples.
pub fn strip(strip: &Strip) -> Chart {
    let picture = Picture::of(|width| draw(strip, width));
    let mut legend: Vec<_> = strip.rows.iter().map(|row| (row.ink, row.label.clone())).collect();
    if let Some(limit) = strip.limit {
        legend.push((Ink::Limit, format!("limit {}", reported(strip.unit, limit))));
    }
    if let Some((_, _, words)) = &strip.band {
        legend.push((Ink::Band, words.clone()));
    }
    let description = describe(strip);
    Chart { id: "samples", title: strip.title.clone(), description, picture, legend, table: table(strip) }
}

fn describe(strip: &Strip) -> String {
    let row = |row: &StripRow| {
        let [low, middle, high] = [0.0, 0.5, 1.0].map(|part| quantile(&row.values, part).unwrap_or_default());
        let [low, middle, high] = [low, middle, high].map(|value| reported(strip.unit, value));
        let count = row.values.len();
        let heaped = if count > MOST_DOTS { ", drawn as heaps" } else { "" };
        format!("{}: {count} samples{heaped}, median {middle}, from {low} to {high}.", row.label)
    };
    let mut sentences: Vec<String> =
        strip.rows.iter().filter(|row| !row.values.is_empty()).map(row).collect();
    if let (Some(limit), Some(most)) = (strip.limit, largest(strip))
        && limit > FAR * most
    {
        sentences.push(format!(
            "The limit of {} is {:.0} times the largest.",
            reported(strip.unit, limit),
            limit / most
        ));
    }
    sentences.join(" ")
}

fn largest(strip: &Strip) -> Option<f64> {
    strip.rows.iter().flat_map(|row| &row.values).copied().reduce(f64::max)
}

/// The axis holds all samples, intervals and bands, and a limit that is not far.
fn scale(strip: &Strip, from: i32, to: i32) -> Scale {
    let samples = || strip.rows.iter().flat_map(|row| row.values.iter().copied());
    let most = samples().fold(0.0, f64::max);
    let intervals = strip
        .rows
        .iter()
        .filter_map(|row| row.interval.as_ref())
        .filter_map(|(interval, _)| Some(interval.bounds()?[1]));
    let band = strip.band.iter().map(|(_, high, _)| *high);
    let limit = strip.limit.filter(|limit| *limit <= FAR * most);
    // An interval of two samples may be as wide as the world: it must not push them all to the left.
    let high = samples()
        .chain(intervals.filter(|high| *high < 3.0 * most))
        .chain(band)
        .chain(limit)
        .fold(0.0, f64::max);
    let least = samples().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
    if least.is_finite() && most > UNEQUAL * least {
        return Scale::logarithmic(least * 0.8, high * 1.25, from, to);
    }
    Scale::linear(0.0, high * 1.05, from, to)
}

fn draw(strip: &Strip, width: i32) -> Svg {
    let narrow = width < 500;
    let rows = strip.rows.len() as i32;
    let top = if strip.limit.is_some() { 24 } else { 8 };
    let bottom = top + ROW * rows;
    drawn(width, bottom + 42, |canvas| {
        let widest = strip.rows.iter().map(|row| width_of(&row.label)).max().unwrap_or(0);
        let left = if narrow { 10 } else { (widest + 18).clamp(60, 180) };
        let scale = scale(strip, left, width - 14);
        if let Some((from, to, words)) = &strip.band {
            canvas.block((scale.at(*from), top), (scale.at(*to), bottom), Ink::Band, 0.18);
            canvas.spot_in(
                [scale.at(*from), top, scale.at(*to) - scale.at(*from), bottom - top],
                words.clone(),
            );
        }
        axis_below(canvas, &scale, strip.unit, [top, bottom], strip.axis);
        for (number, row) in (0_i32..).zip(&strip.rows) {
            let middle = top + ROW * number + ROW / 2;
            let label = super::canvas::fitting(&row.label, if narrow { width - 20 } else { left - 12 });
            match narrow {
                true => canvas.words(&label, (left + 2, middle - ROW / 2 + 10), Side::Right, Ink::Text),
                false => canvas.words(&label, (left - 10, middle), Side::Left, Ink::Text),
            }
            samples(canvas, &scale, row, middle, strip.unit);
            interval(canvas, &scale, row, middle + 18, strip.unit);
        }
        if let Some(limit) = strip.limit {
            the_limit(canvas, &scale, limit, [top, bottom], strip.unit);
        }
    })
}

fn the_limit(canvas: &mut Canvas<'_>, scale: &Scale, limit: f64, [top, bottom]: [i32; 2], unit: Unit) {
    let x = scale.at(limit);
    let words = format!("limit {}", reported(unit, limit));
    if scale.holds(limit) {
        canvas.dashes((x, top), (x, bottom), Ink::Limit);
        canvas.spot_in([x - 3, top, 6, bottom - top], words.clone());
        let half = width_of(&words) / 2;
        canvas.words(
            &words,
            (x.clamp(half + 2, canvas.width - half - 2), top - 11),
            Side::Middle,
            Ink::Limit,
        );
    } else {
        canvas.words(&format!("{words} →"), (canvas.width - 6, top - 11), Side::Left, Ink::Limit);
    }
}

fn samples(canvas: &mut Canvas<'_>, scale: &Scale, row: &StripRow, middle: i32, unit: Unit) {
    if row.values.len() > MOST_DOTS {
        return heaps(canvas, scale, row, middle, unit);
    }
    for (number, value) in row.values.iter().enumerate() {
        // Dots of equal values lie beside each other, in an order that repeats itself every time.
        let aside = (number as f64 * 0.618_033_988_75).fract() * 16.0 - 8.0;
        let at = (scale.at(*value), middle - 6 + aside as i32);
        canvas.dot(at, 4, row.ink, 0.75);
        canvas.spot(at, 6, format!("{}, sample {}: {}", row.label, number + 1, reported(unit, *value)));
    }
}

fn heaps(canvas: &mut Canvas<'_>, scale: &Scale, row: &StripRow, middle: i32, unit: Unit) {
    let heaps = heaped(&row.values);
    let highest = heaps.iter().map(|heap| heap.2).max().unwrap_or(1) as f64;
    for (low, high, count) in heaps {
        let height = (30.0 * (count as f64 / highest).sqrt()).ceil() as i32;
        let (left, right) = (scale.at(low), scale.at(high).max(scale.at(low) + 1));
        canvas.block((left, middle + 8 - height), (right, middle + 8), row.ink, 0.75);
        let words = format!(
            "{}: {count} samples from {} to {}",
            row.label,
            reported(unit, low),
            reported(unit, high)
        );
        canvas.spot_in([left, middle - 24, right - left, 34], words);
    }
}

/// Heaps of equal ratio, or of equal width where there are values that are not positive: from, to, how many.
fn heaped(values: &[f64]) -> Vec<(f64, f64, usize)> {
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

fn interval(canvas: &mut Canvas<'_>, scale: &Scale, row: &StripRow, y: i32, unit: Unit) {
    let Some((interval, name)) = row.interval.as_ref().filter(|(known, _)| known.bounds().is_some()) else {
        return;
    };
    let [low, middle, high] = [interval.low, interval.estimate, interval.high].map(|value| scale.at(value));
    canvas.line([(low, y), (high, y)], Ink::Text, 2);
    for (end, value) in [(low, interval.low), (high, interval.high)] {
        // An end without a bar lies outside.
        if scale.holds(value) {
            canvas.line([(end, y - 4), (end, y + 4)], Ink::Text, 2);
        }
    }
    canvas.area(vec![(middle, y - 5), (middle + 5, y), (middle, y + 5), (middle - 5, y)], Ink::Text, 1.0);
    let [estimate, low_words, high_words] =
        [interval.estimate, interval.low, interval.high].map(|value| reported(unit, value));
    canvas.spot_in(
        [low, y - 7, high - low, 14],
        format!("{name}: {estimate} ({} {low_words} … {high_words})", with_level(interval.level, "interval")),
    );
}

fn table(strip: &Strip) -> Table {
    let mut rows = Vec::new();
    for row in &strip.rows {
        let first = |n: usize| if n == 0 { row.label.clone() } else { String::new() };
        if row.values.len() > MOST_DOTS {
            rows.extend(heaped(&row.values).into_iter().enumerate().map(|(n, (low, high, count))| {
                vec![
                    row.label.clone(),
                    format!("{} … {}", reported(strip.unit, low), reported(strip.unit, high)),
                    format!("{count} samples"),
                    first(n),
                ]
            }));
        } else {
            rows.extend(row.values.iter().enumerate().map(|(n, value)| {
                vec![row.label.clone(), format!("{}", n + 1), reported(strip.unit, *value), String::new()]
            }));
        }
        if let Some((interval, name)) = row.interval.as_ref().filter(|(known, _)| known.bounds().is_some()) {
            let [estimate, low, high] =
                [interval.estimate, interval.low, interval.high].map(|value| reported(strip.unit, value));
            rows.push(vec![
                row.label.clone(),
                name.clone(),
                estimate,
                with_level(interval.level, &format!("{low} … {high}")),
            ]);
        }
    }
    for row in &mut rows {
        row.truncate(4);
    }
    Table { header: vec!["samples of", "number", "value", "interval"], rows, left_out: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: Vec<f64>) -> Chart {
        strip(&Strip {
            title: "samples".into(),
            axis: "time",
            unit: Unit::Seconds,
            rows: vec![StripRow { label: "import".into(), ink: Ink::Base, values, interval: None }],
            limit: Some(2.0),
            band: None,
        })
    }

    fn wide(chart: &Chart) -> String {
        match &chart.picture {
            Picture::Sizes { wide, .. } => wide.body.clone().into_string(),
            Picture::Views(_) => String::new(),
        }
    }

    #[test]
    fn each_sample_is_a_dot_with_its_value() {
        let chart = of(vec![0.5, 0.6, 0.7]);
        let svg = wide(&chart);
        assert_eq!(svg.matches("<circle").count(), 3, "{svg}");
        assert!(svg.contains("import, sample 2: 600 ms"), "{svg}");
        assert!(svg.contains("limit 2.00 s") && !svg.contains('→'), "{svg}");
        assert_eq!(chart.table.rows.len(), 3);
    }

    #[test]
    fn a_limit_far_off_is_reported_and_hides_no_sample() {
        let chart = of(vec![0.05, 0.06, 0.07]);
        assert!(wide(&chart).contains("limit 2.00 s →"));
        assert!(chart.description.contains("29 times"), "{}", chart.description);
    }

    #[test]
    fn a_million_samples_are_heaps_and_say_so() {
        let values: Vec<f64> = (0..1_000_000).map(|n| 1.0 + f64::from(n % 1000) / 1000.0).collect();
        let chart = of(values);
        let svg = wide(&chart);
        assert!(svg.len() < 60_000, "{}", svg.len());
        assert!(chart.description.contains("1000000 samples, drawn as heaps"), "{}", chart.description);
        assert!(!svg.contains("<circle"));
        assert!(chart.table.rows.len() <= HEAPS);
    }

    #[test]
    fn every_sample_is_in_a_heap() {
        for values in [vec![1.0; 300], (0..300).map(|n| f64::from(n) - 100.0).collect::<Vec<_>>()] {
            assert_eq!(heaped(&values).iter().map(|heap| heap.2).sum::<usize>(), 300);
        }
    }
}
