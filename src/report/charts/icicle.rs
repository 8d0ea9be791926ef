//! The import tree as an icicle: a module hangs below its importer, as wide as what it took, in four views.
//!
//! inferno lays it out, from the collapsed lines that its flame graphs are made of. The frames are drawn here: they take
//! the width of the page, cut their own labels, need no script, and carry nothing of the target's that was not escaped.

use std::collections::HashMap;
use std::sync::LazyLock;

use inferno::flamegraph::{Options, from_lines};
use maud::{Markup, html};
use regex_lite::Regex;
use vitals_probes::wire::{ModuleRecord, Trace, is_standard_library};

use super::canvas::{LONGEST, Svg};
use super::chart::{Chart, Picture, Table};
use super::palette::Ink;
use super::place::place;
use crate::cause::{Change, Difference, OwnTime, own_times};
use crate::report::export::nesting::{Stretch, stretches};
use crate::report::words::quantity::known_or_dash;
use crate::untrusted::{printable, shortened};

/// Height of a module, in pixels.
const ROW: usize = 19;
/// Deeper modules are not drawn.
const DEEPEST: usize = 64;
/// Narrower modules are not drawn, in percent of the whole.
const NARROWEST: f64 = 0.12;
/// A narrower module has no label, in percent: not even a letter would be seen.
const UNLABELLED: f64 = 0.9;
/// Letters of a label, at most.
const LABEL: usize = 120;
/// A module stands still where this part of its own time is waiting,
const MOSTLY: f64 = 0.5;
/// and that is at least this part of the whole.
const WORTH_NAMING: f64 = 0.01;

/// What became of modules, by name, where there are two sides.
pub type Changes<'a> = HashMap<&'a str, Change>;

/// What makes the width of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Wall,
    Cpu,
    Blocked,
    Rss,
}

impl View {
    const ALL: [Self; 4] = [Self::Wall, Self::Cpu, Self::Blocked, Self::Rss];

    fn name(self) -> &'static str {
        match self {
            Self::Wall => "wall time",
            Self::Cpu => "processor time",
            Self::Blocked => "blocked time",
            Self::Rss => "resident memory",
        }
    }

    /// What a module took itself, in whole units that inferno can add up.
    fn own(self, time: &OwnTime) -> u64 {
        match self {
            Self::Wall => time.own.wall.0.div_ceil(1000),
            Self::Cpu => time.own.cpu.0.div_ceil(1000),
            Self::Blocked => time.own.blocked().0 / 1000,
            Self::Rss => time.own_rss.map_or(0, |rss| rss.0.max(0).unsigned_abs()),
        }
    }
}

/// Draws a trace; modules that changed are coloured.
pub fn icicle(trace: &Trace, side: &str, changes: &Changes<'_>) -> Option<Chart> {
    let all = stretches(trace);
    let mut own: Vec<Option<OwnTime>> = vec![None; trace.modules.len()];
    for time in own_times(trace) {
        let index = time.index;
        own[index] = Some(time);
    }
    let tree = Tree { trace, stretches: &all, own: &own, changes };
    let views: Vec<_> =
        View::ALL.into_iter().filter_map(|view| Some((view.name(), tree.draw(view)?))).collect();
    if views.is_empty() {
        return None;
    }
    let of = if side.is_empty() { String::new() } else { format!(" of the {side}") };
    Some(Chart {
        id: if side == "base" { "modules-base" } else { "modules" },
        title: format!("Modules{of}, each below its importer, as wide as what it took"),
        description: tree.describe(),
        picture: Picture::Views(views),
        legend: tree.legend(),
        table: tree.table(),
    })
}

/// What became of the modules of one side, by what a comparison found.
pub fn changes(difference: &Difference) -> Changes<'_> {
    difference.shares.iter().map(|share| (share.module.as_str(), share.change)).collect()
}

struct Tree<'a> {
    trace: &'a Trace,
    stretches: &'a [Stretch],
    own: &'a [Option<OwnTime>],
    changes: &'a Changes<'a>,
}

/// Where a module lies: percent of the width.
struct Frame {
    index: usize,
    x: f64,
    width: f64,
}

