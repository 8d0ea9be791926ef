//! What git says as it fails, as an error with a cause. Its words are those of the C locale.

use std::io;
use std::path::Path;

use rustix::io::Errno;

use super::error::GitError;

const CONFIGURATION: [&str; 4] =
    ["bad config", "bad boolean config", "bad numeric config", "reading the configuration files"];
/// Objects that are not there, or not whole.
const BROKEN: [&str; 9] = [
    "bad object",
    "bad tree object",
    "corrupt",
    "is missing",
    "unable to read",
    "could not fetch",
    "failed to read",
    "not a valid object",
    "promisor remote",
];

/// The error behind the words of a git command that failed.
pub fn refusal(arguments: &[&str], folder: &Path, errors: &str) -> GitError {
    let said = last_words(errors);
    let has = |words: &str| errors.contains(words);
    let root = || folder.to_owned();
    if let Some(repository) = between(errors, "detected dubious ownership in repository at '", "'") {
        return GitError::ForeignOwner { repository: repository.into() };
    }
    let unreadable = has("unable to access '") && !has("://");
    if unreadable || CONFIGURATION.iter().any(|words| has(words)) {
        return GitError::BrokenConfiguration { said };
    }
    if has("not a git repository (or any") {
        return GitError::NotARepository { root: root() };
    }
    if has("not a git repository: ") || has("invalid gitfile format") {
        return GitError::BrokenLink { root: root(), said };
    }
    if has("must be run in a work tree") {
        return GitError::NoWorkTree { root: root(), is_bare: false };
    }
    if has("cannot use bare repository") {
        return GitError::NoWorkTree { root: root(), is_bare: true };
    }
    if has("Expected git repo version") || has("unknown repository extension") {
        return GitError::UnknownFormat { said };
    }
    if let Some(error) = unwritten(errors) {
        return GitError::NotWritten { folder: root(), error: error.into() };
    }
    let (arguments, repository) = (arguments.join(" "), root());
    if BROKEN.iter().any(|words| has(words)) {
        return GitError::Damaged { arguments, repository, said };
    }
    GitError::Failed { arguments, repository, said }
}

/// The cause where git could not write: it gives the system's words alone.
fn unwritten(errors: &str) -> Option<io::Error> {
    let causes = [Errno::NOSPC, Errno::DQUOT, Errno::ROFS, Errno::FBIG, Errno::MFILE, Errno::NOMEM];
    let words = |number: &Errno| {
        let whole = io::Error::from(*number).to_string();
        whole.split(" (os error").next().unwrap_or_default().to_owned()
    };
    causes.into_iter().find(|number| errors.contains(&words(number))).map(io::Error::from)
}

/// The line that says what is wrong: advice may follow it, and warnings may stand before it.
fn last_words(errors: &str) -> String {
    let lines = || errors.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = lines().find(|line| line.starts_with("fatal: ")).or_else(|| lines().next_back());
    let said = said.unwrap_or("it said nothing");
    said.strip_prefix("fatal: ").unwrap_or(said).to_owned()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(errors: &str) -> GitError {
        refusal(&["rev-parse"], Path::new("/srv/shop"), errors)
    }

    #[test]
    fn each_cause_has_its_own_error() {
        let owner = "fatal: detected dubious ownership in repository at '/srv/a b'\nTo add an exception for this \
                     directory, call:\n\n\tgit config --global --add safe.directory '/srv/a b'\n";
        assert!(
            matches!(of(owner), GitError::ForeignOwner { repository } if repository == Path::new("/srv/a b"))
        );
        let none = "fatal: not a git repository (or any of the parent directories): .git";
        assert!(matches!(of(none), GitError::NotARepository { .. }));
        let mount = "fatal: not a git repository (or any parent up to mount point /)\nStopping at filesystem boundary";
        assert!(matches!(of(mount), GitError::NotARepository { .. }));
        for broken in [
            "fatal: bad config line 1 in file /home/me/.gitconfig",
            "fatal: bad boolean config value 'maybe' for 'core.filemode'",
            "warning: unable to access '/etc': Is a directory\nfatal: unknown error occurred while reading the \
             configuration files",
        ] {
            assert!(matches!(of(broken), GitError::BrokenConfiguration { .. }), "{broken}");
        }
        let link = "fatal: not a git repository: /nowhere/.git/worktrees/x";
        assert!(matches!(of(link), GitError::BrokenLink { .. }));
        let bare = "fatal: this operation must be run in a work tree";
        assert!(matches!(of(bare), GitError::NoWorkTree { .. }));
        let newer = "fatal: unknown repository extension found:\n\tfoo";
        assert!(matches!(of(newer), GitError::UnknownFormat { .. }));
        let damaged = "error: unable to read sha1 file of a.py (0123)\nfatal: loose object 0123 is corrupt";
        assert!(
            matches!(of(damaged), GitError::Damaged { said, .. } if said == "loose object 0123 is corrupt")
        );
        assert!(matches!(of("error: no such thing"), GitError::Failed { .. }));
        assert!(matches!(of(""), GitError::Failed { said, .. } if said == "it said nothing"));
    }

    #[test]
    fn a_full_disk_is_known_by_the_systems_words() {
        let full = unwritten("error: unable to write file a.py: No space left on device");
        assert_eq!(full.and_then(|error| error.raw_os_error()), Some(Errno::NOSPC.raw_os_error()));
        assert!(unwritten("fatal: bad object HEAD").is_none());
    }
}
