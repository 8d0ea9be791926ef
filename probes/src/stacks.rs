//! Python stacks as the interpreter's fault handler prints them, and what each line of them took.
//!
//! The handler prints from within a signal, at whichever instruction the thread is. Each dump follows a line of our own with
//! the processor time that the sample stands for, and the address that the thread was at.

use std::collections::{BTreeMap, BTreeSet};

use crate::quantity::Nanos;
use crate::wire::{HotLine, HotLines, NativeTime, Owner, Site, is_nameless, is_standard_library};

/// How the line before a dump begins; no line of a dump does.
pub const HEADER: &str = "@ ";
/// The same after what was printed before.
const NEXT: &str = "\n@ ";
/// Sources of the tool's own are compiled under such names; frames from there outwards are not the target's.
const OURS: &str = "<vitals ";
/// What the configuration gives is compiled under such names: it is not part of a creation.
const CONFIGURED: [&str; 3] = ["<args[", "<kwargs.", "<cleanup>"];
/// What the fault handler prints in place of frames beyond its hundredth.
const MORE_FRAMES: [&str; 2] = ["  ...", "plus "];
/// Libraries that are kept of each line.
const LIBRARIES: usize = 3;

/// One sample: a thread at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Processor time that it stands for.
    pub weight: Nanos,
    /// The address of the instruction; None where this processor's is not known.
    pub address: Option<u64>,
    /// Frames of the creation, innermost first.
    pub frames: Vec<Site>,
}

/// Reads what was printed. Samples that fell outside of a creation are left out.
pub fn samples(text: &str) -> Vec<Sample> {
    let blocks = text.split(NEXT).map(|block| block.strip_prefix(HEADER).unwrap_or(block));
    blocks.filter_map(sample).collect()
}

fn sample(block: &str) -> Option<Sample> {
    let mut lines = block.lines();
    let (weight, address) = lines.next()?.split_once(' ')?;
    let weight = Nanos(u64::from_str_radix(weight, 16).ok()?);
    let address = u64::from_str_radix(address, 16).ok().filter(|address| *address != 0);
    let mut frames = Vec::new();
    let mut whole = false;
    for line in lines {
        if MORE_FRAMES.iter().any(|more| line.starts_with(more)) {
            whole = true;
            break;
        }
        let Some(site) = frame(line) else { continue };
        if site.file.starts_with(OURS) {
            whole = true;
            break;
        }
        frames.push(site);
    }
    let configured = |site: &Site| CONFIGURED.iter().any(|name| site.file.starts_with(name));
    let of_a_creation = whole && !frames.is_empty() && !frames.iter().any(configured);
    of_a_creation.then_some(Sample { weight, address, frames })
}

/// `  File "/srv/app.py", line 3 in make`.
fn frame(line: &str) -> Option<Site> {
    let (file, rest) = line.strip_prefix("  File \"")?.rsplit_once("\", line ")?;
    let (line, function) = rest.split_once(" in ")?;
    // Between two calls of Python from C, 3.12 has a frame of its own.
    if file == "<shim>" {
        return None;
    }
    Some(Site { file: unescaped(file), line: line.parse().unwrap_or(0), function: unescaped(function) })
}

