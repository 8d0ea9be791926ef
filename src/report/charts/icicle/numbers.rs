//! The table behind the icicle: the numbers of a module stand here, once.

use super::change::in_words;
use super::tree::{Colours, Tree};
use crate::cause::collections;
use crate::report::charts::chart::Table;
use crate::report::charts::place::place;
use crate::report::words::cause::garbage_collection;
use crate::report::words::quantity::known_or_dash;

impl Tree<'_> {
    pub fn table(&self, rows: &[usize]) -> Table {
        let left_out = self.stretches.len().saturating_sub(rows.len());
        let compared = !matches!(self.colours, Colours::Sources(_));
        let time = if compared { "active" } else { "wall" };
        let mut header = vec!["module", time, "own", "processor", "blocked", "resident"];
        if compared {
            header.extend(["own in the base", "change"]);
        }
        header.push("imported at");
        let mut rows: Vec<Vec<String>> = rows.iter().map(|index| self.row(*index)).collect();
        rows.extend(self.row_of_collections(header.len()));
        Table {
            header,
            rows,
            left_out: (left_out > 0).then(|| format!("{left_out} more modules are in report.json")),
        }
    }

    fn row(&self, index: usize) -> Vec<String> {
        let module = &self.trace.modules[index];
        let own = self.own[index].as_ref().map(|time| time.own.wall).unwrap_or_default();
        let mut cells = vec![
            module.name.clone(),
            module.span.wall.to_string(),
            own.to_string(),
            module.span.cpu.to_string(),
            module.span.blocked().to_string(),
            known_or_dash(module.rss),
        ];
        let change = self.change(index).map_or("", in_words);
        match &self.colours {
            Colours::Sources(_) => {}
            Colours::Changes(changes) => {
                cells
                    .push(changes.before(&module.name).map_or_else(String::new, |before| before.to_string()));
                cells.push(change.into());
            }
            Colours::Gone => cells.extend([own.to_string(), change.into()]),
        }
        cells.push(module.importer.as_ref().map_or_else(String::new, place));
        cells
    }

    /// Garbage collections, which are in no module's own time.
    fn row_of_collections(&self, columns: usize) -> Option<Vec<String>> {
        let all = collections(self.trace);
        let [wall, cpu] = [all.wall, all.cpu].map(|time| time.to_string());
        let mut cells = vec![garbage_collection(all), wall.clone(), wall, cpu];
        cells.resize(columns, String::new());
        (all.any() && !matches!(self.colours, Colours::Gone)).then_some(cells)
    }
}
