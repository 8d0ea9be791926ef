//! Files that the user names: what is never replaced, who may read them, and which streams are written.

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};
use crate::support::packed::Packed;

const CONFIGURATION: &str = "[[probe.import]]\nmodule = \"json\"\nlimit = \"1m\"\nsamples = 3\n";

/// A project with one recorded run.
fn project() -> TempDir {
    static MADE: LazyLock<Packed> = LazyLock::new(|| Packed::of(made().path()));
    MADE.unpacked()
}

fn made() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("vitals.toml"), CONFIGURATION).expect("written");
    let run = in_folder(&folder, "022", &["check", "--no-report", "--quiet"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    folder
}

fn command(folder: &Path, umask: &str, arguments: &[&str]) -> Command {
    let program = vitals();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")]).arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let measures = !matches!(arguments[0], "history" | "report" | "trend" | "init");
    let python = a_python().display().to_string();
    let python = if measures { vec!["--python", &python] } else { Vec::new() };
    command.current_dir(folder).args(arguments).args(python);
    command
}

fn in_folder(folder: &TempDir, umask: &str, arguments: &[&str]) -> Run {
    Run::of(&mut command(folder.path(), umask, arguments))
}

/// Every command that writes a file of the user's choice, with that file.
fn writers(path: &str) -> Vec<Vec<String>> {
    let output = format!("json={path}");
    let commands: &[&[&str]] = &[
        &["check", "--no-report", "--no-history", "--quiet", "--output", &output],
        &["nightly", "--no-report", "--quiet", "--output", &output],
        &["compare", "--import", "json", "env:A=1", ".", "--quiet", "--pairs", "4", "--output", &output],
        &["health", "--no-report", "--no-history", "--quiet", "--output", &output],
        &["triage", "--quiet", "--output", &output],
        &["audit", "--no-history", "--quiet", "--output", &output],
        &["probe", "import", "json", "--quiet", "-n", "3", "--output", &output],
        &["report", "latest", "--output", &output],
        &["trend", "--output", &output],
        &["explain", "json", "--quiet", "-o", path],
        &["history", "export", "-o", path],
        &["history", "export", "--format", "csv", "-o", path],
    ];
    commands.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect()
}

fn words(command: &[String]) -> Vec<&str> {
    command.iter().map(String::as_str).collect()
}

#[test]
fn d3_no_output_replaces_a_device_a_fifo_a_socket_or_a_folder() {
    let folder = project();
    let at = |name: &str| folder.path().join(name);
    let made = Command::new("mkfifo").arg(at("fifo")).status().expect("mkfifo runs");
    assert!(made.success());
    let _socket = UnixListener::bind(at("socket")).expect("a socket");
    fs::create_dir(at("folder")).expect("made");
    symlink(at("fifo"), at("link")).expect("made");
    for (name, kind) in [
        ("fifo", "it is a FIFO"),
        ("link", "it is a FIFO"),
        ("socket", "it is a socket"),
        ("folder", "it is a folder"),
        ("/dev/full", "it is a device"),
    ] {
        for writer in writers(name) {
            let run = in_folder(&folder, "022", &words(&writer));
            assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{writer:?}: {}", run.err);
            assert!(run.says(kind) && run.says(name), "{writer:?}: {}", run.err);
        }
    }
    let is = |name: &str| fs::symlink_metadata(at(name)).expect("there").file_type();
    assert!(is("fifo").is_fifo() && is("socket").is_socket() && is("folder").is_dir());
    assert!(is("link").is_symlink() && is("/dev/full").is_char_device());
}

#[test]
fn d3_no_output_overwrites_the_configuration_or_what_vitals_keeps_however_it_is_named() {
    let folder = project();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("sub")).expect("made");
    symlink("vitals.toml", at("link")).expect("made");
    fs::hard_link(at("vitals.toml"), at("hard")).expect("made");
    let history = fs::read(at(".vitals/history.db")).expect("there");
    for (name, reported) in [
        ("vitals.toml", "it is the configuration"),
        ("sub/../vitals.toml", "it is the configuration"),
        ("link", "it is the configuration"),
        ("hard", "it is the configuration"),
        (".vitals/history.db", "vitals keeps its own files in"),
        (".vitals/baselines/new.json", "is not written"),
    ] {
        for writer in writers(name) {
            let run = in_folder(&folder, "022", &words(&writer));
            assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{writer:?}: {}", run.err);
            let other = run.says("vitals keeps its own files in") || run.says("there is no folder");
            assert!(run.says(reported) || (reported == "is not written" && other), "{writer:?}: {}", run.err);
        }
    }
    // One that is named, and lies elsewhere.
    fs::rename(at("vitals.toml"), at("sub/other.toml")).expect("moved");
    let arguments = ["check", "--config", "sub/other.toml", "--output", "html=sub/other.toml"];
    let run = in_folder(&folder, "022", &arguments);
    assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
    assert_eq!(fs::read_to_string(at("sub/other.toml")).expect("there"), CONFIGURATION);
    assert_eq!(fs::read(at(".vitals/history.db")).expect("there"), history);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).mode() & 0o777
}

