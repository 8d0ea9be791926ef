//! One line in the manner of a monitoring plugin, and its exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.

use super::plain::line;
use crate::report::Report;
use crate::report::health::nagios as of_health;
use crate::report::judged::{Figure, Judged, Unit, judged, left_out};
use crate::verdict::Status;

/// A plugin's code where nothing can be said.
pub const NAGIOS_UNKNOWN: u8 = 3;

/// The line, with performance data behind a bar.
pub fn nagios(report: &Report) -> String {
    if let Report::Health(document) = report {
        return of_health(document).0;
    }
    let entries = judged(report);
    let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::from(nagios_code(report)).min(3)];
    let bad: Vec<String> = entries
        .iter()
        .filter(|entry| entry.status != Status::Pass)
        .map(|entry| format!("{} {}", inert(&entry.title()), entry.status.word()))
        .collect();
    let passed = entries.len() - bad.len();
    let missing = left_out(report).map_or_else(String::new, |missing| format!(", {missing}"));
    let reported = if bad.is_empty() { String::new() } else { format!(": {}", bad.join(", ")) };
    let data: Vec<String> = entries.iter().flat_map(data).collect();
    let data = if data.is_empty() { String::new() } else { format!(" | {}", data.join(" ")) };
    format!("VITALS {word} - {passed} of {} passed{reported}{missing}{data}\n", entries.len())
}

/// The line of a run that did not come to a report: a monitor reads standard output alone.
pub fn nagios_unknown(why: &str) -> String {
    format!("VITALS UNKNOWN - {}\n", inert(why))
}

/// The plugin's exit code. An interrupted run is unknown.
pub fn nagios_code(report: &Report) -> u8 {
    if left_out(report).is_some() {
        return NAGIOS_UNKNOWN;
    }
    match report {
        Report::Health(document) => of_health(document).1,
        _ => match report.status() {
            Status::Pass => 0,
            Status::Fail | Status::Error => 2,
            Status::Inconclusive | Status::Vacuous => NAGIOS_UNKNOWN,
        },
    }
}

/// `'import shop.app time'=0.5s;;2`: value, no warning, the limit as critical.
fn data<'a>(entry: &'a Judged<'a>) -> impl Iterator<Item = String> + 'a {
    // A monitor draws what can go over a limit, and how long a check took.
    let wanted = |figure: &&Figure<'_>| figure.limit.is_some() || figure.quantity == "took";
    let figures = entry.figures.iter().filter(wanted).filter(|figure| figure.value.is_finite());
    figures.map(|Figure { quantity, unit: counted_in, value, limit, .. }| {
        let unit = match counted_in {
            Unit::Seconds => "s",
            Unit::Bytes => "B",
            Unit::Count | Unit::Ratio => "",
        };
        let ratio = if *counted_in == Unit::Ratio { " ratio" } else { "" };
        let limit = limit.map_or_else(String::new, |limit| format!(";;{limit}"));
        let label = inert(&format!("{} {quantity}", entry.title())).replace(['\'', '='], "_");
        format!("'{label}{ratio}'={value:.6}{unit}{limit}")
    })
}

/// A bar would begin the performance data.
fn inert(text: &str) -> String {
    line(text).replace('|', "_")
}
