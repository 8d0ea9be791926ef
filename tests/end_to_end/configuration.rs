//! What a configuration or a command line cannot mean is refused before anything runs, with its place.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Run, a_python, services, vitals};

const PROBE: &str = "[[probe.import]]\nmodule = \"json\"\n";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Refused as a mistake of the user, with nothing on standard output.
fn refused(run: &Run, reported: &[&str], what: &str) {
    assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{what}: {}", run.err);
    for words in reported {
        assert!(run.says(words), "{what}, {words}: {}", run.err);
    }
}

/// Something that is no file, and what it is called.
type Stand = (&'static str, fn(&Path));

const STANDS: [Stand; 6] = [
    ("a link to something that is not there", |path| symlink("nowhere", path).expect("a link")),
    ("a folder", |path| fs::create_dir(path).expect("a folder")),
    ("a FIFO", |path| fifo(path)),
    ("a socket", |path| drop(UnixListener::bind(path).expect("a socket"))),
    ("a device", |path| symlink("/dev/zero", path).expect("a link")),
    ("not text in UTF-8", |path| fs::write(path, b"[tool.vitals]\nx = \"\xff\"").expect("written")),
];

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo {}", path.display());
}

#[test]
fn d9_what_is_no_file_is_named_and_never_counts_as_absent() {
    for (kind, make) in STANDS {
        for name in ["vitals.toml", "pyproject.toml"] {
            let folder = folder();
            // Not this one, which is farther away.
            fs::write(folder.path().join("vitals.toml"), PROBE).expect("written");
            let inner = folder.path().join("inner");
            let deep = inner.join("deep");
            fs::create_dir_all(&deep).expect("a folder");
            let path = inner.join(name);
            make(&path);
            let named = path.display().to_string();
            // Found here, found from below, and named.
            for (working, arguments) in [
                (&inner, &["check"][..]),
                (&deep, &["health"]),
                (&deep, &["baseline", "list"]),
                (&inner, &["imports"]),
                (&inner, &["check", "--config", name]),
                (&deep, &["websocket", "--config", &named]),
            ] {
                let run = Run::of(vitals().current_dir(working).args(arguments));
                refused(&run, &[&format!("{name} is {kind}")], &format!("{arguments:?}"));
            }
        }
    }
}

#[test]
fn d9_a_file_that_cannot_be_read_is_named() {
    for name in ["vitals.toml", "pyproject.toml"] {
        let folder = folder();
        let path = folder.path().join(name);
        fs::write(&path, PROBE).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).expect("permissions");
        let mut command = as_nobody(folder.path());
        let run = Run::of(command.arg("check"));
        refused(&run, &["cannot be read", name, "Permission denied"], name);
    }
    let folder = folder();
    symlink("vitals.toml", folder.path().join("vitals.toml")).expect("a link");
    let run = Run::of(vitals().current_dir(folder.path()).arg("check"));
    refused(&run, &["vitals.toml cannot be read", "symbolic links"], "a link to itself");
}

/// The program, without the rights of root where it has them.
fn as_nobody(folder: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        let mut command = vitals();
        command.current_dir(folder);
        return command;
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("permissions");
    // The program's own folder may be closed to others.
    let program = folder.join("vitals-of-nobody");
    fs::copy(vitals().get_program(), &program).expect("copied");
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).current_dir(folder);
    command
}

#[test]
fn d9_a_table_of_a_project_that_is_none_is_refused_with_its_line() {
    for (text, line) in [
        ("[tool]\nvitals = \"x\"\n", "line 2"),
        ("[project]\nname = \"a\"\n[tool]\nvitals = []\n", "line 4"),
        ("tool.vitals = 3\n", "line 1"),
        ("[[tool.vitals]]\ntarget = {}\n", "line 1"),
    ] {
        let folder = folder();
        let project = folder.path().join("pyproject.toml");
        fs::write(&project, text).expect("written");
        for arguments in [&["check"][..], &["check", "--config", "pyproject.toml"]] {
            let run = Run::of(vitals().current_dir(folder.path()).args(arguments));
            refused(&run, &[line, "`vitals` in [tool] must be a table", "pyproject.toml"], text);
        }
    }
}

