//! A series of nights for a person: its levels drawn in the terminal, and the nights on which they changed.

use serde::{Deserialize, Serialize};

use super::head::Head;
use super::nightly::{ChangeRecord, TrendRecord, times};
use super::table::Rows;
use super::terminal::{BOLD, DIM, PLAIN, line, plain_table, style_of, styled};
use crate::report::words;
use crate::statistics::quantile;
use crate::trend::Subject;
use crate::untrusted::printable;
use crate::verdict::Status;

/// Rows of the drawing.
const ROWS: usize = 11;
/// Columns that the scale beside the drawing takes.
const SCALE: usize = 9;

/// What `vitals trend` found.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrendDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// One entry a series.
    pub trends: Vec<TrendRecord>,
}

/// All series, a line each; of a single one the drawing too. `columns` is the terminal's width.
pub fn human_trend(document: &TrendDocument, columns: usize) -> String {
    let mut text = String::new();
    match document.trends.as_slice() {
        [] => line(&mut text, "no series: the history has no night yet; `vitals nightly` adds one"),
        [trend] => one(&mut text, trend, columns),
        trends => list(&mut text, trends),
    }
    text
}

fn list(text: &mut String, trends: &[TrendRecord]) {
    let mut rows = Rows::of(&["probe", "target", "quantity", "nights", "level", "last change"]);
    for trend in trends {
        let Subject { probe, target, quantity } = &trend.subject;
        let level =
            trend.levels.last().map_or_else(String::new, |level| format!("{:.3}", level.value.estimate));
        let changed = trend.changes().last().map_or("none".to_owned(), |change| changed(trend, change));
        rows.add([
            probe.clone(),
            printable(target),
            quantity.clone(),
            trend.levels.len().to_string(),
            level,
            printable(&changed),
        ]);
    }
    plain_table(text, &rows, "", PLAIN);
    line(text, &styled(DIM, "the level is a ratio: the first night is 1; `vitals trend TARGET` draws one"));
}

fn changed(trend: &TrendRecord, change: &ChangeRecord) -> String {
    let night = trend.nights.get(change.night).map_or_else(String::new, words::night);
    let ratio = change.ratio.map_or_else(String::new, |ratio| format!(" {:.3} times", ratio.estimate));
    format!("{}{ratio} since {night}", change.change.word())
}

fn one(text: &mut String, trend: &TrendRecord, columns: usize) {
    let title = styled(BOLD, &printable(&trend.subject.to_string()));
    line(text, &format!("{title}  {} nights; the first is 1", trend.levels.len()));
    line(text, "");
    for row in drawing(trend, columns.saturating_sub(SCALE).max(20)) {
        line(text, &row);
    }
    line(text, "");
    let changes = trend.changes();
    for (number, change) in changes.iter().enumerate() {
        reported(text, number + 1, trend, change);
    }
    if let Some(drift) = &trend.drift {
        let since = trend.nights.get(drift.begins).map_or_else(String::new, words::night);
        line(text, &printable(&format!("drift: {} since {since}", times(drift.ratio))));
    }
    if changes.is_empty() && trend.drift.is_none() {
        line(text, "no change of level");
    }
}

fn reported(text: &mut String, number: usize, trend: &TrendRecord, reported: &ChangeRecord) {
    let night = |place: usize| trend.nights.get(place).map_or_else(String::new, words::night);
    let status = if reported.change.is_worse() { Status::Fail } else { Status::Pass };
    let word = styled(style_of(status), reported.change.word());
    let ratio = reported.ratio.map_or_else(String::new, |ratio| format!(", {}", times(ratio)));
    line(text, &format!("{number}  {word}{ratio}"));
    let before = reported
        .night
        .checked_sub(1)
        .map_or_else(String::new, |place| format!("; before it {}", night(place)));
    line(text, &styled(DIM, &printable(&format!("   since {}{before}", night(reported.night)))));
}

