//! Places, and what a thread waits for there.

use crate::cause::{Collections, Waiting};
use vitals_probes::wire::Site;

/// What a blocked thread does.
pub fn waiting(waiting: Waiting) -> &'static str {
    match waiting {
        Waiting::Asleep => "asleep",
        Waiting::Lock => "waiting for a lock",
        Waiting::Input => "waiting for input or a connection",
        Waiting::Client => "waiting for a client",
        Waiting::Connection => "waiting for a connection",
        Waiting::Network => "waiting for the network",
        Waiting::ChildProcess => "waiting for a child process",
        Waiting::Pipe => "waiting for a pipe",
        Waiting::Disk => "waiting for a disk",
    }
}

/// The same where it may not be known what for.
pub fn waiting_or_blocked(known: Option<Waiting>) -> &'static str {
    known.map_or("blocked", waiting)
}

/// `garbage collection (12, 2 of them of all objects)`.
pub fn garbage_collection(all: Collections) -> String {
    match all.full {
        0 => format!("garbage collection ({})", all.count),
        full => format!("garbage collection ({}, {full} of them of all objects)", all.count),
    }
}

/// `/srv/shop/app.py:12 in connect`; without a function where that is not known, and code without a file is called that.
pub fn place(site: &Site) -> String {
    match site.function.as_str() {
        _ if !site.has_file() => WITHOUT_FILE.into(),
        "" => format!("{}:{}", site.file, site.line),
        function => format!("{}:{} in {function}", site.file, site.line),
    }
}

/// A place with what stands there, where that is known: `shop/app.py:12 in connect: ssl.create_context()`.
pub fn with_text(place: String, text: Option<&str>) -> String {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => format!("{place}: {text}"),
        None => place,
    }
}

/// What code is that was made of a text: `exec`, or an expression of the configuration.
const WITHOUT_FILE: &str = "code without a file";

/// `shop/app.py:12`; of an environment's packages from `site-packages` on, of Python's own files from `lib/python3` on.
pub fn short_place(site: &Site) -> String {
    if !site.has_file() {
        return WITHOUT_FILE.into();
    }
    let start = site.file.find("site-packages/").or(site.file.find("lib/python3"));
    let file = start.map_or(site.file.as_str(), |start| &site.file[start..]);
    format!("{file}:{}", site.line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environments_packages_are_named_without_the_environment() {
        let shown = |file: &str| short_place(&Site { file: file.into(), line: 3, function: "f".into() });
        assert_eq!(shown("shop/app.py"), "shop/app.py:3");
        // Nobody can open `<string>:3`.
        assert_eq!(shown("<string>"), "code without a file");
        assert_eq!(shown("/srv/.venv/lib/python3.11/site-packages/a/b.py"), "site-packages/a/b.py:3");
        assert_eq!(shown("/usr/lib/python3.11/ssl.py"), "lib/python3.11/ssl.py:3");
    }
}
