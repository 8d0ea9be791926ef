//! The lines that make two sides differ.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{HotLine, Owner, Site};

use super::sampled::Sampled;
use super::working::library;
use crate::quantity::{Nanos, NanosDelta};

/// A line with a smaller part of the difference is not listed.
const WORTH_LISTING: f64 = 0.05;
/// A difference of fewer standard errors may be the samples' own.
const STANDARD_ERRORS: f64 = 3.0;

/// A line that takes more, or less, on one side than on the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LineChange {
    /// Where it is: in the candidate where that has it, and relative to the variant's top where it lies in it.
    pub site: Site,
    /// Its text; None where the file could not be read.
    pub text: Option<String>,
    /// Processor time of one creation in the base; None where no sample fell on the line.
    pub base: Option<Nanos>,
    /// The same in the candidate.
    pub candidate: Option<Nanos>,
    /// The native library that does most of it on the slower side, beside the interpreter and the C library.
    pub library: Option<String>,
}

impl LineChange {
    /// Candidate less base.
    pub fn difference(&self) -> NanosDelta {
        self.candidate.unwrap_or_default().delta(self.base.unwrap_or_default())
    }
}

/// The whole difference, and the lines that make it.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChanges {
    /// Processor time of one creation: candidate less base.
    pub whole: NanosDelta,
    /// Lines of the target, with what other code does for each; the largest difference first. Where no line of the target is
    /// to be seen, those of libraries.
    pub lines: Vec<LineChange>,
    /// Lines of other code that work themselves.
    pub below: Vec<LineChange>,
}

/// What a line is known by on both sides: its file without the way to it, its function, its text. Numbers of lines shift.
type Key = (String, String, String);

/// One side's times by line.
type Side<'a> = BTreeMap<Key, (&'a HotLine, Nanos)>;

/// The lines that make the difference; `tops` are the folders that each side's own files lie in.
pub fn line_changes(sides: [Sampled<'_>; 2], tops: [&Path; 2]) -> LineChanges {
    let whole = sides[1].cpu.delta(sides[0].cpu);
    let changed = |time: &dyn Fn(&HotLine) -> Nanos| {
        let [base, candidate] = [0, 1].map(|side| by_line(&sides[side].lines.lines, tops[side], time));
        changes(sides, whole, &base, &candidate)
    };
    let lines = changed(&|line| line.innermost);
    let below = changed(&|line| if line.owner == Owner::Target { Nanos(0) } else { line.own });
    let below =
        below.into_iter().filter(|change| lines.iter().all(|line| line.site != change.site)).collect();
    LineChanges { whole, lines, below }
}

fn by_line<'a>(lines: &'a [HotLine], top: &Path, time: &dyn Fn(&HotLine) -> Nanos) -> Side<'a> {
    let mut found = Side::new();
    for line in lines.iter().filter(|line| time(line) > Nanos(0)) {
        let text = line.text.clone().unwrap_or_else(|| line.site.line.to_string());
        let key = (file_on_both(&line.site.file, top), line.site.function.clone(), text);
        let known = found.entry(key).or_insert((line, Nanos(0)));
        known.1 += time(line);
    }
    found
}

/// `shop/app.py` in whichever checkout, `httpx/_config.py` in whichever environment, `ssl.py` of whichever Python.
fn file_on_both(file: &str, top: &Path) -> String {
    let installed = ["/site-packages/", "/dist-packages/"];
    let installed = installed.into_iter().find_map(|folder| Some(file.rsplit_once(folder)?.1));
    let library = file.rsplit_once("/lib/python3").and_then(|(_, rest)| Some(rest.split_once('/')?.1));
    let inside = Path::new(file).strip_prefix(top).ok().and_then(Path::to_str);
    installed.or(library).or(inside).unwrap_or(file).to_owned()
}

