//! What the kernel reports of this process: threads, descriptors, children, what it read. What cannot be read is None.

use std::collections::BTreeSet;
use std::fs;

use procfs::FromRead;
use procfs::process::Io;

use crate::quantity::Bytes;

/// Bytes read: through system calls, and from a disk. None for a process that gave its own files up, as by `setuid`.
pub fn bytes_read() -> Option<(Bytes, Bytes)> {
    let io = Io::from_file("/proc/self/io").ok()?;
    Some((Bytes(io.rchar), Bytes(io.read_bytes)))
}

/// Threads of this process by number and name.
pub fn threads() -> Option<Vec<(i32, String)>> {
    let entries = fs::read_dir("/proc/self/task").ok()?;
    let threads = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let number = path.file_name()?.to_str()?.parse().ok()?;
        // It is a thread even where it ended before its name was read.
        let name = fs::read_to_string(path.join("comm")).unwrap_or_else(|_| "?".into());
        Some((number, name.trim().to_owned()))
    });
    Some(threads.collect())
}

/// Waits for the kernel to drop a thread that was joined: it is still counted for some microseconds.
pub fn wait_until_gone(name: &str) {
    for _ in 0..500 {
        let runs = |threads: Vec<(i32, String)>| threads.iter().any(|(_, other)| other == name);
        if !threads().is_some_and(runs) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_micros(20));
    }
}

/// Open descriptors, each with what it points to.
pub fn descriptors() -> Option<BTreeSet<(i32, String)>> {
    let entries = fs::read_dir("/proc/self/fd").ok()?;
    let descriptors = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let number = path.file_name()?.to_str()?.parse().ok()?;
        let points_to = fs::read_link(&path).ok()?.display().to_string();
        let ours = format!("/proc/{}/fd", std::process::id());
        (points_to != ours).then_some((number, points_to))
    });
    Some(descriptors.collect())
}

/// Living children of this process by name; None on a kernel that does not list them.
pub fn children() -> Option<Vec<String>> {
    let mut names = Vec::new();
    for (thread, _) in threads()? {
        let list = fs::read_to_string(format!("/proc/self/task/{thread}/children"));
        let text = match list {
            Ok(text) => text,
            // That thread ended meanwhile, and took no children with it.
            Err(_) if fs::metadata(format!("/proc/self/task/{thread}")).is_err() => continue,
            Err(_) => return None,
        };
        for child in text.split_whitespace() {
            let name = fs::read_to_string(format!("/proc/{child}/comm")).unwrap_or_else(|_| "?".into());
            names.push(format!("{} ({child})", name.trim()));
        }
    }
    Some(names)
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn what_was_read_is_counted(_) {
            let before = bytes_read().unwrap().0;
            let text = fs::read("/proc/self/maps").unwrap();
            let after = bytes_read().unwrap().0;
            assert!(after.0 - before.0 >= text.len() as u64);
        }
        fn a_descriptor_is_listed_with_what_it_points_to(_) {
            let file = fs::File::open("/dev/null").unwrap();
            let number = std::os::fd::AsRawFd::as_raw_fd(&file);
            assert!(descriptors().unwrap().contains(&(number, "/dev/null".to_owned())));
            drop(file);
            let left = descriptors().unwrap();
            assert!(!left.contains(&(number, "/dev/null".to_owned())), "{left:?}");
            assert!(left.iter().all(|(_, points_to)| !points_to.ends_with("/fd")), "its own look is no descriptor");
        }
        fn a_thread_is_listed_by_its_name_until_it_is_gone(_) {
            let (ask, asked) = std::sync::mpsc::channel::<()>();
            let thread = std::thread::Builder::new().name("a-thread".into()).spawn(move || asked.recv()).unwrap();
            let named = |all: Vec<(i32, String)>| all.iter().any(|(_, name)| name == "a-thread");
            while !named(threads().unwrap()) {
                std::thread::yield_now();
            }
            drop(ask);
            let _ = thread.join().unwrap();
            wait_until_gone("a-thread");
            assert!(!named(threads().unwrap()));
        }
        fn a_child_is_listed_by_its_name(_) {
            let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
            let listed = children().unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(listed.contains(&format!("sleep ({})", child.id())), "{listed:?}");
        }
    }
}
