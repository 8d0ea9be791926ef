//! One activity: its pauses, its provider, and what is kept of it.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::allowed::Hosts;
use super::experiment::{Activity, Provider};
use super::http::{self, Request};
use super::journal::{ProbeRun, RunStatus, time};
use super::process;
use crate::process::Interrupt;

/// The longest that a process may take unless set otherwise. The Chaos Toolkit waits without end.
const PROCESS: f64 = 60.0;
/// The longest that a request may take unless set otherwise.
const REQUEST: f64 = 30.0;

/// What activities are performed with.
#[derive(Clone, Copy, Debug)]
pub struct Performer<'a> {
    /// The values of `configuration`.
    pub values: &'a Map<String, Value>,
    /// Where requests may go.
    pub hosts: &'a Hosts,
}

/// Waits, until Ctrl-C at most.
fn pause(seconds: Option<f64>, interrupt: &Interrupt) {
    let Some(seconds) = seconds.filter(|seconds| *seconds > 0.0) else { return };
    let ends = Instant::now() + Duration::from_secs_f64(seconds);
    while !interrupt.raised() {
        match ends.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => interrupt.wait(left),
            _ => return,
        }
    }
}

impl Performer<'_> {
    /// Performs an activity; `written` is the same as the file has it.
    pub fn perform(&self, activity: &Activity, written: &Value, interrupt: &Interrupt) -> ProbeRun {
        let pauses = activity.pauses.unwrap_or_default();
        pause(pauses.before, interrupt);
        let (start, began) = (Timestamp::now(), Instant::now());
        let done = if interrupt.raised() {
            Err("interrupted".to_owned())
        } else {
            self.provided(&activity.provider, interrupt)
        };
        let duration = began.elapsed().as_secs_f64();
        let end = time(Timestamp::now());
        let (status, output, exception) = match done {
            Ok(output) => (RunStatus::Succeeded, output, None),
            Err(said) => (RunStatus::Failed, Value::Null, Some(vec![said])),
        };
        pause(pauses.after, interrupt);
        ProbeRun {
            activity: written.clone(),
            output,
            start: time(start),
            status,
            exception,
            end,
            duration,
            tolerance_met: None,
        }
    }

    fn provided(&self, provider: &Provider, interrupt: &Interrupt) -> Result<Value, String> {
        let within = |timeout: &Option<f64>, usual| Duration::from_secs_f64(timeout.unwrap_or(usual));
        match provider {
            Provider::Process { path, arguments, timeout } => {
                process::perform((path, arguments), self.values, within(timeout, PROCESS), interrupt)
            }
            Provider::Http { url, method, headers, arguments, timeout } => {
                let request = Request { url, method: method.as_deref(), headers, arguments };
                http::perform(&request, self.values, self.hosts, within(timeout, REQUEST))
            }
        }
    }
}
