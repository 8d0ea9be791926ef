//! What charts are drawn on: plotters' drawing area, with inks for colours and spots that a pointer finds.

use maud::{Markup, PreEscaped, html};
use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, IntoFont, ShapeStyle, TextStyle};

use super::palette::{Ink, named};
use crate::untrusted::{printable, shortened};

/// Letters, in pixels.
pub const LETTERS: i32 = 12;
/// Plotters writes a font's size divided by this.
const PLOTTERS: f64 = 1.24;
/// What a letter is wide, about: there is no font to ask.
const LETTER: f64 = 0.56;

/// The longest text that a pointer shows, in characters.
pub const LONGEST: usize = 400;

/// A finished picture: what stands between `<svg>` and `</svg>`.
#[derive(Clone, Debug)]
pub struct Svg {
    /// In pixels; a fluid one takes the width that it is given.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Its geometry is in parts of the width.
    pub fluid: bool,
    /// The elements.
    pub body: Markup,
}

/// What a pointer finds, and the text that it shows.
struct Spot {
    place: [i32; 4],
    reported: String,
}

type Fault = DrawingAreaErrorKind<std::io::Error>;

/// A picture in the making.
pub struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    spots: Vec<Spot>,
    fault: Option<Fault>,
    /// In pixels.
    pub width: i32,
}

/// Where a text stands to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It begins there.
    Right,
    /// Its middle is there.
    Middle,
    /// It ends there.
    Left,
}

