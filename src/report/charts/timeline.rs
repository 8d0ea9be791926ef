//! A conversation over a WebSocket: what each user heard, and when.

use super::canvas::{Canvas, Side, Svg, drawn, fitting};
use super::scale::Scale;
use super::{Chart, Ink, Picture, Table, axis_below};
use crate::comparison::Unit;
use crate::quantity::Nanos;
use crate::websocket::{Outcome, UserOutcome};

/// Users that are drawn: those with a trouble first.
const USERS: usize = 40;
/// Events of a user that are drawn.
const EVENTS: usize = 120;
/// Rows of the table behind it.
const ROWS: usize = 600;

/// Draws a conversation.
pub fn timeline(outcome: &Outcome) -> Option<Chart> {
    if outcome.users.is_empty() {
        return None;
    }
    let mut users: Vec<&UserOutcome> = outcome.users.iter().collect();
    users.sort_by_key(|user| user.heard_everything());
    users.truncate(USERS);
    Some(Chart {
        id: "timeline",
        title: "What each user heard, and when".into(),
        description: describe(outcome, users.len()),
        picture: Picture::of(|width| draw(&users, width)),
        legend: vec![
            (Ink::Text, "▲ the last message is sent".into()),
            (Ink::Base, "● an expected event, in its place".into()),
            (Ink::Faint, "· another message".into()),
            (Ink::Fail, "○ too late, or never".into()),
        ],
        table: table(outcome),
    })
}

fn describe(outcome: &Outcome, drawn: usize) -> String {
    let count = outcome.users.len();
    let content = outcome.users.iter().filter(|user| user.heard_everything()).count();
    let shown = if drawn < count {
        format!(" The {drawn} users drawn are those with a trouble first.")
    } else {
        String::new()
    };
    format!(
        "{content} of {count} users heard all of {} within {}.{shown}",
        outcome.expected.join(", "),
        outcome.within
    )
}

/// The moments of the expected events that came: name, when, and whether it was in time.
fn expected(user: &UserOutcome) -> impl Iterator<Item = (&str, Nanos, bool)> {
    let sent = user.sent_at.unwrap_or_default();
    user.expected.iter().filter_map(move |event| {
        let latency = event.latency?;
        Some((event.event.as_str(), sent + latency, event.limit.is_none_or(|limit| latency <= limit)))
    })
}

fn missing(user: &UserOutcome) -> Vec<&str> {
    user.expected.iter().filter(|event| event.latency.is_none()).map(|event| event.event.as_str()).collect()
}

fn draw(users: &[&UserOutcome], width: i32) -> Svg {
    let narrow = width < 500;
    let row = if narrow { 44 } else { 30 };
    let (left, top) = (if narrow { 10 } else { 150 }, 8);
    let bottom = top + row * users.len() as i32;
    drawn(width, bottom + 42, |canvas| {
        let moments = users.iter().flat_map(|user| {
            let heard = user.timeline.iter().take(EVENTS).map(|event| event.at);
            heard.chain(expected(user).map(|event| event.1)).chain(user.sent_at)
        });
        let last = moments.max().unwrap_or_default().as_secs_f64().max(1e-3);
        let across = Scale::linear(0.0, last * 1.05, left, width - 16);
        axis_below(canvas, &across, Unit::Seconds, [top, bottom], "time since the check began");
        for (number, user) in (0_i32..).zip(users) {
            let middle = top + row * number + if narrow { 29 } else { row / 2 };
            match narrow {
                true => canvas.words(
                    &fitting(&user.name, width - 20),
                    (left, middle - 19),
                    Side::Right,
                    Ink::Text,
                ),
                false => {
                    canvas.words(&fitting(&user.name, left - 16), (left - 10, middle), Side::Left, Ink::Text)
                }
            }
            canvas.line([(left, middle), (width - 16, middle)], Ink::Grid, 1);
            heard(canvas, user, &across, middle);
        }
    })
}

fn heard(canvas: &mut Canvas<'_>, user: &UserOutcome, across: &Scale, y: i32) {
    let at = |moment: Nanos| (across.at(moment.as_secs_f64()), y);
    for event in user.timeline.iter().take(EVENTS) {
        canvas.dot(at(event.at), 2, Ink::Faint, 1.0);
        canvas.spot(at(event.at), 5, format!("{}: {} at {}", user.name, event.name, event.at));
    }
    if let Some(sent) = user.sent_at {
        let (x, y) = at(sent);
        canvas.area(vec![(x - 5, y + 6), (x, y - 5), (x + 5, y + 6)], Ink::Text, 1.0);
        canvas.spot((x, y), 7, format!("{}: the last message is sent at {sent}", user.name));
    }
    for (name, moment, in_time) in expected(user) {
        match in_time {
            true => canvas.dot(at(moment), 5, Ink::Base, 1.0),
            false => canvas.ring(at(moment), 6, Ink::Fail),
        }
        let late = if in_time { "" } else { ", too late" };
        let latency = moment.saturating_sub(user.sent_at.unwrap_or_default());
        canvas.spot(
            at(moment),
            7,
            format!("{}: {name} at {moment}, {latency} after the sending{late}", user.name),
        );
    }
    let missing = missing(user);
    if !missing.is_empty() {
        let words = format!("never: {}", missing.join(", "));
        let words = fitting(&words, canvas.width / 2);
        canvas.words(&words, (canvas.width - 18, y - 9), Side::Left, Ink::Fail);
    }
}

fn table(outcome: &Outcome) -> Table {
    let rows = outcome.users.iter().flat_map(|user| {
        let expected = user.expected.iter().map(|event| {
            vec![
                user.name.clone(),
                event.event.clone(),
                event
                    .latency
                    .map_or_else(|| "never".into(), |latency| format!("{latency} after the sending")),
                event.limit.map_or_else(String::new, |limit| limit.to_string()),
            ]
        });
        let failures = user
            .failures
            .iter()
            .map(|failure| vec![user.name.clone(), failure.describe(), String::new(), String::new()]);
        expected.chain(failures)
    });
    let mut rows: Vec<Vec<String>> = rows.take(ROWS + 1).collect();
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    Table {
        header: vec!["user", "event", "heard", "limit"],
        rows,
        left_out: more.then(|| "more rows are in report.json".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::websocket::{Event, ExpectedOutcome};

    #[test]
    fn what_came_late_or_never_is_told() {
        let event = |event: &str, latency: Option<u64>| ExpectedOutcome {
            event: event.into(),
            latency: latency.map(Nanos::from_millis),
            limit: Some(Nanos::from_millis(50)),
        };
        let user = UserOutcome {
            name: "<i>".into(),
            sent_at: Some(Nanos::from_millis(10)),
            expected: vec![event("a", Some(20)), event("b", Some(80)), event("c", None)],
            timeline: vec![Event { name: "a".into(), at: Nanos::from_millis(30) }],
            ..UserOutcome::default()
        };
        let outcome = Outcome {
            url: "ws://x".into(),
            within: Nanos::from_millis(1000),
            expected: vec!["a".into(), "b".into(), "c".into()],
            secrets_told: false,
            server: None,
            users: vec![user],
            interrupted: false,
        };
        let chart = timeline(&outcome).expect("a user");
        let Picture::Sizes { wide, .. } = &chart.picture else { panic!("sizes") };
        let svg = wide.body.clone().into_string();
        assert!(svg.contains("never: c") && svg.contains("too late") && !svg.contains("<i>"), "{svg}");
        assert!(chart.description.starts_with("0 of 1 users"), "{}", chart.description);
        assert_eq!(chart.table.rows.len(), 3);
    }
}
