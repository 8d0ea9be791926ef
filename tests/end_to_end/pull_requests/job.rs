//! A pull request as a job has it: a bare remote, two branches, and a checkout without a branch of its own.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::api::Api;
use crate::program::Run;
use crate::repository::Repository;

/// Of the job; nothing may show it.
pub const TOKEN: &str = "ghs_thejobstoken1234567890";

/// The branch `feature` of a project, and where it is measured.
pub struct PullRequest {
    /// Where the branch is written.
    pub author: Repository,
    remote: TempDir,
    /// Where the job runs.
    pub job: Repository,
    pub api: Api,
}

impl PullRequest {
    /// Of a repository whose `main` is done; `feature` is checked out.
    pub fn of(author: Repository) -> Self {
        let remote = tempfile::tempdir().expect("a folder");
        author.git(&["init", "--quiet", "--bare", &remote.path().display().to_string()]);
        author.git(&["remote", "add", "origin", &remote.path().display().to_string()]);
        author.git(&["push", "--quiet", "origin", "main"]);
        author.git(&["checkout", "--quiet", "-b", "feature"]);
        let job = Repository::empty();
        job.git(&["remote", "add", "origin", &remote.path().display().to_string()]);
        Self { author, remote, job, api: Api::start() }
    }

    /// The branch as its author has it now is pushed, and the job's checkout is of it.
    pub fn push(&self, message: &str) {
        self.author.commit(message);
        self.author.git(&["push", "--quiet", "--force", "origin", "feature"]);
        self.job.git(&["fetch", "--quiet", "origin"]);
        self.job.git(&["checkout", "--quiet", "--detach", "origin/feature"]);
    }

    /// The bare repository.
    pub fn remote(&self) -> &Path {
        self.remote.path()
    }

    pub fn summary(&self) -> String {
        fs::read_to_string(self.job.temporary().with_extension("summary.md")).unwrap_or_default()
    }

    /// The program in a job of GitHub Actions.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.job.vitals(&[&["pr", "--no-report"], arguments].concat());
        let event = self.job.temporary().with_extension("event.json");
        fs::write(&event, r#"{"pull_request": {"number": 7}}"#).expect("written");
        command
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_API_URL", &self.api.address)
            .env("GITHUB_REPOSITORY", "shop/shop")
            .env("GITHUB_EVENT_NAME", "pull_request")
            .env("GITHUB_EVENT_PATH", event)
            .env("GITHUB_BASE_REF", "main")
            .env("GITHUB_TOKEN", TOKEN)
            .env("GITHUB_STEP_SUMMARY", self.job.temporary().with_extension("summary.md"))
            .env("GITHUB_WORKSPACE", self.job.path());
        command
    }

    /// Runs it there, and nothing that it proposes: preparations take their time.
    pub fn run_alone(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().expect("the built program starts").into()
    }

    /// Runs it there.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let run = Run::of(&mut self.command(arguments));
        assert!(!run.out.contains(TOKEN) && !run.err.contains(TOKEN), "{}{}", run.out, run.err);
        run
    }
}