fn check(configuration: &str) -> Run {
    let folder = folder();
    fs::write(folder.path().join("vitals.toml"), configuration).expect("written");
    Run::of(vitals().current_dir(folder.path()).arg("health"))
}

#[test]
fn d10_what_a_value_cannot_be_is_refused_at_its_line() {
    let import = "[[probe.import]]\nmodule = \"json\"\n";
    let create = "[[probe.create]]\nfactory = \"a:b\"\n";
    let growth = "[[probe.growth]]\nfactory = \"a:b\"\n";
    let syntax = "[[check]]\nname = \"a\"\nkind = \"syntax\"\n";
    let command = "[[check]]\nname = \"a\"\nkind = \"command\"\n";
    let websocket = "[[check]]\nname = \"a\"\nkind = \"websocket\"\nurl = \"ws://a:1/\"\n";
    let target = "[target]\n";
    for (head, key, reported) in [
        (import, "limit = \"0s\"", "more than zero"),
        (import, "limit = \"0.1ns\"", "more than zero"),
        (import, "limit = \"99999999999999999999h\"", "more than can be counted"),
        (import, "limit = \"-1s\"", "is not a duration"),
        (import, "limit = inf", "is not a duration"),
        (import, "regression = \"-10%\"", "is no tolerance"),
        (import, "regression = \"99999999%\"", "more than 1,000 %"),
        (import, "samples = 0", "between 1 and"),
        (import, "samples = -1", "between 1 and"),
        (create, "limit = \"0ms\"", "more than zero"),
        (create, "repeat_limit = \"0s\"", "more than zero"),
        (create, "repeat_limit = 5", "has no unit"),
        (create, "repeats = 0", "unknown field `repeats`"),
        (import, "repeat_limit = \"1s\"", "unknown field `repeat_limit`"),
        (growth, "repeat_limit = \"1s\"", "unknown field `repeat_limit`"),
        (create, "samples = 9223372036854775807", "between 1 and"),
        (create, "expect_type = \"\"", "not the name of a type"),
        (create, "kwargs = { \"\" = \"1\" }", "not the name of an argument"),
        (growth, "per_hour = -1", "objects an hour"),
        (growth, "per_hour = 0", "objects an hour"),
        (growth, "per_hour = nan", "objects an hour"),
        (growth, "per_hour = inf", "objects an hour"),
        (growth, "per_hour = 1e308", "objects an hour"),
        (growth, "limit = \"0B\"", "more than zero"),
        (growth, "limit = \"99999999999999999999GB\"", "more than can be counted"),
        (growth, "objects = 0", "between 1 and"),
        (growth, "objects = 4294967295", "between 1 and"),
        (growth, "rounds = 9", "between 10 and"),
        (growth, "rounds = 4294967295", "between 10 and"),
        (target, "env = { \"\" = \"x\" }", "empty name"),
        (target, "env = { \"A=B\" = \"x\" }", "cannot have a `=`"),
        (target, "env = { \"A\\u0000\" = \"x\" }", "NUL"),
        (target, "env = { A = \"\\u0000\" }", "NUL"),
        (target, "cpu_time = \"0s\"", "more than zero"),
        (target, "address_space = \"0MB\"", "more than zero"),
        (syntax, "timeout = \"0s\"", "more than zero"),
        (syntax, "weight = 1e308", "`weight` must be a number from 0 to 1000000"),
        (syntax, "weight = -1", "`weight` must be a number from 0 to 1000000"),
        (syntax, "weight = nan", "`weight` must be a number from 0 to 1000000"),
        (syntax, "weight = inf", "`weight` must be a number from 0 to 1000000"),
        (syntax, "weight = 0.0000001", "at most six decimals"),
        (syntax, "weight = 0", "no check has a weight"),
        (command, "command = [\"\"]", "a command is empty"),
        (command, "command = [\"a\", \"\\u0000\"]", "NUL"),
        (websocket, "within = \"0s\"", "more than zero"),
        (websocket, "users = 0", "between 1 and 1000"),
        (websocket, "users = 1001", "between 1 and 1000"),
        (websocket, "max_message = \"0B\"", "more than zero"),
        (websocket, "max_messages = 0", "nonzero"),
        (websocket, "expect = [{ event = \"a\", within = \"0s\" }]", "more than zero"),
        (websocket, "start = []", "a command is empty"),
    ] {
        let text = format!("{head}{key}\n{PROBE}");
        let line = head.matches('\n').count() + 1;
        // What is wrong with all checks together is shown at the first.
        let line = if reported == "no check has a weight" { 1 } else { line };
        let run = check(&text);
        refused(&run, &[reported, &format!("line {line}:"), "vitals.toml"], key);
        // The line itself is shown.
        let shown = text.lines().nth(line - 1).unwrap_or_default();
        assert!(run.says(shown), "{key}: {}", run.err);
    }
}

