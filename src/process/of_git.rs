//! Variables by which a hook or an alias of git leads every git to its own repository.

use std::ffi::OsStr;
use std::process::Command;

/// They are no business of a child that works elsewhere.
pub const OF_GIT: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
];

/// Takes away those that are given as nothing: git would take that for the name of a repository.
pub(super) fn take_away(command: &mut Command) {
    let is_nothing = |name: &&str| {
        command
            .get_envs()
            .any(|(given, value)| given == OsStr::new(name) && value.is_some_and(OsStr::is_empty))
    };
    let nothing: Vec<&str> = OF_GIT.into_iter().filter(is_nothing).collect();
    for name in nothing {
        command.env_remove(name);
    }
}
