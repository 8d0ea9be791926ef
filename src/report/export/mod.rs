//! One trace in the formats that people's viewers read. Names in it are the target's, and escaped as each format asks.

mod chrome_trace;
mod flamegraph;
mod importtime;
pub(super) mod nesting;
mod speedscope;

use std::io;

use clap::ValueEnum;
use vitals_probes::wire::Trace;

/// A viewer's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Export {
    /// JSON for speedscope.app: wall time as it passed
    Speedscope,
    /// JSON for chrome://tracing and Perfetto: modules, and a second track of where the import stood still
    ChromeTrace,
    /// What `python -X importtime` prints, for tuna and others
    Importtime,
    /// An SVG to open in a browser: own wall time by chain of importers
    Flamegraph,
    /// The lines that a flame graph is made from
    Collapsed,
}

/// Writes a trace.
///
/// # Errors
/// Where the writer fails, or nothing was traced.
pub fn export(trace: &Trace, title: &str, format: Export, out: &mut dyn io::Write) -> io::Result<()> {
    if trace.modules.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the trace holds no module"));
    }
    match format {
        Export::Speedscope => speedscope::write(trace, title, out),
        Export::ChromeTrace => chrome_trace::write(trace, title, out),
        Export::Importtime => importtime::write(trace, out),
        Export::Flamegraph => flamegraph::write_svg(trace, title, out),
        Export::Collapsed => flamegraph::write_collapsed(trace, out),
    }
}

/// A trace of which the truth is known: `app` imports `a`, which imports `b`, and then `c`.
#[cfg(test)]
pub(super) fn sample() -> Trace {
    use crate::quantity::{BytesDelta, Nanos};
    use vitals_probes::wire::{ModuleRecord, Site, Span, Stall};

    let module = |name: &str, parent, start: u64, wall: u64| ModuleRecord {
        name: name.into(),
        parent,
        start: Nanos(start * 1000),
        span: Span { wall: Nanos(wall * 1000), cpu: Nanos(wall * 500), ..Span::default() },
        rss: Some(BytesDelta(4096)),
        importer: Some(Site { file: "/srv/app.py".into(), line: 3, function: "<module>".into() }),
        ..ModuleRecord::default()
    };
    Trace {
        modules: vec![
            module("app", None, 0, 100),
            module("a", Some(0), 10, 60),
            module("b;<&\"", Some(1), 20, 30),
            module("c", Some(0), 80, 10),
            ModuleRecord { other_thread: true, ..module("elsewhere", None, 15, 500) },
        ],
        stalls: vec![Stall {
            module_name: Some("a".into()),
            start: Nanos(25_000),
            lasted: Nanos(20_000),
            kernel_wait: Some("hrtimer_nanosleep".into()),
            ..Stall::default()
        }],
    }
}
