//! One at a time: a file in the common git directory, locked by the kernel, which frees it with its process.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use super::error::RollbackError;

/// Who holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Holder {
    pid: u32,
    boot_id: String,
    /// Clock ticks after the boot.
    start_time: u64,
    host: String,
}

/// Held as long as it is there.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes it, or says who holds it. What a dead process of this machine has left in the file is no lock.
    ///
    /// # Errors
    /// Where another holds it, or it cannot be written.
    pub fn take(path: &Path) -> Result<Self, RollbackError> {
        let system = |error: std::io::Error| RollbackError::System {
            what: format!("taking the lock {}", path.display()),
            error: error.into(),
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            // Who may not write here must not hold it.
            .mode(0o600)
            .open(path)
            .map_err(system)?;
        let mut text = String::new();
        let free = flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok();
        let _ = file.read_to_string(&mut text);
        let left: Option<Holder> = serde_json::from_str(&text).ok();
        let own = Holder::this_process();
        // Free for this kernel; one of another machine, on a shared disk, may hold it all the same.
        if !free || left.as_ref().is_some_and(|left| left.host != own.host || left.lives(&own)) {
            let holder =
                left.map_or_else(|| "a process that is just taking the lock".to_owned(), Holder::shown);
            return Err(RollbackError::Locked { holder, lock: PathBuf::from(path) });
        }
        let text = serde_json::to_string(&own).map_err(|error| system(error.into()))?;
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.sync_all())
            .map_err(system)?;
        Ok(Self { file })
    }
}

/// Who holds it, or would be taken for one who does; None where it can be taken. It is only read.
pub fn holder(path: &Path) -> Option<String> {
    let left: Holder = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    let own = Holder::this_process();
    (left.host != own.host || left.lives(&own)).then(|| left.shown())
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

impl Holder {
    fn this_process() -> Self {
        let pid = std::process::id();
        let read =
            |path: &str| fs::read_to_string(path).map(|text| text.trim().to_owned()).unwrap_or_default();
        Self {
            pid,
            boot_id: read("/proc/sys/kernel/random/boot_id"),
            start_time: started(pid).unwrap_or_default(),
            host: read("/proc/sys/kernel/hostname"),
        }
    }

    /// Whether that very process is running, by a machine that has not booted since. One that is this process itself has a second
    /// rollback, which does not happen.
    fn lives(&self, own: &Self) -> bool {
        self.boot_id == own.boot_id && self.pid != own.pid && started(self.pid) == Some(self.start_time)
    }

    fn shown(self) -> String {
        format!("process {} of {}", self.pid, self.host)
    }
}

/// The start of a process, in the clock ticks of `/proc`.
fn started(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in parentheses, may hold anything.
    stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_a_dead_process_left_is_taken_and_one_of_another_machine_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lock");
        let own = Holder::this_process();
        let left = |holder: &Holder| {
            fs::write(&path, serde_json::to_string(holder).expect("JSON")).expect("written");
        };
        left(&Holder { pid: 4_000_000, ..own.clone() });
        drop(Lock::take(&path).expect("a dead process holds nothing"));
        left(&Holder { boot_id: "before".into(), pid: 1, ..own.clone() });
        drop(Lock::take(&path).expect("nor one of an earlier boot"));
        left(&Holder { host: "elsewhere".into(), ..own.clone() });
        assert!(matches!(Lock::take(&path), Err(RollbackError::Locked { .. })));
        assert!(fs::read_to_string(&path).expect("text").contains("elsewhere"), "it is left alone");
        fs::write(&path, "").expect("written");
        let held = Lock::take(&path).expect("free");
        let error = Lock::take(&path).expect_err("held");
        assert!(error.to_string().contains(&format!("process {}", own.pid)), "{error}");
        drop(held);
        drop(Lock::take(&path).expect("free again"));
    }
}
