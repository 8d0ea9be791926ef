//! What the shipped matrices mean, once more and in another way: second by second, with counters.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rand::RngExt;
use rand::rngs::StdRng;

use crate::escalation::{Answer, Fact, Question, Scenario, Seen, What};

/// How long an incident lasts, in seconds.
pub const LENGTH: i64 = 130 * 60;
/// Everything happens at a multiple of so many seconds.
const GRID: i64 = 5;

/// What happens in an incident, by seconds.
#[derive(Clone, Debug)]
pub struct Script(Vec<(i64, Happens)>);

#[derive(Clone, Copy, Debug)]
enum Happens {
    Check(usize, Seen),
    RolledBack,
    Complete,
    Scenario(Scenario, bool),
    Slower(f64),
    Answered(usize, Answer),
    Acknowledged(u32),
}

/// Name, and whether it is critical.
const CHECKS: [(&str, bool); 3] = [("cart", true), ("users", true), ("lint", false)];

impl Script {
    pub fn random(random: &mut StdRng) -> Self {
        let mut all = Vec::new();
        let mut add = |at: i64, what| all.push((at / GRID * GRID, what));
        add(0, Happens::Check(0, Seen::Pass));
        for check in 0..CHECKS.len() {
            for _ in 0..random.random_range(0..5) {
                // Isolation is seen rarely: it calls two levels at once.
                if check == 1 && random.random_bool(0.7) {
                    continue;
                }
                let seen = [Seen::Fail, Seen::Pass, Seen::Unknown][random.random_range(0..3)];
                add(random.random_range(0..LENGTH), Happens::Check(check, seen));
            }
        }
        for _ in 0..random.random_range(0..5) {
            add(random.random_range(0..LENGTH), Happens::RolledBack);
        }
        if random.random_bool(0.1) {
            add(random.random_range(0..LENGTH), Happens::Complete);
        }
        let scenarios = [Scenario::GoldenPath, Scenario::Cascade, Scenario::Performance];
        for _ in 0..random.random_range(0..3) {
            let scenario = scenarios[random.random_range(0..3)];
            add(random.random_range(0..LENGTH), Happens::Scenario(scenario, random.random_bool(0.7)));
        }
        if random.random_bool(0.3) {
            add(random.random_range(0..LENGTH), Happens::Slower(random.random_range(0.0..0.3)));
        }
        for question in 0..Question::ALL.len() {
            // Most are answered early.
            if random.random_bool(0.9) {
                let at = random.random_range(0..1_200);
                let answer = [Answer::No, Answer::No, Answer::No, Answer::Unknown][random.random_range(0..4)];
                add(at, Happens::Answered(question, answer));
            }
            if random.random_bool(0.1) {
                let answer = [Answer::Yes, Answer::No, Answer::Unknown][random.random_range(0..3)];
                add(random.random_range(0..LENGTH), Happens::Answered(question, answer));
            }
        }
        for _ in 0..random.random_range(0..4) {
            add(random.random_range(0..LENGTH), Happens::Acknowledged(random.random_range(1..5)));
        }
        // What happens in one second has no order that anybody could know: one at a time.
        all.sort_by_key(|(at, _)| *at);
        let mut last = 0;
        for (at, _) in &mut all {
            last = (*at).max(last + GRID);
            *at = last;
        }
        all.retain(|(at, _)| *at < LENGTH);
        Self(all)
    }

    pub fn facts(&self, opened: Timestamp) -> Vec<Fact> {
        let what = |happens: &Happens| match *happens {
            Happens::Check(check, seen) => {
                What::Check { name: CHECKS[check].0.into(), critical: CHECKS[check].1, seen }
            }
            Happens::RolledBack => What::RolledBack,
            Happens::Complete => What::CompleteRollback,
            Happens::Scenario(scenario, active) => What::Scenario { scenario, active },
            Happens::Slower(ratio) => What::Slower(ratio),
            Happens::Answered(question, answer) => {
                What::Answered { question: Question::ALL[question], answer, by: "kim".into() }
            }
            Happens::Acknowledged(rank) => What::Acknowledged { key: String::new(), rank, by: "kim".into() },
        };
        let fact = |(at, happens): &(i64, Happens)| Fact {
            at: opened + SignedDuration::from_secs(*at),
            what: what(happens),
        };
        [Fact { at: opened, what: What::Opened(1) }].into_iter().chain(self.0.iter().map(fact)).collect()
    }
}