#[test]
fn d10_the_command_line_refuses_what_the_configuration_does() {
    for (arguments, reported) in [
        (&["probe", "import", "steady", "--limit", "0s"][..], "more than zero"),
        (&["probe", "import", "steady", "--limit", "99999999999999999999h"], "more than can be counted"),
        (&["probe", "import", "steady", "-n", "0"], "between 1 and"),
        (&["probe", "import", "steady", "--timeout", "0s"], "more than zero"),
        (&["probe", "import", "steady", "--budget", "0s"], "more than zero"),
        (&["probe", "import", "steady", "--cpu-time", "0s"], "more than zero"),
        (&["probe", "import", "steady", "--address-space", "0B"], "more than zero"),
        (&["probe", "import", "steady", "--env", "=x"], "empty name"),
        (&["probe", "growth", "steady:make", "--per-hour", "nan"], "objects an hour"),
        (&["probe", "growth", "steady:make", "--per-hour=-1"], "objects an hour"),
        (&["probe", "growth", "steady:make", "--per-hour", "inf"], "objects an hour"),
        (&["probe", "create", "steady:make", "--expect-type", ""], "not the name of a type"),
        (&["probe", "create", "steady:make", "--repeat-limit", "0s"], "more than zero"),
        (&["probe", "import", "steady", "--repeat-limit", "1s"], "unexpected argument '--repeat-limit'"),
        (&["probe", "create", "steady:make", "--kwarg", "=1"], "not the name of an argument"),
        (&["probe", "growth", "steady:make", "--objects", "0"], "between 1 and"),
        (&["probe", "growth", "steady:make", "--rounds", "9"], "between 10 and"),
        (&["probe", "growth", "steady:make", "--limit", "0MB"], "more than zero"),
        (&["explain", "steady", "--lines", "0"], "between 1 and"),
        (&["compare", "main", ".", "--pairs", "0"], "between 4 and"),
        (&["compare", "main", ".", "--tolerance=-1%"], "write `10%`, `100ms`, or `10% or 100ms`"),
        (&["compare", "main", ".", "--tolerance", "0%"], "`10% or 100ms`"),
        (&["compare", "main", ".", "--tolerance", "1001%"], "more than 1,000 %"),
        (&["compare", "main", ".", "--tolerance", "10% or 1s or 2s"], "write `10% or 100ms`"),
        (&["check", "--baseline", "a", "--max-age", "0s"], "more than zero"),
    ] {
        let run = Run::of(vitals().current_dir(services()).args(arguments));
        refused(&run, &[reported], &format!("{arguments:?}"));
    }
}

#[test]
fn d8_a_watch_has_a_shortest_pause() {
    let folder = folder();
    fs::write(folder.path().join("vitals.toml"), PROBE).expect("written");
    for (pause, reported) in
        [("0s", "more than zero"), ("1ms", "the shortest is 1s"), ("999ms", "the shortest is 1s")]
    {
        let run = Run::of(vitals().current_dir(folder.path()).args(["health", "--watch", pause]));
        refused(&run, &[reported], pause);
    }
}

