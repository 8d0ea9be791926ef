//! Incidents on a virtual clock, with deliveries that are lost, late and repeated, and a watcher that is ended anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::reference_tests::{LENGTH, Script, calls};
use crate::config::read_str;
use crate::escalation::*;
use crate::quantity::Nanos;

/// In the suite; all thousand by benches/escalation/simulate.
const INCIDENTS: u64 = 40;
const MORE: &str = "VITALS_SIMULATED_INCIDENTS";
/// The latest after its clock, in milliseconds.
const LATEST: i64 = 2_000;
/// Until the last delivery has come through.
const AFTER: i64 = 20 * 60_000;

fn policy() -> Policy {
    let people: String = (1..=4)
        .map(|level| {
            format!(
                "[[notify]]\nkind = \"file\"\nname = \"pager {level}\"\npath = \"x\"\n\
                 [[contact]]\nkind = \"person\"\nname = \"p{level}\"\nlevel = \"L{level}\"\n\
                 reach = [\"pager {level}\", \"pager 1\"]\n"
            )
        })
        .collect();
    let text = format!("[escalation]\nprofile = \"four-levels\"\nisolation = [\"users\"]\n{people}");
    read_str(&text).expect("a policy").escalation
}

fn at(millis: i64) -> Timestamp {
    "2026-12-01T03:00:00Z".parse::<Timestamp>().expect("a time") + SignedDuration::from_millis(millis)
}

fn millis(time: Timestamp) -> i64 {
    time.duration_since(at(0)).as_millis() as i64
}

/// A delivery on its way.
struct Flight {
    outbound: Outbound,
    ends: i64,
    is_taken: bool,
}

/// The world around a watcher: the journal, the receivers, and what is on its way.
struct World<'a> {
    policy: &'a Policy,
    facts: Vec<Fact>,
    recorded: BTreeMap<String, Call>,
    delivered: Delivered,
    /// What receivers got, and how often.
    got: BTreeMap<(String, String), u32>,
    flights: Vec<Flight>,
    /// The first attempt of each call for each receiver.
    tried: BTreeMap<(String, String), i64>,
    random: StdRng,
}

impl World<'_> {
    /// One look of the watcher; gives when it looks again, unless something happens.
    fn look(&mut self, watcher: &mut Watcher, now: i64) -> Option<i64> {
        let seen: Vec<Fact> = self.facts.iter().filter(|fact| millis(fact.at) <= now).cloned().collect();
        let called =
            self.recorded.values().map(|call| Fact { at: call.due, what: What::Called(call.clone()) });
        let facts: Vec<Fact> = seen.into_iter().chain(called).collect();
        let standing = standing(self.policy, "incident", &facts, at(now));
        let recorded: BTreeSet<String> = self.recorded.keys().cloned().collect();
        let step = watcher.step((self.policy, &standing), &recorded, &self.delivered, at(now));
        for call in step.due {
            assert!(self.recorded.insert(call.key.clone(), call).is_none(), "one record a key");
        }
        for outbound in step.send {
            let pair = (outbound.call.key.clone(), outbound.receiver.clone());
            self.tried.entry(pair.clone()).or_insert(now);
            let kind = self.random.random_range(0..10);
            let takes = self.random.random_range(5..4_000);
            // Lost, lost on the way back, repeated by the network, late, or well.
            let (arrives, is_taken, ends) = match kind {
                0 | 1 => (0, false, now + 10_000),
                2 => (1, false, now + 10_000),
                3 => (2, true, now + takes),
                4 => (1, true, now + 9_000),
                _ => (1, true, now + takes),
            };
            *self.got.entry(pair).or_default() += arrives;
            self.flights.push(Flight { outbound, ends, is_taken });
        }
        step.wake.map(millis)
    }

    /// Deliveries that have ended by now.
    fn land(&mut self, watcher: &mut Watcher, now: i64) {
        let (ended, flying) = std::mem::take(&mut self.flights).into_iter().partition(|it| it.ends <= now);
        self.flights = flying;
        for Flight { outbound, is_taken, .. } in Vec::from_iter::<Vec<Flight>>(ended) {
            watcher.ended(&outbound, is_taken, None::<Nanos>, at(now));
            if is_taken {
                self.delivered.insert((outbound.call.key, outbound.receiver, outbound.stage));
            }
        }
    }
}

