//! What is said of growing memory.

use super::quantity::{counted, interval, tenths};
use crate::measure::{MemoryKind, Rising, Stretch};
use crate::quantity::BytesDelta;
use crate::statistics::Slope;
use crate::verdict::{GrowthReason, LeakRate};
use vitals_probes::wire::{
    Allocator, AllocatorName, Mapping, MappingGrowth, MemoryGrowth, ResourceKind, TypeGrowth,
};

/// One reason.
pub fn sentence(reason: &GrowthReason) -> String {
    match reason {
        GrowthReason::TooFewRounds { least } => {
            format!("too few rounds for a slope: at least {least} are needed")
        }
        GrowthReason::KeptOverLimit { kept, made, limit } => {
            format!("{kept} stay after {made} objects, over the limit of {limit}")
        }
        GrowthReason::HeldOverLimit { objects, held, limit } => {
            format!("{objects} objects hold {held}, over the limit of {limit}")
        }
        GrowthReason::Leaks { rate } => format!("it leaks: {}, without levelling off", self::rate(*rate)),
        GrowthReason::NotConfirmed { times } => format!(
            "it looks like a leak, but there was no time to distinguish it from a cache: a run of {times} times the rounds \
             decides, give a larger --budget"
        ),
        GrowthReason::FilledAndStood { kept, made, limit } => format!(
            "memory does not leak: what grew has a bound, was filled, and then stood; {kept} stay after {made} objects, \
             limit {limit}"
        ),
        GrowthReason::WithinItsBound { kept, objects, limit } => format!(
            "memory does not leak: what grows has a bound, and keeps some {kept} when it is full, after {objects} objects; \
             limit {limit}"
        ),
        GrowthReason::BoundOverLimit { kept, objects, limit } => format!(
            "what grows has a bound, and keeps some {kept} when it is full, after {objects} objects: over the limit of {limit}"
        ),
        GrowthReason::BoundNotReached { fill } => format!(
            "some of what grows has a bound, which there was no time to reach: it takes {} objects, give a larger --budget",
            fill.objects
        ),
        GrowthReason::OneObject { made } => {
            format!("one and the same object came from all {made} calls: nothing was created that could stay")
        }
        GrowthReason::RanOut { made } => {
            format!("the process ran out of descriptors (ulimit -n) after {made} objects")
        }
        GrowthReason::Uncollected { garbage, made } => format!(
            "the target has switched the garbage collector off (gc.disable, or a threshold of 0), and {garbage} objects stay in cycles, \
             which nothing else frees, after {made} objects made; cleanup = \"import gc; gc.collect()\" measures what a collection of its own leaves"
        ),
        GrowthReason::Garbage { each } => format!(
            "each object leaves {each:.1} objects in cycles: their memory stays until the garbage collector runs"
        ),
        GrowthReason::Stretched { stretch: Stretch { objects, went_on: true } } => {
            format!("after {objects} more objects it still grows as before")
        }
        GrowthReason::Stretched { stretch: Stretch { objects, went_on: false } } => {
            format!("it looked like a leak at first; {objects} more objects do not keep as much more")
        }
        GrowthReason::KeptByPython { free } => format!(
            "{free} of what stays are free in Python's own allocator, for objects to come: they are not judged by the limit"
        ),
        GrowthReason::KeptFree { allocator } => kept_free(allocator),
        GrowthReason::MemoryGrew { growth, allocator } => memory_grew(growth, allocator.as_ref()),
        GrowthReason::Prints { output, made } => {
            let stream = if output.on_stderr { "error" } else { "output" };
            let lines = output.lines;
            format!(
                "the target prints {lines} lines on standard {stream} with {made} objects; the last: {}",
                output.last
            )
        }
        GrowthReason::NotCounted { kinds } => {
            let kinds: Vec<_> = kinds.iter().map(|kind| resource(*kind, 2)).collect();
            format!("not counted, because this system does not show them: {}", kinds.join(", "))
        }
        GrowthReason::Plateau { kept, made, limit } => format!(
            "memory does not leak: it rose, then levelled off; {kept} stay after {made} objects, limit {limit}"
        ),
        GrowthReason::Stable { kept, made, limit } => {
            format!("memory is stable: {kept} stay after {made} objects, limit {limit}")
        }
        GrowthReason::Rises { what } => {
            format!("rising: {}", what.iter().map(|what| rising(*what)).collect::<Vec<_>>().join(", "))
        }
        GrowthReason::Projection { limit, objects, per_hour } => {
            let hours = per_hour
                .filter(|rate| *rate > 0.0)
                .map_or_else(String::new, |rate| format!(", in {:.1} h at {rate} per hour", objects / rate));
            format!("the limit of {limit} is reached after {objects:.0} more objects{hours}")
        }
        GrowthReason::Types { grown } => {
            format!(
                "live objects that increased: {}",
                grown.iter().map(of_type).collect::<Vec<_>>().join(", ")
            )
        }
        GrowthReason::NoTypes => "no Python type increased: the memory is native or untracked".into(),
        GrowthReason::Rounds { counted, warm_up, objects } => format!(
            "{counted} rounds of {}, cleaned up and collected, after {warm_up} warm-up rounds",
            self::counted(*objects as usize, "object", "objects")
        ),
        GrowthReason::MemoryPerRound { memory, slope } => {
            let bytes = |bytes: f64| BytesDelta(bytes.round() as i64).to_string();
            let typical = known(slope, bytes);
            let memory = match memory {
                MemoryKind::Unique => "unique memory",
                MemoryKind::Resident => "resident memory",
            };
            format!("{memory} per round: {typical}")
        }
        GrowthReason::ObjectsPerRound { slope } => {
            format!("live objects per round: {}", known(slope, tenths))
        }
        GrowthReason::Held { objects, held, limit } => {
            let judgement = if held.0 > limit.0 as i64 { "over" } else { "within" };
            format!("{objects} objects hold {held} while alive, {judgement} the limit of {limit}")
        }
        GrowthReason::SecondRun { confirms } => {
            let found = if *confirms { "confirms" } else { "refutes" };
            format!("a shorter run looked like a leak; this longer one {found} it")
        }
    }
}