#[test]
fn d4_the_umask_holds_for_every_new_file_and_folder() {
    for (umask, file, folder_mode) in [("077", 0o600, 0o700), ("022", 0o644, 0o755), ("002", 0o664, 0o775)] {
        let folder = project();
        let at = |name: &str| folder.path().join(name);
        for (number, writer) in writers("new").iter().enumerate() {
            let run = in_folder(&folder, umask, &words(writer));
            assert!(matches!(run.code, Some(0..=4)), "{writer:?}: {}{}", run.out, run.err);
            assert_eq!(mode(&at("new")), file, "{umask} {writer:?}");
            fs::rename(at("new"), at(&format!("old-{number}"))).expect("moved");
        }
        let run = in_folder(&folder, umask, &["baseline", "capture", "before", "--quiet"]);
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
        assert_eq!(mode(&at(".vitals/baselines/before.json")), file, "{umask}");
        let mut job = command(folder.path(), umask, &["check", "--quiet", "--no-history"]);
        Run::of(job.env("GITHUB_STEP_SUMMARY", at("summary.md")));
        assert_eq!(mode(&at("summary.md")), file, "{umask}");
        assert_eq!(mode(&at("reports/latest/")), folder_mode, "{umask}");
        for name in ["reports/latest/index.html", "reports/latest/report.json", "reports/.gitignore"] {
            assert_eq!(mode(&at(name)), file, "{umask} {name}");
        }
        fs::create_dir(at("fresh")).expect("made");
        fs::write(at("fresh/server.py"), "").expect("written");
        let run = in_folder(&folder, umask, &["init", "fresh"]);
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
        assert_eq!(mode(&at("fresh/vitals.toml")), file, "{umask}");
        // Nothing unfinished is left.
        let names =
            fs::read_dir(folder.path()).expect("readable").map(|entry| entry.expect("one").file_name());
        let left: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with(".vitals-")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn d4_an_existing_file_keeps_its_mode_and_a_link_leads_where_it_led() {
    let folder = project();
    let at = |name: &str| folder.path().join(name);
    for kept in [0o600, 0o640, 0o666] {
        for writer in writers("there") {
            fs::write(at("there"), "old").expect("written");
            fs::set_permissions(at("there"), Permissions::from_mode(kept)).expect("set");
            let run = in_folder(&folder, "022", &words(&writer));
            assert!(matches!(run.code, Some(0..=4)), "{writer:?}: {}{}", run.out, run.err);
            assert_eq!(mode(&at("there")), kept, "{writer:?}");
            assert_ne!(fs::read_to_string(at("there")).expect("text"), "old", "{writer:?}");
        }
    }
    fs::create_dir(at("elsewhere")).expect("made");
    symlink("elsewhere/target", at("first")).expect("made");
    symlink("first", at("second")).expect("made");
    for old in [None, Some("old")] {
        let target = at("elsewhere/target");
        let _ = fs::remove_file(&target);
        if let Some(text) = old {
            fs::write(&target, text).expect("written");
        }
        let run = in_folder(&folder, "022", &["history", "export", "-o", "second"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(fs::read_to_string(&target).expect("text").starts_with("{\"schema\""));
        assert!(fs::symlink_metadata(at("first")).expect("there").is_symlink());
        assert!(fs::symlink_metadata(at("second")).expect("there").is_symlink());
    }
    let capture = ["baseline", "capture", "b", "--quiet", "--replace"];
    assert_eq!(in_folder(&folder, "022", &capture).code, Some(0));
    let baseline = at(".vitals/baselines/b.json");
    fs::set_permissions(&baseline, Permissions::from_mode(0o600)).expect("set");
    assert_eq!(in_folder(&folder, "022", &capture).code, Some(0));
    assert_eq!(mode(&baseline), 0o600);
}

#[test]
fn d3_streams_are_written_and_left_as_they_are() {
    let folder = project();
    let at = |name: &str| folder.path().join(name);
    symlink("/dev/null", at("nothing")).expect("made");
    for path in ["/dev/null", "nothing"] {
        for writer in writers(path) {
            let run = in_folder(&folder, "022", &words(&writer));
            assert!(matches!(run.code, Some(0..=4)), "{writer:?}: {}{}", run.out, run.err);
        }
    }
    assert!(fs::metadata("/dev/null").expect("there").file_type().is_char_device());
    let run = in_folder(&folder, "022", &["report", "latest", "--format", "csv", "--output", "json=-"]);
    assert!(
        run.code == Some(0) && run.out.contains("probe,target") && run.out.contains("\"schema\""),
        "{}",
        run.out
    );

    let printed = in_folder(&folder, "022", &["history", "export"]).out;
    assert!(printed.starts_with("{\"schema\""), "{printed}");
    for path in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let run = in_folder(&folder, "022", &["history", "export", "-o", path]);
        assert!(run.code == Some(0) && run.out == printed, "{path}: {}", run.err);
    }
    let run = in_folder(&folder, "022", &["history", "export", "-o", "/dev/stderr"]);
    assert!(run.code == Some(0) && run.err.contains(printed.trim()), "{}", run.err);

    // A file that a shell has opened is written through the shell's descriptor, behind what stands there.
    let program = vitals().get_program().to_owned();
    for (path, redirection) in [("/dev/stdout", ">>opened"), ("/dev/fd/7", "7>>opened")] {
        fs::write(at("opened"), "first\n").expect("written");
        let script = format!("\"$0\" history export -o {path} {redirection}");
        let mut shell = Command::new("sh");
        let run = Run::of(shell.args(["-c", &script]).arg(&program).current_dir(folder.path()));
        assert_eq!(run.code, Some(0), "{}", run.err);
        let text = fs::read_to_string(at("opened")).expect("text");
        assert!(text == format!("first\n{printed}"), "{path}");
    }
}
