//! The four drills with a running server and a bare remote: back to green is when the live service answers from the files of before.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::drills::{Drill, EXPORT, LEAK, LOST_EVENT, SLOW_LINE};
use super::{ends, shop_with};
use crate::program::Run;
use crate::repository::Repository;
use crate::shop::{self, CHAT};
use crate::support::needs::needs;

/// Ends the server that runs, starts one from these files, and waits until it answers. It notes the tree that it started from.
const RESTART: &str = r#"
import os, pathlib, signal, socket, subprocess, sys, time, urllib.request
place, port = pathlib.Path(sys.argv[1]), sys.argv[2]
pid = place / "pid"
if pid.exists():
    os.kill(int(pid.read_text()), signal.SIGKILL)
while True:
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", int(port)))
            break
        except OSError:
            time.sleep(0.02)
tree = subprocess.run(["git", "rev-parse", "HEAD^{tree}"], check=True, capture_output=True, text=True).stdout
(place / "trees").open("a").write(tree)
log = (place / "log").open("a")
environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(place / "none")}
server = subprocess.Popen(
    [sys.executable, "server.py", "--port", port],
    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment,
)
pid.write_text(str(server.pid))
while server.poll() is None:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
        break
    except OSError:
        time.sleep(0.02)
else:
    pid.unlink()
    sys.exit("the server ended at once")
"#;

/// A service in a repository with a remote, and its server.
struct Service {
    repository: Repository,
    remote: TempDir,
    place: TempDir,
    python: PathBuf,
    port: u16,
}

impl Service {
    fn with(python: &Path, drill: &Drill) -> Self {
        let place = tempfile::tempdir().expect("a folder");
        fs::write(place.path().join("restart.py"), RESTART).expect("written");
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let settings = format!(
            "[rollback]\nafter = [[{:?}, {:?}, {:?}, \"{port}\"]]\nlive = [\"live\"]\n{}\
             [[check]]\nname = \"live\"\nkind = \"websocket\"\nurl = \"ws://127.0.0.1:{port}/ws?token={{token}}\"\n\
             login = {{ url = \"http://127.0.0.1:{port}/login\", body = '{{\"user\": \"{{user}}\"}}' }}\nusers = 2\n{CHAT}\n",
            python.display(),
            place.path().join("restart.py").display(),
            place.path().display(),
            drill.settings,
        );
        let repository = shop_with(&settings);
        let remote = tempfile::tempdir().expect("a folder");
        let at = remote.path().display().to_string();
        repository.git(&["init", "--quiet", "--bare", "--initial-branch=main", &at]);
        repository.git(&["remote", "add", "origin", &at]);
        repository.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
        Self { repository, remote, place, python: python.to_owned(), port }
    }

    /// As a deployment does.
    fn restart(&self) -> bool {
        let mut restart = Command::new(&self.python);
        restart.arg(self.place.path().join("restart.py")).arg(self.place.path()).arg(self.port.to_string());
        restart.current_dir(self.repository.path()).output().expect("a Python").status.success()
    }

    fn vitals(&self, arguments: &[&str]) -> Run {
        let mut command = self.repository.plain(arguments);
        command
            .arg("--quiet")
            .arg("--python")
            .arg(&self.python)
            .env("GIT_CONFIG_GLOBAL", identity(&self.place));
        Run::from(command.output().expect("the program"))
    }

    /// The tree of the server that runs.
    fn served(&self) -> String {
        let trees = fs::read_to_string(self.place.path().join("trees")).expect("trees");
        trees.lines().last().unwrap_or_default().to_owned()
    }
}

/// Who makes the commit of a rollback.
fn identity(place: &TempDir) -> PathBuf {
    let file = place.path().join("gitconfig");
    fs::write(&file, "[user]\nname = A\nemail = a@example.org\n").expect("written");
    file
}

impl Drop for Service {
    fn drop(&mut self) {
        let written = fs::read_to_string(self.place.path().join("pid")).unwrap_or_default();
        let server = written.parse().ok().and_then(rustix::process::Pid::from_raw);
        let _ = server.map(|server| rustix::process::kill_process(server, rustix::process::Signal::KILL));
    }
}

