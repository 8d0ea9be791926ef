//! Letters as shapes: what draws an image then needs no engine for fonts, whose scripts and tables took a quarter of a fresh build.

use std::fmt::Write;
use std::sync::LazyLock;

use maud::{Markup, html};
use roxmltree::{Document, Node};
use ttf_parser::{Face, OutlineBuilder};

/// DejaVu Sans, the letters that charts use: a fresh machine has no font.
const FONT: &[u8] = include_bytes!("font/DejaVuSans-latin.ttf");
/// The size, in pixels, of letters that do not say it: on the page, the style sheet does.
const SIZE: f32 = 11.0;
/// The height of a small letter over its size, as SVG's `ex` is taken where a font is not asked.
const EX: f32 = 0.5;

/// What stands where the font has no letter.
const MISSING: char = '\u{fffd}';

static FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(FONT, 0).ok());

/// The drawing with a path in the place of each text.
///
/// # Errors
/// In words, where the drawing is no XML.
pub fn outlined(svg: &str) -> Result<String, String> {
    let face = FACE.as_ref().ok_or("the font that charts use cannot be read")?;
    let document = Document::parse(svg).map_err(|error| error.to_string())?;
    let mut drawing = String::with_capacity(2 * svg.len());
    let mut end = 0;
    for text in document.descendants().filter(|node| node.tag_name().name() == "text") {
        let range = text.range();
        drawing.push_str(svg.get(end..range.start).unwrap_or_default());
        drawing.push_str(&path(face, text).into_string());
        end = range.end;
    }
    drawing.push_str(svg.get(end..).unwrap_or_default());
    Ok(drawing)
}

/// The shapes of a text, where it stands.
fn path(face: &Face<'_>, text: Node<'_, '_>) -> Markup {
    let size = size(text);
    let scale = size / f32::from(face.units_per_em());
    let words: String = text.descendants().filter(Node::is_text).filter_map(|inner| inner.text()).collect();
    let mut shapes = Shapes::default();
    for letter in words.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        let Some(glyph) = face.glyph_index(letter).or_else(|| face.glyph_index(MISSING)) else { continue };
        face.outline_glyph(glyph, &mut shapes);
        shapes.advance += face.glyph_hor_advance(glyph).map_or(0.0, f32::from);
    }
    let left = number(text, "x") - scale * shapes.advance * before(text);
    let base = number(text, "y") + length(text.attribute("dy").unwrap_or("0"), size);
    let place = format!("translate({left:.2} {base:.2}) scale({scale:.6} -{scale:.6})");
    let bold = text.attribute("font-weight").map(|_| f32::from(face.units_per_em()) / 24.0);
    let fill = text.attribute("fill").unwrap_or("#000000");
    html! {
        g transform=[text.attribute("transform")] opacity=[text.attribute("opacity")] {
            path transform=(place) fill=(fill) stroke=[bold.map(|_| fill)] stroke-width=[bold] d=(shapes.drawn) {}
        }
    }
}

/// The part of a text that stands before its point.
fn before(text: Node<'_, '_>) -> f32 {
    match text.attribute("text-anchor") {
        Some("middle") => 0.5,
        Some("end") => 1.0,
        _ => 0.0,
    }
}

/// The size of a text's letters, in pixels: its own, or of what it is in.
fn size(text: Node<'_, '_>) -> f32 {
    let written = text.ancestors().find_map(|node| node.attribute("font-size"));
    written.and_then(|size| size.trim_end_matches("px").parse().ok()).unwrap_or(SIZE)
}

fn number(text: Node<'_, '_>, attribute: &str) -> f32 {
    text.attribute(attribute).and_then(|value| value.parse().ok()).unwrap_or_default()
}

/// A length in pixels, or in parts of the letters' size.
fn length(written: &str, size: f32) -> f32 {
    let units = [("em", size), ("ex", size * EX), ("px", 1.0), ("", 1.0)];
    let read = |(unit, pixels): (&str, f32)| Some(written.strip_suffix(unit)?.parse::<f32>().ok()? * pixels);
    units.into_iter().find_map(read).unwrap_or_default()
}

/// What a path's `d` says, in the font's units, one letter after the other.
#[derive(Default)]
struct Shapes {
    drawn: String,
    /// Where the next letter begins.
    advance: f32,
}

impl Shapes {
    fn put(&mut self, command: char, points: &[(f32, f32)]) {
        self.drawn.push(command);
        for (x, y) in points {
            // Writing to a String cannot fail.
            let _ = write!(self.drawn, "{} {} ", x + self.advance, y);
        }
    }
}

impl OutlineBuilder for Shapes {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[(x, y)]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[(x, y)]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.put('Q', &[(x1, y1), (x, y)]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.put('C', &[(x1, y1), (x2, y2), (x, y)]);
    }
    fn close(&mut self) {
        self.put('Z', &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        outlined(&format!("<svg xmlns='http://www.w3.org/2000/svg'>{text}</svg>")).expect("a drawing")
    }

    /// Where a path begins: the numbers of `translate(…)`.
    fn place(drawing: &str) -> (f32, f32) {
        let inner =
            drawing.split_once("translate(").and_then(|(_, rest)| rest.split_once(')')).expect("a place").0;
        let (x, y) = inner.split_once(' ').expect("two numbers");
        (x.parse().expect("a number"), y.parse().expect("a number"))
    }

    #[test]
    fn a_text_becomes_a_path_at_its_point_and_the_rest_stays() {
        let drawing = one("<rect width='3'/><text x='4' y='13' fill='#123456'>a.b</text><rect width='5'/>");
        assert!(!drawing.contains("<text") && drawing.contains("#123456"), "{drawing}");
        assert!(drawing.contains("<rect width='3'/>") && drawing.contains("<rect width='5'/>"), "{drawing}");
        assert_eq!(place(&drawing), (4.0, 13.0));
    }

    #[test]
    fn a_text_ends_or_has_its_middle_at_its_point() {
        let at = |anchor| {
            place(&one(&format!("<text x='100' y='0' font-size='10' text-anchor='{anchor}'>Wide</text>"))).0
        };
        let width = 100.0 - at("end");
        // The font's own figures: W 2025, i 569, d 1300, e 1260 of 2048.
        assert!((width - 10.0 * (2025.0 + 569.0 + 1300.0 + 1260.0) / 2048.0).abs() < 0.01, "{width}");
        assert!((at("middle") - (100.0 - width / 2.0)).abs() < 0.01 && at("start") == 100.0);
    }

    #[test]
    fn sizes_are_inherited_and_shifts_are_in_their_parts() {
        let drawing = one("<g font-size='20'><text x='0' y='10' dy='0.5ex'>x</text></g>");
        assert_eq!(place(&drawing), (0.0, 15.0));
        assert!(drawing.contains(&format!("scale({:.6}", 20.0 / 2048.0)), "{drawing}");
    }

    #[test]
    fn a_letter_that_the_font_does_not_have_is_marked() {
        assert!(one("<text>\u{4e2d}</text>").contains("d=\"M"));
    }
}