/// How fast it leaks: `4.10 kB per object`.
pub fn rate(rate: LeakRate) -> String {
    match rate {
        LeakRate::Memory(bytes) => format!("{bytes} per object"),
        LeakRate::LiveObjects(objects) => format!("{objects:.1} live objects per object made"),
        LeakRate::Blocks(blocks) => format!("{blocks:.1} blocks of memory per object made"),
        LeakRate::Resource { what, each } => {
            let count = if (each - 1.0).abs() < 0.05 { 1 } else { 2 };
            format!("{each:.1} {} per object made", resource(what, count))
        }
    }
}

/// `4.10 kB (99 % interval 3.90 kB … 4.30 kB)`.
fn known(slope: &Slope, write: impl Fn(f64) -> String + Copy) -> String {
    let interval = interval(slope, write).map_or_else(String::new, |interval| format!(" ({interval})"));
    format!("{}{interval}", write(slope.estimate))
}

fn rising(what: Rising) -> &'static str {
    match what {
        Rising::UniqueMemory => "unique memory",
        Rising::ResidentMemory => "resident memory",
        Rising::LiveObjects => "live objects",
        Rising::AllocatedBlocks => "allocated blocks",
        Rising::Resource(kind) => resource(kind, 2),
    }
}

fn kept_free(allocator: &Allocator) -> String {
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
fn memory_grew(growth: &MemoryGrowth, allocator: Option<&Allocator>) -> String {
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

/// What a process keeps beside memory.
pub fn resource(kind: ResourceKind, count: u64) -> &'static str {
    let (one, more) = match kind {
        ResourceKind::File => ("file descriptor", "file descriptors"),
        ResourceKind::Socket => ("socket descriptor", "socket descriptors"),
        ResourceKind::Pipe => ("pipe descriptor", "pipe descriptors"),
        ResourceKind::Eventfd => ("eventfd descriptor", "eventfd descriptors"),
        ResourceKind::OtherDescriptor => {
            ("other descriptor (epoll, timer, memory)", "other descriptors (epoll, timer, memory)")
        }
        ResourceKind::Thread => ("thread", "threads"),
        ResourceKind::Child => ("child process", "child processes"),
        ResourceKind::SharedMemoryFile => ("file in /dev/shm", "files in /dev/shm"),
        ResourceKind::TemporaryFile => ("file in the temporary folder", "files in the temporary folder"),
    };
    if count == 1 { one } else { more }
}

fn of_type(grown: &TypeGrowth) -> String {
    format!("{} (+{})", grown.name, grown.after.saturating_sub(grown.before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Bytes;

    #[test]
    fn a_projection_has_hours_where_a_rate_is_configured() {
        let projection = |per_hour| {
            sentence(&GrowthReason::Projection { limit: Bytes(50_000_000), objects: 12_000.4, per_hour })
        };
        assert_eq!(projection(None), "the limit of 50.0 MB is reached after 12000 more objects");
        let hours = "the limit of 50.0 MB is reached after 12000 more objects, in 60.0 h at 200 per hour";
        assert_eq!(projection(Some(200.0)), hours);
    }

    #[test]
    fn a_leak_says_its_rate() {
        let leaks = sentence(&GrowthReason::Leaks { rate: LeakRate::Memory(BytesDelta(4_096)) });
        assert_eq!(leaks, "it leaks: 4.10 kB per object, without levelling off");
        let what = vec![Rising::UniqueMemory, Rising::LiveObjects];
        assert_eq!(sentence(&GrowthReason::Rises { what }), "rising: unique memory, live objects");
    }
}