/// Seen green, broken and deployed, by which the service may be down; then planned, applied, published, and verified on the running server.
fn back_to_green(python: &Path, drill: &Drill, serves_while_broken: bool) {
    let service = Service::with(python, drill);
    let repository = &service.repository;
    assert!(service.restart(), "the service starts");
    ends(&service.vitals(&["health", "--no-report"]), 0);
    let good = repository.answer(&["rev-parse", "HEAD^{tree}"]);
    (drill.fault)(repository);
    repository.commit_on(2, "The fault");
    repository.git(&["push", "--quiet"]);
    let broken = repository.answer(&["rev-parse", "HEAD"]);
    assert_eq!(service.restart(), serves_while_broken, "as the fault lets it");
    let planned = service.vitals(&["rollback", "plan", "--for", drill.check, "--json"]);
    ends(&planned, 0);
    let printed: Value = serde_json::from_str(&planned.out).expect("JSON");
    let hash = printed["hash"].as_str().expect("a hash");
    let applied = service.vitals(&["rollback", "apply", hash, "--yes", "--publish"]);
    ends(&applied, 0);
    assert_eq!(repository.answer(&["rev-parse", "HEAD^{tree}"]), good, "the files of before");
    assert_eq!(service.served(), good, "the server was started from them");
    let live = service.vitals(&["health", "--no-report", "--only", "live"]);
    ends(&live, 0);
    // The remote has it, and the commit of before under a name of its own.
    let at = |name: &str| {
        let mut asked = Command::new("git");
        asked.args(["for-each-ref", "--format=%(objectname)", name]).current_dir(service.remote.path());
        String::from_utf8_lossy(&asked.output().expect("git").stdout).trim().to_owned()
    };
    assert_eq!(at("refs/heads/main"), repository.answer(&["rev-parse", "HEAD"]));
    assert_eq!(at("refs/heads/vitals-backup"), broken);
    assert_eq!(repository.answer(&["status", "--porcelain"]), "", "the checkout is clean");
}

#[test]
fn an_export_that_was_removed() {
    // The service cannot be started from the broken files: it is down until they are gone.
    back_to_green(needs!(shop::python()), &EXPORT, false);
}

#[test]
fn a_slow_line() {
    back_to_green(needs!(shop::python()), &SLOW_LINE, true);
}

#[test]
fn a_leak() {
    back_to_green(needs!(shop::python()), &LEAK, true);
}

#[test]
fn an_event_that_is_lost() {
    back_to_green(needs!(shop::python()), &LOST_EVENT, true);
}

/// Where the restarted service does not answer as it should, all of it is undone, and nothing is pushed.
#[test]
fn a_live_service_that_is_not_green_is_undone() {
    let python = needs!(shop::python());
    let service = Service::with(python, &EXPORT);
    let repository = &service.repository;
    assert!(service.restart(), "the service starts");
    ends(&service.vitals(&["health", "--no-report"]), 0);
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(2, "The fault");
    repository.git(&["push", "--quiet"]);
    let broken = repository.answer(&["rev-parse", "HEAD"]);
    let planned = service.vitals(&["rollback", "plan", "--for", EXPORT.check, "--json"]);
    ends(&planned, 0);
    let printed: Value = serde_json::from_str(&planned.out).expect("JSON");
    // The deployment breaks the service, whatever the files are.
    let restart = fs::read_to_string(service.place.path().join("restart.py")).expect("text");
    let broken_server = restart.replace("\"--port\", port", "\"--port\", port, \"--fault\", \"missing\"");
    fs::write(service.place.path().join("restart.py"), broken_server).expect("written");
    let hash = printed["hash"].as_str().expect("a hash");
    let applied = service.vitals(&["rollback", "apply", hash, "--yes", "--publish"]);
    ends(&applied, 2);
    assert!(applied.says("live"), "{}{}", applied.out, applied.err);
    let tree = |name: &str| repository.answer(&["rev-parse", &format!("{name}^{{tree}}")]);
    assert_eq!(tree("HEAD"), tree(&broken), "the files of before");
    let remote = Command::new("git").args(["rev-parse", "main"]).current_dir(service.remote.path()).output();
    assert_eq!(String::from_utf8_lossy(&remote.expect("git").stdout).trim(), broken);
}
