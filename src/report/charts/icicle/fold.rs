//! Which modules are drawn: the widest, so many as there is room for; the others become one frame below their importer.

use crate::report::export::nesting::Stretch;

/// Narrower modules are not drawn, as a part of the whole.
const NARROWEST: f64 = 0.003;
/// Deeper modules are not drawn.
const DEEPEST: usize = 48;

/// A frame that is to be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A module, by its index.
    Module(usize),
    /// Garbage collections.
    Collections,
    /// Modules that are too narrow, below the same importer.
    More(usize),
}

/// A frame with what it holds itself.
#[derive(Clone, Debug)]
pub struct Part {
    pub frame: Frame,
    /// Frames around it.
    pub depth: usize,
    pub own: u64,
}

/// The parts in the order of their begin, each behind what it hangs below.
///
/// `own` says what the module at a position took itself, `whole` what the width of everything is.
pub fn folded(stretches: &[Stretch], own: impl Fn(usize) -> u64, whole: u64, most: usize) -> Vec<Part> {
    let own: Vec<u64> = (0..stretches.len()).map(own).collect();
    let parents = parents(stretches);
    let mut totals = own.clone();
    for position in (0..stretches.len()).rev() {
        if let Some(parent) = parents[position] {
            totals[parent] += totals[position];
        }
    }
    let least = least(&totals, whole, most);
    // An importer is never narrower than what it imports, so what is drawn hangs together.
    let drawn: Vec<bool> =
        stretches.iter().zip(&totals).map(|(one, total)| *total >= least && one.depth < DEEPEST).collect();
    let mut parts: Vec<Part> = Vec::new();
    let mut below: Vec<(usize, u64)> = vec![(0, 0); stretches.len()];
    let mut open: Vec<usize> = Vec::new();
    for position in 0..stretches.len() {
        if drawn[position] {
            close(&mut parts, stretches, &mut open, &below, stretches[position].depth, least);
            open.push(position);
            let frame = Frame::Module(stretches[position].index);
            parts.push(Part { frame, depth: stretches[position].depth, own: own[position] });
        } else if let Some(around) = parents[position].and_then(|parent| nearest(parent, &parents, &drawn)) {
            below[around].0 += 1;
            below[around].1 += own[position];
        }
    }
    close(&mut parts, stretches, &mut open, &below, 0, least);
    parts
}

/// The position of each importer.
fn parents(stretches: &[Stretch]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let each = stretches.iter().enumerate().map(|(position, stretch)| {
        open.truncate(stretch.depth);
        let parent = open.last().copied();
        open.push(position);
        parent
    });
    each.collect()
}

/// What a frame takes at least.
fn least(totals: &[u64], whole: u64, most: usize) -> u64 {
    let mut widest = totals.to_vec();
    widest.sort_unstable_by_key(|total| std::cmp::Reverse(*total));
    let beyond = widest.get(most).map_or(0, |total| total + 1);
    beyond.max((NARROWEST * whole as f64) as u64).max(1)
}

fn nearest(first: usize, parents: &[Option<usize>], drawn: &[bool]) -> Option<usize> {
    std::iter::successors(Some(first), |position| parents[*position]).find(|position| drawn[*position])
}

/// Ends what is open from a depth on: what was too narrow below it follows what was drawn there.
fn close(
    parts: &mut Vec<Part>,
    stretches: &[Stretch],
    open: &mut Vec<usize>,
    below: &[(usize, u64)],
    depth: usize,
    least: u64,
) {
    while let Some(last) = open.pop_if(|position| stretches[*position].depth >= depth) {
        let (count, own) = below[last];
        if own >= least {
            parts.push(Part { frame: Frame::More(count), depth: stretches[last].depth + 1, own });
        } else if own > 0
            && let Some(around) =
                parts.iter_mut().rfind(|part| part.frame == Frame::Module(stretches[last].index))
        {
            around.own += own;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Nanos;

    fn stretch(index: usize, depth: usize) -> Stretch {
        Stretch { index, depth, begin: Nanos(0), end: Nanos(0) }
    }

    #[test]
    fn what_is_too_narrow_is_one_frame_below_its_importer() {
        // 0 imports 1 to 20, of which the first is wide.
        let all: Vec<Stretch> = (0..=20).map(|index| stretch(index, usize::from(index > 0))).collect();
        let parts = folded(&all, |position| if position == 1 { 1_000 } else { 10 }, 1_200, 2);
        let frames: Vec<_> = parts.iter().map(|part| (part.frame, part.depth, part.own)).collect();
        let expected = [(Frame::Module(0), 0, 10), (Frame::Module(1), 1, 1_000), (Frame::More(19), 1, 190)];
        assert_eq!(frames, expected);
    }

    #[test]
    fn fifty_thousand_modules_are_as_few_frames_as_there_is_room_for_and_nothing_is_lost() {
        let chain = 0..50_000_usize;
        let all: Vec<Stretch> = chain.map(|index| stretch(index, index % 200)).collect();
        let parts = folded(&all, |_| 7, 350_000, 60);
        assert!(parts.len() <= 120, "{}", parts.len());
        assert!(parts.iter().all(|part| part.depth <= DEEPEST));
    }
}
