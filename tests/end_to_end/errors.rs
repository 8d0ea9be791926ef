//! What is wrong on the command line, in the configuration or with the system: named as what it is, before anything is
//! measured, with the exit code of whose fault it is.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};
use crate::support::needs::needs;
use crate::support::repository::Repository;

const ARCHITECTURES: [&str; 2] = ["x86_64", "aarch64"];

/// A folder with a module and a configuration that measures it, which anybody may read.
fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    open_to_all(folder.path());
    fs::write(folder.path().join("small.py"), "x = 1\n").expect("written");
    fs::write(folder.path().join("vitals.toml"), "[[probe.import]]\nmodule = \"small\"\n").expect("written");
    folder
}

fn open_to_all(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("opened");
}

fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(vitals().current_dir(folder).args(arguments).arg("--python").arg(a_python()))
}

/// A refusal: the exit code, the words, nothing printed, and no report or history left.
fn refused(run: &Run, code: i32, words: &str, folder: &Path) {
    assert_eq!((run.code, run.out.as_str()), (Some(code), ""), "{words}: {}", run.err);
    assert!(run.says(words), "{words}: {}", run.err);
    for left in ["reports", ".vitals"] {
        assert!(!folder.join(left).exists(), "{words}: {left} is there");
    }
}

#[test]
fn d7_an_argument_that_is_not_utf8_is_shown_escaped() {
    let folder = project();
    let with = |before: &str| OsString::from_vec([before.as_bytes(), b"\xff"].concat());
    for arguments in [
        &["probe".into(), "import".into(), "small".into(), with("--root=")][..],
        &["check".into(), "--config".into(), with("")],
        &["explain".into(), with("small")],
        &["check".into(), with("--output=json=")],
        &[with("")],
    ] {
        let run = Run::of(vitals().current_dir(folder.path()).args(arguments));
        refused(&run, 64, "is not UTF-8", folder.path());
        assert!(run.err.contains("\\xFF"), "{}", run.err);
        assert!(run.says(&format!("argument {} is", arguments.len())), "{}", run.err);
    }
    let named = folder.path().join(OsString::from_vec(b"\xff".to_vec()));
    fs::create_dir(&named).expect("made");
    let run = Run::of(vitals().current_dir(&named).args(["probe", "import", "json"]));
    refused(&run, 64, "the current folder is not UTF-8", &named);
}

#[test]
fn d7_a_nul_in_a_configuration_is_named_with_its_line() {
    let probe = "[[probe.import]]\nmodule = \"small\"\n";
    for (text, key) in [
        ("[target]\nenv = { A = \"x\\u0000y\" }\n", "A"),
        ("[target]\nenv = { \"A\\u0000\" = \"x\" }\n", "A\\u{0}"),
        ("[target]\nroot = \"a\\u0000b\"\n", "root"),
        ("[target]\npython = \"a\\u0000b\"\n", "python"),
        ("[nightly]\nbaseline = \"a\\u0000b\"\n", "baseline"),
        ("[[check]]\nkind = \"command\"\nname = \"x\"\ncommand = [\"true\", \"\\u0000\"]\n", "command"),
        ("[[check]]\nkind = \"pytest\"\nname = \"x\"\npaths = [\"\\u0000\"]\n", "paths"),
    ] {
        let folder = project();
        fs::write(folder.path().join("vitals.toml"), format!("{text}{probe}")).expect("written");
        for command in ["check", "health"] {
            let run = run_in(folder.path(), &[command]);
            refused(&run, 64, &format!("`{key}` contains a NUL character"), folder.path());
            let line = text.lines().position(|line| line.contains("\\u0000")).expect("a line") + 1;
            assert!(run.says(&format!("line {line}:")), "{text}: {}", run.err);
        }
    }
}

#[test]
fn d7_a_processor_that_is_none_is_refused_before_anything_is_measured() {
    let folder = project();
    for command in
        [&["probe", "import", "small"][..], &["check"], &["health"], &["nightly"], &["explain", "small"]]
    {
        for processor in ["1022", "4294967295"] {
            let run = run_in(folder.path(), &[command, &["--pin", processor]].concat());
            refused(
                &run,
                64,
                &format!("there is no processor {processor} that may be used here"),
                folder.path(),
            );
            assert!(run.says("--pin takes one of"), "{}", run.err);
        }
    }
}

