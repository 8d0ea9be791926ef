//! What the kernel reports of this process: memory, threads, descriptors, children.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use crate::quantity::{Bytes, Nanos};
use crate::wire::Memory;

fn kilobytes(line: &str) -> Bytes {
    let digits = line.split_whitespace().nth(1).and_then(|word| word.parse::<u64>().ok());
    Bytes(digits.unwrap_or(0) * 1024)
}

fn field(text: &str, name: &str) -> u64 {
    text.lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|word| word.parse().ok())
        .unwrap_or(0)
}

/// Resident, proportional and unique size. Costs about a millisecond: never within a timed stretch.
pub fn memory() -> Memory {
    let text = fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let mut memory = Memory::default();
    for line in text.lines() {
        match line.split(':').next() {
            Some("Rss") => memory.rss = kilobytes(line),
            Some("Pss") => memory.pss = kilobytes(line),
            Some("Private_Clean") => memory.uss += kilobytes(line),
            Some("Private_Dirty") => {
                memory.dirty = kilobytes(line);
                memory.uss += memory.dirty;
            }
            _ => {}
        }
    }
    memory
}

/// Makes the kernel forget the largest resident size so far.
pub fn reset_peak() {
    // Where this is not allowed the peak is that of the whole process, which is no smaller.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The largest resident size since the start or the reset.
pub fn peak() -> Bytes {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    Bytes(field(&status, "VmHWM:") * 1024)
}

/// Bytes read: through system calls, and from a disk.
pub fn bytes_read() -> (Bytes, Bytes) {
    let text = fs::read_to_string("/proc/self/io").unwrap_or_default();
    (Bytes(field(&text, "rchar:")), Bytes(field(&text, "read_bytes:")))
}

/// Reads the time that a thread was ready and had no processor, again and again without opening a file each time.
pub struct RunDelay {
    schedstat: Option<File>,
}

impl RunDelay {
    /// Of the calling thread.
    pub fn of_this_thread() -> Self {
        Self { schedstat: File::open("/proc/thread-self/schedstat").ok() }
    }

    /// So far; zero where it cannot be read.
    pub fn now(&self) -> Nanos {
        let mut text = [0_u8; 64];
        let length = self.schedstat.as_ref().and_then(|file| file.read_at(&mut text, 0).ok()).unwrap_or(0);
        Nanos(second_number(&text[..length]))
    }
}

/// The second of the numbers in a line, in decimal.
fn second_number(line: &[u8]) -> u64 {
    let word = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    word.iter()
        .fold(0_u64, |sum, digit| sum.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0'))))
}

/// Where a thread waits: the kernel function and the number of the system call.
pub fn kernel_wait(thread: i32) -> (Option<String>, Option<i64>) {
    let folder = format!("/proc/self/task/{thread}");
    let function = fs::read_to_string(format!("{folder}/wchan")).ok();
    let call = fs::read_to_string(format!("{folder}/syscall")).unwrap_or_default();
    let function = function.filter(|name| !name.is_empty() && name != "0").map(|name| {
        // Python 3.9 sleeps in a `select` of no descriptors, which the kernel's function does not distinguish.
        if selects_nothing(&call) { "nanosleep".to_owned() } else { name }
    });
    (function, call.split_whitespace().next().and_then(|number| number.parse().ok()))
}

/// Whether a line of `/proc/…/syscall` is a `select` or `pselect6` whose first argument is 0.
fn selects_nothing(call: &str) -> bool {
    #[cfg(target_arch = "x86_64")]
    const SELECTS: [i64; 2] = [libc::SYS_select, libc::SYS_pselect6];
    #[cfg(not(target_arch = "x86_64"))]
    const SELECTS: [i64; 1] = [libc::SYS_pselect6];
    let mut words = call.split_whitespace();
    let number = words.next().and_then(|word| word.parse::<i64>().ok());
    number.is_some_and(|number| SELECTS.contains(&number)) && words.next() == Some("0x0")
}

/// Threads of this process by number and name.
pub fn threads() -> Vec<(i32, String)> {
    let Ok(entries) = fs::read_dir("/proc/self/task") else { return Vec::new() };
    entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let number = path.file_name()?.to_str()?.parse().ok()?;
            let name = fs::read_to_string(path.join("comm")).unwrap_or_default();
            Some((number, name.trim().to_owned()))
        })
        .collect()
}

/// Waits for the kernel to drop a thread that was joined: it is still counted for some microseconds.
pub fn wait_until_gone(name: &str) {
    for _ in 0..500 {
        if !threads().iter().any(|(_, other)| other == name) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_micros(20));
    }
}

/// Open descriptors, each with what it points to.
pub fn descriptors() -> BTreeSet<(i32, String)> {
    let Ok(entries) = fs::read_dir("/proc/self/fd") else { return BTreeSet::new() };
    entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let number = path.file_name()?.to_str()?.parse().ok()?;
            let points_to = fs::read_link(&path).ok()?.display().to_string();
            let ours = format!("/proc/{}/fd", std::process::id());
            (points_to != ours).then_some((number, points_to))
        })
        .collect()
}

/// Living children of this process by name.
pub fn children() -> Vec<String> {
    let mut names = Vec::new();
    for (thread, _) in threads() {
        let text = fs::read_to_string(format!("/proc/self/task/{thread}/children")).unwrap_or_default();
        for child in text.split_whitespace() {
            let name = fs::read_to_string(format!("/proc/{child}/comm")).unwrap_or_default();
            names.push(format!("{} ({child})", name.trim()));
        }
    }
    names
}

/// Reads the resident size again and again without opening a file each time.
pub struct ResidentSize {
    statm: Option<File>,
    page: u64,
}

impl ResidentSize {
    /// Opens the file once.
    pub fn open() -> Self {
        // SAFETY: asks for a constant of the system.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        Self { statm: File::open("/proc/self/statm").ok(), page: page.max(4096) as u64 }
    }

    /// Now; zero where it cannot be read.
    pub fn now(&self) -> Bytes {
        let mut text = [0_u8; 64];
        let Some(length) = self.statm.as_ref().and_then(|file| file.read_at(&mut text, 0).ok()) else {
            return Bytes(0);
        };
        Bytes(second_number(&text[..length]).wrapping_mul(self.page))
    }
}
