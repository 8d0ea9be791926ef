//! What runs now, and how much is left: on standard error, and only where that is a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::measure::Progress;
use crate::untrusted::printable;

/// A bar that is drawn over and over.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// Hidden where standard error is no terminal, or where `quiet`.
    pub fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = "{spinner} {prefix}  {pos}/{len} at most  {msg}  {elapsed} gone, at most {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, what: &str, most: u64) {
        self.bar.reset();
        self.bar.set_length(most);
        self.bar.set_prefix(printable(what));
        self.bar.set_message("starting");
    }

    fn advance(&self, note: &str) {
        self.bar.set_message(format!("last {note}"));
        self.bar.inc(1);
    }
}
