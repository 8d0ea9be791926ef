//! Gits that run in a checkout, as the kernel shows them.

use std::fs;
use std::path::PathBuf;

use super::site::Site;
use crate::git::WRITING;

/// Those that stay, and hold nothing of the index or the refs.
const DAEMONS: [&str; 2] = ["fsmonitor--daemon", "credential-cache--daemon"];

/// A git that writes for a rollback, of a program that may be dead, by its process id.
pub(super) fn own(site: &Site<'_>) -> Option<i32> {
    let mark = format!("{}={}", WRITING.0, WRITING.1);
    gits(site).into_iter().find(|number| {
        let environment = fs::read(format!("/proc/{number}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes())
    })
}

/// Any git: it may hold a lock.
pub(super) fn any(site: &Site<'_>) -> Option<i32> {
    gits(site).into_iter().next()
}

fn gits(site: &Site<'_>) -> Vec<i32> {
    let Ok(top) = site.top().canonicalize() else { return Vec::new() };
    let entries = fs::read_dir("/proc").into_iter().flatten();
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    let here = |number: &i32| {
        let process = PathBuf::from(format!("/proc/{number}"));
        let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
        if name.trim() != "git" && !name.starts_with("git-") {
            return false;
        }
        let place = fs::read_link(process.join("cwd")).unwrap_or_default();
        let words = fs::read(process.join("cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).into_owned();
        (place.starts_with(&top) || place.starts_with(&site.common))
            && !DAEMONS.iter().any(|daemon| words.contains(daemon))
            && !is_dead(*number)
    };
    numbers.filter(here).collect()
}

fn is_dead(number: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('Z') || rest.starts_with('X'))
}
