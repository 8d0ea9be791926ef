//! The built program with a temporary folder that holds little.

use std::path::Path;
use std::process::Command;

use super::program::vitals;

/// The built program with a temporary folder of this size, which is mounted for it alone; or why there can be none.
pub fn in_a_small_folder(place: &Path, size: &str) -> Result<Command, String> {
    let mount = format!("mount -t tmpfs -o size={size} none \"$1\" && shift && exec \"$@\"");
    let started = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount, "sh"]).arg(place);
        command.args(arguments);
        command
    };
    match started(&["true"]).output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => return Err(format!("no tmpfs: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => return Err(format!("no unshare: {error}")),
    }
    let mut command = started(&[]);
    command.arg(vitals().get_program()).env("TMPDIR", place).env("NO_COLOR", "1").env_remove("VIRTUAL_ENV");
    Ok(command)
}
