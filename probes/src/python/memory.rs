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
