//! What Python's fault handler prints, read back: where threads stood.

use vitals_probes::wire::{Site, is_standard_library};

/// The innermost frame outside the standard library that the fault handler printed as the interpreter crashed.
pub fn site_of_crash(errors: &str) -> Option<Site> {
    let (_, report) = errors.rsplit_once("Fatal Python error:")?;
    relevant(report.lines().filter_map(frame))
}

/// The frames of the main thread, in which probes work, innermost first, without those of the tool. The handler prints the
/// newest thread first, the main one last.
pub fn main_thread(places: &str) -> Vec<Site> {
    let is_head = |line: &&str| line.ends_with("(most recent call first):");
    let last: Vec<&str> = places.lines().rev().take_while(|line| !is_head(line)).collect();
    let frames = last.into_iter().rev().filter_map(frame);
    frames.filter(|site| !is_the_tools(&site.file)).collect()
}

/// The innermost frame outside the standard library.
pub fn relevant(frames: impl IntoIterator<Item = Site>) -> Option<Site> {
    frames.into_iter().find(|site| !is_standard_library(&site.file))
}

/// Our own sources, the statement by which a worker calls the probe, and what imports.
fn is_the_tools(file: &str) -> bool {
    file.starts_with("<vitals ") || file == "<string>" || file.starts_with("<frozen importlib")
}

/// `  File "/srv/app.py", line 5 in <module>`.
fn frame(line: &str) -> Option<Site> {
    let (file, rest) = line.trim().strip_prefix("File \"")?.split_once("\", line ")?;
    let (line, function) = rest.split_once(" in ")?;
    Some(Site { file: unescaped(file), line: line.parse().ok()?, function: unescaped(function) })
}

/// The handler writes what is not ASCII as `\xe9`, `\u20ac` or `\U0001f600`.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = match part.chars().next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        let code = part.get(1..=digits).filter(|_| digits > 0);
        match code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
            Some(character) => {
                whole.push(character);
                whole.push_str(&part[1 + digits..]);
            }
            None => {
                whole.push('\\');
                whole.push_str(part);
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_crash_is_read_from_pythons_own_report() {
        let report = "noise\nFatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call first):\n  \
                      File \"/usr/lib/python3.11/ctypes/__init__.py\", line 519 in string_at\n  \
                      File \"/srv/app.py\", line 5 in <module>\n";
        let site = site_of_crash(report).expect("a frame of the target");
        assert_eq!((site.file.as_str(), site.line, site.function.as_str()), ("/srv/app.py", 5, "<module>"));
    }

    #[test]
    fn c9_the_main_thread_is_the_last_and_frames_of_the_tool_are_left_out() {
        let places = "Thread 0x2 (most recent call first):\n  File \"/srv/other.py\", line 9 in run\n\n\
                      Current thread 0x1 (most recent call first):\n  File \"/srv/app.py\", line 7 in wait\n  \
                      File \"<frozen importlib._bootstrap>\", line 241 in _call_with_frames_removed\n  \
                      File \"/srv/caf\\xe9.py\", line 3 in <module>\n  File \"<vitals maker>\", line 77 in make\n  \
                      File \"<string>\", line 1 in <module>\n";
        let frames = main_thread(places);
        let places: Vec<_> = frames.iter().map(|site| (site.file.as_str(), site.line)).collect();
        assert_eq!(places, [("/srv/app.py", 7), ("/srv/café.py", 3)]);
        assert_eq!(main_thread(""), []);
    }

    #[test]
    fn what_looks_like_an_escape_and_is_none_is_kept() {
        for (written, meant) in
            [("a\\b", "a\\b"), ("\\xe9", "é"), ("\\U0001f600", "😀"), ("\\xé", "\\xé"), ("\\", "\\")]
        {
            assert_eq!(unescaped(written), meant);
        }
    }
}
