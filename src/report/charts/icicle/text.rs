//! The icicle in words: what can be seen, what the colours mean, and the table behind it.

use super::change::in_words;
use super::layout::NARROWEST;
use super::tree::Tree;
use crate::cause::{collections, own_times};
use crate::quantity::Nanos;
use crate::report::charts::chart::Table;
use crate::report::charts::palette::Ink;
use crate::report::charts::place::place;
use crate::report::export::nesting::Stretch;
use crate::report::words::cause::garbage_collection;
use crate::report::words::quantity::known_or_dash;
use crate::untrusted::printable;

impl Tree<'_> {
    pub fn describe(&self) -> String {
        let modules = self.stretches.len();
        let whole = self.trace.modules.first().map(|first| first.span.wall).unwrap_or_default();
        let costly: Vec<String> = own_times(self.trace)
            .iter()
            .take(3)
            .map(|time| format!("{} ({})", printable(&time.name), time.own.wall))
            .collect();
        let modules = if modules == 1 { "1 module".into() } else { format!("{modules} modules") };
        format!(
            "{modules}, {whole} in all, in the fastest sample. The most of their own took {}. Modules narrower than {NARROWEST} % are in the table only.",
            costly.join(", ")
        )
    }

    pub fn legend(&self) -> Vec<(Ink, String)> {
        let kinds = [
            (Ink::Own, "the target's own, and what is not installed"),
            (Ink::Installed, "installed packages"),
            (Ink::Standard, "Python itself"),
            (Ink::Waiting, "waits more than it works"),
            (Ink::Worse, "+ new, ▲ slower or heavier"),
            (Ink::Better, "− gone, ▼ faster or lighter"),
        ];
        let seen: Vec<Ink> = self.stretches.iter().map(|stretch| self.ink(stretch.index)).collect();
        kinds
            .into_iter()
            .filter(|(ink, _)| seen.contains(ink))
            .map(|(ink, words)| (ink, words.to_owned()))
            .collect()
    }

    /// Garbage collections, which are in no module's own time.
    fn row_of_collections(&self) -> Option<(Nanos, Vec<String>)> {
        let all = collections(self.trace);
        let [wall, cpu] = [all.wall, all.cpu].map(|time| time.to_string());
        let none = String::new;
        let cells = vec![garbage_collection(all), wall.clone(), wall, cpu, none(), none(), none(), none()];
        all.any().then_some((all.wall, cells))
    }

    pub fn table(&self) -> Table {
        let row = |stretch: &Stretch| {
            let module = &self.trace.modules[stretch.index];
            let own = self.own[stretch.index].as_ref().map(|time| time.own.wall).unwrap_or_default();
            let place = module.importer.as_ref().map_or_else(String::new, place);
            let change = self.change(module).map_or("", in_words);
            let numbers = [
                module.span.wall.to_string(),
                own.to_string(),
                module.span.cpu.to_string(),
                module.span.blocked().to_string(),
                known_or_dash(module.rss),
            ];
            let mut cells = vec![module.name.clone()];
            cells.extend(numbers);
            cells.extend([change.to_owned(), place]);
            (own, cells)
        };
        let mut rows: Vec<_> = self.stretches.iter().map(row).collect();
        rows.extend(self.row_of_collections());
        rows.sort_by_key(|(own, _)| std::cmp::Reverse(*own));
        let mut header =
            vec!["module", "wall", "own", "processor", "blocked", "resident", "change", "imported at"];
        let mut rows: Vec<Vec<String>> = rows.into_iter().map(|(_, cells)| cells).collect();
        if self.changes.is_empty() {
            header.remove(6);
            for row in &mut rows {
                row.remove(6);
            }
        }
        Table { header, rows, left_out: None }
    }
}
