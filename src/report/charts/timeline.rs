//! A conversation over a WebSocket: what each user heard, and when.

use super::axis::axis_below;
use super::canvas::{Canvas, Side, Svg, drawn, fitting, width_of};
use super::chart::{Chart, Picture, Table};
use super::palette::Ink;
use super::scale::Scale;
use crate::comparison::Unit;
use crate::quantity::Nanos;
use crate::report::words::websocket as words;
use crate::websocket::{Outcome, UserOutcome};

/// Users that are drawn: those with a trouble first.
const USERS: usize = 40;
/// Events of a user that are drawn.
const EVENTS: usize = 120;
/// Room for what never came, in pixels.
const NEVER: i32 = 230;
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
    let content = outcome.content();
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

/// The moments of the expected events that came, from the sending on: name, when, and whether it was in time.
fn expected(user: &UserOutcome) -> impl Iterator<Item = (&str, Nanos, bool)> {
    user.expected.iter().filter_map(|event| {
        let latency = event.latency?;
        Some((event.event.as_str(), latency, event.limit.is_none_or(|limit| latency <= limit)))
    })
}

/// A moment as seconds since the user's last message was sent.
fn since(user: &UserOutcome, moment: Nanos) -> f64 {
    moment.as_secs_f64() - user.sent_at.unwrap_or_default().as_secs_f64()
}

fn missing(user: &UserOutcome) -> Vec<&str> {
    user.expected.iter().filter(|event| event.latency.is_none()).map(|event| event.event.as_str()).collect()
}

fn draw(users: &[&UserOutcome], width: i32) -> Svg {
    let narrow = width < 500;
    let row = if narrow { 44 } else { 30 };
    let (left, top) = (if narrow { 10 } else { 170 }, 8);
    let never = !narrow && users.iter().any(|user| !missing(user).is_empty());
    let right = width - 16 - if never { NEVER } else { 0 };
    let bottom = top + row * users.len() as i32;
    drawn(width, bottom + 42, |canvas| {
        let moments = || {
            users.iter().flat_map(|user| {
                let heard = user.timeline.iter().take(EVENTS).map(|event| since(user, event.at));
                heard.chain(expected(user).map(|event| event.1.as_secs_f64()))
            })
        };
        let last = moments().fold(1e-3, f64::max);
        let first = moments().fold(0.0, f64::min);
        let across = Scale::linear(first - last * 0.03, last * 1.05, left, right);
        axis_below(
            canvas,
            &across,
            Unit::Seconds,
            [top, bottom],
            "time since the user's last message was sent",
        );
        for (number, user) in (0_i32..).zip(users) {
            let middle = top + row * number + if narrow { 29 } else { row / 2 };
            match narrow {
                true => canvas.words(
                    &fitting(&user.name, width / 2 - 20),
                    (left, middle - 19),
                    Side::Right,
                    Ink::Text,
                ),
                false => {
                    canvas.words(&fitting(&user.name, left - 16), (left - 10, middle), Side::Left, Ink::Text)
                }
            }
            canvas.line([(left, middle), (right, middle)], Ink::Grid, 1);
            heard(canvas, user, &across, middle);
            not_heard(canvas, user, if narrow { (width - 16, middle - 19) } else { (width - 4, middle) });
        }
    })
}

fn heard(canvas: &mut Canvas<'_>, user: &UserOutcome, across: &Scale, y: i32) {
    for event in user.timeline.iter().take(EVENTS) {
        let at = (across.at(since(user, event.at)), y);
        canvas.dot(at, 2, Ink::Faint, 1.0);
        canvas.spot(at, 5, format!("{}: {}, {} after the check began", user.name, event.name, event.at));
    }
    if let Some(sent) = user.sent_at {
        let x = across.at(0.0);
        canvas.area(vec![(x - 5, y + 6), (x, y - 5), (x + 5, y + 6)], Ink::Text, 1.0);
        canvas.spot(
            (x, y),
            7,
            format!("{}: the last message is sent, {sent} after the check began", user.name),
        );
    }
    for (name, latency, in_time) in expected(user) {
        let at = (across.at(latency.as_secs_f64()), y);
        match in_time {
            true => canvas.dot(at, 5, Ink::Base, 0.85),
            false => canvas.ring(at, 6, Ink::Fail),
        }
        let late = if in_time { "" } else { ", too late" };
        canvas.spot(at, 7, format!("{}: {name}, {latency} after the sending{late}", user.name));
    }
}

fn not_heard(canvas: &mut Canvas<'_>, user: &UserOutcome, at: (i32, i32)) {
    let missing = missing(user);
    if let Some(first) = missing.first() {
        let more = if missing.len() > 1 { format!(", {} more", missing.len() - 1) } else { String::new() };
        let room = if canvas.width < 500 { canvas.width / 2 } else { NEVER };
        let words = format!("never: {}{more}", fitting(first, room - width_of(&more) - width_of("never: ")));
        canvas.words(&words, at, Side::Left, Ink::Fail);
        canvas.spot_in(
            [at.0 - width_of(&words), at.1 - 8, width_of(&words), 16],
            format!("{}: never came: {}", user.name, missing.join(", ")),
        );
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
            .map(|failure| vec![user.name.clone(), words::failure(failure), String::new(), String::new()]);
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
    fn what_came_late_or_never_is_reported() {
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
            secrets_sent: false,
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
