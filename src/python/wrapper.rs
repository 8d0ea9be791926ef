//! Whether the program that was chosen changes how its interpreter starts: a script that sets variables or adds options.
//!
//! Such a program is run for each worker. Where it changes nothing, the interpreter behind it is embedded instead.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;

use serde::Deserialize;
use sha2::{Digest, Sha256};

/// How an interpreter was started, as it saw it itself (`identify.py`).
#[derive(Debug, Deserialize)]
pub struct Start {
    /// The digest of its variables.
    variables: String,
    /// Whether pyenv's shim started it, which puts its own folders on `PATH`.
    pyenv: bool,
    /// Whether it was given other options than those that the tool gave.
    other_options: bool,
}

impl Start {
    /// Whether it differs from what the tool passed on.
    pub fn is_changed(&self, passed: impl IntoIterator<Item = (OsString, OsString)>) -> bool {
        self.other_options || self.variables != digest(passed, self.pyenv)
    }
}

/// Of all variables but those that shells and pyenv's shims set for themselves; `identify.py` does the same.
fn digest(variables: impl IntoIterator<Item = (OsString, OsString)>, pyenv: bool) -> String {
    let kept: BTreeMap<OsString, OsString> =
        variables.into_iter().filter(|(name, _)| is_the_users(name.as_bytes(), pyenv)).collect();
    let mut hash = Sha256::new();
    for (name, value) in kept {
        hash.update([name.as_bytes(), b"=", value.as_bytes(), b"\0"].concat());
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn is_the_users(name: &[u8], pyenv: bool) -> bool {
    // A shell passes on no other names.
    let identifier = name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let of_a_shell = [&b"_"[..], b"SHLVL", b"PWD", b"OLDPWD"].contains(&name);
    let of_pyenv = name.starts_with(b"PYENV_") || name.starts_with(b"_PYENV_") || (pyenv && name == b"PATH");
    identifier && !of_a_shell && !of_pyenv
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(texts: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        texts.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    fn started(with: &[(&str, &str)], pyenv: bool) -> Start {
        Start { variables: digest(variables(with), pyenv), pyenv, other_options: false }
    }

    #[test]
    fn what_a_shell_sets_for_itself_is_no_change() {
        let start = started(&[("A", "1"), ("SHLVL", "2"), ("_", "/bin/sh"), ("PWD", "/")], false);
        assert!(!start.is_changed(variables(&[("BASH_FUNC_x%%", "() {}"), ("A", "1"), ("SHLVL", "1")])));
    }

    #[test]
    fn a_variable_more_less_or_other_is_a_change() {
        let passed = || variables(&[("A", "1"), ("PATH", "/bin")]);
        for with in [
            &[("A", "1"), ("PATH", "/bin"), ("B", "")][..],
            &[("PATH", "/bin")],
            &[("A", "2"), ("PATH", "/bin")],
            &[("A", "1"), ("PATH", "/opt:/bin")],
            // Not by where one ends and the next begins.
            &[("A", "1PATH=/bin")],
        ] {
            assert!(started(with, false).is_changed(passed()), "{with:?}");
        }
        assert!(!started(&[("PATH", "/bin"), ("A", "1")], false).is_changed(passed()));
    }

    #[test]
    fn a_shim_of_pyenv_changes_its_own_alone() {
        let shim =
            [("PATH", "/pyenv/bin:/bin"), ("PYENV_VERSION", "3.11.7"), ("_PYENV_INSTALL_PREFIX", "/p")];
        assert!(!started(&shim, true).is_changed(variables(&[("PATH", "/bin")])));
        assert!(
            started(&[&shim[..], &[("A", "1")]].concat(), true).is_changed(variables(&[("PATH", "/bin")]))
        );
    }

    #[test]
    fn other_options_are_a_change() {
        let start = Start { other_options: true, ..started(&[], false) };
        assert!(start.is_changed(Vec::new()));
    }
}