impl Tree<'_> {
    /// None where nothing took anything of it.
    fn draw(&self, view: View) -> Option<Svg> {
        let depth: HashMap<usize, usize> =
            self.stretches.iter().map(|stretch| (stretch.index, stretch.depth)).collect();
        let frames: Vec<(Frame, usize)> = laid_out(&self.lines(view))?
            .into_iter()
            .filter_map(|frame| depth.get(&frame.index).map(|depth| (frame, *depth)))
            .filter(|(_, depth)| *depth < DEEPEST)
            .collect();
        let deepest = frames.iter().map(|(_, depth)| *depth).max()?;
        let body = html! { @for (frame, depth) in &frames { (self.frame(frame, depth * ROW)) } };
        let height = u32::try_from((deepest + 1) * ROW).unwrap_or(u32::MAX);
        Some(Svg { width: 1200, height, fluid: true, body })
    }

    /// `0000;0007;0012 350`: chains of indices, which sort in the order of time.
    fn lines(&self, view: View) -> Vec<String> {
        let mut chain: Vec<String> = Vec::new();
        self.stretches
            .iter()
            .filter_map(|stretch| {
                chain.truncate(stretch.depth);
                chain.push(format!("{:06}", stretch.index));
                let own = self.own[stretch.index].as_ref().map_or(0, |time| view.own(time));
                (own > 0).then(|| format!("{} {own}", chain.join(";")))
            })
            .collect()
    }

    fn frame(&self, frame: &Frame, y: usize) -> Markup {
        let module = &self.trace.modules[frame.index];
        let sign = self.change(module).map_or("", |change| sign(change));
        html! {
            svg class="f" x={ (format_args!("{:.2}", frame.x)) "%" } y=(y) width={ (format_args!("{:.2}", frame.width)) "%" } height=(ROW - 1) {
                title { (self.reported(frame.index)) }
                rect width="100%" height="100%" fill={ "var(--" (self.ink(frame.index).name()) ")" } {}
                @if frame.width > UNLABELLED {
                    text x="4" y="13" { (sign) (printable(&shortened(&module.name, LABEL))) }
                }
            }
        }
    }

    fn change(&self, module: &ModuleRecord) -> Option<Change> {
        self.changes.get(module.name.as_str()).copied()
    }

    fn ink(&self, index: usize) -> Ink {
        let module = &self.trace.modules[index];
        match self.change(module) {
            Some(Change::Removed | Change::Faster | Change::Lighter) => return Ink::Better,
            Some(_) => return Ink::Worse,
            None => {}
        }
        if self.stands_still(index) {
            return Ink::Waiting;
        }
        match module.origin.as_deref() {
            Some(file) if file.contains("/site-packages/") || file.contains("/dist-packages/") => {
                Ink::Installed
            }
            Some(file) if file.starts_with('/') && !is_standard_library(file) => Ink::Own,
            // What the statement itself names, where it failed before its file was known.
            None if index == 0 => Ink::Own,
            _ => Ink::Standard,
        }
    }

    fn stands_still(&self, index: usize) -> bool {
        let whole = self.trace.modules.first().map_or(0, |first| first.span.wall.0) as f64;
        self.own[index].as_ref().is_some_and(|time| {
            let blocked = time.own.blocked().0 as f64;
            blocked > MOSTLY * time.own.wall.0 as f64 && blocked > WORTH_NAMING * whole
        })
    }

    /// Name and numbers.
    fn reported(&self, index: usize) -> String {
        let module = &self.trace.modules[index];
        let change =
            self.change(module).map_or_else(String::new, |change| format!(" ({})", in_words(change)));
        let own = self.own[index].as_ref().map(|time| time.own.wall).unwrap_or_default();
        let place = module
            .importer
            .as_ref()
            .filter(|site| site.has_file())
            .map_or_else(String::new, |site| format!("\nimported at {}:{}", site.file, site.line));
        let span = module.span;
        let reported = format!(
            "{}{change}\nwall {}, own {own}, processor {}, blocked {}, resident {}{place}",
            printable(&module.name),
            span.wall,
            span.cpu,
            span.blocked(),
            known_or_dash(module.rss)
        );
        printable(&shortened(&reported, LONGEST))
    }

    fn describe(&self) -> String {
        let modules = self.stretches.len();
        let whole = self.trace.modules.first().map(|first| first.span.wall).unwrap_or_default();
        let costly: Vec<String> = own_times(self.trace)
            .iter()
            .take(3)
            .map(|time| format!("{} ({})", printable(&time.name), time.own.wall))
            .collect();
        let modules = if modules == 1 { "1 module".into() } else { format!("{modules} modules") };
        format!(
            "{modules}, {whole} in all, in the fastest sample. The most of their own took {}. Modules narrower than {NARROWEST} % are in the table only.",
            costly.join(", ")
        )
    }

    fn legend(&self) -> Vec<(Ink, String)> {
        let kinds = [
            (Ink::Own, "the target's own, and what is beside it"),
            (Ink::Installed, "installed packages"),
            (Ink::Standard, "Python itself"),
            (Ink::Waiting, "waits more than it works"),
            (Ink::Worse, "+ new, ▲ slower or heavier"),
            (Ink::Better, "− gone, ▼ faster or lighter"),
        ];
        let seen: Vec<Ink> = self.stretches.iter().map(|stretch| self.ink(stretch.index)).collect();
        kinds
            .into_iter()
            .filter(|(ink, _)| seen.contains(ink))
            .map(|(ink, words)| (ink, words.to_owned()))
            .collect()
    }

    fn table(&self) -> Table {
        let row = |stretch: &Stretch| {
            let module = &self.trace.modules[stretch.index];
            let own = self.own[stretch.index].as_ref().map(|time| time.own.wall).unwrap_or_default();
            let place = module.importer.as_ref().map_or_else(String::new, place);
            let change = self.change(module).map_or("", in_words);
            let numbers = [
                module.span.wall.to_string(),
                own.to_string(),
                module.span.cpu.to_string(),
                module.span.blocked().to_string(),
                known_or_dash(module.rss),
            ];
            let mut cells = vec![module.name.clone()];
            cells.extend(numbers);
            cells.extend([change.to_owned(), place]);
            (own, cells)
        };
        let mut rows: Vec<_> = self.stretches.iter().map(row).collect();
        rows.sort_by_key(|(own, _)| std::cmp::Reverse(*own));
        let mut header =
            vec!["module", "wall", "own", "processor", "blocked", "resident", "change", "imported at"];
        let mut rows: Vec<Vec<String>> = rows.into_iter().map(|(_, cells)| cells).collect();
        if self.changes.is_empty() {
            header.remove(6);
            for row in &mut rows {
                row.remove(6);
            }
        }
        Table { header, rows, left_out: None }
    }
}

