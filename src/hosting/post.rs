//! The one comment: found, made, or brought up to date; tried again where that may help, until the deadline.

use std::thread;
use std::time::Duration;

use ureq::http::HeaderMap;

use super::client::{Answer, Client, Failed, Method};
use super::comment::Marks;
use super::host::{Host, HostKind, Listed};
use super::trouble::Trouble;

/// Most pages of comments that are looked through.
const PAGES: usize = 50;
/// So often all is tried,
const TRIES: u32 = 4;
/// with this pause after the first failure, and twice as long after each further one.
const PAUSE: Duration = Duration::from_millis(500);
/// While one waits, Ctrl-C is looked for so often.
const SLICE: Duration = Duration::from_millis(50);

/// What is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Comment<'a> {
    /// The configuration that it is about, as the repository names it.
    pub configuration: &'a str,
    /// The text.
    pub text: &'a str,
    /// Whether a comment is made where there is none: not where there is nothing to say.
    pub is_news: bool,
}

/// What became of the comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// There was none.
    Created(Option<String>),
    /// There was one with another text.
    Updated(Option<String>),
    /// There was one with this text.
    Unchanged(Option<String>),
    /// There was none, and nothing to say.
    Nothing,
}

/// Writes the comment, within so long.
///
/// # Errors
/// Where the host refuses, or does not answer in time.
pub fn post(
    host: &Host,
    comment: Comment<'_>,
    longest: Duration,
    stops: &dyn Fn() -> bool,
) -> Result<Posted, Trouble> {
    let client = Client::lasting(host, longest);
    let mut pause = PAUSE;
    let mut tries = 0;
    let mut before = None;
    loop {
        tries += 1;
        let (trouble, after) = match once(&client, comment) {
            Ok(posted) => return Ok(posted),
            // What went wrong until then says more than that the time was over.
            Err(Failed::ForGood(timed_out @ Trouble::TimedOut { .. })) => {
                return Err(before.unwrap_or(timed_out));
            }
            Err(Failed::ForGood(trouble)) => return Err(trouble),
            Err(Failed::ForNow(trouble, after)) => (trouble, after),
        };
        before = Some(trouble.clone());
        let wait = after.unwrap_or(pause);
        // A wait that ends after the deadline helps nobody.
        if tries == TRIES || wait >= client.left() {
            return Err(trouble);
        }
        if !waited(wait, stops) {
            return Err(Trouble::Interrupted);
        }
        pause *= 2;
    }
}

/// Waits; false where it had to stop.
fn waited(mut wait: Duration, stops: &dyn Fn() -> bool) -> bool {
    while !wait.is_zero() {
        if stops() {
            return false;
        }
        let slice = wait.min(SLICE);
        thread::sleep(slice);
        wait -= slice;
    }
    !stops()
}

/// All of it, from the search on: a comment that was made though its answer was lost is found, and not made twice.
fn once(client: &Client<'_>, comment: Comment<'_>) -> Result<Posted, Failed> {
    let host = client.host;
    let marks = Marks::of(host.kind, comment.configuration);
    match found(client, &marks)? {
        Some(old) => {
            let text = marks.replaced(&old.body, comment.text);
            if text == old.body {
                return Ok(Posted::Unchanged(old.url));
            }
            let method = if host.kind == HostKind::GitHub { Method::Patch } else { Method::Put };
            client.call(method, &host.comment(old.id), Some(&host.payload(&text)))?;
            Ok(Posted::Updated(old.url))
        }
        None if !comment.is_news => Ok(Posted::Nothing),
        None => {
            let payload = host.payload(&marks.around(comment.text));
            let answer = client.call(Method::Post, &host.list(), Some(&payload))?;
            Ok(Posted::Created(host.one_of(&answer.body).and_then(|made| made.url)))
        }
    }
}

/// The comment of this account that has the marks.
fn found(client: &Client<'_>, marks: &Marks) -> Result<Option<Listed>, Failed> {
    let host = client.host;
    let mut marked = Vec::new();
    for number in 1..=PAGES {
        let answer = client.call(Method::Get, &host.page(number), None)?;
        marked.extend(host.listed(&answer.body).into_iter().filter(|one| marks.are_in(&one.body)));
        if !has_next(host.kind, &answer) {
            break;
        }
    }
    if marked.is_empty() {
        return Ok(None);
    }
    let own = account(client)?;
    // Others may have quoted it, marks and all.
    let is_own = |one: &Listed| match &own {
        Some(own) => one.author.as_ref() == Some(own),
        None => host.kind != HostKind::GitHub || one.by_application,
    };
    Ok(marked.into_iter().find(is_own))
}

/// Whose token it is; None where the host does not say, as GitHub of a job's own token.
fn account(client: &Client<'_>) -> Result<Option<String>, Failed> {
    match client.call(Method::Get, &client.host.user(), None) {
        Ok(answer) => Ok(client.host.account(&answer.body)),
        Err(Failed::ForGood(Trouble::Forbidden { .. })) => Ok(None),
        Err(other) => Err(other),
    }
}

fn has_next(kind: HostKind, answer: &Answer) -> bool {
    let header = |headers: &HeaderMap, name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    match kind {
        HostKind::GitHub => header(&answer.headers, "link").contains("rel=\"next\""),
        HostKind::Gitlab => !header(&answer.headers, "x-next-page").is_empty(),
        HostKind::Bitbucket => answer.body["next"].is_string(),
    }
}
