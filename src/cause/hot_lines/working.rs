//! The lines that a creation works in.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{HotLine, Owner, Site};

use super::sampled::Sampled;
use crate::quantity::Nanos;

/// A line that so much of the time passes through is on the way to all others that matter.
const MOST_OF_IT: f64 = 0.5;
/// A line of other code is named where it works for so much of the time itself.
const MUCH_OF_IT: f64 = 0.2;
/// A line with a smaller part is not named.
const WORTH_NAMING: f64 = 0.1;
/// Lines that are named.
const NAMED: usize = 3;
/// A library is named where this part of the line's time was spent in it: the rest of its calls may be the C library's.
const NATIVE: f64 = 1.0 / 3.0;

/// A line with its part of the processor time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LineShare {
    /// The line.
    pub site: Site,
    /// Its text; None where the file could not be read.
    pub text: Option<String>,
    /// Its part of the processor time, from 0 to 1.
    pub part: f64,
    /// The same of one creation.
    pub time: Nanos,
    /// Whether that is mostly what other lines do that it calls.
    pub calls: bool,
    /// The native library that does most of it, beside the interpreter and the C library.
    pub library: Option<String>,
}

/// The lines to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkingLines {
    /// Lines of the target, or of a library where no line of the target is to be seen.
    pub at: Vec<LineShare>,
    /// Lines of other code that do it for them: the innermost one that most of it passes through, and the one that works most.
    pub below: Vec<LineShare>,
}

/// The lines to look at: first the innermost one that most of the time passes through, then those that work themselves.
pub fn working_lines(sampled: Sampled<'_>) -> WorkingLines {
    let lines = &sampled.lines.lines;
    let owners = [Owner::Target, Owner::Library, Owner::StandardLibrary].into_iter();
    let whose = owners.into_iter().find(|owner| {
        let of = lines.iter().filter(|line| line.owner == *owner);
        of.map(|line| sampled.part(line.inclusive)).fold(0.0, f64::max) >= WORTH_NAMING
    });
    let Some(whose) = whose else { return WorkingLines::default() };
    let way = innermost_of_most(sampled, &|line| line.owner == whose);
    let mut rest: Vec<&HotLine> = lines
        .iter()
        .filter(|line| line.owner == whose && way.is_none_or(|way| way.site != line.site))
        .filter(|line| sampled.part(line.innermost) >= WORTH_NAMING)
        .collect();
    rest.sort_by_key(|line| std::cmp::Reverse(line.innermost));
    let way_share = way.map(|way| share(sampled, way, way.inclusive));
    let rest = rest.into_iter().map(|line| share(sampled, line, line.innermost));
    let deeper = |line: &HotLine| line.owner != whose && way.is_none_or(|way| line.depth > way.depth);
    let through = innermost_of_most(sampled, &deeper);
    let works = lines.iter().filter(|line| deeper(line) && sampled.part(line.own) >= MUCH_OF_IT);
    let works =
        works.max_by_key(|line| line.own).filter(|line| through.is_none_or(|other| other.site != line.site));
    let through = through.map(|line| share(sampled, line, line.inclusive));
    let works = works.map(|line| share(sampled, line, line.own));
    WorkingLines {
        at: way_share.into_iter().chain(rest).take(NAMED).collect(),
        below: through.into_iter().chain(works).collect(),
    }
}

/// The innermost of the lines that most of the time passes through. Any two of them were seen in one stack: they lie within
/// one another.
fn innermost_of_most<'a>(sampled: Sampled<'a>, wanted: &dyn Fn(&HotLine) -> bool) -> Option<&'a HotLine> {
    let of_most = |line: &&HotLine| wanted(line) && sampled.part(line.inclusive) >= MOST_OF_IT;
    sampled.lines.lines.iter().filter(of_most).max_by_key(|line| (line.depth, line.inclusive))
}

fn share(sampled: Sampled<'_>, line: &HotLine, time: Nanos) -> LineShare {
    LineShare {
        site: line.site.clone(),
        text: line.text.clone(),
        part: sampled.part(time),
        time: sampled.time(time),
        calls: line.own.0 * 2 < time.0,
        library: library(line),
    }
}

