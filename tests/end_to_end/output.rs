//! Standard output that cannot be written, that nobody reads, and files that are none.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};
use crate::support::packed::Packed;

const CONFIGURATION: &str = r#"
[[probe.import]]
module = "json"
limit = "1m"
samples = 3

[[check]]
name = "nobody listens"
kind = "websocket"
url = "ws://127.0.0.1:1/"

"#;

/// A copy of one project with some runs in its history.
fn project() -> TempDir {
    static MADE: LazyLock<Packed> = LazyLock::new(|| Packed::of(made().path()));
    MADE.unpacked()
}

fn made() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let configuration = CONFIGURATION.replace("messages = []\n", "");
    fs::write(at("vitals.toml"), configuration).expect("written");
    fs::write(at("app.py"), "import json\n").expect("written");
    for arguments in [
        &["check", "--quiet", "--no-report"][..],
        &["nightly", "--quiet", "--no-report"],
        &["baseline", "capture", "one", "--quiet"],
        &["baseline", "capture", "two", "--quiet"],
        &["history", "export", "-o", "export.json"],
    ] {
        let run = Run::of(&mut command(folder.path(), arguments));
        assert!(matches!(run.code, Some(0..=2)), "{arguments:?}: {}{}", run.out, run.err);
    }
    folder
}

/// It ends, or the test fails.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let program = vitals();
    let mut command = Command::new("timeout");
    command.args(["--signal=KILL", "120"]).arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let measures = ["check", "probe", "compare", "health", "nightly", "triage", "audit", "explain"];
    let captures = arguments.starts_with(&["baseline", "capture"]);
    let measures = (measures.contains(&arguments[0]) || captures) && !arguments.contains(&"--help");
    let python = a_python().display().to_string();
    let python = if measures { vec!["--python", &python] } else { Vec::new() };
    command.current_dir(folder).args(arguments).args(python);
    command
}

/// Every command that prints.
const PRINTING: &[&[&str]] = &[
    &["--help"],
    &["--version"],
    &["history", "prune", "--help"],
    &["probe", "import", "json", "--quiet", "-n", "3"],
    &["check", "--quiet", "--no-report", "--no-history"],
    &["check", "--quiet", "--no-report", "--no-history", "--format", "json"],
    &["compare", "--import", "json", "env:A=1", ".", "--quiet", "--pairs", "4"],
    &["health", "--quiet", "--no-report", "--no-history"],
    &["health", "--nagios", "--no-report", "--no-history"],
    &["triage", "--quiet"],
    &["audit", "--quiet", "--no-history"],
    &["nightly", "--quiet", "--no-report"],
    &["websocket"],
    &["baseline", "capture", "three", "--replace", "--quiet"],
    &["baseline", "list"],
    &["baseline", "show", "one"],
    &["baseline", "diff", "one", "two"],
    &["history"],
    &["history", "list", "--format", "csv"],
    &["history", "show", "latest"],
    &["history", "export"],
    &["history", "export", "--format", "csv"],
    &["history", "import", "export.json"],
    &["history", "prune", "--keep-last", "1000"],
    &["history", "check"],
    &["report", "latest"],
    &["report", "latest", "--format", "html"],
    &["report", "latest", "--format", "markdown"],
    &["trend"],
    &["explain", "json", "--quiet"],
    &["explain", "json", "--quiet", "--export", "speedscope"],
    &["imports"],
    &["init", "--dry-run"],
];

#[test]
fn d5_output_that_cannot_be_written_is_70_in_every_command() {
    let folder = project();
    for arguments in PRINTING {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        let run = Run::of(command(folder.path(), arguments).stdout(full));
        assert_eq!(run.code, Some(70), "{arguments:?}: {}", run.err);
        assert!(
            run.says("standard output cannot be written") || run.says("No space left"),
            "{arguments:?}: {}",
            run.err
        );
    }
    // A report that was asked for as a file is there all the same.
    let full = OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let arguments = ["check", "--quiet", "--output", "json=written.json"];
    let run = Run::of(command(folder.path(), &arguments).stdout(full));
    assert_eq!(run.code, Some(70), "{}", run.err);
    assert!(run.says("report: ") && run.says("history: run") && folder.path().join("written.json").is_file());
}