/// The fault handler writes what is not ASCII as `\xe9`, `\u20ac` and `\U0001f40d`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let digits = match rest[at + 1..].chars().next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        let end = at + 2 + digits;
        let code =
            rest.get(at + 2..end).filter(|_| digits > 0).and_then(|code| u32::from_str_radix(code, 16).ok());
        match code {
            Some(code) => {
                plain.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = &rest[end..];
            }
            None => {
                plain.push('\\');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Which files are the target's own.
#[derive(Clone, Debug, Default)]
pub struct Ownership {
    /// The files and folders of the factory's package.
    pub package: Vec<String>,
    /// Where the target runs.
    pub root: String,
}

impl Ownership {
    /// Whose a file is.
    pub fn of(&self, file: &str) -> Owner {
        let below = |folder: &str| {
            let rest = file.strip_prefix(folder)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        };
        if self.package.iter().any(|folder| below(folder).is_some()) {
            return Owner::Target;
        }
        if is_standard_library(file) {
            return Owner::StandardLibrary;
        }
        let installed = |path: &str| path.contains("/site-packages/") || path.contains("/dist-packages/");
        let relative = !file.starts_with('/');
        let in_root = below(&self.root).is_some_and(|rest| !installed(rest));
        if relative || in_root { Owner::Target } else { Owner::Library }
    }
}

/// What each line took, over all samples; `library` knows the native library at an address.
pub fn hot_lines(
    samples: &[Sample],
    ownership: &Ownership,
    library: impl Fn(u64) -> Option<String>,
) -> HotLines {
    let mut lines: BTreeMap<(&str, u32), HotLine> = BTreeMap::new();
    for sample in samples {
        let mut seen = BTreeSet::new();
        for (index, site) in sample.frames.iter().enumerate() {
            let depth = (sample.frames.len() - 1 - index) as u32;
            let line = lines.entry(place(site)).or_insert_with(|| HotLine {
                site: site.clone(),
                owner: ownership.of(&site.file),
                depth,
                ..HotLine::default()
            });
            if is_nameless(&line.site.function) {
                line.site.function.clone_from(&site.function);
            }
            line.depth = line.depth.min(depth);
            // A line that calls itself is there once.
            if seen.insert(place(site)) {
                line.inclusive += sample.weight;
            }
        }
        let innermost = innermost(&sample.frames, ownership).map(place);
        let own = sample.frames.first().map(place);
        let library = sample.address.and_then(&library);
        for (key, field) in [(own, Field::Own), (innermost, Field::Innermost)] {
            let Some(line) = key.and_then(|key| lines.get_mut(&key)) else { continue };
            match field {
                Field::Own => line.own += sample.weight,
                Field::Innermost => line.innermost += sample.weight,
            }
            if let Some(library) =
                library.as_ref().filter(|_| matches!(field, Field::Own) || own != innermost)
            {
                add_native(&mut line.native, library, sample.weight);
            }
        }
    }
    let mut lines: Vec<HotLine> = lines.into_values().collect();
    for line in &mut lines {
        line.native.sort_by_key(|native| std::cmp::Reverse(native.time));
        line.native.truncate(LIBRARIES);
    }
    HotLines {
        creations: 1,
        samples: samples.len() as u64,
        sampled: samples.iter().map(|sample| sample.weight).sum(),
        lines,
    }
}

/// Which of its times a sample adds to.
enum Field {
    Own,
    Innermost,
}

fn place(site: &Site) -> (&str, u32) {
    (&site.file, site.line)
}

/// The innermost line of the target, else of any package, else at all.
fn innermost<'a>(frames: &'a [Site], ownership: &Ownership) -> Option<&'a Site> {
    let of = |owner| frames.iter().find(move |site| ownership.of(&site.file) == owner);
    of(Owner::Target).or_else(|| of(Owner::Library)).or(frames.first())
}

