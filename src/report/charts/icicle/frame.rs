//! The frames: each module with its colour, its label and its name; its further numbers stand once, in the table.

use std::collections::HashMap;

use maud::{Markup, html};

use super::change::sign;
use super::fold::Frame;
use super::layout::Placed;
use super::tree::Tree;
use super::view::View;
use crate::cause::collections;
use crate::report::charts::canvas::Svg;
use crate::report::charts::palette::Ink;
use crate::report::words::cause::garbage_collection;
use crate::untrusted::{printable, shortened};

/// Height of a module, in pixels.
const ROW: usize = 19;
/// A narrower module has no label, in percent: too few letters would be seen to tell it from others.
const UNLABELLED: f64 = 4.0;
/// What a percent of the width holds of a label, in letters, where nothing else is known: on a desk.
const LETTERS: f64 = 1.5;
/// The longest name of a frame, in characters.
const NAME: usize = 200;

/// What one frame shows.
struct Shown {
    /// Before its name.
    sign: &'static str,
    name: String,
    /// Below its name, where a pointer is.
    took: String,
    ink: Ink,
    waits: bool,
    /// The row of its further numbers.
    row: Option<usize>,
}

impl Tree<'_> {
    /// A view as a picture.
    pub fn draw(&self, view: View, frames: &[Placed], rows: &HashMap<usize, usize>) -> Svg {
        let deepest = frames.iter().map(|placed| placed.depth).max().unwrap_or_default();
        let body = html! { @for placed in frames { (drawn(placed, &self.shown(view, placed.frame, rows))) } };
        let height = u32::try_from((deepest + 1) * ROW).unwrap_or(u32::MAX);
        Svg { width: 1200, height, fluid: true, body }
    }

    fn shown(&self, view: View, frame: Frame, rows: &HashMap<usize, usize>) -> Shown {
        match frame {
            Frame::Module(index) => {
                let module = &self.trace.modules[index];
                Shown {
                    sign: self.change(index).map_or("", sign),
                    name: printable(&shortened(&module.name, NAME)),
                    took: view.whole(module),
                    ink: self.ink(index),
                    waits: self.stands_still(index),
                    row: rows.get(&index).copied(),
                }
            }
            Frame::Collections => {
                let all = collections(self.trace);
                let took = format!("wall {}, processor {}", all.wall, all.cpu);
                Shown { took, ..Shown::plain(garbage_collection(all)) }
            }
            Frame::More(count) => {
                let took = "modules that are too narrow to be drawn".into();
                Shown { took, ..Shown::plain(format!("{count} more")) }
            }
        }
    }
}

impl Shown {
    fn plain(name: String) -> Self {
        Self { sign: "", name, took: String::new(), ink: Ink::Panel, waits: false, row: None }
    }
}

fn drawn(placed: &Placed, shown: &Shown) -> Markup {
    let [x, width] = [placed.x, placed.width].map(percent);
    let sign = shown.sign;
    html! {
        svg class="f" x=(x) y=(placed.depth * ROW) width=(width) height=(ROW - 1) data-sign=[(!sign.is_empty()).then_some(sign)] data-row=[shown.row] {
            title { (shown.name) @if !shown.took.is_empty() { "\n" (shown.took) } }
            rect width="100%" height="100%" fill={ "var(--" (shown.ink.name()) ")" } {}
            @if shown.waits { rect width="100%" height="100%" fill="url(#waits)" {} }
            @if placed.width > UNLABELLED { text x="4" y="13" { (sign) (label(shown, placed.width)) } }
        }
    }
}

/// As short as it can be written.
fn percent(value: f64) -> String {
    let text = format!("{value:.2}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// What fits of a module's name; of other words all or nothing.
fn label(shown: &Shown, percent: f64) -> String {
    let label = tail(&shown.name, percent);
    if shown.row.is_none() && label != shown.name { String::new() } else { label }
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

    #[test]
    fn a_width_is_written_without_what_says_nothing() {
        assert_eq!([100.0, 12.5, 0.333].map(percent), ["100%", "12.5%", "0.33%"]);
    }
}
