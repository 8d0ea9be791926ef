//! A project that is ready, to take one thing from.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use jiff::Timestamp;
use vitalsign::quantity::Nanos;
use vitalsign::store::history::{DrillRow, History};

use crate::program::{Run, a_python};
use crate::repository::Repository;
use crate::support::remote::Remote;

pub const CONFIGURATION: &str = "[target]\nroot = \".\"\n[[check]]\nname = \"golden path\"\nkind = \"command\"\n\
    command = [\"python\", \"try.py\"]\nevidence = { pattern = \"good\" }\nrequires = [\"app\"]\ncritical = true\n\
    class = \"security\"\n[rollback]\nafter = [[\"true\"]]\n[respond]\ncontain = [\"true\"]\n";

/// A project with a remote of its own.
pub struct Patient {
    pub repository: Repository,
    remote: Remote,
}

impl Patient {
    /// Committed and pushed, and a drill was held; nothing was checked yet.
    pub fn unseen() -> Self {
        let patient = Self::undrilled();
        patient.drilled(Timestamp::now());
        patient
    }

    /// Keeps a drill of that time.
    pub fn drilled(&self, started: Timestamp) {
        let drill = DrillRow {
            started,
            hash: None,
            fault: "removed-export".to_owned(),
            ending: "passed".to_owned(),
            took: Nanos(1),
            document: "{}".to_owned(),
        };
        let path = self.path().join(".vitals/history.db");
        History::open(&path).and_then(|mut history| history.keep_drills(&[drill])).expect("kept");
    }

    /// The same without a drill.
    pub fn undrilled() -> Self {
        let repository = Repository::empty();
        for (name, value) in [
            ("user.name", "A"),
            ("user.email", "a@example.org"),
            ("commit.gpgSign", "false"),
            ("gc.auto", "0"),
            ("maintenance.auto", "false"),
        ] {
            repository.git(&["config", name, value]);
        }
        repository.write("vitals.toml", CONFIGURATION);
        repository.write(".gitignore", ".vitals/\nreports/\n__pycache__/\n");
        repository.write("app.py", "STATE = 'good'\n");
        repository.write("try.py", "import app\nprint(app.STATE)\n");
        repository.commit("Good");
        let remote = Remote::of(&repository);
        Self { repository, remote }
    }

    /// The same, seen green and audited.
    pub fn ready() -> Self {
        let patient = Self::unseen();
        patient.seen("health", 0);
        patient.seen("audit", 0);
        patient
    }

    /// Runs this command, which ends so.
    pub fn seen(&self, command: &str, code: i32) {
        let run = Run::from(self.repository.vitals(&[command]).output().expect("it runs"));
        assert_eq!(run.code, Some(code), "{command}: {}{}", run.out, run.err);
    }

    pub fn path(&self) -> &Path {
        self.repository.path()
    }

    pub fn git_file(&self, name: &str) -> PathBuf {
        self.path().join(".git").join(name)
    }

    /// The command with an interpreter.
    pub fn command(&self, more: &[&str]) -> Command {
        self.repository.vitals(&[&["doctor"], more].concat())
    }

    /// Looks, and gives the exit code with what was found.
    pub fn found(&self, more: &[&str]) -> Found {
        Found::of(self.command(more).arg("--json"))
    }

    /// A hook of the remote.
    pub fn hook_of_the_remote(&self, name: &str, text: &str) {
        script(&self.remote.path().join("hooks").join(name), text, 0o755);
    }

    /// Refs of the remote but for branches.
    pub fn refs_of_the_remote(&self) -> Vec<String> {
        let listed = self.repository.answer(&["ls-remote", "origin", "refs/vitals/*"]);
        listed.lines().map(str::to_owned).collect()
    }

    pub fn remote(&self) -> &Path {
        self.remote.path()
    }
}

pub fn script(path: &Path, text: &str, mode: u32) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

pub fn name(path: &Path) -> String {
    path.display().to_string()
}

/// What one look gave.
pub struct Found {
    pub code: Option<i32>,
    pub document: Value,
    said: String,
}

impl Found {
    pub fn of(command: &mut Command) -> Self {
        let run = Run::from(command.output().expect("it runs"));
        let document = serde_json::from_str(&run.out)
            .unwrap_or_else(|error| panic!("{error}: {:?} {}{}", run.code, run.out, run.err));
        Self { code: run.code, document, said: run.out }
    }

    /// That this and nothing else was found, with this severity; that is ready only where it is no error. Gives it.
    pub fn expect(&self, finding: &str, severity: &str) -> &Value {
        let [only] = &self.findings()[..] else { panic!("{finding} alone: {}", self.said) };
        assert_eq!(
            (&only["finding"], &only["severity"]),
            (&finding.into(), &severity.into()),
            "{}",
            self.said
        );
        self.expect_code();
        only
    }

    /// That this was found too.
    pub fn expect_too(&self, finding: &str, severity: &str) -> &Value {
        let found = self.findings().iter().find(|one| one["finding"] == finding);
        let found = found.unwrap_or_else(|| panic!("{finding}: {}", self.said));
        assert_eq!(found["severity"], severity, "{}", self.said);
        self.expect_code();
        found
    }

    fn expect_code(&self) {
        let findings = self.findings();
        let any = findings.iter().any(|finding| finding["severity"] == "error");
        assert_eq!(
            (self.code, &self.document["ready"]),
            (Some(i32::from(any)), &(!any).into()),
            "{}",
            self.said
        );
        for finding in findings {
            for key in ["sentence", "fails", "fix"] {
                assert!(finding[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {finding}");
            }
        }
    }

    pub fn findings(&self) -> &Vec<Value> {
        self.document["findings"].as_array().expect("a list")
    }

    /// What the look at this area came to.
    pub fn looked(&self, area: &str) -> &Value {
        let examined = self.document["examined"].as_array().expect("a list");
        &examined.iter().find(|one| one["area"] == area).unwrap_or_else(|| panic!("{area}: {}", self.said))["looked"]
    }
}

/// The interpreter, as an argument.
pub fn python() -> String {
    name(a_python())
}
