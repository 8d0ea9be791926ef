//! Topics: what several commands share, and stands once.

use super::formats::formats;

/// One of them.
pub struct Topic {
    /// As it is asked for.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub about: &'static str,
    /// What it says.
    content: Content,
}

enum Content {
    Fixed(&'static str),
    Made(fn() -> String),
}

impl Topic {
    /// What it says.
    pub fn text(&self) -> String {
        match self.content {
            Content::Fixed(text) => text.to_owned(),
            Content::Made(make) => make(),
        }
    }
}

/// All of them.
pub const TOPICS: [Topic; 5] = [
    Topic { name: "formats", about: "what --format, --json and -o write", content: Content::Made(formats) },
    Topic { name: "verdicts", about: "pass, fail, and the three others", content: Content::Fixed(VERDICTS) },
    Topic { name: "exit-codes", about: "what each exit code means", content: Content::Fixed(EXIT_CODES) },
    Topic { name: "variants", about: "what `vitals compare` compares", content: Content::Fixed(VARIANTS) },
    Topic {
        name: "values",
        about: "how times, sizes and the like are written",
        content: Content::Fixed(VALUES),
    },
];

/// Their names, each with what it is about.
pub fn list() -> String {
    let line = |topic: &Topic| format!("  vitals help {:<12} {}\n", topic.name, topic.about);
    format!("Topics:\n{}", TOPICS.iter().map(line).collect::<String>())
}

const VERDICTS: &str = "\
pass          what was measured is certainly within its limit
fail          it is certainly not, or the target is broken
inconclusive  the samples do not decide; the report says what would
vacuous       nothing was measured that could have failed
error         the measurement itself went wrong

A check passes only with evidence. docs/explanation/statistics.md says how
each is reached.
";

const EXIT_CODES: &str = "\
  0  pass
  1  fail, or an error of the target
  2  inconclusive or vacuous
 64  the command line or the configuration is wrong
 70  the tool's own fault, or the system's (a full disk)
130  interrupted

`vitals health` ends by its score: 0 healthy, 1 degraded, 2 impaired,
3 critical, 4 a critical check could not be decided. `vitals nightly` ends by
what is new. --format nagios and `vitals health --nagios` end as a plugin does:
0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.

`vitals rollback`: 0 done and verified, 1 the target failed verification,
2 applied, failed in place, undone, 3 refused, 4 a check answered nothing,
5 not authorised, 6 the remote moved on or refused,
7 another vitals is at work, 8 nothing differs, 9 interrupted: run
`vitals rollback recover`.
";

const VARIANTS: &str = "\
BASE and CANDIDATE of `vitals compare` are each one of:
  main, v1.2, 3f2a9c, main~3   a git revision, in a folder of its own
  ref:NAME                     the same, where NAME would mean something else
  .                            the working tree, with its changes
  py:3.13, py:.venv, py:PATH   an interpreter or an environment
  env:NAME=VALUE,NAME=VALUE    variables
  baseline:NAME                a captured baseline (BASE alone)

Both sides run in turn or at once, in fresh processes. The checkout is not
touched.
";

const VALUES: &str = "\
times   250us, 40ms, 2s, 3m, 720h
sizes   500B, 64kB, 50MB, 2GB; KiB, MiB and GiB are powers of 1024
tolerances   10%, 100ms, or \"10% or 100ms\": either exceeded fails
moments   2026-11-25, 2026-11-25T04:00:00Z, 30d (so many days ago)
runs    17, the beginning of a uid, latest, latest~2
globs   'shop.*' for --only: quote them, or the shell reads them
";
