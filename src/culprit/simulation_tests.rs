//! Searches of candidates with a known answer, with fixed seeds: how often it is right, and what it takes.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::choice::Cost;
use super::evidence::{Batch, Tally};
use super::search::{BATCH, ENDS, Search, Step};

const COST: Cost = Cost { build: 10.0, batch: 15.0 };

/// What is simulated.
#[derive(Clone, Copy)]
struct World {
    candidates: usize,
    /// The effect, as a part.
    effect: f64,
    /// Of one run, in logarithms.
    noise: f64,
    /// A candidate's own, in logarithms.
    bias: f64,
    /// Part of the candidates that cannot be measured.
    unbuildable: f64,
    /// Batches, at most.
    most: usize,
}

const USUAL: World =
    World { candidates: 1000, effect: 0.10, noise: 0.01, bias: 0.0, unbuildable: 0.0, most: 400 };

/// What many searches came to.
#[derive(Debug, Default)]
struct Came {
    right: usize,
    in_set: usize,
    runs: usize,
    builds: usize,
    searches: usize,
}

fn normal(random: &mut StdRng) -> f64 {
    let [one, other]: [f64; 2] = [random.random(), random.random()];
    (-2.0 * (1.0 - one).ln()).sqrt() * (std::f64::consts::TAU * other).cos()
}

/// One search in which nothing is known before: the set, runs, builds.
fn searched(world: World, truth: usize, random: &mut StdRng) -> (Vec<usize>, usize, usize) {
    searched_with(&vec![1.0; world.candidates], world, truth, random)
}

/// One search: the set, runs, builds.
fn searched_with(
    prior: &[f64],
    world: World,
    truth: usize,
    random: &mut StdRng,
) -> (Vec<usize>, usize, usize) {
    let biases: Vec<f64> = (0..=world.candidates).map(|_| world.bias * normal(random)).collect();
    // The ends can be measured; so they are not among those.
    let broken: Vec<bool> = (0..=world.candidates)
        .map(|n| n != world.candidates && random.random::<f64>() < world.unbuildable)
        .collect();
    let mut search = Search::of(prior, COST).expect("candidates");
    let mut built = std::collections::BTreeSet::new();
    let mut drift = 0.0;
    let mut batches = 0;
    loop {
        let number = match search.step() {
            Step::Done(set) => return (set, batches * (BATCH + 2 * ENDS), built.len()),
            Step::Measure(_) if batches == world.most => {
                return (search.set(), batches * (BATCH + 2 * ENDS), built.len());
            }
            Step::Measure(number) => number,
        };
        if broken[number] {
            search.skip(number);
            continue;
        }
        built.insert(number);
        batches += 1;
        drift += 0.02 * normal(random);
        let mut runs = |number: usize, count: usize| -> Vec<f64> {
            let effect = if number >= truth { world.effect.ln_1p() } else { 0.0 };
            (0..count).map(|_| drift + effect + biases[number] + world.noise * normal(random)).collect()
        };
        let batch =
            Batch { good: runs(0, ENDS), bad: runs(world.candidates, ENDS), candidate: runs(number, BATCH) };
        search.add(number, &batch);
    }
}

fn simulated(world: World, searches: usize, seed: u64) -> Came {
    let mut random = StdRng::seed_from_u64(seed);
    let mut came = Came { searches, ..Came::default() };
    for _ in 0..searches {
        let truth = random.random_range(1..=world.candidates);
        let (set, runs, builds) = searched(world, truth, &mut random);
        came.right += usize::from(set == [truth]);
        came.in_set += usize::from(set.contains(&truth));
        came.runs += runs;
        came.builds += builds;
    }
    came
}

#[test]
fn the_culprit_among_a_thousand_is_found_at_up_to_ten_per_cent_of_noise() {
    for (noise, most_runs) in [(0.01, 200), (0.03, 210), (0.05, 250), (0.10, 550)] {
        let came = simulated(World { noise, ..USUAL }, 40, 7);
        assert!(came.right >= 39, "{noise}: {came:?}");
        assert!(came.runs / came.searches <= most_runs, "{noise}: {came:?}");
    }
}

