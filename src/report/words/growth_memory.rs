//! What is said of where memory grew, and of what the allocator keeps.

use crate::quantity::BytesDelta;
use vitals_probes::wire::{Allocator, AllocatorName, Mapping, MappingGrowth, MemoryGrowth};

/// What the C library's allocator had kept free.
pub(super) fn kept_free(allocator: &Allocator) -> String {
    let name = match allocator.name {
        AllocatorName::Glibc => "the allocator (glibc)",
        AllocatorName::Jemalloc => "the allocator (jemalloc)",
        AllocatorName::Mimalloc => "the allocator (mimalloc)",
        AllocatorName::Tcmalloc => "the allocator (tcmalloc)",
        AllocatorName::Other => "the allocator",
    };
    let in_use = allocator.in_use.map_or_else(String::new, |bytes| format!("; {bytes} are in use"));
    match allocator.kept_free {
        Some(free) => format!("{name} had kept {free} free after the last round, which do not count{in_use}"),
        None => {
            format!("{name} cannot be asked what it keeps free: that counts as memory that stays{in_use}")
        }
    }
}

/// `memory grew in 45 rounds by 2.95 MB in the heap; malloc (glibc) has given out 2.93 MB more`
pub(super) fn memory_grew(growth: &MemoryGrowth, allocator: Option<&Allocator>) -> String {
    let MemoryGrowth { rounds, mappings, given_out } = growth;
    let grown: BytesDelta = BytesDelta(mappings.iter().flatten().map(|part| part.bytes.0).sum());
    let part = |part: &MappingGrowth| format!("{} in {}", part.bytes, mapping(&part.mapping));
    let places = match mappings {
        None => "where is not known: this system does not show a process's mappings".to_owned(),
        Some(parts) if parts.is_empty() => "no mapping grew by 65.5 kB or more".to_owned(),
        Some(parts) => parts.iter().map(part).collect::<Vec<_>>().join(", "),
    };
    let name = allocator.map_or("malloc", |allocator| malloc(allocator.name));
    let given = match given_out {
        None => format!("{name} does not say what it has given out"),
        Some(given) if given.0 * 2 >= grown.0 => {
            format!("{name} has given out {given} more, which nothing has freed")
        }
        Some(given) => format!(
            "{name} has given out {given} more: the rest was mapped without it (mmap, Python's own arenas), or is free and in pieces"
        ),
    };
    format!("memory grew in {rounds} rounds: {places}; {given}")
}

fn mapping(mapping: &Mapping) -> String {
    match mapping {
        Mapping::Heap => "the heap".into(),
        Mapping::Stack => "the stack".into(),
        Mapping::Anonymous => "anonymous mappings".into(),
        Mapping::Named(name) | Mapping::File(name) => name.clone(),
    }
}

fn malloc(name: AllocatorName) -> &'static str {
    match name {
        AllocatorName::Glibc => "malloc (glibc)",
        AllocatorName::Jemalloc => "malloc (jemalloc)",
        AllocatorName::Mimalloc => "malloc (mimalloc)",
        AllocatorName::Tcmalloc => "malloc (tcmalloc)",
        AllocatorName::Other => "malloc",
    }
}
