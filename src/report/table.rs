//! Tables at a terminal: what does not fit beside stands below its row; no word and no number is split.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};

/// What stands below a row begins so far in.
const INDENT: &str = "    ";

/// A header and rows of as many cells.
#[derive(Default)]
pub struct Rows {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Whether all columns but the first are numbers.
    numbers: bool,
}

/// A line, and of which row it is; the header is of none.
pub struct RowLine {
    /// The row's number.
    pub row: Option<usize>,
    /// Without space at its end.
    pub text: String,
}

impl Rows {
    /// An empty table with this header.
    pub fn of(header: &[&str]) -> Self {
        Self { header: header.iter().map(|&name| name.to_owned()).collect(), ..Self::default() }
    }

    /// One whose columns are numbers after a name.
    pub fn of_numbers(header: &[&str]) -> Self {
        Self { numbers: true, ..Self::of(header) }
    }

    /// Adds a row; cells that it lacks are empty.
    pub fn add(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The lines, in `width` columns where there is one.
    pub fn lines(&self, width: Option<usize>) -> Vec<RowLine> {
        if let Some(width) = width.filter(|_| self.numbers) {
            return self.under_names(width);
        }
        let beside = width.map_or(self.header.len(), |width| self.beside(width));
        let mut lines = Vec::new();
        for (number, text) in drawn(&self.header, &self.rows, beside, self.numbers).into_iter().enumerate() {
            let row = number.checked_sub(1);
            lines.push(RowLine { row, text });
            let (Some(width), Some(cells)) = (width, row.and_then(|row| self.rows.get(row))) else {
                continue;
            };
            let below = self.below(cells, beside, width);
            lines.extend(below.into_iter().map(|text| RowLine { row, text }));
        }
        lines
    }

    /// How many columns stand beside each other: as many as fit, and the first.
    fn beside(&self, width: usize) -> usize {
        let fits = |columns: &usize| widest(&drawn(&self.header, &self.rows, *columns, false)) <= width;
        (1..=self.header.len()).rev().find(fits).unwrap_or(1)
    }

    /// Numbers stay in their columns: below the name where it is too long to stand before them.
    fn under_names(&self, width: usize) -> Vec<RowLine> {
        let nameless = |cells: &Vec<String>| {
            std::iter::once(String::new()).chain(cells.iter().skip(1).cloned()).collect::<Vec<_>>()
        };
        let columns = self.header.len();
        let alone: Vec<_> = self.rows.iter().map(nameless).collect();
        let taken = widest(&drawn(&nameless(&self.header), &alone, columns, true));
        let room = width.saturating_sub(taken);
        let is_long = |cells: &Vec<String>| cells.first().is_some_and(|name| name.chars().count() > room);
        let shortened = |cells: &Vec<String>| if is_long(cells) { nameless(cells) } else { cells.clone() };
        let short: Vec<_> = self.rows.iter().map(shortened).collect();
        let mut lines = Vec::new();
        for (number, text) in drawn(&shortened(&self.header), &short, columns, true).into_iter().enumerate() {
            let row = number.checked_sub(1);
            let cells = row.map_or(Some(&self.header), |row| self.rows.get(row));
            let name = cells.filter(|cells| is_long(cells)).and_then(|cells| cells.first());
            lines.extend(name.map(|name| RowLine { row, text: format!(" {name}") }));
            lines.push(RowLine { row, text });
        }
        lines
    }

    /// The cells that do not stand beside, each after its column's name.
    fn below(&self, cells: &[String], beside: usize, width: usize) -> Vec<String> {
        let named = self.header.iter().zip(cells).skip(beside).filter(|(_, cell)| !cell.is_empty());
        let named: Vec<String> = named
            .map(|(name, cell)| if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") })
            .collect();
        let mut lines: Vec<String> = Vec::new();
        for cell in named {
            let room = |line: &String| line.chars().count() + 3 + cell.chars().count() <= width;
            match lines.last_mut().filter(|line| room(line)) {
                Some(line) => *line += &format!("   {cell}"),
                None => lines.extend(wrapped(&cell, width)),
            }
        }
        lines
    }
}

fn drawn(header: &[String], rows: &[Vec<String>], columns: usize, numbers: bool) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(header.iter().take(columns));
    for cells in rows {
        let cell = |(place, text): (usize, &String)| {
            let alignment = if numbers && place > 0 { CellAlignment::Right } else { CellAlignment::Left };
            Cell::new(text).set_alignment(alignment)
        };
        table.add_row(cells.iter().take(columns).enumerate().map(cell));
    }
    table.to_string().lines().map(|line| line.trim_end().to_owned()).collect()
}

fn widest(lines: &[String]) -> usize {
    lines.iter().map(|line| line.chars().count()).max().unwrap_or(0)
}

/// The words of a cell, in lines of this width; a word that is wider stands alone.
fn wrapped(cell: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // A number and its unit are one.
    for word in words(cell) {
        match lines.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= width) {
            Some(line) => *line += &format!(" {word}"),
            None => {
                let indent = if lines.is_empty() { INDENT.to_owned() } else { INDENT.repeat(2) };
                lines.push(indent + &word);
            }
        }
    }
    lines
}

