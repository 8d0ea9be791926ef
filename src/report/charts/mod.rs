//! Measured things to pictures: one file a chart, each a function from data to a [`Chart`].

mod canvas;
mod creation;
mod growth;
mod icicle;
mod palette;
mod png;
mod scale;
mod strip;
mod timeline;
mod trend;
mod waterfall;

use vitals_probes::wire::Site;

use crate::comparison::Unit;
use crate::report::words::quantity;

pub use canvas::Svg;
pub use creation::{creation, creations};
pub use growth::{growth, growths};
pub use icicle::{Changes, changes, icicle};
pub use palette::{Ink, style_sheet};
pub use png::images;
pub use strip::{Strip, StripRow, strip};
pub use timeline::timeline;
pub use trend::{Level, TrendData, TrendPoint, trend};
pub use waterfall::waterfall;

/// Width of a chart on a desk, in pixels,
const WIDE: i32 = 860;
/// and on a phone.
const NARROW: i32 = 340;

/// A chart with what stands behind it.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Unique on its page once its section is put before it.
    pub id: &'static str,
    /// What it shows, in few words.
    pub title: String,
    /// What can be seen in it, in a sentence or two: for those who do not see it too.
    pub description: String,
    /// The pictures.
    pub picture: Picture,
    /// What the colours mean.
    pub legend: Vec<(Ink, String)>,
    /// The numbers behind it.
    pub table: Table,
}

/// How a chart is there.
#[derive(Clone, Debug)]
pub enum Picture {
    /// Drawn for a desk, and for a phone.
    Sizes {
        /// For a desk.
        wide: Svg,
        /// For a phone.
        narrow: Svg,
    },
    /// Several views of one thing, one of which is seen; they take the width that they are given.
    Views(Vec<(&'static str, Svg)>),
}

/// Rows of text; the first column heads its row.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What the columns are.
    pub header: Vec<&'static str>,
    /// The cells: text of the target's too.
    pub rows: Vec<Vec<String>>,
    /// Rows that were left out, if any were, and by what rule.
    pub left_out: Option<String>,
}

impl Table {
    /// The same without columns in which no row has anything.
    pub fn without_empty_columns(&self) -> Self {
        let says: Vec<bool> = (0..self.header.len())
            .map(|column| self.rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty())))
            .collect();
        fn kept<T: Clone>(cells: &[T], says: &[bool]) -> Vec<T> {
            cells.iter().zip(says).filter(|(_, says)| **says).map(|(cell, _)| cell.clone()).collect()
        }
        Self {
            header: kept(&self.header, &says),
            rows: self.rows.iter().map(|row| kept(row, &says)).collect(),
            left_out: self.left_out.clone(),
        }
    }
}

impl Picture {
    /// Draws once for each size.
    fn of(draw: impl Fn(i32) -> Svg) -> Self {
        Self::Sizes { wide: draw(WIDE), narrow: draw(NARROW) }
    }
}

/// A place in a file, without the way to an installed package or to Python's own library.
pub fn place(site: &Site) -> String {
    let Site { file, line, .. } = site;
    if !site.has_file() {
        return String::new();
    }
    let installed =
        ["/site-packages/", "/dist-packages/"].into_iter().find_map(|folder| file.rsplit_once(folder));
    let library = file.rsplit_once("/lib/python3").filter(|_| installed.is_none());
    match (installed, library) {
        (Some((_, rest)), _) => format!("…/{rest}:{line}"),
        (_, Some((_, rest))) => format!("…/python3{rest}:{line}"),
        _ => format!("{file}:{line}"),
    }
}

/// A value with three digits and its unit.
fn reported(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Count if value.fract() == 0.0 => format!("{value:.0}"),
        Unit::Count => format!("{value:.3}"),
        _ => quantity::value(unit, value),
    }
}

/// Draws marks of an axis below an area, with a line up through it for each, and what it counts.
fn axis_below(
    canvas: &mut canvas::Canvas<'_>,
    scale: &scale::Scale,
    unit: Unit,
    [top, bottom]: [i32; 2],
    name: &str,
) {
    let about = (canvas.width as usize / 110).clamp(2, 8);
    let mut free_from = i32::MIN;
    for tick in scale.ticks(about) {
        let x = scale.at(tick);
        canvas.line([(x, top), (x, bottom)], Ink::Grid, 1);
        let words = scale::at_axis(unit, tick);
        let half = canvas::width_of(&words) / 2;
        let x = x.clamp(half + 2, canvas.width - half - 2);
        if x - half > free_from {
            canvas.words(&words, (x, bottom + 12), canvas::Side::Middle, Ink::Faint);
            free_from = x + half + 6;
        }
    }
    canvas.line([(scale.at(scale.ends().0), bottom), (scale.at(scale.ends().1), bottom)], Ink::Faint, 1);
    canvas.words(name, (scale.at(scale.ends().1), bottom + 30), canvas::Side::Left, Ink::Faint);
}

/// Draws marks of an axis left of an area, with a line across for each.
fn axis_left(canvas: &mut canvas::Canvas<'_>, scale: &scale::Scale, unit: Unit, [left, right]: [i32; 2]) {
    for tick in scale.ticks(5) {
        let y = scale.at(tick);
        canvas.line([(left, y), (right, y)], Ink::Grid, 1);
        canvas.words(&scale::at_axis(unit, tick), (left - 6, y), canvas::Side::Left, Ink::Faint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_reported_without_the_way_to_them() {
        let reported = |file: &str| place(&Site { file: file.into(), line: 7, function: String::new() });
        assert_eq!(reported("/srv/shop/app.py"), "/srv/shop/app.py:7");
        assert_eq!(
            reported("/srv/.venv/lib/python3.11/site-packages/fastapi/params.py"),
            "…/fastapi/params.py:7"
        );
        assert_eq!(reported("/usr/lib/python3.11/json/__init__.py"), "…/python3.11/json/__init__.py:7");
    }

    #[test]
    fn columns_that_say_nothing_are_left_out() {
        let rows = vec![
            vec!["a".to_owned(), String::new(), "1".into()],
            vec!["b".into(), String::new(), String::new()],
        ];
        let table = Table { header: vec!["x", "y", "z"], rows, left_out: None }.without_empty_columns();
        assert_eq!(table.header, ["x", "z"]);
        assert_eq!(table.rows, [["a", "1"], ["b", ""]]);
    }
}
