//! A captured baseline of the example service.

use std::fs;
use std::sync::LazyLock;

use serde_json::Value;

use super::packed::Packed;
use super::repository::Repository;

/// Where it is kept.
pub const FILE: &str = ".vitals/baselines/before.json";

/// Each test has a copy of one that is captured once.
pub fn captured() -> Repository {
    static CAPTURED: LazyLock<Packed> = LazyLock::new(|| {
        let repository = Repository::of_the_shop();
        let run = repository.run(&["baseline", "capture", "before"]);
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
        Packed::of(repository.path())
    });
    Repository::of(&CAPTURED)
}

pub fn stored(repository: &Repository) -> Value {
    let text = fs::read_to_string(repository.path().join(FILE)).expect("a baseline");
    serde_json::from_str(&text).expect("JSON")
}
