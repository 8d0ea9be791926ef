//! The icicle in words: what can be seen, and what the colours mean.

use super::fold::Frame;
use super::layout::Placed;
use super::tree::{Colours, Tree};
use super::view::View;
use crate::cause::own_times;
use crate::quantity::Nanos;
use crate::report::charts::palette::Ink;
use crate::report::words::quantity::counted;
use crate::untrusted::{printable, shortened};

/// The longest name in a sentence, in characters.
const NAME: usize = 100;

impl Tree<'_> {
    /// What can be seen.
    pub fn describe(&self, views: &[(View, Vec<Placed>)]) -> String {
        let modules = self.stretches.len();
        let compared = matches!(self.colours, Colours::Changes(_));
        let whole = self.trace.modules.first().map(|first| first.span.wall).unwrap_or_default();
        let costly: Vec<String> = own_times(self.trace)
            .iter()
            .take(3)
            .map(|time| format!("{} ({})", printable(&shortened(&time.name, NAME)), time.own.wall))
            .collect();
        format!(
            "{}, {whole} in all{}, in the fastest sample. The most of their own took {}.{}",
            counted(modules, "module", "modules"),
            if compared { ", without the wait for a processor" } else { "" },
            costly.join(", "),
            self.left_out(views)
        )
    }

    /// Of what is gone.
    pub fn describe_gone(&self, views: &[(View, Vec<Placed>)]) -> String {
        let took = Nanos(self.sum(View::Wall) * 1000);
        let scale = match self.whole {
            Some(whole) if whole >= self.sum(View::Wall) => "on the scale of the tree above",
            _ => "the whole width is what they took",
        };
        let modules = counted(self.stretches.len(), "module", "modules");
        format!("The base imported {modules} more, which took {took}; {scale}.{}", self.left_out(views))
    }

    /// How many modules the first view does not show.
    fn left_out(&self, views: &[(View, Vec<Placed>)]) -> String {
        let is_module = |placed: &&Placed| matches!(placed.frame, Frame::Module(_));
        let drawn = views.first().map_or(0, |(_, frames)| frames.iter().filter(is_module).count());
        match self.stretches.len().saturating_sub(drawn) {
            0 => String::new(),
            1 => " 1 module is too narrow to be drawn.".into(),
            many => {
                format!(" {many} modules are too narrow to be drawn; they are counted below their importers.")
            }
        }
    }

    /// What the colours mean.
    pub fn legend(&self) -> Vec<(Ink, String)> {
        let mut legend = match &self.colours {
            Colours::Sources(sources) => sources.legend(),
            Colours::Changes(_) | Colours::Gone => self.legend_of_changes(),
        };
        if self.stretches.iter().any(|stretch| self.stands_still(stretch.index)) {
            legend.push((Ink::Waiting, "hatched: waits more than it works".into()));
        }
        legend
    }

    fn legend_of_changes(&self) -> Vec<(Ink, String)> {
        let seen: Vec<Ink> = self.stretches.iter().map(|stretch| self.ink(stretch.index)).collect();
        let kinds = [
            (Ink::Worse, "+ new, ▲ slower or heavier"),
            (Ink::Better, "− gone, ▼ faster or lighter"),
            (Ink::Standard, "no change that is certain"),
        ];
        let kinds = kinds.into_iter().filter(|(ink, _)| seen.contains(ink));
        kinds.map(|(ink, words)| (ink, words.to_owned())).collect()
    }
}
