//! One notice to one receiver: by HTTP, by a program, or into a file.

use std::io::{Seek, Write};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use ureq::http::Request;

use super::body;
use super::mail;
use super::notice::Notice;
use super::trouble::NotifyTrouble;
use crate::config::{CommandLine, ReceiverKind, Secret};
use crate::https::{agent, is_private, number};
use crate::process::{Interrupt, Timeout, run_through};
use crate::untrusted::{printable, redact, remember, shortened};
use crate::user_file::{self, UserFile};

/// The longest that one attempt may take.
const LONGEST: Duration = Duration::from_secs(10);
/// Longest text of a receiver that is passed on.
const SAID: usize = 200;

/// A failed attempt, and when the receiver wants the next.
#[derive(Debug)]
pub struct Failed {
    /// Why.
    pub trouble: NotifyTrouble,
    /// After so long it wants to be asked again.
    pub after: Option<Duration>,
}

impl From<NotifyTrouble> for Failed {
    fn from(trouble: NotifyTrouble) -> Self {
        Self { trouble, after: None }
    }
}

/// Sends it once. `root` is where programs run.
///
/// # Errors
/// Where the receiver did not take it.
pub fn send(kind: &ReceiverKind, notice: &Notice, root: &Path, interrupt: &Interrupt) -> Result<(), Failed> {
    match kind {
        ReceiverKind::Command(command) => {
            let whole = serde_json::to_vec(notice).unwrap_or_default();
            Ok(piped(command, &whole, root, interrupt)?)
        }
        ReceiverKind::Mail { command, from, to } => {
            Ok(piped(command, mail::message(notice, from, to).as_bytes(), root, interrupt)?)
        }
        ReceiverKind::File(path) => {
            let line = serde_json::to_string(notice).unwrap_or_default() + "\n";
            let added = UserFile::append(path, |_| Ok(line));
            Ok(added.map_err(|error| NotifyTrouble::File(error.to_string()))?)
        }
        ReceiverKind::Slack(url) => posted(&secret(url)?, &body::slack(notice), true),
        ReceiverKind::Teams(url) => posted(&secret(url)?, &body::teams(notice), true),
        ReceiverKind::Alertmanager(url) => {
            posted(&format!("{url}/api/v2/alerts"), &body::alertmanager(notice), false)
        }
        ReceiverKind::Otlp(url) => posted(&format!("{url}/v1/metrics"), &body::otlp(notice), false),
        ReceiverKind::PagerDuty { routing_key, url } => {
            posted(url, &body::pagerduty(notice, &secret(routing_key)?), true)
        }
    }
}

/// The text of a secret; from now on it is masked wherever it would be shown.
fn secret(secret: &Secret) -> Result<String, NotifyTrouble> {
    let (place, text) = match secret {
        Secret::Variable(name) => (format!("the variable {name}"), std::env::var(name).ok()),
        Secret::File(path) => {
            let read = user_file::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            (path.display().to_string(), read)
        }
    };
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let text = text.ok_or(NotifyTrouble::NoSecret { place })?;
    remember("NOTIFY_SECRET", &text);
    Ok(text)
}

fn posted(url: &str, payload: &Value, has_secret: bool) -> Result<(), Failed> {
    if has_secret && !is_private(url) {
        return Err(NotifyTrouble::Unencrypted.into());
    }
    let unreachable = |error: ureq::Error| NotifyTrouble::Unreachable(said(&error.to_string()));
    let request = Request::builder().method("POST").uri(url).header("Content-Type", "application/json");
    let request = request.body(payload.to_string()).map_err(|error| unreachable(error.into()))?;
    let agent = agent();
    let request = agent.configure_request(request).timeout_global(Some(LONGEST)).build();
    let mut response = agent.run(request).map_err(unreachable)?;
    let status = response.status().as_u16();
    let after = number(response.headers(), "retry-after").map(Duration::from_secs);
    match status {
        200..=299 => Ok(()),
        300..=399 => Err(NotifyTrouble::Redirected { status }.into()),
        _ => {
            let read = response.body_mut().with_config().limit(1 << 16).read_to_string();
            let trouble = NotifyTrouble::Refused { status, said: said(&read.unwrap_or_default()) };
            Err(Failed { trouble, after })
        }
    }
}

/// A program that reads `input` and ends well.
fn piped(
    command: &CommandLine,
    input: &[u8],
    root: &Path,
    interrupt: &Interrupt,
) -> Result<(), NotifyTrouble> {
    let failed = |fault: String| NotifyTrouble::Command { program: command.program().to_owned(), fault };
    let refused = |error: std::io::Error| failed(format!("cannot be started: {error}"));
    let mut file = tempfile::tempfile().map_err(refused)?;
    file.write_all(input).and_then(|()| file.rewind()).map_err(refused)?;
    let program = command.command(root, Path::new("python3"));
    let mut sink = |_: &[u8]| true;
    let ended = run_through(program, file, &mut sink, Timeout::of(LONGEST), interrupt).map_err(refused)?;
    match ended.termination {
        Some(_) => Err(failed("did not end within ten seconds".into())),
        None if ended.status.success() => Ok(()),
        None => Err(failed(format!("ended with {}: {}", ended.status, said(&ended.stderr.plain_text())))),
    }
}

fn said(text: &str) -> String {
    let text = printable(&redact(&shortened(text.trim(), SAID))).replace('\n', " ");
    if text.is_empty() { "without a word".into() } else { text }
}
