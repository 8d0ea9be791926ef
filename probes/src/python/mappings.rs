//! What this process has written of each part of its memory, by `/proc/self/smaps`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};

use crate::quantity::{Bytes, BytesDelta};
use crate::readings::mapping_name;
use crate::wire::{Mapping, MappingGrowth};

/// Parts that are named, at most.
const NAMED: usize = 5;
/// Growth that is named.
const LEAST: i64 = 64 << 10;

/// Private dirty memory by part.
pub struct Mappings(BTreeMap<Mapping, Bytes>);

impl Mappings {
    /// As it is now; None where it is not shown.
    pub fn now() -> Option<Self> {
        let mut parts: BTreeMap<Mapping, Bytes> = BTreeMap::new();
        let mut current = None;
        for line in BufReader::new(File::open("/proc/self/smaps").ok()?).lines() {
            let line = line.ok()?;
            if let Some(size) = line.strip_prefix("Private_Dirty:") {
                let kilobytes: u64 = size.split_ascii_whitespace().next()?.parse().ok()?;
                if kilobytes > 0 {
                    *parts.entry(current.clone()?).or_default() += Bytes(kilobytes * 1024);
                }
            } else if let Some(name) = mapping_name(&line) {
                current = Some(mapping(name));
            }
        }
        Some(Self(parts))
    }

    /// What grew since then, largest first.
    pub fn since(self, before: &Self) -> Vec<MappingGrowth> {
        let grown = self.0.into_iter().map(|(mapping, now)| {
            let bytes = now.delta(before.0.get(&mapping).copied().unwrap_or_default());
            MappingGrowth { mapping, bytes }
        });
        let mut grown: Vec<_> = grown.filter(|growth| growth.bytes >= BytesDelta(LEAST)).collect();
        grown.sort_by_key(|growth| std::cmp::Reverse(growth.bytes));
        grown.truncate(NAMED);
        grown
    }
}

fn mapping(name: &str) -> Mapping {
    match name {
        "" => Mapping::Anonymous,
        "[heap]" => Mapping::Heap,
        "[stack]" => Mapping::Stack,
        named if named.starts_with('[') => Mapping::Named(named.to_owned()),
        file => Mapping::File(file.to_owned()),
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn what_was_written_lies_in_a_mapping_without_a_name(_) {
            let before = Mappings::now().unwrap();
            let kept = std::hint::black_box(vec![1_u8; 8 << 20]);
            let grown = Mappings::now().unwrap().since(&before);
            assert_eq!(grown[0].mapping, Mapping::Anonymous, "{grown:?} {}", kept.len());
            assert!(((8 << 20)..(10 << 20)).contains(&grown[0].bytes.0), "{grown:?}");
        }
        fn a_part_is_known_by_its_name(_) {
            let library = Mapping::File("/lib/libc.so.6".into());
            let named = Mapping::Named("[anon:pool]".into());
            let expected = [Mapping::Anonymous, Mapping::Heap, Mapping::Stack, named, library];
            assert_eq!(["", "[heap]", "[stack]", "[anon:pool]", "/lib/libc.so.6"].map(mapping), expected);
        }
    }
}
