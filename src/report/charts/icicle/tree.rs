//! The frames: each module with its colour, its label and its numbers.

use std::collections::HashMap;

use maud::{Markup, html};
use vitals_probes::wire::{ModuleRecord, Trace, is_standard_library};

use super::change::{Changes, in_words, sign};
use super::layout::{Frame, laid_out};
use super::view::View;
use crate::cause::{Change, OwnTime, collections};
use crate::report::charts::canvas::{LONGEST, Svg};
use crate::report::charts::palette::Ink;
use crate::report::export::nesting::Stretch;
use crate::report::words::cause::garbage_collection;
use crate::report::words::quantity::known_or_dash;
use crate::untrusted::{printable, shortened};

/// Height of a module, in pixels.
const ROW: usize = 19;
/// Deeper modules are not drawn.
const DEEPEST: usize = 64;
/// A narrower module has no label, in percent: too few letters would be seen to tell it from others.
const UNLABELLED: f64 = 4.0;
/// What a percent of the width holds of a label, in letters, where nothing else is known: on a desk.
const LETTERS: f64 = 1.5;
/// A module stands still where this part of its own time is waiting,
const MOSTLY: f64 = 0.5;
/// and that is at least this part of the whole.
const WORTH_NAMING: f64 = 0.01;

pub struct Tree<'a> {
    pub trace: &'a Trace,
    pub stretches: &'a [Stretch],
    pub own: &'a [Option<OwnTime>],
    pub changes: &'a Changes<'a>,
}

impl Tree<'_> {
    /// None where nothing took anything of it.
    pub fn draw(&self, view: View) -> Option<Svg> {
        let depth: HashMap<usize, usize> = self
            .stretches
            .iter()
            .map(|stretch| (stretch.index, stretch.depth))
            .chain([(self.collected(), 1)])
            .collect();
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
            .chain(self.line_of_collections(view))
            .collect()
    }

    /// The number of the frame that stands for garbage collections: that after the last module.
    fn collected(&self) -> usize {
        self.trace.modules.len()
    }

    /// They are in no module's own time: one frame of their own, below what was asked for.
    fn line_of_collections(&self, view: View) -> Option<String> {
        let all = collections(self.trace);
        let took = match view {
            View::Wall => all.wall.0.div_ceil(1000),
            View::Cpu => all.cpu.0.div_ceil(1000),
            View::Blocked | View::Rss => 0,
        };
        let root = self.stretches.first()?.index;
        (took > 0).then(|| format!("{root:06};{:06} {took}", self.collected()))
    }

    fn frame_of_collections(&self, frame: &Frame, y: usize) -> Markup {
        let all = collections(self.trace);
        let name = garbage_collection(all);
        html! {
            svg class="f" x={ (format_args!("{:.2}", frame.x)) "%" } y=(y) width={ (format_args!("{:.2}", frame.width)) "%" } height=(ROW - 1) {
                title { (name) "\nwall " (all.wall) ", processor " (all.cpu) }
                rect width="100%" height="100%" fill={ "var(--" (Ink::Standard.name()) ")" } {}
                @if frame.width > UNLABELLED { text x="4" y="13" { (name) } }
            }
        }
    }

    fn frame(&self, frame: &Frame, y: usize) -> Markup {
        let Some(module) = self.trace.modules.get(frame.index) else {
            return self.frame_of_collections(frame, y);
        };
        let sign = self.change(module).map_or("", |change| sign(change));
        html! {
            svg class="f" x={ (format_args!("{:.2}", frame.x)) "%" } y=(y) width={ (format_args!("{:.2}", frame.width)) "%" } height=(ROW - 1) data-sign=[(!sign.is_empty()).then_some(sign)] {
                title { (self.reported(frame.index)) }
                rect width="100%" height="100%" fill={ "var(--" (self.ink(frame.index).name()) ")" } {}
                @if frame.width > UNLABELLED {
                    text x="4" y="13" { (sign) (printable(&tail(&module.name, frame.width))) }
                }
            }
        }
    }

    pub fn change(&self, module: &ModuleRecord) -> Option<Change> {
        self.changes.get(module.name.as_str()).copied()
    }

    pub fn ink(&self, index: usize) -> Ink {
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
}

/// What fits of a name, by its end, which says more than its beginning.
fn tail(name: &str, percent: f64) -> String {
    let letters = (percent * LETTERS).max(1.0) as usize;
    let count = name.chars().count();
    if count <= letters {
        return name.to_owned();
    }
    let kept: String = name.chars().skip(count - letters.saturating_sub(1)).collect();
    format!("…{kept}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_keeps_the_distinctive_end_of_its_name() {
        assert_eq!(tail("pydantic._internal._generate_schema", 12.0), "…._generate_schema");
        assert_eq!(tail("shop", 3.0), "shop");
    }
}
