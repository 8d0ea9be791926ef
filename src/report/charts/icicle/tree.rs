//! A trace as a tree: what is drawn of it in each view, and in which colour.

use std::collections::HashMap;

use vitals_probes::wire::Trace;

use super::change::Changes;
use super::fold::{Frame, Part, folded};
use super::layout::{Placed, laid_out};
use super::package::Sources;
use super::view::View;
use crate::cause::{Change, OwnTime, collections, own_times};
use crate::report::charts::palette::Ink;
use crate::report::charts::room::Room;
use crate::report::export::nesting::Stretch;

/// A module stands still where this part of its own time is waiting,
const MOSTLY: f64 = 0.5;
/// and that is at least this part of the whole.
const WORTH_NAMING: f64 = 0.01;

/// What the colours mean.
pub enum Colours<'a> {
    /// Where modules come from.
    Sources(Sources),
    /// What became of them.
    Changes(&'a Changes<'a>),
    /// All are gone.
    Gone,
}

pub struct Tree<'a> {
    pub trace: &'a Trace,
    pub stretches: Vec<Stretch>,
    pub own: Vec<Option<OwnTime>>,
    pub colours: Colours<'a>,
    pub room: Room,
    /// What the whole width stands for, in the wall time's units, where that is more than what is drawn.
    pub whole: Option<u64>,
}

/// What each module took itself, by its index.
pub fn own_by_index(trace: &Trace) -> Vec<Option<OwnTime>> {
    let mut own: Vec<Option<OwnTime>> = vec![None; trace.modules.len()];
    for time in own_times(trace) {
        let index = time.index;
        own[index] = Some(time);
    }
    own
}

impl Tree<'_> {
    /// The name of a view: of a comparison, whose traces hold no wait for a processor, the first one is of active time.
    pub fn name(&self, view: View) -> &'static str {
        match (view, &self.colours) {
            (View::Wall, Colours::Changes(_) | Colours::Gone) => "active time",
            _ => view.name(),
        }
    }

    /// What is drawn in a view. None where nothing took anything of it.
    pub fn placed(&self, view: View) -> Option<Vec<Placed>> {
        let own = |position: usize| {
            let time = self.stretches.get(position).and_then(|stretch| self.own[stretch.index].as_ref());
            time.map_or(0, |time| view.own(time))
        };
        let sum = self.sum(view);
        let whole = self.whole.map_or(sum, |whole| whole.max(sum));
        // What is seen first has the most room.
        let most = if view == View::Wall { self.room.frames } else { self.room.frames / 2 };
        let mut parts = folded(&self.stretches, own, whole, most);
        parts.extend(self.collections(view));
        laid_out(&parts, whole - sum)
    }

    /// What all modules took, in a view.
    pub fn sum(&self, view: View) -> u64 {
        self.stretches
            .iter()
            .filter_map(|stretch| self.own[stretch.index].as_ref())
            .map(|time| view.own(time))
            .sum()
    }

    /// Garbage collections are in no module's own time: one frame of their own, below what was asked for.
    fn collections(&self, view: View) -> Option<Part> {
        let all = collections(self.trace);
        let own = match view {
            View::Wall => all.wall.0.div_ceil(1000),
            View::Cpu => all.cpu.0.div_ceil(1000),
            View::Blocked | View::Rss => 0,
        };
        let drawn = own > 0 && !matches!(self.colours, Colours::Gone);
        drawn.then_some(Part { frame: Frame::Collections, depth: 1, own })
    }

    /// The modules whose numbers stand in the table: those that are drawn, and the costliest; the costliest first.
    pub fn rows(&self, views: &[(View, Vec<Placed>)]) -> Vec<usize> {
        let mut rows: Vec<usize> = views
            .iter()
            .flat_map(|(_, frames)| frames)
            .filter_map(|placed| match placed.frame {
                Frame::Module(index) => Some(index),
                Frame::Collections | Frame::More(_) => None,
            })
            .collect();
        let wall = |index: usize| self.own[index].as_ref().map(|own| own.own.wall);
        let mut all: Vec<usize> = self.stretches.iter().map(|stretch| stretch.index).collect();
        all.sort_by_key(|index| std::cmp::Reverse(wall(*index)));
        rows.extend(all.into_iter().take(self.room.frames / 2));
        rows.sort_unstable();
        rows.dedup();
        rows.sort_by_key(|index| (std::cmp::Reverse(wall(*index)), *index));
        rows
    }

    pub fn change(&self, index: usize) -> Option<Change> {
        match &self.colours {
            Colours::Sources(_) => None,
            Colours::Changes(changes) => changes.of_module(&self.trace.modules[index].name),
            Colours::Gone => Some(Change::Removed),
        }
    }

    pub fn ink(&self, index: usize) -> Ink {
        match (&self.colours, self.change(index)) {
            (Colours::Sources(sources), _) => sources.ink(index),
            (_, Some(Change::Removed | Change::Faster | Change::Lighter)) => Ink::Better,
            (_, Some(_)) => Ink::Worse,
            (_, None) => Ink::Standard,
        }
    }

    pub fn stands_still(&self, index: usize) -> bool {
        let whole = self.trace.modules.first().map_or(0, |first| first.span.wall.0) as f64;
        self.own[index].as_ref().is_some_and(|time| {
            let blocked = time.own.blocked().0 as f64;
            blocked > MOSTLY * time.own.wall.0 as f64 && blocked > WORTH_NAMING * whole
        })
    }

    /// The rows of the table by the module's index.
    pub fn numbered(rows: &[usize]) -> HashMap<usize, usize> {
        rows.iter().enumerate().map(|(row, index)| (*index, row)).collect()
    }
}
