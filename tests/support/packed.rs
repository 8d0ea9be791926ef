//! What several tests begin with, made once: kept in memory, since nothing would remove a folder that outlives its test.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The content of a folder.
pub struct Packed(Vec<u8>);

impl Packed {
    pub fn of(folder: &Path) -> Self {
        let packed = Command::new("tar").args(["--create", "--file=-", "."]).current_dir(folder).output();
        let packed = packed.expect("tar runs");
        assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));
        Self(packed.stdout)
    }

    /// A folder with this content.
    pub fn unpacked(&self) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new("tar");
        command.args(["--extract", "--file=-"]).current_dir(folder.path()).stdin(Stdio::piped());
        let mut tar = command.spawn().expect("tar runs");
        tar.stdin.take().expect("piped").write_all(&self.0).expect("tar reads");
        assert!(tar.wait().expect("it ends").success());
        folder
    }
}
