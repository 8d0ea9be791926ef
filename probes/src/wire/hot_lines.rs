//! The lines that a creation spends its processor time in: the task of finding them, and what is found.

use serde::{Deserialize, Serialize};

use super::factory::Factory;
use super::site::Site;
use crate::quantity::Nanos;

/// Which creations of a process are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// The first one.
    #[default]
    First,
    /// Those after it.
    Repeated,
}

/// Task of the probe that samples creations.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HotLinesTask {
    /// How.
    pub factory: Factory,
    /// Which creations are sampled.
    pub life: Life,
    /// At most so many of them, after one that is not sampled.
    pub creations: u32,
    /// No more of them begin after this, once there is one.
    pub time: Nanos,
    /// Whether children may be forked, one for each first creation; else exactly one is sampled, in this process.
    pub fork: bool,
    /// Deadline of each forked child.
    pub each: Nanos,
    /// A folder of the tool's own for the bytecode of modules that are first imported by a creation.
    pub bytecode: Option<String>,
}

/// Whose code a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The factory's package, or another file below the target's root.
    #[default]
    Target,
    /// Another package.
    Library,
    /// Python itself, or code without a file.
    StandardLibrary,
}

/// Sampled creations, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HotLines {
    /// Creations that were sampled.
    pub creations: u32,
    /// Samples that fell into them.
    pub samples: u64,
    /// Processor time that these stand for: what the times of the lines are parts of.
    pub sampled: Nanos,
    /// Each line that was seen.
    pub lines: Vec<HotLine>,
}

/// One line, and the processor time of the samples in which it was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HotLine {
    /// The line; its function may be that of a comprehension where nothing else was seen.
    pub site: Site,
    /// Whose it is.
    pub owner: Owner,
    /// As the innermost line of Python: its own work, and that of native code which it calls.
    pub own: Nanos,
    /// As the innermost line of the target's code: what other packages do for it, too.
    pub innermost: Nanos,
    /// With all that it calls.
    pub inclusive: Nanos,
    /// Fewest calls between the factory's call and this line.
    pub depth: u32,
    /// Native libraries that it worked in, beside the interpreter and the C library; the most first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub native: Vec<NativeTime>,
    /// Its text; None where the file cannot be read.
    #[serde(default)]
    pub text: Option<String>,
}

/// Time in a native library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NativeTime {
    /// The name of its file.
    pub library: String,
    /// Processor time of the samples that fell into it.
    pub time: Nanos,
}

impl HotLines {
    /// Adds what other creations gave.
    pub fn add(&mut self, other: Self) {
        self.creations += other.creations;
        self.samples += other.samples;
        self.sampled += other.sampled;
        for line in other.lines {
            let same =
                |known: &&mut HotLine| known.site.line == line.site.line && known.site.file == line.site.file;
            match self.lines.iter_mut().find(same) {
                Some(known) => known.add(line),
                None => self.lines.push(line),
            }
        }
    }
}

impl HotLine {
    fn add(&mut self, other: Self) {
        if is_nameless(&self.site.function) {
            self.site.function = other.site.function;
        }
        self.own += other.own;
        self.innermost += other.innermost;
        self.inclusive += other.inclusive;
        self.depth = self.depth.min(other.depth);
        for native in other.native {
            match self.native.iter_mut().find(|known| known.library == native.library) {
                Some(known) => known.time += native.time,
                None => self.native.push(native),
            }
        }
        self.native.sort_by_key(|native| std::cmp::Reverse(native.time));
    }
}

/// Whether it is what Python calls code without a name of its own, like `<genexpr>`.
pub fn is_nameless(function: &str) -> bool {
    function.starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creations_add_up_line_by_line() {
        let line = |line, function: &str, own, library: &str| HotLine {
            site: Site { file: "/srv/app.py".into(), line, function: function.into() },
            own: Nanos(own),
            inclusive: Nanos(own),
            native: vec![NativeTime { library: library.into(), time: Nanos(own) }],
            ..HotLine::default()
        };
        let of = |lines: Vec<HotLine>| HotLines { creations: 1, samples: 2, sampled: Nanos(10), lines };
        let mut all = of(vec![line(2, "<genexpr>", 4, "a.so")]);
        all.add(of(vec![line(2, "load", 5, "b.so"), line(3, "load", 5, "a.so")]));
        assert_eq!((all.creations, all.samples, all.sampled), (2, 4, Nanos(20)));
        assert_eq!(all.lines.len(), 2);
        assert_eq!((all.lines[0].own, &*all.lines[0].site.function), (Nanos(9), "load"));
        let libraries: Vec<&str> = all.lines[0].native.iter().map(|native| &*native.library).collect();
        assert_eq!(libraries, ["b.so", "a.so"]);
    }
}