/// Rules in the order of the profile: the word, the rank that is asked where it asks, the rank that is called, and for how many seconds
/// it has to hold.
const RULES: [(&str, u32, u32, i64); 22] = [
    ("check-failing", 0, 2, 300),
    ("failing-after-rollback", 0, 2, 0),
    ("rollbacks", 0, 2, 0),
    ("isolation-breach", 0, 2, 0),
    ("cascade-unresolved", 0, 2, 600),
    ("several-scenarios", 0, 2, 0),
    ("slower", 0, 2, 0),
    ("scope-uncertain", 1, 2, 900),
    ("customer-reports", 1, 2, 900),
    ("functionality-lost", 0, 3, 600),
    ("isolation-breach", 0, 3, 0),
    ("complete-rollback", 0, 3, 0),
    ("revenue", 2, 3, 1_800),
    ("database-integrity", 2, 3, 1_800),
    ("external-service", 2, 3, 1_800),
    ("down", 0, 4, 1_800),
    ("data-exposure", 3, 4, 3_600),
    ("compliance", 3, 4, 3_600),
    ("infrastructure", 3, 4, 3_600),
    ("third-party", 3, 4, 3_600),
    ("expertise", 3, 4, 3_600),
    ("legal", 3, 4, 3_600),
];
const ACK_WITHIN: [i64; 3] = [900, 1_800, 3_600];

/// All that is known at a second.
#[derive(Default)]
struct State {
    now: i64,
    failing: [Option<i64>; 3],
    /// Of the critical checks: whether each fails, as it was seen last.
    fails: BTreeMap<usize, bool>,
    down: Option<i64>,
    breach: bool,
    rollbacks: u32,
    fails_after: bool,
    complete: bool,
    active: BTreeSet<Scenario>,
    cascade: Option<i64>,
    slower: bool,
    answers: BTreeMap<&'static str, Answer>,
    /// Questions that are asked and not known: since when.
    unknown: BTreeMap<&'static str, i64>,
    asked: BTreeSet<&'static str>,
    acknowledged_now: u32,
    fired: BTreeSet<(usize, bool)>,
    calls: BTreeSet<(u32, String, i64)>,
    /// Rank and second of each call that nobody has acknowledged.
    open: Vec<(u32, i64)>,
}

impl State {
    fn happens(&mut self, happens: Happens) {
        let now = self.now;
        match happens {
            Happens::Check(check, seen) => self.check(check, seen),
            Happens::RolledBack => self.rollbacks += 1,
            Happens::Complete => self.complete = true,
            Happens::Scenario(scenario, true) => drop(self.active.insert(scenario)),
            Happens::Scenario(scenario, false) => drop(self.active.remove(&scenario)),
            Happens::Slower(ratio) => self.slower = ratio > 0.15,
            Happens::Answered(question, answer) => {
                let word = Question::ALL[question].word();
                self.answers.insert(word, answer);
                if answer != Answer::Unknown {
                    self.unknown.remove(word);
                } else if self.asked.contains(word) {
                    self.unknown.entry(word).or_insert(now);
                }
            }
            Happens::Acknowledged(rank) => {
                self.acknowledged_now = rank;
                self.open.retain(|(other, _)| *other > rank);
            }
        }
        let cascades = self.active.contains(&Scenario::Cascade);
        self.cascade = if cascades { self.cascade.or(Some(now)) } else { None };
    }

    fn check(&mut self, check: usize, seen: Seen) {
        self.breach |= check == 1 && seen != Seen::Pass;
        if seen != Seen::Unknown {
            self.judged(check, seen);
        }
    }