/// Rows of dots, a scale before them, and the numbers of the change-points above their nights.
fn drawing(trend: &TrendRecord, columns: usize) -> Vec<String> {
    let values: Vec<f64> = trend.levels.iter().map(|level| level.value.estimate).collect();
    // Several nights share a column where there are more nights than columns.
    let share = values.len().div_ceil(columns).max(1);
    let shown: Vec<f64> = values.chunks(share).filter_map(|nights| quantile(nights, 0.5)).collect();
    let low = shown.iter().copied().fold(f64::INFINITY, f64::min);
    let high = shown.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // A quiet series is drawn as one: noise does not fill the page.
    let (low, high) = (low.min(0.97 * high), high.max(1.03 * low));
    let row_of = |value: f64| (((high - value) / (high - low)) * (ROWS - 1) as f64).round() as usize;
    let mut marks = vec![' '; shown.len()];
    for (number, change) in trend.changes().iter().enumerate() {
        let mark = char::from_digit(number as u32 + 1, 36).unwrap_or('+');
        if let Some(place) = marks.get_mut(change.night / share) {
            *place = mark;
        }
    }
    let mut rows = vec![format!("{:SCALE$}{}", "", marks.iter().collect::<String>().trim_end())];
    for row in 0..ROWS {
        let value = high - (high - low) * row as f64 / (ROWS - 1) as f64;
        let scale = if row % 2 == 0 { format!("{value:>6.3} ┤ ") } else { format!("{:>6} │ ", "") };
        let dots: String = shown.iter().map(|shown| if row_of(*shown) == row { '•' } else { ' ' }).collect();
        rows.push(format!("{scale}{}", dots.trim_end()));
    }
    let ends = [trend.nights.first(), trend.nights.last()];
    let [first, last] =
        ends.map(|night| night.map_or("", |night| night.started.get(..10).unwrap_or_default()));
    let gap = shown.len().saturating_sub(first.len() + last.len()).max(2);
    rows.push(styled(DIM, &format!("{:SCALE$}{first}{:gap$}{last}", "", "")));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{ChangePoint, Interval};
    use crate::trend::{Level, Night, Scale};

    #[test]
    fn a_step_is_seen_and_numbered() {
        let values: Vec<f64> = (0..30).map(|night| if night < 20 { 1.0 } else { 1.5 }).collect();
        let levels = values.iter().enumerate().map(|(reading, value)| Level {
            reading,
            value: Interval::exact(*value),
            scale: Scale::Calibrated,
        });
        let night = |number: usize| Night {
            number,
            started: format!("2026-01-{:02}T02:00:00Z", number + 1),
            commit: None,
            dirty: false,
        };
        let ratio = Interval::missing(1.5, [1.4, 1.6], 0.05);
        let point = ChangePoint {
            night: 20,
            before: 1.0,
            after: 1.5,
            ratio,
            p_value: 1e-4,
            nights: 10,
            provisional: false,
        };
        let trend = TrendRecord {
            subject: Subject { probe: "import".into(), target: "shop".into(), quantity: "time".into() },
            nights: (0..30).map(night).collect(),
            levels: levels.collect(),
            reported: Vec::new(),
            points: vec![point],
            drift: None,
        };
        let document = TrendDocument { head: Head::default(), trends: vec![trend] };
        let text = anstream::adapter::strip_str(&human_trend(&document, 60)).to_string();
        let dots = |row: &str| row.chars().filter(|c| *c == '•').count();
        let drawn: Vec<_> = text.lines().map(dots).filter(|dots| *dots > 0).collect();
        assert_eq!(drawn, [10, 20], "{text}");
        assert!(text.lines().any(|row| row.trim() == "1"), "{text}");
        assert!(text.contains("since 2026-01-21; before it 2026-01-20"), "{text}");
        // On a narrow terminal nights share columns.
        let narrow = anstream::adapter::strip_str(&human_trend(&document, 30)).to_string();
        assert!(narrow.lines().all(|row| dots(row) <= 21), "{narrow}");
    }
}
