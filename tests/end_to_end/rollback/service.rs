//! A small service whose last commit broke it, a plan that goes back, and uncommitted work beside.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use vitalsign::git::Commit;
use vitalsign::quantity::Nanos;
use vitalsign::rollback::{Answer, CheckVerdict, Head, Outcome, Plan, SCHEMA, Target, keep_plan, plan_place};

use super::state::state;
use crate::program::Run;
use crate::repository::Repository;

const CONFIGURATION: &str = "[target]\nroot = \".\"\n[[check]]\nname = \"works\"\nkind = \"command\"\n\
    command = [\"sh\", \"-c\", \"cat state.txt\"]\nevidence = { pattern = \"good\" }\n";

/// A name that is no text.
pub fn odd_name() -> PathBuf {
    PathBuf::from(OsStr::from_bytes(b"odd-\xff-name"))
}

/// The service, at the commit that broke it.
pub struct Service {
    pub repository: Repository,
}

impl Service {
    /// Two commits: a good one, and one that changes every kind of file.
    pub fn broken() -> Self {
        Self::good(Repository::empty()).and_broken()
    }

    /// The same with hashes of 64 digits.
    pub fn broken_with_sha_256() -> Self {
        let repository = Repository::empty();
        fs::remove_dir_all(repository.path().join(".git")).expect("there");
        repository.git(&["init", "--quiet", "--initial-branch=main", "--object-format=sha256"]);
        Self::good(repository).and_broken()
    }

    fn and_broken(self) -> Self {
        let service = self;
        let repository = &service.repository;
        repository.write("state.txt", "bad\n");
        repository.write("come.txt", "came\n");
        fs::remove_file(repository.path().join("gone.txt")).expect("there");
        fs::remove_file(repository.path().join("link")).expect("there");
        symlink("state.txt", repository.path().join("link")).expect("made");
        repository.write("run.sh", "#!/bin/sh\n");
        fs::set_permissions(repository.path().join("run.sh"), fs::Permissions::from_mode(0o755))
            .expect("set");
        // A file where a folder was, and the other way round.
        fs::remove_dir_all(repository.path().join("swap")).expect("there");
        repository.write("swap", "a file\n");
        fs::remove_file(repository.path().join("turn")).expect("there");
        repository.write("turn/inside.txt", "a folder\n");
        repository.write(odd_name(), "other\n");
        repository.write("empty.txt", "no more\n");
        repository.write("large.bin", vec![b'y'; 300_000]);
        repository.commit("Broken");
        service
    }

    fn good(repository: Repository) -> Self {
        repository.author();
        repository.write("vitals.toml", CONFIGURATION);
        repository.write(".gitignore", "*.ignored\n.vitals/\nreports/\n");
        repository.write("state.txt", "good\n");
        repository.write("gone.txt", "was there\n");
        repository.write("run.sh", "#!/bin/sh\n");
        symlink("gone.txt", repository.path().join("link")).expect("made");
        repository.write("swap/inside.txt", "a folder\n");
        repository.write("turn", "a file\n");
        repository.write(odd_name(), "odd\n");
        repository.write("empty.txt", "");
        repository.write("large.bin", vec![b'x'; 300_000]);
        for name in ["staged.txt", "edited.txt", "both.txt", "mode.sh", "away.txt", "crlf.txt"] {
            repository.write(name, "as committed\n");
        }
        repository.commit("Good");
        Self { repository }
    }

    /// The same with uncommitted work of every kind, none of it where the rollback writes.
    pub fn with_work() -> Self {
        let service = Self::broken();
        let repository = &service.repository;
        repository.write("staged.txt", "staged\n");
        repository.write("both.txt", "staged\n");
        repository.write("added.txt", "added\n");
        repository.git(&["add", "staged.txt", "both.txt", "added.txt"]);
        repository.write("both.txt", "edited after it was staged\n");
        repository.write("edited.txt", "edited\n");
        repository.write("crlf.txt", "one\r\ntwo\nthree\r\n");
        fs::remove_file(repository.path().join("away.txt")).expect("there");
        fs::set_permissions(repository.path().join("mode.sh"), fs::Permissions::from_mode(0o755))
            .expect("set");
        repository.write("untracked.txt", "untracked\r\n");
        repository.write("folder/untracked\nname.txt", "two lines\n");
        repository.write("nothing.txt", "");
        repository.write("huge.bin", vec![b'z'; 2_000_000]);
        repository.write("some.ignored", "ignored\n");
        repository.write(PathBuf::from(OsStr::from_bytes(b"un\xfetracked")), "odd\n");
        symlink("nowhere", repository.path().join("dangling")).expect("made");
        service
    }