/// Has the kernel refuse what `--no-aslr` asks for, as a container does, and becomes the program.
const REFUSES_PERSONALITY: &str = r#"
import ctypes, os, platform, struct, sys
number = {"x86_64": 135, "aarch64": 92}[platform.machine()]
def step(code, yes, no, value): return struct.pack("HBBI", code, yes, no, value)
steps = [
    step(0x20, 0, 0, 0),                    # the number of the call
    step(0x15, 0, 3, number),               # personality?
    step(0x20, 0, 0, 16),                   # its argument
    step(0x15, 1, 0, 0xffffffff),           # only asks?
    step(0x06, 0, 0, 0x00050000 | 1),       # EPERM
    step(0x06, 0, 0, 0x7fff0000),           # allowed
]
text = ctypes.create_string_buffer(b"".join(steps))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(text)))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.c_void_p(ctypes.addressof(program)), 0, 0) == 0, os.strerror(ctypes.get_errno())
os.execv(sys.argv[1], sys.argv[1:])
"#;

#[test]
fn d7_addresses_that_the_kernel_does_not_fix_are_refused_before_anything_is_measured() {
    needs!(
        ARCHITECTURES
            .contains(&std::env::consts::ARCH)
            .then_some(())
            .ok_or("a known number of personality(2)")
    );
    let folder = project();
    let mut command = Command::new(a_python());
    command.args(["-c", REFUSES_PERSONALITY]).arg(vitals().get_program()).current_dir(folder.path());
    command.args(["probe", "import", "small", "--no-aslr", "--python"]).arg(a_python());
    let run = Run::of(&mut command);
    refused(&run, 64, "addresses cannot be fixed here: Operation not permitted", folder.path());
    assert!(run.says("seccomp"), "{}", run.err);
}

#[test]
fn d14_a_bare_repository_is_called_bare() {
    let origin = Repository::of_the_shop();
    let bare = tempfile::tempdir().expect("a folder");
    let place = bare.path().join("shop.git");
    origin.git(&["clone", "--quiet", "--bare", ".", &place.display().to_string()]);
    let compare = |root: &Path| {
        let arguments = ["compare", "main", "main~1", "--import", "shop.events", "--quiet", "--python"];
        Run::of(vitals().current_dir(bare.path()).args(arguments).arg(a_python()).arg("--root").arg(root))
    };
    let run = compare(&place);
    refused(&run, 64, "is a bare git repository: there are no files to measure", bare.path());
    assert!(run.says("git worktree add"), "{}", run.err);
    let run = compare(&origin.path().join(".git"));
    refused(&run, 64, "is inside the .git folder of a repository", bare.path());
}

fn compare(repository: &Repository, name: &str, value: &OsStr) -> Run {
    Run::of(repository.vitals(&["compare", "main~1", "main"]).env(name, value))
}

#[test]
fn d14_a_broken_configuration_of_git_is_named_with_its_place() {
    let repository = Repository::of_the_shop();
    let broken = repository.temporary().join("broken");
    fs::write(&broken, "[user\n").expect("written");
    let run = compare(&repository, "GIT_CONFIG_GLOBAL", broken.as_os_str());
    refused(&run, 64, "git's configuration cannot be read: bad config line 1 in file", repository.path());
    assert!(!run.says("git fsck") && !run.says("in no git repository"), "{}", run.err);
    let folder = compare(&repository, "GIT_CONFIG_GLOBAL", repository.temporary().as_os_str());
    refused(&folder, 64, "git's configuration cannot be read", repository.path());
}

