//! Figures and places in reports: what they are of is said, and what nobody can open is not named.

use serde_json::Value;

use crate::program::{Run, a_python, services, vitals};
use crate::repository::Repository;

/// Blocked on one side alone, so that a ratio of the waits would say nothing, and imported by text.
const SLEEPS: &str = "import time\ntime.sleep(0.06)\nexec(\"import colorsys\")\n";

fn quantity<'a>(document: &'a Value, name: &str) -> &'a Value {
    let quantities = document["probes"][0]["quantities"].as_array().expect("quantities");
    quantities.iter().find(|quantity| quantity["name"] == name).expect("the quantity")
}

#[test]
fn d15_a_comparison_names_no_folder_that_is_gone_and_no_ratio_of_nothing() {
    let repository = Repository::of_the_shop();
    repository.import_in_the_third_line("shop/events.py", "shop/slow.py", SLEEPS);
    repository.commit("Slow");
    let compared =
        |format: &str| repository.run(&["compare", "main~1", "main", "--pairs", "5", "--format", format]);
    let json = compared("json");
    for run in [&json, &compared("html"), &compared("human"), &compared("markdown")] {
        // A busy machine may ask for more pairs than these.
        assert!(matches!(run.code, Some(1 | 2)), "{}{}", run.out, run.err);
        for gone in ["vitals-run-", "<string>:", "&lt;string&gt;:"] {
            let at = run
                .out
                .find(gone)
                .map(|at| run.out.chars().skip(at.saturating_sub(200)).take(400).collect::<String>());
            assert_eq!(at, None, "{gone}");
        }
    }
    let document = json.document();
    let time = quantity(&document, "time");
    let [base, candidate, ratio] = [&time["base"], &time["candidate"], &time["ratio"]["estimate"]];
    let [base, candidate, ratio] = [base, candidate, ratio].map(|value| value.as_f64().expect("a number"));
    assert!(
        (candidate / base / ratio - 1.0).abs() < 1e-9,
        "both sides and the ratio are of one statistic: {time}"
    );
    let level = time["ratio"]["level"].as_f64().expect("a level");
    assert!((0.9..1.0).contains(&level), "{time}");
    let blocked = quantity(&document, "blocked");
    assert!(blocked["ratio"].is_null(), "{blocked}");
}

fn probed(arguments: &[&str]) -> Run {
    let mut command = vitals();
    command
        .current_dir(services())
        .arg("probe")
        .args(arguments)
        .args(["--quiet", "--python"])
        .arg(a_python());
    Run::of(&mut command)
}

#[test]
fn d15_two_samples_have_no_interval_and_three_have_one_with_its_level() {
    let two = probed(&["import", "slow_sleep", "--limit", "300ms", "-n", "2"]);
    assert_eq!(two.code, Some(1), "{}{}", two.out, two.err);
    assert!(two.out.contains("(geometric mean, n = 2)") && !two.out.contains("interval"), "{}", two.out);
    let three = probed(&["import", "slow_sleep", "--limit", "300ms", "-n", "3"]);
    assert!(three.out.contains("(geometric mean; 99.9 % interval "), "{}", three.out);
    let document =
        probed(&["import", "slow_sleep", "--limit", "300ms", "-n", "2", "--format", "json"]).document();
    let interval = &document["probes"][0]["interval"];
    assert!(interval["low"].is_null() && interval["high"].is_null(), "{interval}");
}

#[test]
fn d15_a_limit_that_no_type_holds_is_refused() {
    let run = probed(&["import", "steady", "--limit", "99999999999999999999h"]);
    assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
    assert!(run.says("more than can be counted"), "{}", run.err);
}
