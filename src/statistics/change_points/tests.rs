use proptest::prelude::*;

use super::simulation::{Kind, Simulation};
use super::*;

fn found(values: &[f64]) -> ChangePoints {
    change_points(values, &Rule::default()).expect("positive values")
}

fn nights_of(changes: &ChangePoints) -> Vec<usize> {
    changes.points.iter().map(|point| point.night).collect()
}

/// 40 nights at 300 ± 1 %, the last 15 of them 10 % slower, one night disturbed.
fn one_step() -> Vec<f64> {
    let mut values = Simulation::new(1).nights(40, 0.01, Kind::Normal, &[(25, 1.1_f64.ln())]);
    values[12] *= 1.4;
    values
}

#[test]
fn a_step_is_found_at_its_night_with_its_size() {
    let changes = found(&one_step());
    let [point] = changes.points[..] else { panic!("one point: {changes:?}") };
    assert_eq!((point.night, point.nights, point.provisional), (25, 15, false));
    assert!(
        (point.before / 300.0 - 1.0).abs() < 0.01 && (point.after / 330.0 - 1.0).abs() < 0.01,
        "{point:?}"
    );
    assert!(point.ratio.low < 1.1 && point.ratio.high > 1.1, "{point:?}");
    assert!(point.ratio.high - point.ratio.low < 0.03, "{point:?}");
    assert!(point.p_value < 1e-3);
    assert_eq!(changes.drift, None);
}

#[test]
fn a_point_of_few_nights_is_provisional_and_of_one_night_none() {
    let values = one_step();
    assert_eq!(nights_of(&found(&values[..26])), Vec::<usize>::new());
    let changes = found(&values[..27]);
    let [point] = changes.points[..] else { panic!("one point: {changes:?}") };
    assert_eq!((point.night, point.nights, point.provisional), (25, 2, true));
    assert!(point.ratio.low < 1.1 && point.ratio.high > 1.1, "{point:?}");
    assert!(!found(&values[..32]).points[0].provisional);
}

#[test]
fn what_was_reported_is_known_again() {
    let point = found(&one_step()).points[0];
    assert!(point.is_one_of(&[3, 28]) && point.is_one_of(&[20]));
    assert!(!point.is_one_of(&[]) && !point.is_one_of(&[19, 31]));
}

#[test]
fn constant_and_short_series_have_no_points() {
    for n in [0, 1, 2, 3, 5, 6, 7, 30, 400] {
        assert_eq!(found(&vec![42.0; n]), ChangePoints::default());
    }
    assert_eq!(found(&[1.0, 1.0, 5.0, 5.0, 5.0]), ChangePoints::default());
}

#[test]
fn exact_values_with_one_step_have_one_point() {
    let changes = found(&[vec![8.0; 10], vec![9.0; 4]].concat());
    let [point] = changes.points[..] else { panic!("one point: {changes:?}") };
    assert_eq!((point.night, point.provisional), (10, true));
    assert!((point.ratio.estimate - 9.0 / 8.0).abs() < 1e-12);
    assert!((point.before - 8.0).abs() < 1e-12 && (point.after - 9.0).abs() < 1e-12);
}

#[test]
fn a_step_under_the_least_is_none() {
    let values = [vec![1000.0; 50], vec![1008.0; 50]].concat();
    assert_eq!(found(&values).points, []);
    let rule = Rule { least_step: 0.005, ..Rule::default() };
    assert_eq!(nights_of(&change_points(&values, &rule).expect("positive")), [50]);
}

#[test]
fn what_is_no_measurement_is_refused() {
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = change_points(&[1.0, 2.0, wrong], &Rule::default()).expect_err("no measurement");
        assert_eq!(refused.night, 2);
    }
    let refused = change_points(&[0.0], &Rule::default()).expect_err("no measurement");
    assert_eq!(
        refused.to_string(),
        "night 0 has the value 0: a series of nights holds finite numbers above zero"
    );
}

struct Rates {
    steps: usize,
    hits: usize,
    false_points: usize,
    nights: usize,
    covered: usize,
}

