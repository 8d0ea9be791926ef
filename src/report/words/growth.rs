//! What is said of growing memory.

use super::growth_memory::{kept_free, memory_grew};
use super::quantity::{counted, interval, tenths};
use crate::measure::{Fill, MemoryKind, RepeatedOutput, Rising, Stretch};
use crate::quantity::{Bytes, BytesDelta};
use crate::statistics::Slope;
use crate::verdict::{GrowthReason, LeakRate};
use vitals_probes::wire::{ResourceKind, TypeGrowth};

/// One reason.
pub fn sentence(reason: &GrowthReason) -> String {
    use GrowthReason as Of;
    match reason {
        Of::TooFewRounds { least } => format!("too few rounds for a slope: at least {least} are needed"),
        Of::KeptOverLimit { kept, made, limit } => {
            format!("{kept} stay after {made} objects, over the limit of {limit}")
        }
        Of::HeldOverLimit { objects, held, limit } => {
            format!("{objects} objects hold {held}, over the limit of {limit}")
        }
        Of::BoundOverLimit { kept, objects, limit } => {
            full(*kept, *objects, &format!(": over the limit of {limit}"))
        }
        Of::WithinItsBound { kept, objects, limit } => {
            no_leak(&full(*kept, *objects, &format!("; limit {limit}")))
        }
        Of::FilledAndStood { kept, made, limit } => no_leak(&format!(
            "what grew has a bound, was filled, and then stood; {}",
            stays(*kept, *made, *limit)
        )),
        Of::Plateau { kept, made, limit } => {
            no_leak(&format!("it rose, then levelled off; {}", stays(*kept, *made, *limit)))
        }
        Of::Stable { kept, made, limit } => format!("memory is stable: {}", stays(*kept, *made, *limit)),
        Of::Leaks { rate } => format!("it leaks: {}, without levelling off", self::rate(*rate)),
        Of::NotConfirmed { times } => not_confirmed(*times),
        Of::BoundNotReached { fill } => not_reached(fill),
        Of::OneObject { made } => {
            format!("one and the same object came from all {made} calls: nothing was created that could stay")
        }
        Of::RanOut { made } => format!("the process ran out of descriptors (ulimit -n) after {made} objects"),
        Of::Uncollected { garbage, made } => uncollected(*garbage, *made),
        Of::Garbage { each } => format!(
            "each object leaves {each:.1} objects in cycles: their memory stays until the garbage collector runs"
        ),
        Of::Stretched { stretch } => stretched(*stretch),
        Of::KeptByPython { free } => format!(
            "beside that, {free} stay free in Python's own allocator, for objects to come, which do not count"
        ),
        Of::KeptFree { allocator } => kept_free(allocator),
        Of::MemoryGrew { growth, allocator } => memory_grew(growth, allocator.as_ref()),
        Of::Prints { output, made } => prints(output, *made),
        Of::NotCounted { kinds } => not_counted(kinds),
        Of::Rises { what } => {
            format!("rising: {}", what.iter().map(|what| rising(*what)).collect::<Vec<_>>().join(", "))
        }
        Of::Projection { limit, objects, per_hour } => projection(*limit, *objects, *per_hour),
        Of::Types { grown } => types(grown),
        Of::NoTypes => "no Python type increased: the memory is native or untracked".into(),
        Of::Rounds { counted, warm_up, objects } => rounds(*counted, *warm_up, *objects),
        Of::MemoryPerRound { memory, slope } => memory_per_round(*memory, slope),
        Of::ObjectsPerRound { slope } => format!("live objects per round: {}", known(slope, tenths)),
        Of::Held { objects, held, limit } => {
            let judgement = if held.0 > limit.0 as i64 { "over" } else { "within" };
            format!("{objects} objects hold {held} while alive, {judgement} the limit of {limit}")
        }
        Of::SecondRun { confirms } => {
            let found = if *confirms { "confirms" } else { "refutes" };
            format!("a shorter run looked like a leak; this longer one {found} it")
        }
    }
}

fn no_leak(why: &str) -> String {
    format!("memory does not leak: {why}")
}

fn stays(kept: BytesDelta, made: u64, limit: Bytes) -> String {
    format!("{kept} stay after {made} objects, limit {limit}")
}

fn full(kept: BytesDelta, objects: u64, limit: &str) -> String {
    format!("what grows has a bound, and keeps some {kept} when it is full, after {objects} objects{limit}")
}

fn not_confirmed(times: u32) -> String {
    format!(
        "it looks like a leak, but there was no time to distinguish it from a cache: a run of {times} times the rounds \
         decides, give a larger --budget"
    )
}

fn not_reached(fill: &Fill) -> String {
    format!(
        "some of what grows has a bound, which there was no time to reach: it takes {} objects, give a larger --budget",
        fill.objects
    )
}

fn uncollected(garbage: u64, made: u64) -> String {
    format!(
        "the target has switched the garbage collector off (gc.disable, or a threshold of 0), and {garbage} objects stay in cycles, \
         which nothing else frees, after {made} objects made; cleanup = \"import gc; gc.collect()\" measures what a collection of its own leaves"
    )
}

fn stretched(Stretch { objects, went_on }: Stretch) -> String {
    if went_on {
        format!("after {objects} more objects it still grows as before")
    } else {
        format!("it looked like a leak at first; {objects} more objects do not keep as much more")
    }
}

fn prints(output: &RepeatedOutput, made: u64) -> String {
    let RepeatedOutput { lines, on_stderr, last } = output;
    let stream = if *on_stderr { "error" } else { "output" };
    format!("the target prints {lines} lines on standard {stream} with {made} objects; the last: {last}")
}

fn not_counted(kinds: &[ResourceKind]) -> String {
    let kinds: Vec<_> = kinds.iter().map(|kind| resource(*kind, 2)).collect();
    format!("not counted, because this system does not show them: {}", kinds.join(", "))
}

fn projection(limit: Bytes, objects: f64, per_hour: Option<f64>) -> String {
    let hours = per_hour
        .filter(|rate| *rate > 0.0)
        .map_or_else(String::new, |rate| format!(", in {:.1} h at {rate} per hour", objects / rate));
    format!("the limit of {limit} is reached after {objects:.0} more objects{hours}")
}

fn types(grown: &[TypeGrowth]) -> String {
    let of_type =
        |grown: &TypeGrowth| format!("{} (+{})", grown.name, grown.after.saturating_sub(grown.before));
    format!("live objects that increased: {}", grown.iter().map(of_type).collect::<Vec<_>>().join(", "))
}

fn rounds(counted: usize, warm_up: usize, objects: u32) -> String {
    let objects = self::counted(objects as usize, "object", "objects");
    format!("{counted} rounds of {objects}, cleaned up and collected, after {warm_up} warm-up rounds")
}

fn memory_per_round(memory: MemoryKind, slope: &Slope) -> String {
    let typical = known(slope, |bytes| BytesDelta(bytes.round() as i64).to_string());
    let memory = match memory {
        MemoryKind::Unique => "unique memory",
        MemoryKind::Resident => "resident memory",
    };
    format!("{memory} per round: {typical}")
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

#[cfg(test)]
mod tests {
    use super::*;

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