fn changes(
    sides: [Sampled<'_>; 2],
    whole: NanosDelta,
    base: &Side<'_>,
    candidate: &Side<'_>,
) -> Vec<LineChange> {
    let mut keys: Vec<&Key> = base.keys().chain(candidate.keys()).collect();
    keys.sort();
    keys.dedup();
    let change = |key: &Key| {
        let found = [base.get(key), candidate.get(key)];
        let times = [0, 1].map(|side| found[side].map(|(_, time)| sides[side].time(*time)));
        let error: f64 =
            [0, 1].iter().map(|side| variance(sides[*side], found[*side].map(|found| found.1))).sum();
        let slower = if times[0] > times[1] { found[0] } else { found[1] };
        let change = LineChange {
            site: found[1].or(found[0])?.0.site.clone(),
            text: found[1].or(found[0])?.0.text.clone(),
            base: times[0],
            candidate: times[1],
            library: slower.and_then(|(line, _)| library(line)),
        };
        let difference = change.difference().0.unsigned_abs() as f64 / 1e9;
        let much = difference >= WORTH_LISTING * whole.0.unsigned_abs() as f64 / 1e9;
        (much && difference > STANDARD_ERRORS * error.sqrt()).then_some(change)
    };
    let mut changes: Vec<LineChange> = keys.into_iter().filter_map(change).collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.difference().0.unsigned_abs()));
    changes
}

/// Of a line's time in seconds, by the number of samples. One on which none fell may have had a sample all the same.
fn variance(side: Sampled<'_>, time: Option<Nanos>) -> f64 {
    let samples = side.lines.samples.max(1) as f64;
    let part = side.part(time.unwrap_or_default()).max(1.0 / samples);
    side.cpu.as_secs_f64().powi(2) * part * (1.0 - part).max(1.0 / samples) / samples
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitals_probes::wire::HotLines;

    fn line(file: &str, number: u32, text: &str, innermost: u64) -> HotLine {
        let site = Site { file: file.into(), line: number, function: "make".into() };
        let innermost = Nanos(innermost);
        let text = Some(text.into());
        HotLine { site, own: innermost, innermost, inclusive: innermost, text, ..HotLine::default() }
    }

    fn side(lines: Vec<HotLine>) -> HotLines {
        let sampled = lines.iter().map(|line| line.innermost).sum();
        HotLines { creations: 10, samples: 400, sampled, lines }
    }

    fn changed(base: &HotLines, candidate: &HotLines, cpu: [u64; 2]) -> LineChanges {
        let sides = [(base, cpu[0]), (candidate, cpu[1])];
        let sides = sides.map(|(lines, cpu)| Sampled { cpu: Nanos::from_millis(cpu), lines });
        line_changes(sides, ["/tmp/base", "/srv"].map(Path::new))
    }

    #[test]
    fn c2_a_line_is_the_same_where_it_has_moved() {
        let base =
            side(vec![line("/tmp/base/a.py", 3, "load()", 100), line("/tmp/base/a.py", 4, "parse()", 100)]);
        let candidate =
            side(vec![line("/srv/a.py", 9, "load()", 300), line("/srv/a.py", 10, "parse()", 100)]);
        let found = changed(&base, &candidate, [20, 40]);
        let lines: Vec<_> =
            found.lines.iter().map(|change| (change.site.line, change.difference().0)).collect();
        assert_eq!((found.whole.0, lines), (20_000_000, vec![(9, 20_000_000)]));
    }

    #[test]
    fn c2_a_line_that_one_side_alone_has_is_a_change() {
        let base = side(vec![line("/tmp/base/a.py", 3, "load()", 100)]);
        let candidate = side(vec![line("/srv/a.py", 3, "load()", 100), line("/srv/a.py", 4, "again()", 100)]);
        let found = changed(&base, &candidate, [20, 40]);
        let lines: Vec<_> = found.lines.iter().map(|change| (change.site.line, change.base)).collect();
        assert_eq!(lines, [(4, None)]);
    }

    #[test]
    fn a_difference_that_so_few_samples_may_have_by_chance_is_none() {
        let few = |loaded| HotLines {
            samples: 20,
            ..side(vec![
                line("/opt/a.py", 3, "load()", loaded),
                line("/opt/a.py", 4, "parse()", 100 - loaded),
            ])
        };
        assert_eq!(changed(&few(50), &few(60), [20, 21]).lines, []);
    }

    #[test]
    fn files_of_two_environments_are_one() {
        let both = |file: &str| file_on_both(file, Path::new("/srv/shop"));
        for file in [
            "/a/lib/python3.11/site-packages/httpx/_config.py",
            "/b/lib/python3.9/site-packages/httpx/_config.py",
        ] {
            assert_eq!(both(file), "httpx/_config.py");
        }
        assert_eq!(both("/usr/lib/python3.11/ssl.py"), "ssl.py");
        assert_eq!(both("/srv/shop/app.py"), "app.py");
        assert_eq!(both("/opt/other.py"), "/opt/other.py");
    }
}
