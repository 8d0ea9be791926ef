//! Where each module lies: inferno lays the lines out.

use std::sync::LazyLock;

use inferno::flamegraph::{Options, from_lines};
use regex_lite::Regex;

/// Narrower modules are not drawn, in percent of the whole.
pub const NARROWEST: f64 = 0.12;

/// Where a module lies: percent of the width.
pub struct Frame {
    pub index: usize,
    pub x: f64,
    pub width: f64,
}

/// What inferno writes of a frame; the names that it is given are numbers.
static FRAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"<title>(\d+) \([^<]*</title><rect x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%""#).ok()
});

/// Lets inferno lay the lines out. None where there is nothing to see.
pub fn laid_out(lines: &[String]) -> Option<Vec<Frame>> {
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
}
