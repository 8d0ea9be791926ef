//! A service in a repository with a remote, and its server, which is started from the files that lie there.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::program::Run;
use super::remote::Remote;
use super::repository::Repository;
use super::shop::CHAT;

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
pub struct Deployed {
    pub repository: Repository,
    pub remote: Remote,
    /// Of the server: its process, its log, the trees it was started from, and the program that starts it.
    pub place: TempDir,
    python: PathBuf,
    port: u16,
}

impl Deployed {
    /// A repository made from settings: how it is deployed, a check named `live` of what runs, and these.
    pub fn with(python: &Path, settings: &str, made: impl FnOnce(&str) -> Repository) -> Self {
        let place = tempfile::tempdir().expect("a folder");
        fs::write(place.path().join("restart.py"), RESTART).expect("written");
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let repository = made(&format!(
            "[rollback]\nafter = [[{:?}, {:?}, {:?}, \"{port}\"]]\nlive = [\"live\"]\n{settings}\
             [[check]]\nname = \"live\"\nkind = \"websocket\"\nurl = \"ws://127.0.0.1:{port}/ws?token={{token}}\"\n\
             login = {{ url = \"http://127.0.0.1:{port}/login\", body = '{{\"user\": \"{{user}}\"}}' }}\nusers = 2\n{CHAT}\n",
            python.display(),
            place.path().join("restart.py").display(),
            place.path().display(),
        ));
        let remote = Remote::of(&repository);
        Self { repository, remote, place, python: python.to_owned(), port }
    }

    /// As a deployment does.
    pub fn restart(&self) -> bool {
        let mut restart = Command::new(&self.python);
        restart.arg(self.place.path().join("restart.py")).arg(self.place.path()).arg(self.port.to_string());
        restart.current_dir(self.repository.path()).output().expect("a Python").status.success()
    }

    pub fn vitals(&self, arguments: &[&str]) -> Run {
        let mut command = self.repository.plain(arguments);
        command
            .arg("--quiet")
            .arg("--python")
            .arg(&self.python)
            .env("GIT_CONFIG_GLOBAL", identity(&self.place));
        Run::from(command.output().expect("the program"))
    }

    /// The tree of the server that runs.
    pub fn served(&self) -> String {
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

impl Drop for Deployed {
    fn drop(&mut self) {
        let written = fs::read_to_string(self.place.path().join("pid")).unwrap_or_default();
        let server = written.parse().ok().and_then(rustix::process::Pid::from_raw);
        let _ = server.map(|server| rustix::process::kill_process(server, rustix::process::Signal::KILL));
    }
}
