//! How much memory this process has. Costs about a millisecond: never within a timed stretch.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};

use procfs::FromRead;
use procfs::process::{SmapsRollup, StatM, Status};

use crate::quantity::Bytes;
use crate::readings::MappingSum;
use crate::wire::Memory;

/// Resident, proportional and unique size, from the best of three files that is there. gVisor and kernels before 4.14 have
/// no `smaps_rollup`, and some have no `smaps`; `statm` knows the resident size alone.
pub fn memory() -> Memory {
    rollup().or_else(mappings).unwrap_or_else(|| Memory { rss: resident(), ..Memory::default() })
}

fn rollup() -> Option<Memory> {
    let rollup = SmapsRollup::from_file("/proc/self/smaps_rollup").ok()?;
    let fields = &rollup.memory_map_rollup.iter().next()?.extension.map;
    let field = |name: &str| fields.get(name).copied().map(Bytes);
    let (clean, dirty) = (field("Private_Clean"), field("Private_Dirty"));
    let uss = clean.zip(dirty).map(|(clean, dirty)| clean + dirty);
    let memory = Memory { rss: field("Rss"), pss: field("Pss"), uss, dirty };
    memory.dirty.map(|_| memory)
}

fn mappings() -> Option<Memory> {
    let mut sum = MappingSum::default();
    for line in BufReader::new(File::open("/proc/self/smaps").ok()?).lines() {
        sum.add(&line.ok()?);
    }
    let memory = sum.memory();
    memory.dirty.map(|_| memory)
}

fn resident() -> Option<Bytes> {
    let pages = StatM::from_file("/proc/self/statm").ok()?.resident;
    Some(Bytes(pages * procfs::page_size()))
}

/// Makes the kernel forget the largest resident size so far. Whether it did.
pub fn reset_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// The largest resident size since the start or the reset.
pub fn peak() -> Option<Bytes> {
    Some(Bytes(Status::from_file("/proc/self/status").ok()?.vmhwm? * 1024))
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn what_is_written_to_is_dirty_and_own(_) {
            let before = memory();
            let touched = std::hint::black_box(vec![1_u8; 32 << 20]);
            let after = memory();
            for (name, before, after) in [
                ("rss", before.rss, after.rss),
                ("pss", before.pss, after.pss),
                ("uss", before.uss, after.uss),
                ("dirty", before.dirty, after.dirty),
            ] {
                let grown = after.unwrap().0 - before.unwrap().0;
                // The proportional size falls when another process maps the same files.
                assert!((24 << 20..40 << 20).contains(&grown), "{name}: {grown} of {}", touched.len());
            }
        }
        fn the_ways_to_read_it_agree(_) {
            let (rollup, mappings) = (rollup().unwrap(), mappings().unwrap());
            for (one, other) in [(rollup.rss, mappings.rss), (rollup.dirty, mappings.dirty), (rollup.rss, resident())] {
                let apart = one.unwrap().0.abs_diff(other.unwrap().0);
                assert!(apart < 1 << 20, "{apart}");
            }
        }
        fn the_peak_is_forgotten_where_the_kernel_allows_it(_) {
            drop(std::hint::black_box(vec![1_u8; 64 << 20]));
            let before = peak().unwrap();
            if reset_peak() {
                assert!(peak().unwrap() < before);
            }
        }
    }
}