/// Draws, and gives the picture. A fault of the drawing is reported in the picture's place.
pub fn drawn(width: i32, height: i32, paint: impl FnOnce(&mut Canvas<'_>)) -> Svg {
    let mut text = String::new();
    let size = (width.unsigned_abs(), height.unsigned_abs());
    let (spots, fault) = {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        let mut canvas = Canvas { area, spots: Vec::new(), fault: None, width };
        paint(&mut canvas);
        let Canvas { area, spots, fault, .. } = canvas;
        (spots, fault.or(area.present().err()))
    };
    let body = match fault {
        Some(fault) => html! { text x="8" y="20" { "this chart could not be drawn: " (fault) } },
        None => {
            html! { (PreEscaped(compact(&named(inside(&text))))) @for spot in &spots { (spot.element()) } }
        }
    };
    Svg { width: size.0, height: size.1, fluid: false, body }
}

/// Without what is said by default, or by the style of what the drawing lies in. Each of these has a quote or a bracket in it,
/// which no text of a drawing can have.
fn compact(drawing: &str) -> String {
    let letters = format!(" font-size=\"{LETTERS}\"");
    let unsaid = [
        (" stroke=\"none\" stroke-width=\"1\"/>", "/>"),
        (" stroke=\"none\"/>", "/>"),
        (" stroke-width=\"1\"", ""),
        (" opacity=\"1\"", ""),
        (" font-family=\"sans-serif\"", ""),
        (" text-anchor=\"start\"", ""),
        (letters.as_str(), ""),
        (" \"/>", "\"/>"),
        ("/>\n", "/>"),
        ("\">\n", "\">"),
        ("\n</text>\n", "</text>"),
    ];
    unsaid.into_iter().fold(drawing.to_owned(), |drawing, (said, rest)| drawing.replace(said, rest))
}

/// Without the element around it, which is the page's to write.
fn inside(text: &str) -> &str {
    let begin =
        text.find("<svg").and_then(|start| text[start..].find('>').map(|end| start + end + 1)).unwrap_or(0);
    let end = text.rfind("</svg>").unwrap_or(text.len());
    text.get(begin..end).unwrap_or_default()
}

impl Spot {
    fn element(&self) -> Markup {
        let [x, y, width, height] = self.place;
        html! { rect class="spot" x=(x) y=(y) width=(width) height=(height) { title { (self.reported) } } }
    }
}

impl<'a> Canvas<'a> {
    fn draw<E>(&mut self, element: &E)
    where
        for<'e> &'e E: PointCollection<'e, (i32, i32)>,
        E: Drawable<SVGBackend<'a>>,
    {
        if let Err(fault) = self.area.draw(element) {
            self.fault.get_or_insert(fault);
        }
    }

    /// A line through points.
    pub fn line(&mut self, points: impl IntoIterator<Item = (i32, i32)>, ink: Ink, width: u32) {
        let style = ShapeStyle { color: ink.sentinel().to_rgba(), filled: false, stroke_width: width };
        self.draw(&PathElement::new(points.into_iter().collect::<Vec<_>>(), style));
    }

    /// A line of dashes, straight up or across.
    pub fn dashes(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink) {
        const DASH: i32 = 5;
        let length = (to.0 - from.0).abs().max((to.1 - from.1).abs());
        let between = |part: i32| {
            let at = |from: i32, to: i32| from + (to - from) * part.min(length) / length.max(1);
            (at(from.0, to.0), at(from.1, to.1))
        };
        for start in (0..length).step_by(2 * DASH as usize) {
            self.line([between(start), between(start + DASH)], ink, 2);
        }
    }

    /// A filled rectangle between two corners.
    pub fn block(&mut self, corner: (i32, i32), other: (i32, i32), ink: Ink, opacity: f64) {
        self.draw(&Rectangle::new([corner, other], ink.sentinel().mix(opacity).filled()));
    }

    /// A filled shape.
    pub fn area(&mut self, points: Vec<(i32, i32)>, ink: Ink, opacity: f64) {
        self.draw(&Polygon::new(points, ink.sentinel().mix(opacity).filled()));
    }

    /// A filled circle.
    pub fn dot(&mut self, at: (i32, i32), radius: i32, ink: Ink, opacity: f64) {
        self.draw(&Circle::new(at, radius, ink.sentinel().mix(opacity).filled()));
    }

    /// The outline of a circle.
    pub fn ring(&mut self, at: (i32, i32), radius: i32, ink: Ink) {
        self.draw(&Circle::new(at, radius, ink.sentinel().stroke_width(2)));
    }

    /// Words, their middle line at the point.
    pub fn words(&mut self, text: &str, at: (i32, i32), side: Side, ink: Ink) {
        let horizontal = match side {
            Side::Right => HPos::Left,
            Side::Middle => HPos::Center,
            Side::Left => HPos::Right,
        };
        let colour = ink.sentinel();
        let style = TextStyle::from((FontFamily::SansSerif, f64::from(LETTERS) * PLOTTERS).into_font())
            .color(&colour)
            .pos(Pos::new(horizontal, VPos::Center));
        self.draw(&Text::new(printable(text).replace('\n', " "), at, style));
    }

    /// Something that a pointer finds around a point.
    pub fn spot(&mut self, (x, y): (i32, i32), radius: i32, reported: impl Into<String>) {
        self.spot_in([x - radius, y - radius, 2 * radius, 2 * radius], reported);
    }

    /// Something that a pointer finds: left, top, width, height.
    pub fn spot_in(&mut self, place: [i32; 4], reported: impl Into<String>) {
        let [x, y, width, height] = place;
        self.spots.push(Spot {
            place: [x, y, width.max(1), height.max(1)],
            reported: printable(&shortened(&reported.into(), LONGEST)),
        });
    }
}

/// How wide words are, about.
pub fn width_of(text: &str) -> i32 {
    (text.chars().count() as f64 * f64::from(LETTERS) * LETTER).ceil() as i32
}

/// The beginning of a text that fits, and dots where there was more.
pub fn fitting(text: &str, width: i32) -> String {
    let letters = (f64::from(width) / (f64::from(LETTERS) * LETTER)).floor().max(1.0) as usize;
    let count = text.chars().count();
    if count <= letters {
        return text.to_owned();
    }
    // The end of a dotted name says more than its beginning.
    let kept: String = text.chars().skip(count - letters.saturating_sub(1)).collect();
    format!("…{kept}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_spots_are_inert() {
        let svg = drawn(200, 50, |canvas| {
            canvas.words("<script>\u{202e}", (5, 5), Side::Right, Ink::Text);
            canvas.spot((5, 5), 4, "<b>\u{1b}[31m");
            canvas.dashes((0, 0), (100, 0), Ink::Limit);
        });
        let body = svg.body.into_string();
        assert!(!body.contains("<script>") && !body.contains("<b>") && !body.contains('\u{202e}'), "{body}");
        assert!(body.contains("&lt;script&gt;\u{fffd}") && body.contains("var(--limit)"), "{body}");
        assert!(!body.contains("<svg") && !body.contains("</svg"), "{body}");
    }

    #[test]
    fn what_does_not_fit_is_cut_and_says_so() {
        assert_eq!(fitting("shop.slow", 100), "shop.slow");
        let cut = fitting("a.very.long.name.of.a.module", 100);
        assert!(cut.starts_with('…') && cut.ends_with(".of.a.module") && width_of(&cut) <= 101, "{cut}");
    }
}
