//! Rounds with a known shape, and what is made of them.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vitals_probes::wire::Memory;

use super::*;

/// Twenty rounds of ten objects with the given unique sizes in pages, and live objects.
fn rounds(count: u32, pages: impl Fn(u32) -> u64, live: impl Fn(u32) -> u64) -> Vec<Round> {
    (0..=count)
        .map(|round| {
            let uss = Bytes(10_000_000 + pages(round) * 4096);
            let uss = Some(uss);
            let memory = Memory { rss: uss, pss: uss, uss, dirty: uss };
            Round {
                round,
                made: u64::from(round) * 10,
                held: memory,
                memory,
                live_objects: 50_000 + live(round),
                blocks: 100_000 + live(round),
                ..Round::default()
            }
        })
        .collect()
}

fn shape(rounds: &[Round]) -> Shape {
    summarise(rounds, 10).expect("enough rounds").shape
}

#[test]
fn straight_lines_leak_and_plateaus_do_not() {
    assert_eq!(shape(&rounds(20, |round| u64::from(round) * 4, |_| 0)), Shape::Leak);
    assert_eq!(shape(&rounds(20, |_| 0, |round| u64::from(round) * 10)), Shape::Leak);
    assert_eq!(shape(&rounds(20, |round| u64::from(round.min(4)) * 600, |_| 0)), Shape::Plateau);
    // A cache that fills until two thirds of the rounds are over.
    assert_eq!(shape(&rounds(20, |round| u64::from(round.min(13)) * 600, |_| 0)), Shape::Plateau);
    assert_eq!(shape(&rounds(20, |_| 3, |_| 7)), Shape::Steady);
}

/// As seen where another process began to map the same libraries: their pages were no longer this one's alone.
#[test]
fn what_other_processes_map_hides_no_leak() {
    let mut rounds = rounds(20, |round| u64::from(round) * 160, |_| 0);
    for round in &mut rounds[12..] {
        round.memory.uss = round.memory.uss.map(|uss| uss - Bytes(2_000_000));
    }
    assert_eq!(shape(&rounds), Shape::Leak);
}

/// As seen in CPython 3.12 on a service without a leak: the interpreter's cache of looked-up attributes fills up.
#[test]
fn caches_of_the_interpreter_that_fill_are_no_leak() {
    let steps = [
        56, 28, 7, 30, 10, 12, 13, 4, 21, 4, 10, 10, 13, 11, 10, 2, 10, 16, 11, 8, 4, 7, 22, 9, 1, 2, 2, 1,
        3, 10, 10, 0, 9, 14, 11, 9, 11, 11, 11, 11,
    ];
    let with_blocks = |step: &dyn Fn(usize) -> u64| {
        let mut rounds = rounds(40, |_| 0, |_| 0);
        for number in 1..rounds.len() {
            rounds[number].blocks = rounds[number - 1].blocks + step(number - 1);
        }
        shape(&rounds)
    };
    assert_eq!(with_blocks(&|number| steps[number]), Shape::Steady);
    // One text for each of ten objects, which the collector does not track.
    assert_eq!(with_blocks(&|number| 10 + steps[number] / 8), Shape::Leak);
}

#[test]
fn the_projection_counts_from_what_was_kept() {
    let summary = summarise(&rounds(20, |round| u64::from(round) * 10, |_| 0), 10).expect("enough rounds");
    assert_eq!(summary.per_object, Some(4096.0));
    let objects = summary.objects_until(Bytes(50_000_000)).expect("it leaks");
    assert!((objects - (50_000_000.0 - 200.0 * 4096.0) / 4096.0).abs() < 1.0);
}

/// As where `/proc` has no `smaps_rollup`: with the resident size alone, and without anything.
#[test]
fn a6_a_leak_is_seen_in_the_resident_size_and_nothing_is_no_zero() {
    let hidden = |keep: fn(Memory) -> Memory, pages: u64| {
        let mut rounds = rounds(20, |round| u64::from(round) * pages, |_| 0);
        for round in &mut rounds {
            (round.memory, round.held) = (keep(round.memory), keep(round.held));
        }
        summarise(&rounds, 10).expect("enough rounds")
    };
    let resident = |memory: Memory| Memory { rss: memory.rss, ..Memory::default() };
    let leaking = hidden(resident, 40);
    assert_eq!((leaking.shape, &leaking.rising[..]), (Shape::Leak, &[Rising::ResidentMemory][..]));
    assert_eq!(leaking.kept, Some(BytesDelta(20 * 40 * 4096)));
    assert_eq!(hidden(resident, 0).shape, Shape::Steady);
    let unread = hidden(|_| Memory::default(), 40);
    assert_eq!((unread.kept, unread.held, unread.per_object, unread.memory()), (None, None, None, None));
    // One round of which the unique size was not read: the resident size is that of all.
    let mut once = rounds(20, |round| u64::from(round) * 40, |_| 0);
    once[7].memory = resident(once[7].memory);
    let once = summarise(&once, 10).expect("enough rounds");
    assert_eq!(once.memory().map(|(kind, _)| kind), Some(MemoryKind::Resident));
}

#[test]
fn too_few_rounds_say_nothing() {
    let least = LEAST_ROUNDS as u32;
    assert_eq!(summarise(&rounds(least - 1, |_| 0, |_| 0), 10), None);
    assert!(summarise(&rounds(least, |_| 0, |_| 0), 10).is_some());
    assert_eq!(summarise(&[], 10), None);
}

/// Memory that jitters, with rare lasting steps as an allocator makes them, is called a leak in at most
/// one run of a hundred; with the longer second run in at most one of a thousand.
#[test]
fn noise_is_rarely_called_a_leak() {
    let mut random = StdRng::seed_from_u64(20_260_103);
    let runs = 2000;
    let mut noisy = |count: u32| {
        let mut level = 100_i64;
        let pages: Vec<u64> = (0..=count)
            .map(|_| {
                if random.random_bool(0.05) {
                    level += random.random_range(-16..=24);
                }
                level.max(0) as u64 + random.random_range(0..4_u64)
            })
            .collect();
        shape(&rounds(count, |round| pages[round as usize], |_| 0)) == Shape::Leak
    };
    let (mut once, mut twice) = (0, 0);
    for _ in 0..runs {
        let first = noisy(20);
        once += usize::from(first);
        twice += usize::from(first && noisy(60));
    }
    assert!(once <= runs / 100, "{once} of {runs} at the first look");
    assert!(twice <= runs / 1000, "{twice} of {runs} after the second");
}