fn add_native(native: &mut Vec<NativeTime>, library: &str, time: Nanos) {
    match native.iter_mut().find(|known| known.library == library) {
        Some(known) => known.time += time,
        None => native.push(NativeTime { library: library.to_owned(), time }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMPED: &str = "@ 4c4b40 7f01\n\
        Stack (most recent call first):\n\
        \x20 File \"/srv/cpu.py\", line 2 in <genexpr>\n\
        \x20 File \"/srv/cpu.py\", line 2 in load_certs\n\
        \x20 File \"<shim>\", line ??? in <interpreter trampoline>\n\
        \x20 File \"/srv/cpu.py\", line 5 in __init__\n\
        \x20 File \"<vitals maker>\", line 82 in make\n\
        \x20 File \"<string>\", line 1 in <module>\n\
        @ 2dc6c0 0\n\
        Stack (most recent call first):\n\
        \x20 File \"/usr/lib/python3.11/ssl.py\", line 700 in load\n\
        \x20 File \"/srv/\\xe9\\u20ac\\U0001f40d\\q.py\", line 9 in __init__\n\
        \x20 File \"<vitals maker>\", line 82 in make\n\
        @ 1 0\n\
        Stack (most recent call first):\n\
        \x20 File \"<args[0]>\", line 1 in <module>\n\
        \x20 File \"<vitals maker>\", line 75 in make\n\
        @ 1 0\n\
        Stack (most recent call first):\n\
        \x20 File \"<string>\", line 1 in <module>\n";

    #[test]
    fn what_the_fault_handler_prints_is_read_without_our_own_frames() {
        let read = samples(DUMPED);
        let weights: Vec<(u64, Option<u64>)> =
            read.iter().map(|sample| (sample.weight.0, sample.address)).collect();
        assert_eq!(weights, [(5_000_000, Some(0x7f01)), (3_000_000, None)]);
        let frames: Vec<(u32, &str)> =
            read[0].frames.iter().map(|site| (site.line, &*site.function)).collect();
        assert_eq!(frames, [(2, "<genexpr>"), (2, "load_certs"), (5, "__init__")]);
        assert_eq!(read[1].frames[1].file, "/srv/é€🐍\\q.py");
    }

    #[test]
    fn frames_beyond_the_hundredth_are_known_to_be_missing() {
        let dumped = "@ 5 0\nStack (most recent call first):\n  File \"/srv/a.py\", line 2 in f\n  ...\n";
        assert_eq!(samples(dumped)[0].frames.len(), 1);
    }

    #[test]
    fn a_line_has_its_own_time_and_that_of_what_it_calls() {
        let ownership = Ownership { package: vec!["/srv/cpu.py".into()], root: "/srv".into() };
        let found = hot_lines(&samples(DUMPED), &ownership, |_| Some("libx.so".into()));
        let times: Vec<_> = found
            .lines
            .iter()
            .map(|line| {
                let millis = [line.own, line.innermost, line.inclusive].map(|time| time.0 / 1_000_000);
                (line.site.line, &*line.site.function, line.owner, millis, line.depth)
            })
            .collect();
        assert_eq!(
            times,
            [
                (2, "load_certs", Owner::Target, [5, 5, 5], 1),
                (5, "__init__", Owner::Target, [0, 0, 5], 0),
                (9, "__init__", Owner::Target, [0, 3, 3], 0),
                (700, "load", Owner::StandardLibrary, [3, 0, 3], 1),
            ]
        );
        assert_eq!((found.samples, found.sampled), (2, Nanos(8_000_000)));
        assert_eq!(found.lines[0].native[0].time, Nanos(5_000_000));
    }

    #[test]
    fn a_line_that_calls_itself_counts_once() {
        let site = Site { file: "/srv/a.py".into(), line: 3, function: "walk".into() };
        let sample = Sample { weight: Nanos(7), address: None, frames: vec![site.clone(), site] };
        let found = hot_lines(&[sample], &Ownership::default(), |_| None);
        assert_eq!((found.lines[0].own, found.lines[0].inclusive), (Nanos(7), Nanos(7)));
    }

    #[test]
    fn a_file_belongs_to_the_factorys_package_to_the_root_or_to_others() {
        let ownership = Ownership {
            package: vec!["/srv/.venv/lib/python3.11/site-packages/httpx".into()],
            root: "/srv".into(),
        };
        for (file, owner) in [
            ("/srv/.venv/lib/python3.11/site-packages/httpx/_config.py", Owner::Target),
            ("/srv/.venv/lib/python3.11/site-packages/httpx_more/a.py", Owner::Library),
            ("/srv/shop/app.py", Owner::Target),
            ("/srvices/app.py", Owner::Library),
            ("/usr/lib/python3.11/ssl.py", Owner::StandardLibrary),
            ("<frozen importlib._bootstrap>", Owner::StandardLibrary),
            ("app.py", Owner::Target),
        ] {
            assert_eq!(ownership.of(file), owner, "{file}");
        }
    }
}
