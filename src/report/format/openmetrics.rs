//! Metrics in the text format that both OpenMetrics and Prometheus read, for the node exporter's textfile collector.
//!
//! Gauges alone, in base units, without time stamps, as that collector wants them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::plain::{kind, line};
use crate::report::Report;
use crate::report::judged::{Figure, Judged, Unit, judged, left_out};
use crate::verdict::Status;

/// A family's name, its unit's suffix and its help, and its samples.
struct Family {
    unit: Option<&'static str>,
    help: &'static str,
    samples: Vec<String>,
}

/// The file.
pub fn openmetrics(report: &Report) -> String {
    let entries = judged(report);
    let mut families: BTreeMap<Cow<'static, str>, Family> = BTreeMap::new();
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for entry in &entries {
        // One module may be measured twice, with warm caches and with cold ones: a sample of a name must be there once.
        let times = seen.entry((&entry.kind, &entry.name)).or_default();
        *times += 1;
        let again = if *times == 1 { String::new() } else { times.to_string() };
        verdict(&mut families, entry, &again);
        for figure in &entry.figures {
            figures(&mut families, entry, figure, &again);
        }
    }
    of_the_run(&mut families, report);
    written(&families)
}

/// What is known of the run as a whole.
fn of_the_run(families: &mut BTreeMap<Cow<'static, str>, Family>, report: &Report) {
    let mut add = |name: &'static str, unit, help, sample: String| {
        families.insert(name.into(), Family { unit, help, samples: vec![sample] });
    };
    if let Some(begun) = report.head().and_then(|head| head.started.parse::<jiff::Timestamp>().ok()) {
        let help = "When the run began, since 1970: alert where it grows old.";
        add("vitals_run_timestamp_seconds", Some("seconds"), help, format!(" {}", begun.as_second()));
    }
    let finished = u8::from(left_out(report).is_none());
    let help = "1 where all that was asked for was measured.";
    add("vitals_run_finished", None, help, format!(" {finished}"));
    let build = format!("{{version=\"{}\",command=\"{}\"}} 1", env!("CARGO_PKG_VERSION"), kind(report));
    add("vitals_build", None, "Always 1: which vitals measured, by which command.", build);
    if let Report::Health(document) = report {
        let help = "Passed weight over all weight.";
        add("vitals_health_score_ratio", Some("ratio"), help, format!(" {}", document.score.part.as_f64()));
    }
}

fn written(families: &BTreeMap<Cow<'static, str>, Family>) -> String {
    let mut text = String::new();
    for (name, family) in families {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "# TYPE {name} gauge");
        if let Some(unit) = family.unit {
            let _ = writeln!(text, "# UNIT {name} {unit}");
        }
        let _ = writeln!(text, "# HELP {name} {}", family.help);
        for sample in &family.samples {
            let _ = writeln!(text, "{name}{sample}");
        }
    }
    text.push_str("# EOF\n");
    text
}

/// One gauge for each status, of which one is 1: a rule can ask for any of them.
fn verdict(families: &mut BTreeMap<Cow<'static, str>, Family>, entry: &Judged<'_>, again: &str) {
    let family = families.entry("vitals_verdict".into()).or_insert(Family {
        unit: None,
        help: "1 for the verdict that it came to, 0 for the others.",
        samples: Vec::new(),
    });
    for status in Status::ALL {
        let value = u8::from(entry.status == status);
        family
            .samples
            .push(format!("{} {value}", labels(entry, &[("again", again), ("verdict", status.word())])));
    }
}

/// A figure, its interval and its limit: what a family's name has after its stem, and its help.
const PARTS: [(&str, &str); 4] = [
    ("", "What was measured: the median."),
    ("_low", "Lower bound of its interval."),
    ("_high", "Upper bound of its interval."),
    ("_limit", "What it may not exceed."),
];

fn figures(
    families: &mut BTreeMap<Cow<'static, str>, Family>,
    entry: &Judged<'_>,
    figure: &Figure<'_>,
    again: &str,
) {
    let (stem, unit) = match figure.unit {
        Unit::Seconds => ("vitals_time", Some("seconds")),
        Unit::Bytes => ("vitals_memory", Some("bytes")),
        Unit::Ratio => ("vitals_change", Some("ratio")),
        Unit::Count => ("vitals_count", None),
    };
    let [low, high] = figure.bounds.map_or([None, None], |[low, high]| [Some(low), Some(high)]);
    let values = [Some(figure.value), low, high, figure.limit];
    let labels = labels(entry, &[("again", again), ("quantity", &figure.quantity), ("side", figure.side)]);
    for ((part, help), value) in PARTS.into_iter().zip(values) {
        let Some(value) = value.filter(|value| value.is_finite()) else { continue };
        // The unit is the end of the name.
        let name =
            [Some(stem), Some(part), unit.and(Some("_")), unit].into_iter().flatten().collect::<String>();
        let family = families.entry(name.into()).or_insert(Family { unit, help, samples: Vec::new() });
        family.samples.push(format!("{labels} {value}"));
    }
}

fn labels(entry: &Judged<'_>, more: &[(&str, &str)]) -> String {
    let own = [("kind", &*entry.kind), ("name", &*entry.name)];
    let all = own.iter().chain(more).filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = all.map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
    format!("{{{}}}", pairs.join(","))
}

fn escaped(value: &str) -> String {
    line(value).replace('\\', "\\\\").replace('"', "\\\"")
}
