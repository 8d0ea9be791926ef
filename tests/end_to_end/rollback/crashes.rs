//! Faults at system calls: each git and the program itself, killed or refused by the disk.

use std::path::Path;
use std::process::Command;

use crate::program::{Run, a_python};
use crate::support::needs::needs;

/// Sixty of the places that `benches/rollback/crashes` tries: killed, ENOSPC, EIO, in apply, one that is undone at once, undo and publish.
#[test]
fn a_crash_at_any_of_sixty_writes_is_before_or_after_once_recovered() {
    needs!(Command::new("strace").arg("-V").output().map_err(|error| format!("strace: {error}")));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rollback/crashes");
    let mut command = Command::new(a_python());
    command.arg(script).args(["--points", "60", "--jobs", "2", "--vitals"]);
    let run = Run::from(command.arg(assert_cmd::cargo::cargo_bin!("vitals")).output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    // Root alone can write another account's approval: then a rewrite is among them, and one that is undone at once.
    let (kinds, each) = if rustix::process::geteuid().is_root() { (6, ": 10 of ") } else { (4, ": 15 of ") };
    let tried = run.out.lines().filter(|line| line.contains(each)).count();
    assert_eq!(tried, kinds, "as many of each: {}", run.out);
}
