//! What runs now, and how much is left: on standard error, as a bar where that is a terminal, else as a line every ten seconds.

mod bar;
mod lines;

use std::io::{IsTerminal, Write};
use std::time::Instant;

use self::bar::Bar;
use self::lines::Lines;
use crate::measure;

/// How a run is shown while it lasts.
#[derive(Debug)]
pub enum Progress {
    /// For a person who looks.
    Bar(Bar),
    /// For a log.
    Lines(Lines),
    /// Not at all.
    Hidden,
}

impl Progress {
    /// As standard error wants it; hidden where `quiet`.
    pub fn new(quiet: bool) -> Self {
        match (quiet, std::io::stderr().is_terminal()) {
            (false, true) => Self::Bar(Bar::new()),
            (quiet, _) => Self::in_lines(quiet),
        }
    }

    /// In lines wherever it goes, for a run that prints others meanwhile; hidden where `quiet`.
    pub fn in_lines(quiet: bool) -> Self {
        if quiet {
            return Self::Hidden;
        }
        Self::Lines(Lines::every(lines::PAUSE, |line| {
            // Where it cannot be written, nothing is left to say so.
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }))
    }

    /// Takes away what is shown, and shows nothing more.
    pub fn finish(&self) {
        match self {
            Self::Bar(bar) => bar.finish(),
            Self::Lines(lines) => lines.finish(),
            Self::Hidden => {}
        }
    }
}

impl measure::Progress for Progress {
    fn begin(&self, what: &str, most: u64) {
        match self {
            Self::Bar(bar) => bar.begin(what, most),
            Self::Lines(lines) => lines.begin(what, most),
            Self::Hidden => {}
        }
    }

    fn advance(&self, note: &str) {
        match self {
            Self::Bar(bar) => bar.advance(note),
            Self::Lines(lines) => lines.advance(note),
            Self::Hidden => {}
        }
    }

    fn running(&self, what: &str, ends: Option<Instant>) {
        match self {
            Self::Bar(bar) => bar.begin(what, 0),
            Self::Lines(lines) => lines.running(what, ends),
            Self::Hidden => {}
        }
    }
}
