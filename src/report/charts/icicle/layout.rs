//! Where each frame lies: inferno lays the lines out.

use std::sync::LazyLock;

use inferno::flamegraph::{Options, from_lines};
use regex_lite::Regex;

use super::fold::{Frame, Part};

/// A frame in its place: percent of the width.
pub struct Placed {
    pub frame: Frame,
    pub depth: usize,
    pub x: f64,
    pub width: f64,
}

/// What inferno writes of a frame; the names that it is given are numbers.
static FRAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"<title>(\d+) \([^<]*</title><rect x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%""#).ok()
});

/// Lets inferno lay the parts out, `rest` beside them: what takes width and is not drawn. None where there is nothing to
/// see.
pub fn laid_out(parts: &[Part], rest: u64) -> Option<Vec<Placed>> {
    let mut options = Options::default();
    options.no_javascript = true;
    options.min_width = 0.0;
    let mut svg = Vec::new();
    let lines = lines(parts, rest);
    from_lines(&mut options, lines.iter().map(String::as_str), &mut svg).ok()?;
    let svg = String::from_utf8(svg).ok()?;
    let found = FRAME.as_ref()?.captures_iter(&svg).filter_map(|found| {
        let number = |group| found.get(group).map(|text| text.as_str());
        let place: usize = number(1)?.parse().ok()?;
        let part = parts.get(place)?;
        let [x, width] = [number(2)?.parse().ok()?, number(3)?.parse().ok()?];
        Some((place, Placed { frame: part.frame, depth: part.depth, x, width }))
    });
    let mut frames: Vec<(usize, Placed)> = found.collect();
    frames.sort_by_key(|(place, _)| *place);
    (!frames.is_empty()).then(|| frames.into_iter().map(|(_, placed)| placed).collect())
}

/// `0000000;0000007;0000012 350`: chains of places, which sort in the order of time.
fn lines(parts: &[Part], rest: u64) -> Vec<String> {
    let mut chain: Vec<String> = Vec::new();
    let mut lines = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        chain.truncate(part.depth);
        chain.push(format!("{place:07}"));
        if part.own > 0 {
            lines.push(format!("{} {}", chain.join(";"), part.own));
        }
    }
    if rest > 0 && !lines.is_empty() {
        lines.push(format!("{:07} {rest}", parts.len()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_hangs_below_its_importer_with_its_share() {
        let part = |index, depth, own| Part { frame: Frame::Module(index), depth, own };
        let parts = [part(0, 0, 30), part(1, 1, 30), part(2, 2, 30), part(3, 1, 10)];
        let reported = |rest| -> Vec<(usize, i64, i64)> {
            let frames = laid_out(&parts, rest).expect("frames");
            frames
                .iter()
                .zip(0..)
                .map(|(placed, n)| (n, placed.x.round() as i64, placed.width.round() as i64))
                .collect()
        };
        assert_eq!(reported(0), [(0, 0, 100), (1, 30, 60), (2, 60, 30), (3, 90, 10)]);
        assert_eq!(reported(100)[0], (0, 0, 50));
        assert!(laid_out(&[], 0).is_none());
    }
}