    pub fn path(&self) -> &Path {
        self.repository.path()
    }

    pub fn state(&self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        state(self.path())
    }

    pub fn head(&self) -> String {
        self.repository.answer(&["rev-parse", "HEAD"])
    }

    /// What HEAD is to look like afterwards.
    pub fn tree(&self, revision: &str) -> String {
        self.repository.answer(&["rev-parse", &format!("{revision}^{{tree}}")])
    }

    fn commit(&self, revision: &str) -> Commit {
        let hash = self.repository.answer(&["rev-parse", revision]);
        Commit { hash, subject: self.repository.answer(&["log", "-1", "--format=%s", revision]) }
    }

    /// A plan to go back to the whole tree of a commit, as one that was verified.
    pub fn plan(&self, revision: &str) -> Plan {
        let target = Target::Commit { asked: revision.to_owned(), commit: self.commit(revision) };
        self.plan_of(target, &self.tree(revision))
    }

    pub fn plan_of(&self, target: Target, tree: &str) -> Plan {
        let common = self.repository.answer(&["rev-parse", "--path-format=absolute", "--git-common-dir"]);
        let branch =
            Command::new("git").args(["symbolic-ref", "-q", "HEAD"]).current_dir(self.path()).output();
        let branch = String::from_utf8_lossy(&branch.expect("git runs").stdout).trim().to_owned();
        Plan {
            schema: SCHEMA.to_owned(),
            made: "2026-12-01T00:00:00Z".to_owned(),
            repository: common.into(),
            top: self.path().to_owned(),
            head: Head { branch: (!branch.is_empty()).then_some(branch), commit: self.commit("HEAD") },
            target,
            tree: tree.to_owned(),
            paths: vec!["state.txt".to_owned()],
            commits: Vec::new(),
            dependents: Vec::new(),
            checks: vec!["works".to_owned()],
            verdicts: vec![CheckVerdict {
                check: "works".to_owned(),
                critical: false,
                answer: Answer::Green,
                reasons: Vec::new(),
                took: Nanos(1),
            }],
            outcome: Outcome::Verified,
            commands: Vec::new(),
            configuration: None,
            after: Vec::new(),
            live: Vec::new(),
            message: "Back to good".to_owned(),
            rewrite: false,
            lost: None,
            made_by: None,
        }
    }

    /// Writes a plan where plans are kept, and gives its hash.
    pub fn keep(&self, plan: &Plan) -> String {
        let hash = plan.hash().expect("a hash");
        keep_plan(plan, &plan_place(self.path(), &hash)).expect("written");
        hash
    }

    /// `vitals rollback apply HASH --yes`.
    pub fn apply_command(&self, plan: &Plan) -> Command {
        self.repository.vitals(&["rollback", "apply", &self.keep(plan), "--yes"])
    }

    pub fn apply(&self, plan: &Plan) -> Run {
        Run::from(self.apply_command(plan).output().expect("it runs"))
    }

    /// Another command of `vitals rollback`.
    pub fn rollback(&self, arguments: &[&str]) -> Run {
        let words = [&["rollback"], arguments].concat();
        Run::from(self.repository.plain(&words).output().expect("it runs"))
    }

    pub fn recover(&self) -> Run {
        let mut command = self.repository.vitals(&["rollback", "recover"]);
        Run::from(command.output().expect("it runs"))
    }

    /// A hook of the user's.
    pub fn hook(&self, name: &str, script: &str) {
        let path = self.path().join(".git/hooks").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("set");
    }

    pub fn journals(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path().join(".git/vitals/rollback")).into_iter().flatten();
        let mut found: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|ending| ending == "journal"))
            .collect();
        found.sort();
        found
    }
}