/// Series of 30 to 365 nights with a step every 90 nights, up or down, at least 10 nights apart and from the ends.
/// A point is a step's if it lies within three nights of it.
fn rates(series: usize, noise: f64, size: f64, kind: Kind) -> Rates {
    let mut simulation = Simulation::new(2024);
    let mut rates = Rates { steps: 0, hits: 0, false_points: 0, nights: 0, covered: 0 };
    for _ in 0..series {
        let n = 30 + simulation.below(336);
        let mut steps: Vec<(usize, f64)> = Vec::new();
        while size > 0.0 && steps.len() < (n / 90).max(1) {
            let at = 10 + simulation.below(n - 19);
            if steps.iter().all(|(other, _)| other.abs_diff(at) >= 10) {
                let up = simulation.below(2) == 0;
                steps.push((at, (if up { 1.0 + size } else { 1.0 - size }).ln()));
            }
        }
        let changes = found(&simulation.nights(n, noise, kind, &steps));
        let hit = |point: &ChangePoint| steps.iter().find(|(at, _)| at.abs_diff(point.night) <= 3);
        let hits: Vec<(&ChangePoint, f64)> =
            changes.points.iter().filter_map(|point| Some((point, hit(point)?.1))).collect();
        rates.steps += steps.len();
        rates.hits += hits.len();
        rates.false_points += changes.points.len() - hits.len();
        rates.nights += n;
        rates.covered += hits
            .iter()
            .filter(|(point, by)| (point.ratio.low.ln()..=point.ratio.high.ln()).contains(by))
            .count();
    }
    rates
}

#[test]
fn steps_are_found_and_nothing_else() {
    // Of ratio series (noise 1 %) steps of 5 %, of raw series (3 %) steps of 10 %.
    for (noise, size) in [(0.01, 0.05), (0.03, 0.10)] {
        for kind in [Kind::Normal, Kind::Outliers] {
            let rates = rates(80, noise, size, kind);
            let recall = rates.hits as f64 / rates.steps as f64;
            let precision = rates.hits as f64 / (rates.hits + rates.false_points) as f64;
            assert!(recall >= 0.98 && precision >= 0.98, "{noise} {kind:?}: {recall} {precision}");
            let coverage = rates.covered as f64 / rates.hits as f64;
            assert!(coverage >= 0.90, "{noise} {kind:?}: {coverage}");
        }
    }
}

#[test]
fn where_nothing_changed_nothing_is_found() {
    for (kind, most) in [(Kind::Normal, 0.05), (Kind::Outliers, 0.05), (Kind::Correlated, 0.3)] {
        let rates = rates(120, 0.05, 0.0, kind);
        let a_year = rates.false_points as f64 * 365.0 / rates.nights as f64;
        assert!(a_year <= most, "{kind:?}: {a_year} false points a series-year");
    }
}

#[test]
fn a_step_is_known_after_two_nights() {
    let mut simulation = Simulation::new(77);
    for (noise, share) in [(0.01, 0.9), (0.03, 0.4)] {
        let known = (0..200).filter(|_| {
            let at = 30 + simulation.below(100);
            let values = simulation.nights(at + 2, noise, Kind::Normal, &[(at, 1.1_f64.ln())]);
            nights_of(&found(&values)).iter().any(|night| night.abs_diff(at) <= 3)
        });
        let known = known.count() as f64 / 200.0;
        assert!(known >= share, "noise {noise}: {known}");
    }
}

/// Backwards every point is the last night of the level before, seen from the end.
#[test]
fn backwards_are_the_same_places() {
    let mut simulation = Simulation::new(8);
    for at in 20..60 {
        let mut values = simulation.nights(80, 0.01, Kind::Normal, &[(at, 0.15)]);
        let forwards = nights_of(&found(&values));
        values.reverse();
        let backwards: Vec<usize> = nights_of(&found(&values)).iter().rev().map(|night| 80 - night).collect();
        assert_eq!(forwards, backwards);
    }
}

fn series() -> impl Strategy<Value = Vec<f64>> {
    let near = prop::collection::vec(0.9_f64..1.1, 0..80);
    let any =
        prop::collection::vec(prop_oneof![1e-300_f64..1e300, Just(f64::MIN_POSITIVE), Just(1.0)], 0..80);
    let levels = prop::collection::vec((1.0_f64..3.0, 1_usize..20), 0..6)
        .prop_map(|levels| levels.into_iter().flat_map(|(level, nights)| vec![level; nights]).collect());
    prop_oneof![near, any, levels]
}

proptest! {
    #[test]
    fn points_are_in_order_and_inside(values in series()) {
        let changes = found(&values);
        let nights = nights_of(&changes);
        prop_assert!(nights.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(nights.iter().all(|night| (1..values.len()).contains(night)));
        for point in &changes.points {
            prop_assert!(point.ratio.low <= point.ratio.estimate && point.ratio.estimate <= point.ratio.high);
            prop_assert!((0.0..=1.0).contains(&point.p_value));
        }
    }

    /// A power of two, so that scaling is exact but for the logarithm's rounding.
    #[test]
    fn scaling_changes_levels_only(values in prop::collection::vec(0.8_f64..1.2, 6..80), power in -20_i32..20) {
        let scaled: Vec<f64> = values.iter().map(|value| value * 2_f64.powi(power)).collect();
        prop_assert_eq!(nights_of(&found(&values)), nights_of(&found(&scaled)));
    }
}
