//! What the variables of a CI job say: where its pull request is, where it will be merged, and by which token it may write.

use std::fs;

use serde_json::Value;
use thiserror::Error;

use super::host::{Host, HostKind};

/// Reads a variable; an empty one is none.
type Read<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A pull request's job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Where comments are written.
    pub host: Host,
}

/// Why no comment can be written from here.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoJob {
    /// Not a job of a known host.
    #[error("this is no job of GitHub Actions, GitLab CI or Bitbucket Pipelines")]
    Elsewhere,
    /// A job, but of no pull request.
    #[error("this job of {} is not one of a pull request", .0.word())]
    NoPullRequest(HostKind),
    /// A job without a token.
    #[error("{token} is not set: without it {} takes no comment", kind.word())]
    NoToken {
        /// Whose job.
        kind: HostKind,
        /// The variable.
        token: &'static str,
    },
    /// A variable that every job of a pull request has.
    #[error("{variable} is not set, or cannot be read")]
    Incomplete {
        /// Its name.
        variable: &'static str,
    },
}

/// The pull request's comments, as the job's variables say.
///
/// # Errors
/// Where this is no such job, or something is missing.
pub fn job(read: Read<'_>) -> Result<Job, NoJob> {
    let kind = kind(read).ok_or(NoJob::Elsewhere)?;
    let host = match kind {
        HostKind::GitHub => github(read)?,
        HostKind::Gitlab => gitlab(read)?,
        HostKind::Bitbucket => bitbucket(read)?,
    };
    Ok(Job { host })
}

/// Where the job's pull request will be merged.
pub fn base_of(read: Read<'_>) -> Option<String> {
    match kind(read)? {
        HostKind::GitHub => read("GITHUB_BASE_REF"),
        HostKind::Gitlab => {
            read("CI_MERGE_REQUEST_DIFF_BASE_SHA").or_else(|| read("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"))
        }
        HostKind::Bitbucket => read("BITBUCKET_PR_DESTINATION_BRANCH"),
    }
}

fn kind(read: Read<'_>) -> Option<HostKind> {
    if read("GITHUB_ACTIONS").is_some() {
        return Some(HostKind::GitHub);
    }
    if read("GITLAB_CI").is_some() {
        return Some(HostKind::Gitlab);
    }
    read("BITBUCKET_BUILD_NUMBER").map(|_| HostKind::Bitbucket)
}

fn needed(read: Read<'_>, variable: &'static str) -> Result<String, NoJob> {
    read(variable).ok_or(NoJob::Incomplete { variable })
}

fn token(read: Read<'_>, kind: HostKind, token: &'static str) -> Result<String, NoJob> {
    read(token).ok_or(NoJob::NoToken { kind, token })
}

fn github(read: Read<'_>) -> Result<Host, NoJob> {
    let number = number_of_event(read).or_else(|| number_of_ref(&read("GITHUB_REF")?));
    let number = number.ok_or(NoJob::NoPullRequest(HostKind::GitHub))?;
    let repository = needed(read, "GITHUB_REPOSITORY")?;
    let api = read("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".into());
    Ok(Host {
        kind: HostKind::GitHub,
        api: without_slash(api),
        comments: format!("/repos/{repository}/issues/{number}/comments"),
        one: format!("/repos/{repository}/issues/comments"),
        token: token(read, HostKind::GitHub, "GITHUB_TOKEN")?,
    })
}

/// The event's own number; only an event of a pull request has one here.
fn number_of_event(read: Read<'_>) -> Option<u64> {
    let event: Value = serde_json::from_str(&fs::read_to_string(read("GITHUB_EVENT_PATH")?).ok()?).ok()?;
    event["pull_request"]["number"].as_u64()
}

/// `refs/pull/7/merge`.
fn number_of_ref(name: &str) -> Option<u64> {
    name.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok()
}

fn gitlab(read: Read<'_>) -> Result<Host, NoJob> {
    let number = read("CI_MERGE_REQUEST_IID").ok_or(NoJob::NoPullRequest(HostKind::Gitlab))?;
    let project = needed(read, "CI_PROJECT_ID")?;
    let comments = format!("/projects/{project}/merge_requests/{number}/notes");
    Ok(Host {
        kind: HostKind::Gitlab,
        api: without_slash(needed(read, "CI_API_V4_URL")?),
        one: comments.clone(),
        comments,
        token: token(read, HostKind::Gitlab, "GITLAB_TOKEN")?,
    })
}

fn bitbucket(read: Read<'_>) -> Result<Host, NoJob> {
    let number = read("BITBUCKET_PR_ID").ok_or(NoJob::NoPullRequest(HostKind::Bitbucket))?;
    let workspace = needed(read, "BITBUCKET_WORKSPACE")?;
    let repository = needed(read, "BITBUCKET_REPO_SLUG")?;
    let comments = format!("/repositories/{workspace}/{repository}/pullrequests/{number}/comments");
    let api = read("BITBUCKET_API_URL").unwrap_or_else(|| "https://api.bitbucket.org/2.0".into());
    Ok(Host {
        kind: HostKind::Bitbucket,
        api: without_slash(api),
        one: comments.clone(),
        comments,
        token: token(read, HostKind::Bitbucket, "BITBUCKET_TOKEN")?,
    })
}

fn without_slash(url: String) -> String {
    url.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Job, NoJob> {
        job(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn each_host_has_its_variables() {
        let github = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_REF", "refs/pull/7/merge"),
            ("GITHUB_REPOSITORY", "o/r"),
            ("GITHUB_TOKEN", "t"),
        ];
        let host = of(&github).expect("a job").host;
        assert_eq!(host.page(2), "https://api.github.com/repos/o/r/issues/7/comments?per_page=100&page=2");
        assert_eq!(host.comment(3), "https://api.github.com/repos/o/r/issues/comments/3");
        let gitlab = [
            ("GITLAB_CI", "true"),
            ("CI_MERGE_REQUEST_IID", "7"),
            ("CI_PROJECT_ID", "9"),
            ("CI_API_V4_URL", "https://git.example/api/v4/"),
            ("GITLAB_TOKEN", "t"),
        ];
        let host = of(&gitlab).expect("a job").host;
        assert_eq!(host.comment(3), "https://git.example/api/v4/projects/9/merge_requests/7/notes/3");
        let bitbucket = [
            ("BITBUCKET_BUILD_NUMBER", "1"),
            ("BITBUCKET_PR_ID", "7"),
            ("BITBUCKET_WORKSPACE", "w"),
            ("BITBUCKET_REPO_SLUG", "r"),
            ("BITBUCKET_TOKEN", "t"),
        ];
        let host = of(&bitbucket).expect("a job").host;
        assert_eq!(host.list(), "https://api.bitbucket.org/2.0/repositories/w/r/pullrequests/7/comments");
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(of(&[]), Err(NoJob::Elsewhere));
        let branch = [("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/heads/main")];
        assert_eq!(of(&branch), Err(NoJob::NoPullRequest(HostKind::GitHub)));
        let fork =
            [("GITHUB_ACTIONS", "1"), ("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_REPOSITORY", "o/r")];
        assert_eq!(of(&fork), Err(NoJob::NoToken { kind: HostKind::GitHub, token: "GITHUB_TOKEN" }));
    }
}
