//! A run's numbers as OpenTelemetry metrics: a request of OTLP/HTTP in JSON, gauges alone.
//!
//! <https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::plain::{kind, line};
use crate::report::Report;
use crate::report::judged::{Figure, Judged, Unit, measured};
use crate::verdict::Status;

/// A metric's unit (UCUM), and its points.
type Points = BTreeMap<String, (&'static str, Vec<Value>)>;

/// The request; None where the report has no time.
pub fn otlp(report: &Report) -> Option<Value> {
    let begun = report.head()?.started.parse::<jiff::Timestamp>().ok()?;
    let at = begun.as_nanosecond().to_string();
    let mut metrics = Points::new();
    for entry in &measured(report) {
        for status in Status::ALL {
            let attributes = attributes(entry, &[("verdict", status.word())]);
            add(
                &mut metrics,
                "vitals.verdict",
                "1",
                &at,
                attributes,
                f64::from(u8::from(entry.status == status)),
            );
        }
        for figure in &entry.figures {
            figures(&mut metrics, &at, entry, figure);
        }
    }
    let metrics: Vec<Value> = metrics
        .into_iter()
        .map(
            |(name, (unit, points))| json!({ "name": name, "unit": unit, "gauge": { "dataPoints": points } }),
        )
        .collect();
    Some(json!({
        "resourceMetrics": [{
            "resource": { "attributes": [text("service.name", "vitals"), text("vitals.command", kind(report))] },
            "scopeMetrics": [{
                "scope": { "name": "vitals", "version": env!("CARGO_PKG_VERSION") },
                "metrics": metrics,
            }],
        }],
    }))
}

fn figures(metrics: &mut Points, at: &str, entry: &Judged<'_>, figure: &Figure<'_>) {
    let (stem, unit) = match figure.unit {
        Unit::Seconds => ("vitals.time", "s"),
        Unit::Bytes => ("vitals.memory", "By"),
        Unit::Ratio => ("vitals.change", "1"),
        Unit::Count => ("vitals.count", "1"),
    };
    let [low, high] = figure.bounds.map_or([None, None], |[low, high]| [Some(low), Some(high)]);
    let parts = [("", Some(figure.value)), (".low", low), (".high", high), (".limit", figure.limit)];
    for (part, value) in parts {
        // JSON has no number for what is not finite.
        let Some(value) = value.filter(|value| value.is_finite()) else { continue };
        let attributes = attributes(entry, &[("quantity", &figure.quantity), ("side", figure.side)]);
        add(metrics, &format!("{stem}{part}"), unit, at, attributes, value);
    }
}

fn add(metrics: &mut Points, name: &str, unit: &'static str, at: &str, attributes: Vec<Value>, value: f64) {
    let point = json!({ "attributes": attributes, "timeUnixNano": at, "asDouble": value });
    metrics.entry(name.to_owned()).or_insert((unit, Vec::new())).1.push(point);
}

fn attributes(entry: &Judged<'_>, more: &[(&str, &str)]) -> Vec<Value> {
    let own = [("kind", &*entry.kind), ("name", &*entry.name)];
    let all = own.iter().chain(more).filter(|(_, value)| !value.is_empty());
    all.map(|(name, value)| text(name, value)).collect()
}

fn text(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": line(value) } })
}
