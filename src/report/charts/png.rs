//! A chart as an image: drawn by resvg, in the light colours, with letters that are compiled in.

use maud::{Markup, html};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::canvas::{LETTERS, Svg, width_of};
use super::chart::{Chart, Picture, WIDE};
use super::hatching::hatching;
use super::outlined::outlined;
use super::palette::in_light;
use crate::untrusted::{printable, shortened};

/// Pixels for each of the drawing's.
const SHARPNESS: f32 = 2.0;
/// Room for the title above, and for each line of the legend below.
const TITLE: u32 = 34;
const LINE: u32 = 20;
/// The edge around everything.
const EDGE: u32 = 12;
/// A chart is never higher than this, in the drawing's pixels.
const HIGHEST: u32 = 8_000;

/// The images of a chart: one, or one a view. Each with the end of its name, and its bytes.
///
/// # Errors
/// In words, where a drawing cannot be read or is too large for an image.
pub fn images(chart: &Chart) -> Result<Vec<(String, Vec<u8>)>, String> {
    match &chart.picture {
        Picture::Sizes { wide, .. } => Ok(vec![(String::new(), image(chart, wide, "")?)]),
        Picture::Views(views) => views
            .iter()
            .map(|(name, view)| {
                Ok((format!("-{}", name.replace(' ', "-")), image(chart, view, &format!(": {name}"))?))
            })
            .collect(),
    }
}

fn image(chart: &Chart, picture: &Svg, view: &str) -> Result<Vec<u8>, String> {
    let width = if picture.fluid { WIDE.unsigned_abs() } else { picture.width };
    let drawn = picture.height.min(HIGHEST);
    let legend = legend(chart, width);
    let height = TITLE + drawn + LINE * (legend.len() as u32 + 1);
    let size = [width + 2 * EDGE, height + 2 * EDGE];
    let title = format!("{}{view}", shortened(&chart.title, 120));
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(size[0]) height=(size[1]) font-size=(LETTERS) {
            style { ".spot{fill:none}.f rect{stroke:#ffffff}" }
            (hatching())
            rect width="100%" height="100%" fill="var(--paper)" {}
            text x=(EDGE) y=(EDGE + 16) font-size="15" font-weight="bold" fill="var(--text)" { (title) }
            svg x=(EDGE) y=(EDGE + TITLE) width=(width) height=(drawn) { (picture.body) }
            g transform={ "translate(" (EDGE) " " (EDGE + TITLE + drawn + LINE) ")" } {
                @for (number, line) in legend.iter().enumerate() {
                    g transform={ "translate(0 " (number as u32 * LINE) ")" } { @for entry in line { (entry) } }
                }
            }
        }
    };
    let drawing = outlined(&in_light(&printable(&svg.into_string())))?;
    let tree = Tree::from_str(&drawing, &Options::default()).map_err(|error| error.to_string())?;
    let [width, height] = size.map(|side| (side as f32 * SHARPNESS) as u32);
    let mut pixels = Pixmap::new(width, height).ok_or("the chart is too large for an image")?;
    resvg::render(&tree, Transform::from_scale(SHARPNESS, SHARPNESS), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// The legend's entries in lines.
fn legend(chart: &Chart, width: u32) -> Vec<Vec<Markup>> {
    let mut lines = vec![Vec::new()];
    let mut x = 0;
    for (ink, words) in &chart.legend {
        let needed = width_of(words) as u32 + 34;
        if x > 0 && x + needed > width {
            lines.push(Vec::new());
            x = 0;
        }
        let entry = html! {
            rect x=(x) y="-10" width="11" height="11" rx="2" fill=(ink.fill()) {}
            text x=(x + 16) y="0" font-size="12" fill="var(--faint)" { (words) }
        };
        if let Some(line) = lines.last_mut() {
            line.push(entry);
        }
        x += needed;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::{Room, icicle, waterfall};
    use crate::report::export::sample;

    /// The colours of an image, each once.
    fn colours(png: &[u8]) -> std::collections::BTreeSet<[u8; 3]> {
        let image = Pixmap::decode_png(png).expect("an image");
        image.pixels().iter().map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect()
    }

    #[test]
    fn images_show_marks_and_letters() {
        let modules = icicle(&sample(), "", Room::alone()).expect("modules");
        let views = images(&modules).expect("images");
        assert_eq!(views.len(), 4);
        assert_eq!(views[0].0, "-wall-time");
        assert!(colours(&views[0].1).contains(&super::super::Ink::Standard.light()));
        let over_time = images(&waterfall(&sample(), "", Room::alone()).expect("modules")).expect("images");
        let seen = colours(&over_time[0].1);
        // Letters have edges of many greys.
        assert!(seen.len() > 50 && seen.contains(&super::super::Ink::Blocked.light()), "{}", seen.len());
    }
}
