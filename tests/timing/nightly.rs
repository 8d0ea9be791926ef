//! `vitals nightly`: nights on the example service, a real run for each.

use crate::alone;
use crate::machine::Machine;
use crate::night::{news, night};
use crate::program::Run;
use crate::repository::Repository;

/// The nights, the one that is slower, and the one in which it is fixed.
const NIGHTS: u64 = 14;
const SLOWER: u64 = 8;
const FIXED: u64 = 11;

/// The example service, of which a night takes no more samples than a verdict needs.
fn shop() -> Repository {
    let repository = Repository::of_the_shop();
    repository.append("vitals.toml", "samples = 3\n");
    repository.commit("Few samples");
    repository
}

#[test]
fn of_fourteen_nights_two_are_reported_the_regression_with_its_module_and_its_fix() {
    let _alone = alone();
    let repository = shop();
    let fixed = std::fs::read_to_string(repository.path().join("shop/events.py")).expect("text");
    let machine = Machine::now();
    let (mut reported, mut standing) = (Vec::new(), Vec::new());
    for number in 1..=NIGHTS {
        match number {
            SLOWER => repository.import_in_the_third_line(
                "shop/events.py",
                "shop/slow.py",
                "import time\ntime.sleep(0.05)\n",
            ),
            FIXED => repository.write("shop/events.py", &fixed),
            _ => repository.append("shop/context.py", &format!("# Night {number}.\n")),
        }
        repository.commit(&format!("Day {number}"));
        let (run, document) = night(&repository);
        assert_eq!(document["night"]["number"], number, "{}", run.err);
        let new = news(&document);
        let code = i32::from(number == SLOWER);
        assert_eq!(run.code, Some(code), "night {number}: {new:?}\n{}", run.err);
        if number == SLOWER {
            let reasons = document["alerts"][0]["reasons"].to_string();
            assert!(reasons.contains("shop.slow is new"), "{reasons}");
            assert!(reasons.contains("shop/events.py:3"), "{reasons}");
            let ratio = document["alerts"][0]["ratio"]["estimate"].as_f64().expect("a ratio");
            assert!((1.2..10.0).contains(&ratio), "{ratio}");
            assert_eq!(document["alerts"][0]["after"]["commit"]["subject"], "Day 7");
            assert_eq!(document["alerts"][0]["since"]["commit"]["subject"], "Day 8");
        }
        standing.push(document["open_alerts"].as_array().map_or(0, Vec::len));
        reported.extend(new);
    }
    let reported: Vec<_> =
        reported.iter().map(|(change, what, since)| (&**change, &**what, *since)).collect();
    // Where the machine's time is stolen, it may take another night or two to be sure of the fix.
    let late = if machine.was_calm() { 0 } else { 2 };
    let [("step", "time", SLOWER), ("recovery", "time", fixed)] = reported[..] else {
        panic!("{reported:?}")
    };
    assert!((FIXED..=FIXED + late).contains(&fixed), "{reported:?}");
    let open = |number| usize::from((SLOWER + 1..fixed).contains(&number));
    let expected: Vec<usize> = (1..=NIGHTS).map(open).collect();
    assert_eq!(standing, expected);
}

#[test]
fn what_was_accepted_stands_no_longer_and_is_not_reported_again() {
    let _alone = alone();
    let repository = shop();
    night(&repository);
    repository.import_in_the_third_line("shop/events.py", "shop/slow.py", "import time\ntime.sleep(0.05)\n");
    repository.commit("Slower");
    let (run, document) = night(&repository);
    assert_eq!((run.code, news(&document).len()), (Some(1), 1), "{}", run.err);
    let accepted = Run::of(&mut repository.plain(&["nightly", "accept", "--reason", "it is meant"]));
    assert_eq!(accepted.code, Some(0), "{}", accepted.err);
    assert!(accepted.out.contains("Slower"), "{}", accepted.out);
    let (run, document) = night(&repository);
    assert_eq!((run.code, news(&document)), (Some(0), Vec::new()), "{}", run.err);
    assert_eq!(document["reference"]["subject"], "Slower");
    assert!(document["open_alerts"].as_array().is_some_and(Vec::is_empty));
    let trends = document["trends"].as_array().expect("trends");
    let time = trends.iter().find(|trend| trend["subject"]["quantity"] == "time").expect("a series");
    let levels: Vec<f64> = time["levels"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|level| level["value"]["estimate"].as_f64())
        .collect();
    assert!(levels[1] > 1.2 && levels[2] > 1.2, "the series goes on at the accepted level: {levels:?}");
}
