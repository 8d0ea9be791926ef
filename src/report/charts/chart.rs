//! A chart: its pictures, its legend, and the numbers behind it.

use super::canvas::Svg;
use super::palette::Ink;

/// Width of a chart on a desk, in pixels,
pub const WIDE: i32 = 860;

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
    /// What is drawn.
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
    pub fn of(draw: impl Fn(i32) -> Svg) -> Self {
        Self::Sizes { wide: draw(WIDE), narrow: draw(NARROW) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