#[test]
fn d14_the_repository_of_another_owner_is_called_that() {
    let repository = Repository::of_the_shop();
    let run = compare(&repository, "GIT_TEST_ASSUME_DIFFERENT_OWNER", OsStr::new("1"));
    refused(&run, 64, "it belongs to another user", repository.path());
    assert!(run.says("git config --global --add safe.directory"), "{}", run.err);
    assert!(!run.says("git fsck"), "{}", run.err);
    // What needs no repository is measured all the same.
    let arguments = ["probe", "import", "shop.events"];
    let run = Run::of(repository.vitals(&arguments).env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn d14_git_that_is_not_there_and_a_link_that_leads_nowhere_have_their_own_words() {
    let repository = Repository::of_the_shop();
    let run = compare(&repository, "PATH", OsStr::new("/nowhere"));
    refused(&run, 64, "git is not installed, or not on PATH", repository.path());
    let worktree = Repository::of_the_shop();
    fs::remove_dir_all(worktree.path().join(".git")).expect("removed");
    worktree.write(".git", "gitdir: /nowhere/.git/worktrees/shop\n");
    let run = Run::of(&mut worktree.vitals(&["compare", "main~1", "main"]));
    refused(&run, 64, "leads to no repository", worktree.path());
}

/// A command line that runs the program without the rights of root, as this user where the tests are root's.
fn unprivileged(user: u32) -> Result<Vec<String>, String> {
    if !rustix::process::geteuid().is_root() {
        return Ok(Vec::new());
    }
    let found = Command::new("setpriv").arg("--version").output();
    found.map_err(|error| format!("setpriv: {error}"))?;
    let user = [format!("--reuid={user}"), format!("--regid={user}"), "--clear-groups".into()];
    Ok(["setpriv".into()].into_iter().chain(user).collect())
}

/// A command of these words.
fn command(words: &[String]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env("NO_COLOR", "1").env_remove("VIRTUAL_ENV");
    command
}

/// The program where anybody may start it.
fn copied(folder: &Path) -> String {
    let program = folder.join("vitals");
    fs::copy(vitals().get_program(), &program).expect("copied");
    program.display().to_string()
}

#[test]
fn d14_a_limit_on_processes_is_no_full_disk() {
    // A user of its own: the limit counts all processes of one.
    let mut words = needs!(unprivileged(65_533));
    needs!(Command::new("prlimit").arg("--version").output());
    let folder = project();
    words.splice(0..0, ["prlimit".to_owned(), "--nproc=1".to_owned()]);
    words.push(copied(folder.path()));
    let arguments = ["probe", "import", "small", "--python", "/bin/sh"];
    let run = Run::of(command(&words).current_dir(folder.path()).args(arguments));
    refused(&run, 70, "no more processes or threads are allowed", folder.path());
    assert!(!run.says("make room") && !run.says("temporary folder"), "{}", run.err);
}

#[test]
fn d14_an_export_is_named_as_the_user_named_it() {
    let folder = project();
    let check = run_in(folder.path(), &["check", "--quiet", "--no-report"]);
    assert_eq!(check.code, Some(0), "{}{}", check.out, check.err);
    // Nothing can be made there, whoever asks.
    let history = ["history", "export", "--output"];
    let run = |path: &str| Run::of(vitals().current_dir(folder.path()).args(history).arg(path));
    let proc = run("/proc/all.json");
    assert!(proc.says("/proc/all.json"), "{}", proc.err);
    assert!(!proc.err.contains(".tmp") && matches!(proc.code, Some(64 | 70)), "{}", proc.err);
    for (path, words) in
        [("nowhere/all.json", "there is no folder nowhere"), (".", "it is a folder, and is left alone")]
    {
        let run = run(path);
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{path}: {}", run.err);
        assert!(run.says(words), "{path}: {}", run.err);
    }
}

#[test]
fn a_folder_that_may_not_be_written_is_known_before_anything_is_measured() {
    let mut words = needs!(unprivileged(65_534));
    let folder = project();
    words.push(copied(folder.path()));
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).expect("made");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("closed");
    let run = Run::of(
        command(&words).current_dir("/").args(["explain", "json", "--output"]).arg(closed.join("all.json")),
    );
    refused(&run, 64, "is not writable: Permission denied", folder.path());
    assert!(run.says("namei -l"), "{}", run.err);
}

#[test]
fn d7_other_arguments_out_of_range_are_refused_before_anything_is_measured() {
    let folder = project();
    let import = ["probe", "import", "small"];
    for (command, arguments, words) in [
        (&import[..], &["--timeout", "0s"][..], "must be more than zero"),
        (&import, &["--budget", "0s"], "must be more than zero"),
        (&import, &["--cpu-time", "0s"], "must be more than zero"),
        (&import, &["--address-space", "0B"], "must be more than zero"),
        (&import, &["--root", ""], "a value is required"),
        (&import, &["--root", "small.py"], "is not a folder"),
        (&["probe", "growth", "small:make"], &["--per-hour", "nan"], "objects an hour"),
        (&["probe", "growth", "small:make"], &["--per-hour=-1"], "objects an hour"),
        (&["check"], &["--reports", "small.py"], "small.py is no folder"),
        (&["check"], &["--reports", "small.py/x"], "small.py is no folder"),
        (&["check"], &["--reports", ""], "a value is required"),
        (&["check"], &["--config", ""], "a value is required"),
        (&["health"], &["--config", "."], "is a folder"),
    ] {
        let run = run_in(folder.path(), &[command, arguments].concat());
        refused(&run, 64, words, folder.path());
    }
}
