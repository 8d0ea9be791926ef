//! The file format of speedscope.app: an evented profile of wall time, in nanoseconds.

use std::io::{self, Write};

use serde::Serialize;
use vitals_probes::wire::Trace;

use super::nesting::stretches;

const SCHEMA: &str = "https://www.speedscope.app/file-format-schema.json";

#[derive(Serialize)]
struct File<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    exporter: String,
    name: &'a str,
    shared: Shared<'a>,
    profiles: [Profile<'a>; 1],
}

#[derive(Serialize)]
struct Shared<'a> {
    frames: Vec<Frame<'a>>,
}

#[derive(Serialize)]
struct Frame<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Profile<'a> {
    r#type: &'static str,
    name: &'a str,
    unit: &'static str,
    start_value: u64,
    end_value: u64,
    events: Vec<Event>,
}

#[derive(Serialize)]
struct Event {
    /// `O` opens a frame, `C` closes it.
    r#type: char,
    frame: usize,
    at: u64,
}

/// Writes one profile; a frame a module, in the trace's order.
pub fn write(trace: &Trace, title: &str, out: &mut dyn Write) -> io::Result<()> {
    let frames =
        trace.modules.iter().map(|module| Frame { name: &module.name, file: module.origin.as_deref() });
    let events = events(trace);
    let profile = Profile {
        r#type: "evented",
        name: title,
        unit: "nanoseconds",
        start_value: events.first().map_or(0, |event| event.at),
        end_value: events.last().map_or(0, |event| event.at),
        events,
    };
    let file = File {
        schema: SCHEMA,
        exporter: format!("vitals {}", env!("CARGO_PKG_VERSION")),
        name: title,
        shared: Shared { frames: frames.collect() },
        profiles: [profile],
    };
    serde_json::to_writer(&mut *out, &file)?;
    writeln!(out)
}

fn events(trace: &Trace) -> Vec<Event> {
    let mut events = Vec::new();
    let mut open: Vec<super::nesting::Stretch> = Vec::new();
    let close =
        |stretch: super::nesting::Stretch| Event { r#type: 'C', frame: stretch.index, at: stretch.end.0 };
    for stretch in stretches(trace) {
        while open.last().is_some_and(|around| around.depth >= stretch.depth) {
            events.extend(open.pop().map(close));
        }
        events.push(Event { r#type: 'O', frame: stretch.index, at: stretch.begin.0 });
        open.push(stretch);
    }
    events.extend(open.into_iter().rev().map(close));
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::sample;

    #[test]
    fn opened_and_closed_in_order() {
        let reported: Vec<_> =
            events(&sample()).iter().map(|event| (event.r#type, event.frame, event.at / 1000)).collect();
        let expected = [
            ('O', 0, 0),
            ('O', 1, 10),
            ('O', 2, 20),
            ('C', 2, 50),
            ('C', 1, 70),
            ('O', 3, 80),
            ('C', 3, 90),
            ('C', 0, 100),
        ];
        assert_eq!(reported, expected);
    }
}
