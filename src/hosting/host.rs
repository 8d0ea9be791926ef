//! GitHub, GitLab, Bitbucket: the addresses of a pull request's comments, and what a comment looks like there.

use serde_json::{Value, json};

/// Whose API it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostKind {
    /// github.com, and GitHub Enterprise.
    GitHub,
    /// gitlab.com, and others.
    Gitlab,
    /// Bitbucket Cloud.
    Bitbucket,
}

/// A pull request's comments, and who may write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Whose API.
    pub kind: HostKind,
    /// `https://api.github.com`.
    pub api: String,
    /// The list of comments, below the API's address.
    pub comments: String,
    /// A comment's address without its number.
    pub one: String,
    /// Of the job.
    pub token: String,
}

/// A comment as the list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: u64,
    /// Its text.
    pub body: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// Whether that is an application's account.
    pub by_application: bool,
    /// Where people read it.
    pub url: Option<String>,
}

impl HostKind {
    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub",
            Self::Gitlab => "GitLab",
            Self::Bitbucket => "Bitbucket",
        }
    }

    /// What lets a token write comments.
    pub fn permission(self) -> &'static str {
        match self {
            Self::GitHub => {
                "the job needs `permissions: pull-requests: write`, and a job of a fork's pull request never has it"
            }
            Self::Gitlab => "GITLAB_TOKEN must be an access token of the project with the scope `api`",
            Self::Bitbucket => {
                "BITBUCKET_TOKEN must be an access token of the repository that writes pull requests"
            }
        }
    }

    /// A line of a comment that nobody sees.
    pub fn hidden(self, text: &str) -> String {
        match self {
            Self::GitHub | Self::Gitlab => format!("<!-- {text} -->"),
            // It shows comments of HTML.
            Self::Bitbucket => format!("[//]: # ({text})"),
        }
    }
}

impl Host {
    /// The headers of every request.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        match self.kind {
            HostKind::GitHub => vec![
                ("Accept", "application/vnd.github+json".into()),
                ("X-GitHub-Api-Version", "2022-11-28".into()),
                ("Authorization", format!("Bearer {}", self.token)),
            ],
            HostKind::Gitlab => vec![("PRIVATE-TOKEN", self.token.clone())],
            HostKind::Bitbucket => vec![("Authorization", format!("Bearer {}", self.token))],
        }
    }

    /// The address of a page of the list.
    pub fn page(&self, number: usize) -> String {
        let size = if self.kind == HostKind::Bitbucket { "pagelen" } else { "per_page" };
        format!("{}{}?{size}=100&page={number}", self.api, self.comments)
    }

    /// Where a comment is made.
    pub fn list(&self) -> String {
        format!("{}{}", self.api, self.comments)
    }

    /// Where one is changed.
    pub fn comment(&self, id: u64) -> String {
        format!("{}{}/{id}", self.api, self.one)
    }

    /// Whose token it is.
    pub fn user(&self) -> String {
        format!("{}/user", self.api)
    }

    /// A comment's text as the API takes it.
    pub fn payload(&self, text: &str) -> Value {
        match self.kind {
            HostKind::GitHub | HostKind::Gitlab => json!({ "body": text }),
            HostKind::Bitbucket => json!({ "content": { "raw": text } }),
        }
    }

    /// The name of the account that a user, or an author, is.
    pub fn account(&self, user: &Value) -> Option<String> {
        match self.kind {
            HostKind::GitHub => user["login"].as_str().map(str::to_owned),
            HostKind::Gitlab => user["id"].as_u64().map(|id| id.to_string()),
            HostKind::Bitbucket => user["uuid"].as_str().map(str::to_owned),
        }
    }

    /// The comments of a page.
    pub fn listed(&self, page: &Value) -> Vec<Listed> {
        let list = if self.kind == HostKind::Bitbucket { &page["values"] } else { page };
        list.as_array().into_iter().flatten().filter_map(|comment| self.one_of(comment)).collect()
    }

    /// A comment as the API gives it.
    pub fn one_of(&self, comment: &Value) -> Option<Listed> {
        let (body, author, url) = match self.kind {
            HostKind::GitHub => (&comment["body"], &comment["user"], &comment["html_url"]),
            HostKind::Gitlab => (&comment["body"], &comment["author"], &Value::Null),
            HostKind::Bitbucket => {
                (&comment["content"]["raw"], &comment["user"], &comment["links"]["html"]["href"])
            }
        };
        if comment["deleted"].as_bool() == Some(true) || comment["system"].as_bool() == Some(true) {
            return None;
        }
        Some(Listed {
            id: comment["id"].as_u64()?,
            body: body.as_str()?.to_owned(),
            author: self.account(author),
            by_application: author["type"].as_str() == Some("Bot"),
            url: url.as_str().map(str::to_owned),
        })
    }
}