/// The native library that a line works in.
pub(super) fn library(line: &HotLine) -> Option<String> {
    let first = line.native.first()?;
    let time = line.own.max(line.innermost);
    (first.time.0 as f64 >= NATIVE * time.0 as f64).then(|| first.library.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitals_probes::wire::{HotLines, NativeTime};

    fn line(number: u32, owner: Owner, [own, innermost, inclusive]: [u64; 3], depth: u32) -> HotLine {
        let site = Site { file: "/srv/app.py".into(), line: number, function: "make".into() };
        let [own, innermost, inclusive] = [own, innermost, inclusive].map(Nanos);
        HotLine { site, owner, own, innermost, inclusive, depth, ..HotLine::default() }
    }

    fn named(lines: Vec<HotLine>) -> (Vec<(u32, f64, bool)>, Vec<u32>) {
        let lines = HotLines { creations: 1, samples: 100, sampled: Nanos(100), lines };
        let found = working_lines(Sampled { cpu: Nanos(1_000), lines: &lines });
        let at = found.at.iter().map(|share| (share.site.line, share.part, share.calls)).collect();
        (at, found.below.iter().map(|below| below.site.line).collect())
    }

    #[test]
    fn c2_the_line_that_works_is_named_and_not_those_that_call_it() {
        let lines = vec![
            line(5, Owner::Target, [0, 0, 100], 0),
            line(2, Owner::Target, [97, 97, 97], 1),
            line(3, Owner::Target, [3, 3, 3], 1),
        ];
        assert_eq!(named(lines), (vec![(2, 0.97, false)], vec![]));
    }

    #[test]
    fn c2_where_the_time_spreads_the_line_before_is_named_with_its_parts() {
        let lines = vec![
            line(5, Owner::Target, [0, 0, 100], 0),
            line(7, Owner::Target, [45, 45, 45], 1),
            line(8, Owner::Target, [0, 40, 40], 1),
            line(9, Owner::Target, [15, 15, 15], 1),
            line(20, Owner::StandardLibrary, [40, 0, 40], 2),
        ];
        let parts = vec![(5, 1.0, true), (7, 0.45, false), (8, 0.4, true)];
        assert_eq!(named(lines), (parts, vec![20]));
    }

    #[test]
    fn c2_what_other_code_does_for_the_targets_line_is_named_below_it() {
        let lines = vec![
            line(5, Owner::Target, [1, 99, 100], 0),
            line(30, Owner::Library, [0, 0, 98], 1),
            line(40, Owner::StandardLibrary, [90, 0, 90], 2),
        ];
        assert_eq!(named(lines), (vec![(5, 1.0, true)], vec![40]));
    }

    #[test]
    fn c2_other_code_that_does_much_but_not_most_is_named_too() {
        let lines = vec![
            line(5, Owner::Target, [0, 100, 100], 0),
            line(30, Owner::Library, [3, 0, 98], 1),
            line(40, Owner::StandardLibrary, [47, 0, 47], 2),
            line(41, Owner::StandardLibrary, [12, 0, 12], 2),
        ];
        assert_eq!(named(lines), (vec![(5, 1.0, true)], vec![30, 40]));
    }

    #[test]
    fn without_a_line_of_the_target_a_librarys_is_named() {
        let lines =
            vec![line(30, Owner::Library, [0, 80, 98], 0), line(40, Owner::StandardLibrary, [80, 0, 80], 1)];
        assert_eq!(named(lines), (vec![(30, 0.98, true)], vec![40]));
        assert_eq!(named(Vec::new()), (Vec::new(), Vec::new()));
    }

    #[test]
    fn a_native_library_is_named_where_it_does_much_of_the_work() {
        let with = |time| HotLine {
            native: vec![NativeTime { library: "libcrypto.so.3".into(), time: Nanos(time) }],
            ..line(5, Owner::Target, [90, 90, 90], 0)
        };
        assert_eq!(library(&with(60)).as_deref(), Some("libcrypto.so.3"));
        assert_eq!(library(&with(10)), None);
        assert_eq!(library(&line(5, Owner::Target, [90, 90, 90], 0)), None);
    }
}
