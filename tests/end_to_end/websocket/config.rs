//! Mistakes in a websocket check are usage errors with their line.

use super::command;
use crate::program::{Run, vitals};

#[test]
fn mistakes_are_usage_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    for (keys, reported) in [
        ("uri = \"ws://127.0.0.1:1/\"", "did you mean `url`?"),
        ("url = \"wss://127.0.0.1:1/\"", "line 4"),
        ("url = \"ws://127.0.0.1:1/\"\nwithin = 3", "has no unit"),
        ("url = \"ws://127.0.0.1:1/{token}\"", "no `login`"),
    ] {
        let run = Run::of(&mut command(folder.path(), keys));
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{keys}: {}", run.err);
        assert!(run.says(reported), "{keys}: {}", run.err);
    }
    let run = Run::of(command(folder.path(), "url = \"ws://127.0.0.1:1/\"").args(["--check", "other"]));
    assert_eq!(run.code, Some(64));
    assert!(
        run.says("--only \"other\" chooses nothing") && run.says("there are: golden path"),
        "{}",
        run.err
    );
    let other = "[[check]]\nname = \"a\"\nkind = \"syntax\"\n";
    std::fs::write(folder.path().join("vitals.toml"), other).expect("written");
    let run = Run::of(vitals().current_dir(folder.path()).arg("websocket"));
    assert_eq!(run.code, Some(64));
    assert!(run.says("no [[check]] of kind"), "{}", run.err);
}