/// A virtual environment of another interpreter than the `python` on `PATH`, and a folder with that `python`.
fn two_pythons(folder: &Path) -> String {
    let venv = folder.join(".venv");
    let made = Command::new(a_python()).args(["-m", "venv", "--without-pip"]).arg(&venv).output();
    assert!(made.is_ok_and(|output| output.status.success()), "no venv");
    let path = folder.join("path");
    fs::create_dir(&path).expect("a folder");
    for name in ["python", "python3"] {
        let program = path.join(name);
        fs::write(&program, "#!/bin/sh\necho python of PATH >&2\nexit 9\n").expect("written");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("executable");
    }
    format!("{}:/usr/bin:/bin", path.display())
}

#[test]
fn d13_python_is_the_targets_in_every_configured_command() {
    let folder = folder();
    let path = two_pythons(folder.path());
    fs::write(folder.path().join("prefix.py"), "import sys\nprint('prefix', sys.prefix)\n").expect("written");
    // It ends before it answers, and its output is shown: whose prefix it is.
    let server = "port = 1\nimport prefix, sys\nsys.exit(3)\n";
    fs::write(folder.path().join("server.py"), server).expect("written");
    let own = folder.path().canonicalize().expect("a folder").join(".venv");
    for word in ["python", "python3"] {
        let text = format!(
            "[[check]]\nname = \"command\"\nkind = \"command\"\ncommand = [\"{word}\", \"prefix.py\"]\n\
             evidence = {{ pattern = \"prefix {own}\\n\" }}\n\
             [[check]]\nname = \"server\"\nkind = \"websocket\"\nurl = \"ws://127.0.0.1:1/\"\nexpect = [\"a\"]\n\
             start = [\"{word}\", \"server.py\"]\n",
            own = own.display(),
        );
        fs::write(folder.path().join("vitals.toml"), text).expect("written");
        let run = |arguments: &[&str]| {
            let mut command = vitals();
            command.current_dir(folder.path()).env("PATH", &path).args(arguments);
            Run::of(command.args(["--format", "json"])).document()
        };
        let health = run(&["health", "--quiet", "--no-report", "--no-history"]);
        assert_eq!(health["checks"][0]["verdict"]["status"], "pass", "{word}: {health}");
        let wanted = format!("prefix {}", own.display());
        let said = |server: &serde_json::Value| server["output"].to_string();
        let of_health = said(&health["checks"][1]["conversation"]["server"]);
        assert!(of_health.contains(&wanted), "{word}: {of_health}");
        let of_websocket = said(&run(&["websocket"])["checks"][0]["outcome"]["server"]);
        assert!(of_websocket.contains(&wanted), "{word}: {of_websocket}");
    }
}

#[test]
fn d13_the_websocket_command_takes_another_python() {
    let folder = folder();
    let path = two_pythons(folder.path());
    fs::rename(folder.path().join(".venv"), folder.path().join("elsewhere")).expect("moved");
    fs::write(folder.path().join("server.py"), "import sys\nsys.exit(sys.prefix)\n").expect("written");
    let text = "[[check]]\nname = \"a\"\nkind = \"websocket\"\nurl = \"ws://127.0.0.1:1/\"\nexpect = [\"a\"]\nstart = [\"python\", \"server.py\"]\n";
    fs::write(folder.path().join("vitals.toml"), text).expect("written");
    let run = |arguments: &[&str]| {
        let mut command = vitals();
        command.current_dir(folder.path()).env("PATH", &path).args(["websocket", "--format", "json"]);
        let document = Run::of(command.args(arguments)).document();
        document["checks"][0]["outcome"]["server"]["output"].to_string()
    };
    assert!(run(&["--python", "elsewhere"]).contains("/elsewhere"));
    assert!(run(&[]).contains("python of PATH"));
}