/// For those who do not see the colour.
fn sign(change: Change) -> &'static str {
    match change {
        Change::Added => "+ ",
        Change::Removed => "− ",
        Change::Faster | Change::Lighter => "▼ ",
        _ => "▲ ",
    }
}

fn in_words(change: Change) -> &'static str {
    match change {
        Change::Added => "new",
        Change::Removed => "gone",
        Change::Slower => "slower",
        Change::NewlyBlocking => "newly waiting",
        Change::Faster => "faster",
        Change::Heavier => "heavier",
        Change::Lighter => "lighter",
    }
}

/// What inferno writes of a frame; the names that it is given are numbers.
static FRAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"<title>(\d+) \([^<]*</title><rect x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%""#).ok()
});

/// Lets inferno lay the lines out. None where there is nothing to see.
fn laid_out(lines: &[String]) -> Option<Vec<Frame>> {
    let mut options = Options::default();
    options.no_javascript = true;
    options.min_width = NARROWEST;
    let mut svg = Vec::new();
    from_lines(&mut options, lines.iter().map(String::as_str), &mut svg).ok()?;
    let svg = String::from_utf8(svg).ok()?;
    let found = FRAME.as_ref()?.captures_iter(&svg).filter_map(|found| {
        let number = |group| found.get(group).map(|text| text.as_str());
        Some(Frame {
            index: number(1)?.parse().ok()?,
            x: number(2)?.parse().ok()?,
            width: number(3)?.parse().ok()?,
        })
    });
    let mut frames: Vec<Frame> = found.collect();
    frames.sort_by_key(|frame| frame.index);
    (!frames.is_empty()).then_some(frames)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::sample;

    #[test]
    fn every_module_hangs_below_its_importer_with_its_share() {
        let own =
            [("000000", 30), ("000000;000001", 30), ("000000;000001;000002", 30), ("000000;000003", 10)];
        let frames = laid_out(&own.map(|(chain, own)| format!("{chain} {own}"))).expect("frames");
        let reported: Vec<_> = frames
            .iter()
            .map(|frame| (frame.index, frame.x.round() as i64, frame.width.round() as i64))
            .collect();
        assert_eq!(reported, [(0, 0, 100), (1, 30, 60), (2, 60, 30), (3, 90, 10)]);
        assert!(laid_out(&[]).is_none());
    }

    #[test]
    fn names_are_inert_and_changes_are_reported_without_colour() {
        let mut trace = sample();
        trace.modules[3].name = "<script>alert(1)</script>\u{202e}".into();
        let name = trace.modules[3].name.clone();
        let chart = icicle(&trace, "", &[(name.as_str(), Change::Added)].into()).expect("modules");
        let Picture::Views(views) = &chart.picture else { panic!("views") };
        let names: Vec<_> = views.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["wall time", "processor time", "blocked time", "resident memory"]);
        let wall = views[0].1.body.clone().into_string();
        assert!(!wall.contains("<script>") && !wall.contains('\u{202e}'), "{wall}");
        assert!(wall.contains("+ &lt;script&gt;") && wall.contains("(new)"), "{wall}");
        assert_eq!(chart.table.rows.len(), 4, "another thread's module is left out");
    }
}
