//! Who acts: accounts by their numbers, and by the address that commits are made with.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::process::geteuid;

use crate::git::Repository;
use crate::process::{Interrupt, Timeout, run};
use crate::rollback::plan::MadeBy;

/// The account that acts, and the one that became it by sudo: both are the same person.
pub(super) fn own_numbers() -> Vec<u32> {
    let behind = std::env::var("SUDO_UID").ok().and_then(|number| number.parse().ok());
    behind.into_iter().chain([geteuid().as_raw()]).collect()
}

/// Who makes a plan.
pub fn maker(repository: &Repository, interrupt: &Interrupt) -> MadeBy {
    let uid = own_numbers().first().copied().unwrap_or_default();
    MadeBy { uid, email: repository.own_address(interrupt) }
}

/// The name of an account; None where the machine has none of this number.
pub(super) fn name_of(uid: u32) -> Option<String> {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    named(&passwd, uid).or_else(|| elsewhere(uid).and_then(|line| named(&line, uid)))
}

/// The line of an account, from wherever else this machine knows accounts.
fn elsewhere(uid: u32) -> Option<String> {
    let mut command = Command::new("getent");
    command.args(["passwd", &uid.to_string()]).current_dir(Path::new("/"));
    let interrupt = Interrupt::listen().ok()?;
    let ended = run(command, None, Timeout::of(Duration::from_secs(5)), &interrupt).ok()?;
    ended.status.success().then(|| ended.stdout.text())
}

fn named(passwd: &str, uid: u32) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _, number) = (fields.next()?, fields.next()?, fields.next()?);
        (number.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_number() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\nbroken\n";
        assert_eq!(named(passwd, 1000).as_deref(), Some("ada"));
        assert_eq!(named(passwd, 100), None);
    }
}