/// One incident; gives by how many milliseconds the latest first attempt came after its clock, and how many calls there were.
fn run(policy: &Policy, seed: u64) -> (i64, usize) {
    let mut random = StdRng::seed_from_u64(seed);
    let script = Script::random(&mut random);
    let mut world = World {
        policy,
        facts: script.facts(at(0)),
        recorded: BTreeMap::new(),
        delivered: Delivered::new(),
        got: BTreeMap::new(),
        flights: Vec::new(),
        tried: BTreeMap::new(),
        random,
    };
    // The watcher looks into the journal once a second, at a moment of its own.
    let phase: i64 = world.random.random_range(0..1_000);
    let mut kills: Vec<i64> = (0..3).map(|_| world.random.random_range(0..LENGTH * 1_000)).collect();
    kills.sort_unstable();
    let mut changes: Vec<i64> = world.facts.iter().map(|fact| millis(fact.at)).collect();
    changes.sort_unstable();
    let (mut watcher, mut now) = (Watcher::default(), 0);
    let end = LENGTH * 1_000 + AFTER;
    while now < end {
        world.land(&mut watcher, now);
        let wake = world.look(&mut watcher, now);
        // Where it is ended, it knows nothing of what is on its way, and the next one begins at once.
        let kill = kills.first().copied().filter(|kill| *kill <= now);
        if kill.is_some() {
            kills.remove(0);
            watcher = Watcher::default();
            world.flights.clear();
        }
        let noticed = changes.iter().copied().find(|change| *change > now);
        let noticed = noticed.map(|change| (change - phase).div_euclid(1_000) * 1_000 + 1_000 + phase);
        let landed = world.flights.iter().map(|flight| flight.ends).min();
        let next = [wake, noticed, landed, kills.first().copied(), kill.map(|_| now + 1)];
        now = next.into_iter().flatten().filter(|next| *next > now).min().unwrap_or(end);
    }
    expect_whole(&world, &script)
}

fn expect_whole(world: &World<'_>, script: &Script) -> (i64, usize) {
    let expected = calls(script);
    let seen: BTreeSet<(u32, String, i64)> = world
        .recorded
        .values()
        .filter(|call| !matches!(call.why, Why::Repeated { .. }) && millis(call.due) <= LENGTH * 1_000)
        .map(|call| (call.rank, call.why.word().to_owned(), millis(call.due) / 1_000))
        .collect();
    assert_eq!(seen, expected, "{script:?}");
    let mut latest = 0;
    for call in world.recorded.values().filter(|call| millis(call.due) <= LENGTH * 1_000) {
        let reached = reached(world.policy, call);
        assert!(!reached.receivers.is_empty());
        for receiver in reached.receivers {
            let pair = (call.key.clone(), receiver.to_owned());
            let repeats = matches!(call.why, Why::Repeated { .. });
            match world.tried.get(&pair) {
                Some(tried) => latest = latest.max(tried - millis(call.due)),
                None => assert!(repeats, "{call:?} was never sent to {receiver}"),
            }
            assert!(repeats || world.got.get(&pair).is_some_and(|times| *times > 0), "{call:?} never came");
        }
    }
    // Whatever receivers got has the key of one call, however often it came.
    assert!(world.got.keys().all(|(key, _)| world.recorded.contains_key(key)));
    let reasons: BTreeSet<_> =
        world.recorded.values().map(|call| (call.rank, format!("{:?}", call.why))).collect();
    assert_eq!(reasons.len(), world.recorded.len(), "two keys for one reason");
    (latest, seen.len())
}

#[test]
fn of_many_incidents_no_escalation_is_missed_none_twice_by_key_and_none_late() {
    let policy = policy();
    let incidents = std::env::var(MORE).map_or(INCIDENTS, |text| text.parse().expect("a number"));
    let (next, many) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || {
        let mut latest = 0;
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= incidents {
                return latest;
            }
            let (own, calls) = run(&policy, seed);
            many.fetch_add(calls as u64, Ordering::Relaxed);
            latest = latest.max(own);
        }
    };
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let latest = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|it| it.join().expect("whole")).max().expect("one")
    });
    let many = many.load(Ordering::Relaxed);
    assert!(many > 3 * incidents, "{many} calls");
    assert!(latest <= LATEST, "{latest} ms after its clock");
    assert!(latest > 0, "the clock of the simulation stands");
}
