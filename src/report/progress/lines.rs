//! A line now and then, for a log: a run that says nothing for minutes looks as if it hung.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::quantity::Nanos;
use crate::untrusted::{printable, redact};

/// Between two lines.
pub const PAUSE: Duration = Duration::from_secs(10);

/// Writes what runs, again and again, until it is finished or dropped.
#[derive(Debug)]
pub struct Lines {
    running: Arc<Mutex<Option<Running>>>,
    /// Gone when it is finished: the thread that writes ends with it.
    alive: Mutex<Option<Sender<()>>>,
}

impl Lines {
    /// Writes a line after each pause in which something ran.
    pub fn every(pause: Duration, write: impl Fn(&str) + Send + 'static) -> Self {
        let running = Arc::new(Mutex::new(None));
        let (alive, ended) = channel();
        let seen = Arc::clone(&running);
        // Where there may be no more threads, nothing is written, and the run says why it cannot go on.
        let _ = thread::Builder::new().spawn(move || write_until(&ended, pause, &seen, write));
        Self { running, alive: Mutex::new(Some(alive)) }
    }

    /// Begins something of so many steps at most.
    pub fn begin(&self, what: &str, most: u64) {
        let began = Instant::now();
        *unpoisoned(&self.running) =
            Some(Running { what: printable(what), most, done: 0, last: None, began, ends: None });
    }

    /// From the first of them on these run, without samples, until then at the latest; nothing where the name is empty.
    pub fn running(&self, what: &str, ends: Option<Instant>) {
        let mut running = unpoisoned(&self.running);
        let began = running.as_ref().filter(|running| running.most == 0).map(|running| running.began);
        let began = began.unwrap_or_else(Instant::now);
        *running = (!what.is_empty()).then(|| Running {
            what: printable(what),
            most: 0,
            done: 0,
            last: None,
            began,
            ends,
        });
    }

    /// One step is done.
    pub fn advance(&self, note: &str) {
        if let Some(running) = &mut *unpoisoned(&self.running) {
            running.done += 1;
            running.last = Some(printable(note));
        }
    }

    /// Writes nothing more.
    pub fn finish(&self) {
        unpoisoned(&self.alive).take();
    }
}

/// What runs is only read and replaced: a thread that panicked left it whole.
fn unpoisoned<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_until(
    ended: &Receiver<()>,
    pause: Duration,
    running: &Mutex<Option<Running>>,
    write: impl Fn(&str),
) {
    while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let line = unpoisoned(running).as_ref().map(|running| running.line(running.began.elapsed()));
        if let Some(line) = line {
            // Names are the user's, and may hold a secret.
            write(&redact(&line));
        }
    }
}

/// What runs, and how far it is; without samples where `most` is 0.
#[derive(Debug)]
struct Running {
    what: String,
    most: u64,
    done: u64,
    last: Option<String>,
    began: Instant,
    ends: Option<Instant>,
}

impl Running {
    /// `golden path, events: 30.0 s gone, at most 30.0 s left`, or
    /// `import shop: 12 of at most 40, last 41.2 ms; 30.0 s gone, at most 70.0 s left`.
    fn line(&self, gone: Duration) -> String {
        let Self { what, most, done, last, .. } = self;
        if *most == 0 {
            let left = self.ends.map(|ends| ends.saturating_duration_since(self.began + gone));
            let left = left.map(|left| format!(", at most {} left", seconds(left))).unwrap_or_default();
            return format!("{what}: {} gone{left}", seconds(gone));
        }
        let last = last.as_ref().map(|last| format!(", last {last}")).unwrap_or_default();
        let left = (*done > 0).then(|| gone.mul_f64(most.saturating_sub(*done) as f64 / *done as f64));
        let left = left.map(|left| format!(", at most {} left", seconds(left))).unwrap_or_default();
        format!("{what}: {done} of at most {most}{last}; {} gone{left}", seconds(gone))
    }
}

fn seconds(time: Duration) -> Nanos {
    Nanos(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_runs_and_what_is_left_at_most() {
        let running = |done, last| Running {
            what: "import shop".into(),
            most: 40,
            done,
            last,
            began: Instant::now(),
            ends: None,
        };
        let gone = Duration::from_secs(30);
        let begun = running(0, None).line(gone);
        assert_eq!(begun, "import shop: 0 of at most 40; 30.0 s gone");
        let half = running(10, Some("41.2 ms".into())).line(gone);
        assert_eq!(half, "import shop: 10 of at most 40, last 41.2 ms; 30.0 s gone, at most 90.0 s left");
        let checks = Running { what: "golden path, events".into(), most: 0, ..running(0, None) };
        let ends = Some(checks.began + 2 * gone);
        assert_eq!(
            Running { ends, ..checks }.line(gone),
            "golden path, events: 30.0 s gone, at most 30.0 s left"
        );
    }

    #[test]
    fn lines_come_while_something_runs_and_end_with_it() {
        let (write, written) = channel();
        let lines = Lines::every(Duration::from_millis(1), move |line| {
            // Nobody listens after the test.
            let _ = write.send(line.to_owned());
        });
        lines.begin("growth\u{1b}[31m", 3);
        let first = written.recv().expect("a line");
        assert!(first.starts_with("growth") && !first.contains('\u{1b}'), "{first}");
        lines.finish();
        // The thread has ended where the channel has.
        while written.recv().is_ok() {}
    }
}