#[test]
fn d5_a_closed_pipe_is_nobodys_fault_in_any_command() {
    let folder = project();
    for arguments in PRINTING {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let run = Run::of(command(folder.path(), arguments).stdout(writer));
        assert!(matches!(run.code, Some(0..=4)), "{arguments:?}: {:?} {}", run.code, run.err);
        assert!(!run.says("cannot be written") && !run.says("panicked"), "{arguments:?}: {}", run.err);
    }
    // Notes that nobody reads cost nothing.
    for arguments in [&["check", "--no-report"][..], &["nosuchcommand"], &["history", "export", "-o", "e"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let code = command(folder.path(), arguments).stdout(Stdio::null()).stderr(writer).status();
        let code = code.expect("the program starts").code();
        assert_eq!(code, Some(if arguments[0] == "nosuchcommand" { 64 } else { 0 }), "{arguments:?}");
    }
}

#[test]
fn d8_a_watch_ends_when_nobody_reads_it() {
    let folder = project();
    let arguments = ["health", "--watch", "1h", "--check", "nobody listens", "--quiet"];
    let mut child = command(folder.path(), &arguments).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut first = String::new();
    // The reader goes with its block, as `head -1` goes.
    {
        let output = child.stdout.take().expect("piped");
        BufReader::new(output).read_line(&mut first).expect("a line");
    }
    assert!(!first.is_empty());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

#[test]
fn d8_what_is_no_regular_file_is_named_and_not_waited_for() {
    let folder = project();
    let at = |name: &str| folder.path().join(name);
    fifo(&at(".vitals/baselines/pipe.json"));
    fifo(&at("pipe"));
    fifo(&at("piped.py"));
    fs::create_dir(at("folder.db")).expect("made");
    for (arguments, name) in [
        (&["baseline", "show", "pipe"][..], "pipe.json"),
        (&["baseline", "diff", "one", "pipe"], "pipe.json"),
        (&["check", "--baseline", "pipe", "--quiet"], "pipe.json"),
        (&["nightly", "--baseline", "pipe", "--quiet"], "pipe.json"),
        (&["compare", "baseline:pipe", ".", "--quiet"], "pipe.json"),
        (&["baseline", "capture", "pipe", "--merge", "--quiet"], "pipe.json"),
        (&["history", "import", "pipe"], "pipe"),
        (&["history", "--database", "pipe"], "pipe"),
        (&["report", "latest", "--database", "pipe"], "pipe"),
    ] {
        let run = Run::of(&mut command(folder.path(), arguments));
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{arguments:?}: {}", run.err);
        assert!(run.says("it is a FIFO") && run.says(name), "{arguments:?}: {}", run.err);
    }
    let run = Run::of(&mut command(folder.path(), &["history", "--database", "folder.db"]));
    assert!(run.code == Some(64) && run.says("it is a folder"), "{}", run.err);
    let run = Run::of(&mut command(folder.path(), &["history", "import", "/dev/zero"]));
    assert!(run.code == Some(64) && run.says("it is a device"), "{}", run.err);
    // One that cannot be read hides no other.
    let run = Run::of(&mut command(folder.path(), &["baseline", "list"]));
    assert!(run.code == Some(0) && run.says("it is a FIFO") && run.says("one"), "{}{}", run.out, run.err);
    let run = Run::of(&mut command(folder.path(), &["imports"]));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    // And none is replaced.
    let arguments = ["baseline", "capture", "pipe", "--replace", "--quiet"];
    let run = Run::of(&mut command(folder.path(), &arguments));
    assert!(run.code == Some(64) && run.says("it is a FIFO"), "{}", run.err);

    let suite = "[[check]]\nname = \"suite\"\nkind = \"command\"\ncommand = [\"mkfifo\", \"piped.xml\"]\nevidence = { junit = \"piped.xml\" }\n";
    fs::write(at("vitals.toml"), suite).expect("written");
    let run = Run::of(&mut command(folder.path(), &["health", "--no-report", "--no-history"]));
    assert!(run.says("it is a FIFO"), "{}{}", run.out, run.err);
}

#[test]
fn d8_a_descriptor_that_the_shell_opened_is_read() {
    let folder = project();
    let export = fs::read(folder.path().join("export.json")).expect("there");
    let mut import = command(folder.path(), &["history", "import", "/dev/stdin"]);
    let mut child = import.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("piped").write_all(&export).expect("read");
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert!(run.code == Some(0) && run.says("were here already"), "{}{}", run.out, run.err);
    let file = File::open(folder.path().join("export.json")).expect("there");
    let run = Run::of(command(folder.path(), &["history", "import", "/dev/fd/0"]).stdin(file));
    assert_eq!(run.code, Some(0), "{}", run.err);
}