/// Words; a unit stays with its number.
fn words(cell: &str) -> Vec<String> {
    const UNITS: [&str; 13] =
        ["ns", "µs", "ms", "s", "min", "h", "B", "kB", "MB", "GB", "%", "times", "objects"];
    let mut words: Vec<String> = Vec::new();
    for word in cell.split_whitespace() {
        let is_unit = UNITS.contains(&word.trim_end_matches([',', ')', ';']));
        let after_number = |last: &&mut String| last.ends_with(|end: char| end.is_ascii_digit());
        match words.last_mut().filter(after_number).filter(|_| is_unit) {
            Some(last) => *last += &format!(" {word}"),
            None => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rows: &Rows, width: Option<usize>) -> Vec<String> {
        rows.lines(width).into_iter().map(|line| line.text).collect()
    }

    fn compared() -> Rows {
        let mut rows = Rows::of(&["verdict", "probe", "target", "base", "candidate", "ratio", "n"]);
        let ratio = "1.310 (99.95 % interval 1.270 … 1.360)";
        let cells = ["fail", "import", "shop.canonical_imports", "412 ms", "538 ms", ratio, "12 pairs"];
        rows.add(cells.map(str::to_owned));
        rows.add(["error", "import", "shop.db", "not measured", "", "", ""].map(str::to_owned));
        rows
    }

    #[test]
    fn without_a_width_a_row_is_a_line() {
        assert_eq!(lines(&compared(), None).len(), 3);
        assert_eq!(lines(&compared(), Some(200)).len(), 3);
    }

    #[test]
    fn columns_fold_below_their_row_and_every_word_stays_whole() {
        let wide = lines(&compared(), None).join("\n");
        for width in [80, 60, 40, 30] {
            let folded = lines(&compared(), Some(width));
            let widest = folded.iter().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest <= width, "{width}: {folded:#?}");
            let text = folded.join("\n");
            for word in wide.split_whitespace() {
                assert!(
                    text.split_whitespace().any(|other| other.trim_end_matches(':') == word),
                    "{width}: {word}"
                );
            }
        }
        let folded = lines(&compared(), Some(80));
        assert_eq!(folded[2], "    ratio: 1.310 (99.95 % interval 1.270 … 1.360)   n: 12 pairs");
        // What is empty takes no line.
        assert_eq!(folded.len(), 4);
    }

    #[test]
    fn a_number_stays_with_its_unit_and_a_long_word_is_whole() {
        let line = "resident 12.5 MB (95 % interval 10 MB … 14 MB), 3 times";
        for width in 20..40 {
            for line in wrapped(line, width) {
                assert!(
                    !line.trim_start().starts_with("MB") && !line.trim_start().starts_with('%'),
                    "{width}: {line}"
                );
            }
        }
        let name = "a.very.long.module.name.that.is.wider.than.the.terminal";
        assert_eq!(wrapped(name, 20), [format!("{INDENT}{name}")]);
    }

    #[test]
    fn numbers_stand_right_and_go_below_a_long_name() {
        let mut rows = Rows::of_numbers(&["module", "wall", "own"]);
        rows.add(["shop".to_owned(), "1.00 s".to_owned(), "5.00 ms".to_owned()]);
        rows.add(["x".repeat(30), "2.00 ms".to_owned(), "500 µs".to_owned()]);
        rows.add(["short".to_owned(), "1.00 ms".to_owned(), "1.00 ms".to_owned()]);
        let narrow = lines(&rows, Some(24));
        assert!(
            narrow.iter().all(|line| line.chars().count() <= 24 || line.ends_with(&"x".repeat(30))),
            "{narrow:#?}"
        );
        rows.rows.pop();
        let folded = lines(&rows, Some(36));
        assert!(folded.iter().all(|line| line.chars().count() <= 36), "{folded:#?}");
        assert_eq!(folded.len(), 4);
        assert_eq!(folded[2], format!(" {}", "x".repeat(30)));
        assert!(
            folded[1].find("1.00 s").map(|at| at + 6) == folded[3].find("2.00 ms").map(|at| at + 7),
            "{folded:#?}"
        );
    }
}