/// A module's own file is touched by one commit in twelve, and has lines of four of them: the culprit is among those, or not at all.
#[test]
fn the_file_of_a_slower_module_makes_a_search_short_and_no_search_wrong() {
    let mut random = StdRng::seed_from_u64(29);
    let world = World { noise: 0.02, effect: 0.20, ..USUAL };
    let mut builds = [0; 2];
    for number in 0..40 {
        let truth = random.random_range(1..=world.candidates);
        let writes: Vec<usize> = (0..3).map(|_| random.random_range(1..=world.candidates)).collect();
        let mut prior = vec![1.0 / world.candidates as f64; world.candidates];
        let is_misled = number % 4 == 0;
        let others = writes.into_iter().chain((!is_misled).then_some(truth));
        others.for_each(|candidate| prior[candidate - 1] += 3.0 / 4.0);
        (0..world.candidates).step_by(12).for_each(|index| prior[index] += 12.0 / world.candidates as f64);
        let (set, _, built) = searched_with(&prior, world, truth, &mut random);
        assert_eq!(set, [truth], "number {number}");
        builds[usize::from(is_misled)] += built;
    }
    let [short, misled] = [builds[0] / 30, builds[1] / 10];
    assert!(short <= 6 && misled <= 20, "{short} and {misled} builds; without it 10");
}

#[test]
fn the_set_holds_the_culprit_where_some_cannot_be_built() {
    for noise in [0.01, 0.05, 0.20] {
        let came = simulated(World { noise, unbuildable: 0.1, ..USUAL }, 40, 11);
        assert!(came.in_set >= 37, "{noise}: {came:?}");
    }
}

/// The table of docs/explanation/statistics.md in small, by another seed.
#[test]
fn of_all_noises_the_set_holds_the_culprit_as_often_as_it_says() {
    let mut came = Came::default();
    for noise in [0.01, 0.03, 0.05, 0.10, 0.20] {
        let more = simulated(World { noise, unbuildable: 0.1, ..USUAL }, 20, 4712);
        came.in_set += more.in_set;
        came.searches += more.searches;
    }
    assert_eq!(came.searches, 100);
    assert!(came.in_set >= 93, "{came:?}");
    let loud = simulated(World { noise: 0.20, ..USUAL }, 20, 4713);
    assert!(loud.right >= 18 && loud.runs / loud.searches <= 2200, "{loud:?}");
}

#[test]
fn a_bias_of_each_checkout_is_seen_and_names_no_wrong_commit() {
    let came = simulated(World { noise: 0.02, bias: 0.02, ..USUAL }, 40, 13);
    assert!(came.in_set >= 37, "{came:?}");
}

/// Full figures: `cargo test --release --lib -- --ignored culprit::simulation_tests::table --nocapture`.
#[test]
#[ignore = "takes minutes: the figures of docs/explanation/statistics.md"]
fn table() {
    for unbuildable in [0.0, 0.1] {
        for noise in [0.01, 0.03, 0.05, 0.10, 0.20] {
            let came = simulated(World { noise, unbuildable, ..USUAL }, 1000, 4711);
            let n = came.searches as f64;
            println!(
                "unbuildable {unbuildable} noise {noise}: right {:.1} % set holds {:.1} % runs {:.0} checkouts {:.1}",
                100.0 * came.right as f64 / n,
                100.0 * came.in_set as f64 / n,
                came.runs as f64 / n,
                came.builds as f64 / n
            );
        }
    }
}

/// One search by yes and no: the set, and the answers that it took.
fn answered(flake: f64, truth: usize, random: &mut StdRng) -> (Vec<usize>, usize) {
    let mut search = Search::of(&[1.0; 100], COST).expect("candidates");
    let mut answers = 0;
    let mut ask = |search: &mut Search, number: usize, runs: u32| {
        let bad = (0..runs).filter(|_| (number >= truth) != (random.random::<f64>() < flake)).count();
        search.add_answers(number, Tally { bad: bad as u32, runs });
        answers += runs as usize;
    };
    ask(&mut search, 0, 5);
    ask(&mut search, 100, 5);
    loop {
        match search.step() {
            Step::Done(set) => return (set, answers),
            Step::Measure(number) => ask(&mut search, number, 1),
        }
    }
}

#[test]
fn a_check_that_is_flaky_is_asked_more_often() {
    let mut random = StdRng::seed_from_u64(3);
    let mut taken = Vec::new();
    for flake in [0.0, 0.1] {
        let (mut right, mut answers) = (0, 0);
        for truth in (1..=100).step_by(2) {
            let (set, took) = answered(flake, truth, &mut random);
            right += usize::from(set == [truth]);
            answers += took;
        }
        assert!(right >= 47, "{flake}: {right} of 50");
        taken.push(answers / 50);
    }
    assert!(taken[0] <= 30 && taken[1] > taken[0], "{taken:?}");
}
