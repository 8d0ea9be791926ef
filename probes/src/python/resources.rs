//! Counts what the process keeps beside memory: descriptors by kind, threads, children, files in folders that outlive it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::wire::{ResourceKind, Resources};

/// The kind of an open descriptor, by what it points to.
pub fn descriptor_kind(points_to: &str) -> ResourceKind {
    if points_to.starts_with("socket:") {
        ResourceKind::Socket
    } else if points_to.starts_with("pipe:") {
        ResourceKind::Pipe
    } else if points_to.starts_with("anon_inode:[eventfd") {
        ResourceKind::Eventfd
    } else if points_to.starts_with("anon_inode:") || points_to.starts_with("/memfd:") {
        ResourceKind::OtherDescriptor
    } else if points_to.starts_with('/') {
        ResourceKind::File
    } else {
        ResourceKind::OtherDescriptor
    }
}

/// Counts round by round. Files are counted that came while objects were made: other programs use the same folders.
pub struct Counter {
    folders: [Folder; 2],
}

impl Counter {
    /// Nothing counts yet; `temporary` is the folder for temporary files as the target has it.
    pub fn new(temporary: PathBuf) -> Self {
        let shared = PathBuf::from("/dev/shm");
        // One folder must not be counted twice.
        let temporary = if temporary == shared { PathBuf::from("/tmp") } else { temporary };
        Self { folders: [Folder::new(shared), Folder::new(temporary)] }
    }

    /// Objects are made from here on.
    pub fn begin_round(&mut self) {
        self.folders.iter_mut().for_each(Folder::begin_round);
    }

    /// Objects were made up to here.
    pub fn end_round(&mut self) {
        self.folders.iter_mut().for_each(Folder::end_round);
    }

    /// Counts what the process keeps at this moment.
    pub fn now(&self) -> Resources {
        let mut counted = descriptors();
        counted.threads = entries("/proc/self/task");
        counted.children = children();
        let [shared, temporary] = &self.folders;
        counted.shared_memory_files = shared.still_there();
        counted.temporary_files = temporary.still_there();
        counted
    }
}

/// A folder that programs leave files in.
struct Folder {
    path: PathBuf,
    before: Option<BTreeSet<OsString>>,
    ours: Option<BTreeSet<OsString>>,
}

impl Folder {
    fn new(path: PathBuf) -> Self {
        let ours = names(&path).map(|_| BTreeSet::new());
        Self { path, before: None, ours }
    }

    fn begin_round(&mut self) {
        self.before = names(&self.path);
    }

    fn end_round(&mut self) {
        let (Some(ours), Some(before), Some(now)) = (&mut self.ours, self.before.take(), names(&self.path))
        else {
            return;
        };
        // SAFETY: asks for a number of this process.
        let user = unsafe { libc::geteuid() };
        let of_this_user = |name: &&OsString| {
            fs::symlink_metadata(self.path.join(name)).is_ok_and(|found| found.uid() == user)
        };
        ours.extend(now.difference(&before).filter(of_this_user).cloned());
    }

    fn still_there(&self) -> Option<u64> {
        let now = names(&self.path)?;
        Some(self.ours.as_ref()?.intersection(&now).count() as u64)
    }
}

fn names(folder: &Path) -> Option<BTreeSet<OsString>> {
    let entries = fs::read_dir(folder).ok()?;
    Some(entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect())
}

fn entries(folder: &str) -> Option<u64> {
    Some(fs::read_dir(folder).ok()?.count() as u64)
}

/// Descriptors by kind; None of each where they cannot be listed.
fn descriptors() -> Resources {
    let Ok(entries) = fs::read_dir("/proc/self/fd") else { return Resources::default() };
    let own = format!("/proc/{}/fd", std::process::id());
    let mut counts = [0_u64; ResourceKind::ALL.len()];
    for entry in entries.flatten() {
        let Ok(points_to) = fs::read_link(entry.path()) else { continue };
        let points_to = points_to.to_string_lossy();
        if points_to != own {
            counts[descriptor_kind(&points_to) as usize] += 1;
        }
    }
    let of = |kind: ResourceKind| Some(counts[kind as usize]);
    Resources {
        files: of(ResourceKind::File),
        sockets: of(ResourceKind::Socket),
        pipes: of(ResourceKind::Pipe),
        eventfds: of(ResourceKind::Eventfd),
        other_descriptors: of(ResourceKind::OtherDescriptor),
        ..Resources::default()
    }
}

/// Children of all threads; None where the kernel does not list them.
fn children() -> Option<u64> {
    let mut count = 0;
    for thread in fs::read_dir("/proc/self/task").ok()?.flatten() {
        // A thread that has just ended has no file any more; a kernel without it has none for the main thread either.
        let main = thread.file_name().to_string_lossy() == std::process::id().to_string();
        match fs::read_to_string(thread.path().join("children")) {
            Ok(text) => count += text.split_whitespace().count() as u64,
            Err(_) if main => return None,
            Err(_) => {}
        }
    }
    Some(count)
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use std::fs::File;

    use super::*;

    inside! {
        fn a_descriptor_is_known_by_what_it_points_to(_) {
            for (points_to, kind) in [
                ("socket:[123]", ResourceKind::Socket),
                ("pipe:[123]", ResourceKind::Pipe),
                ("anon_inode:[eventfd]", ResourceKind::Eventfd),
                ("anon_inode:[eventpoll]", ResourceKind::OtherDescriptor),
                ("/memfd:name (deleted)", ResourceKind::OtherDescriptor),
                ("/dev/null", ResourceKind::File),
            ] {
                assert_eq!(descriptor_kind(points_to), kind, "{points_to}");
            }
        }
        fn what_is_open_is_counted_by_kind(_) {
            let counter = Counter::new(std::env::temp_dir());
            let before = counter.now();
            let file = File::open("/dev/null").unwrap();
            let pipe = std::io::pipe().unwrap();
            let with = counter.now();
            assert_eq!(with.files, before.files.map(|files| files + 1));
            assert_eq!(with.pipes, before.pipes.map(|pipes| pipes + 2));
            drop((file, pipe));
            assert_eq!(counter.now(), before);
        }
        fn a_child_is_counted_until_it_was_waited_for(_) {
            let counter = Counter::new(std::env::temp_dir());
            let before = counter.now().children.unwrap();
            let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
            let with = counter.now().children;
            child.kill().unwrap();
            child.wait().unwrap();
            assert_eq!((with, counter.now().children), (Some(before + 1), Some(before)));
        }
        fn a_file_counts_where_it_came_in_a_round_and_is_still_there(_) {
            let folder = std::env::temp_dir().join(format!("vitals-inside-{}", std::process::id()));
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("before"), "").unwrap();
            let mut counted = Folder::new(folder.clone());
            counted.begin_round();
            fs::write(folder.join("stays"), "").unwrap();
            fs::write(folder.join("goes"), "").unwrap();
            counted.end_round();
            fs::write(folder.join("between"), "").unwrap();
            fs::remove_file(folder.join("goes")).unwrap();
            let count = counted.still_there();
            fs::remove_dir_all(&folder).unwrap();
            assert_eq!((count, counted.still_there()), (Some(1), None));
        }
    }
}