    fn judged(&mut self, check: usize, seen: Seen) {
        let fails = seen == Seen::Fail;
        self.fails_after |= fails && self.rollbacks > 0;
        self.failing[check] = if fails { self.failing[check].or(Some(self.now)) } else { None };
        if CHECKS[check].1 {
            self.fails.insert(check, fails);
            let all = self.fails.values().all(|fails| *fails);
            self.down = if all { self.down.or(Some(self.now)) } else { None };
        }
    }

    /// Whether what a rule waits for has held for long enough.
    fn holds(&self, (word, _, _, seconds): (&'static str, u32, u32, i64)) -> bool {
        let for_long = |since: Option<i64>| since.is_some_and(|since| self.now - since >= seconds);
        match word {
            "check-failing" => self.failing.iter().any(|since| for_long(*since)),
            "functionality-lost" => self.failing[..2].iter().any(|since| for_long(*since)),
            "failing-after-rollback" => self.fails_after,
            "rollbacks" => self.rollbacks > 2,
            "isolation-breach" => self.breach,
            "complete-rollback" => self.complete,
            "cascade-unresolved" => for_long(self.cascade),
            "several-scenarios" => self.active.len() > 1,
            "slower" => self.slower,
            "down" => for_long(self.down),
            question => self.answers.get(question) == Some(&Answer::Yes),
        }
    }

    fn is_called(&self, rank: u32) -> bool {
        self.calls.iter().any(|call| call.0 == rank)
    }

    fn call(&mut self, rank: u32, word: &str) {
        // A rule calls a level once, though a level between two may have been called by it before.
        if self.calls.insert((rank, word.to_owned(), self.now)) && rank > self.acknowledged_now {
            self.open.push((rank, self.now));
        }
    }

    /// The rule's level, and all below it that were not called yet.
    fn up_to(&mut self, rank: u32, word: &str) {
        for below in (1..rank).filter(|below| !self.is_called(*below)).collect::<Vec<_>>() {
            self.call(below, word);
        }
        self.call(rank, word);
    }

    /// Lower levels first, rules before what is not known, and that before what nobody acknowledged.
    fn second(&mut self) {
        self.ask();
        for rank in 2..=4 {
            for (index, rule) in RULES.into_iter().enumerate().filter(|(_, rule)| rule.2 == rank) {
                if self.holds(rule) && self.fired.insert((index, true)) {
                    self.up_to(rank, rule.0);
                }
            }
        }
        self.ask();
        for (index, (word, _, rank, seconds)) in RULES.into_iter().enumerate() {
            let is_late = self.unknown.get(word).is_some_and(|since| self.now - since >= seconds);
            if is_late && self.fired.insert((index, false)) && !self.is_called(rank) {
                self.up_to(rank, word);
            }
        }
        for (rank, at) in self.open.clone() {
            let within = ACK_WITHIN.get(rank as usize - 1);
            if within.is_some_and(|within| self.now - at == *within) && !self.is_called(rank + 1) {
                self.call(rank + 1, "unacknowledged");
            }
        }
        self.ask();
    }

    /// What is asked of the ranks that are called now.
    fn ask(&mut self) {
        let highest = self.calls.iter().map(|call| call.0).max().unwrap_or(0);
        for (word, ..) in RULES.into_iter().filter(|rule| rule.1 > 0 && rule.1 <= highest) {
            let is_known = matches!(self.answers.get(word), Some(Answer::Yes | Answer::No));
            if self.asked.insert(word) && !is_known {
                self.unknown.insert(word, self.now);
            }
        }
    }
}

/// Rank, word and second of every call of an incident, without those that repeat one.
pub fn calls(script: &Script) -> BTreeSet<(u32, String, i64)> {
    let mut state = State::default();
    state.call(1, "opened");
    let mut coming = script.0.iter().peekable();
    for now in (0..=LENGTH).step_by(GRID as usize) {
        (state.now, state.acknowledged_now) = (now, 0);
        while let Some((_, happens)) = coming.next_if(|(at, _)| *at <= now) {
            state.happens(*happens);
        }
        state.second();
    }
    state.calls
}
