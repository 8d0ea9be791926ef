//! `vitals compare`: what decides, and what is no measure.

use serde_json::Value;

use crate::alone;
use crate::program::Run;
use crate::repository::Repository;

/// Two modules, the first of which waits as long as two variables say together.
fn waits() -> Repository {
    let repository = Repository::empty();
    repository.write("app/__init__.py", "from . import db\nfrom . import cart\n");
    repository.write("app/db.py", "import time\ntime.sleep(1.0)\n");
    repository.write(
        "app/cart.py",
        "import os, time\nif float(os.environ['MORE']):\n    time.sleep(float(os.environ['MORE']))\n",
    );
    repository
}

fn compare(repository: &Repository, arguments: &[&str]) -> Run {
    repository.run(&[&["compare"], arguments, &["--import", "app", "--format", "json"]].concat())
}

fn texts(run: &Run, of: &str) -> Vec<String> {
    let reasons = run.document()["probes"][0]["verdict"][of].as_array().cloned().unwrap_or_default();
    reasons.iter().filter_map(|reason| reason["text"].as_str().map(str::to_owned)).collect()
}

#[test]
fn c11_a_wait_that_both_sides_have_is_no_measure_for_a_new_one() {
    let _alone = alone();
    let repository = waits();
    // 60 ms are 6 % of the second that both sides wait.
    let run = compare(&repository, &["env:MORE=0", "env:MORE=0.06", "--tolerance", "50%"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let shared = run.document()["probes"][0]["shared_waits"][0].clone();
    assert_eq!((&shared["module"], &shared["site"]["line"]), (&"app.db".into(), &2.into()), "{shared}");
    let named = texts(&run, "reasons").join("\n");
    assert!(named.contains("app.cart is newly blocked") && named.contains("app/cart.py:3"), "{named}");
    assert!(texts(&run, "evidence").iter().any(|text| text.contains("none of the times compared")));
    let run = compare(&repository, &["env:MORE=0", "env:MORE=0", "--tolerance", "2000ms"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn c11_a_tolerance_is_a_time_too_and_either_is_enough() {
    let _alone = alone();
    let repository = waits();
    let code = |tolerance: &str| {
        compare(&repository, &["env:MORE=0", "env:MORE=0.1", "--tolerance", tolerance]).code
    };
    assert_eq!(code("1s"), Some(0));
    assert_eq!(code("20ms"), Some(1));
    assert_eq!(code("1000% or 20ms"), Some(1));
}

#[test]
fn c1_a_collection_that_moves_names_no_module() {
    let _alone = alone();
    let repository = Repository::empty();
    let more = "import os\nif os.environ['MORE'] == '1':\n    import time\n    time.sleep(0.1)\n    import gc\n    gc.collect()\n";
    repository.write("pk/first.py", more);
    let other = "import os\nif os.environ['MORE'] == '0':\n    import gc\n    gc.collect()\n";
    repository.write("pk/innocent.py", other);
    let keep = "import gc\ngc.disable()\nkeep = [[] for _ in range(400_000)]\nfrom . import first\nfrom . import innocent\n";
    repository.write("pk/__init__.py", keep);
    let arguments = ["compare", "env:MORE=0", "env:MORE=1", "--import", "pk", "--format", "json"];
    let run = repository.run(&arguments);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let difference = run.document()["probes"][0]["difference"].clone();
    let named: Vec<&Value> =
        difference["shares"].as_array().expect("shares").iter().map(|share| &share["module"]).collect();
    assert!(named.contains(&&"pk.first".into()) && !named.contains(&&"pk.innocent".into()), "{named:?}");
    for side in ["base", "candidate"] {
        assert!(difference["collections"][side].as_u64() > Some(1_000_000), "{difference}");
    }
}
