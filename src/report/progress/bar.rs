//! A bar that is drawn over and over.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::untrusted::{printable, redact};

/// A bar on a terminal.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// Drawn from now on.
    pub fn new() -> Self {
        let bar = ProgressBar::new(0);
        let template = "{spinner} {prefix}  {pos}/{len} at most  {msg}  {elapsed} gone, at most {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// Begins something of so many steps at most.
    pub fn begin(&self, what: &str, most: u64) {
        self.0.reset();
        self.0.set_length(most);
        self.0.set_prefix(printable(&redact(what)));
        self.0.set_message("starting");
    }

    /// One step is done.
    pub fn advance(&self, note: &str) {
        self.0.set_message(format!("last {note}"));
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
