//! The Trace Event Format of chrome://tracing and Perfetto: a track of modules, and one of where the import stood still.

use std::io::{self, Write};

use serde_json::{Value, json};
use vitals_probes::wire::{Site, Stall, Trace};

use super::nesting::{Stretch, stretches};
use crate::cause::{Waiting, relevant_site};
use crate::quantity::Nanos;
use crate::report::words::cause::waiting_or_blocked;

const MODULES: u32 = 1;
const STALLS: u32 = 2;

/// Writes complete events (`X`) in microseconds.
pub fn write(trace: &Trace, title: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut events = vec![
        json!({"ph": "M", "name": "process_name", "pid": 1, "tid": MODULES, "args": {"name": title}}),
        json!({"ph": "M", "name": "thread_name", "pid": 1, "tid": MODULES, "args": {"name": "imports"}}),
        json!({"ph": "M", "name": "thread_name", "pid": 1, "tid": STALLS, "args": {"name": "blocked"}}),
    ];
    events.extend(stretches(trace).into_iter().map(|stretch| of_module(trace, stretch)));
    events.extend(trace.stalls.iter().map(of_stall));
    serde_json::to_writer(&mut *out, &json!({"displayTimeUnit": "ms", "traceEvents": events}))?;
    writeln!(out)
}

fn micros(time: Nanos) -> f64 {
    time.0 as f64 / 1e3
}

fn place(site: &Site) -> String {
    format!("{}:{}", site.file, site.line)
}

fn of_module(trace: &Trace, stretch: Stretch) -> Value {
    let module = &trace.modules[stretch.index];
    json!({
        "ph": "X", "cat": "import", "name": module.name, "pid": 1, "tid": MODULES,
        "ts": micros(stretch.begin), "dur": micros(stretch.end.saturating_sub(stretch.begin)),
        "args": {
            "cpu_us": micros(module.span.cpu),
            "rss_bytes": module.rss,
            "imported_by": module.importer.as_ref().filter(|site| site.has_file()).map(place),
            "file": module.origin,
        },
    })
}

fn of_stall(stall: &Stall) -> Value {
    let waiting = waiting_or_blocked(Waiting::of(stall));
    json!({
        "ph": "X", "cat": "stall", "name": waiting, "pid": 1, "tid": STALLS,
        "ts": micros(stall.start), "dur": micros(stall.lasted),
        "args": {"module": stall.module_name, "at": relevant_site(stall).map(place)},
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::sample;

    #[test]
    fn modules_and_stalls_are_events_in_microseconds() {
        let mut text = Vec::new();
        write(&sample(), "import app", &mut text).expect("memory does not fail");
        let document: Value = serde_json::from_slice(&text).expect("JSON");
        let events = document["traceEvents"].as_array().expect("a list");
        let reported: Vec<_> = events
            .iter()
            .filter(|event| event["ph"] == "X")
            .map(|event| (event["name"].as_str(), event["ts"].as_f64(), event["dur"].as_f64()))
            .collect();
        assert_eq!(reported[2], (Some("b;<&\""), Some(20.0), Some(30.0)));
        assert_eq!(reported[4], (Some("asleep"), Some(25.0), Some(20.0)));
        assert_eq!(reported.len(), 5);
    }
}
