//! Tables taken apart and put together, with their places.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Takes a value out of a table.
pub fn take<'a>(table: &mut DeTable<'a>, name: &str) -> Option<Spanned<DeValue<'a>>> {
    let key = table.keys().find(|key| key.get_ref() == name)?.clone();
    table.remove(&key)
}

/// Takes several keys out of a table, as a table of their own.
pub fn take_all<'a>(table: &mut DeTable<'a>, names: &[&str]) -> DeTable<'a> {
    let mut taken = DeTable::new();
    let keys = table.keys().filter(|key| names.contains(&key.get_ref().as_ref())).cloned();
    for key in keys.collect::<Vec<_>>() {
        taken.extend(table.remove_entry(&key));
    }
    taken
}

/// Keys as a table that stands at this place.
pub fn table<'a>(keys: DeTable<'a>, span: &Range<usize>) -> Spanned<DeValue<'a>> {
    Spanned::new(span.clone(), DeValue::Table(keys))
}
