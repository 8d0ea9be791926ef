//! `vitals nightly`: thirty nights on the example service, a real run for each.

use serde_json::Value;

use crate::program::Run;
use crate::repository::Repository;

/// One night: what is new in it, as change, quantity and the night since which it holds.
fn news(document: &Value) -> Vec<(String, String, u64)> {
    let told = document["news"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    told.iter()
        .map(|news| {
            let since = news["since"]["number"].as_u64().expect("a number");
            (text(&news["change"]), text(&news["subject"]["quantity"]), since)
        })
        .collect()
}

fn night(repository: &Repository) -> (Run, Value) {
    let run = repository.run(&["nightly", "--no-report", "--seed", "1", "--format", "json"]);
    let document = run.document();
    (run, document)
}

#[test]
fn of_thirty_nights_two_are_told_the_regression_with_its_module_and_the_mending() {
    let repository = Repository::of_the_shop();
    let mended = std::fs::read_to_string(repository.path().join("shop/events.py")).expect("text");
    let mut told = Vec::new();
    for number in 1..=30 {
        match number {
            20 => repository.import_in_the_third_line(
                "shop/events.py",
                "shop/slow.py",
                "import time\ntime.sleep(0.05)\n",
            ),
            26 => repository.write("shop/events.py", &mended),
            _ => repository.append("shop/context.py", &format!("# Night {number}.\n")),
        }
        repository.commit(&format!("Day {number}"));
        let (run, document) = night(&repository);
        assert_eq!(document["night"]["number"], number, "{}", run.err);
        let new = news(&document);
        let code = if number == 20 { 1 } else { 0 };
        assert_eq!(run.code, Some(code), "night {number}: {new:?}\n{}", run.err);
        if number == 20 {
            let reasons = document["news"][0]["reasons"].to_string();
            assert!(reasons.contains("shop.slow is new"), "{reasons}");
            assert!(reasons.contains("shop/events.py:3"), "{reasons}");
            let ratio = document["news"][0]["ratio"]["estimate"].as_f64().expect("a ratio");
            assert!((1.2..10.0).contains(&ratio), "{ratio}");
            assert_eq!(document["news"][0]["after"]["commit"]["subject"], "Day 19");
            assert_eq!(document["news"][0]["since"]["commit"]["subject"], "Day 20");
        }
        let standing = document["standing"].as_array().map_or(0, Vec::len);
        assert_eq!(standing, usize::from((21..26).contains(&number)), "night {number}");
        told.extend(new);
    }
    let expected = [("step", "time", 20), ("recovery", "time", 26)];
    let expected = expected.map(|(change, quantity, since)| (change.to_owned(), quantity.to_owned(), since));
    assert_eq!(told, expected);
}
