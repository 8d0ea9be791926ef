//! The git commands that do the same by hand, and the message of the commit.

use crate::rollback::{Head, Target, UndoneCommit};
use crate::untrusted::shell_line;

/// Commits that the message names.
const NAMED: usize = 20;

/// The commands; they touch neither what is not tracked nor the history.
pub fn by_hand(target: &Target, head: &Head) -> Vec<String> {
    let line = |words: &[&str]| shell_line(words.iter().copied());
    match target {
        Target::Commit { commit, .. } => {
            let tree = format!("{}^{{tree}}", commit.hash);
            vec![
                line(&["git", "commit-tree", &tree, "-p", &head.commit.hash, "-m", "Roll back"]),
                "git merge --ff-only COMMIT".to_owned(),
            ]
        }
        Target::Paths { commit, paths, .. } => {
            let source = format!("--source={}", commit.hash);
            let mut words = vec!["git", "restore", &source, "--staged", "--worktree", "--"];
            words.extend(paths.iter().map(String::as_str));
            vec![line(&words), "git commit".to_owned()]
        }
        Target::Without { commit, .. } => vec![line(&["git", "revert", "--no-edit", &commit.hash])],
    }
}

/// The same where history is rewritten.
pub fn rewritten_by_hand(target: &Target, head: &Head) -> Vec<String> {
    let Target::Commit { commit, .. } = target else { return by_hand(target, head) };
    let line = |words: &[&str]| shell_line(words.iter().copied());
    vec![
        line(&["git", "branch", "before", &head.commit.hash]),
        line(&["git", "read-tree", "-m", "-u", &head.commit.hash, &commit.hash]),
        line(&["git", "update-ref", "HEAD", &commit.hash, &head.commit.hash]),
    ]
}

/// The message of the commit that is made.
pub fn message(target: &Target, commits: &[UndoneCommit]) -> String {
    let subject = match target {
        Target::Commit { commit, .. } => format!("Roll back to {}", commit.short()),
        Target::Paths { commit, paths, .. } => {
            format!("Roll back {} to {}", counted(paths.len(), "path"), commit.short())
        }
        Target::Without { commit, .. } => format!("Take back {}", commit.short()),
    };
    let named = commits.iter().take(NAMED);
    let mut lines: Vec<String> =
        named.map(|undone| format!("- {} {}", undone.commit.short(), undone.commit.subject)).collect();
    if commits.len() > NAMED {
        lines.push(format!("- and {} more", commits.len() - NAMED));
    }
    format!(
        "{subject}\n\nThis takes back the work of {}:\n{}\n",
        counted(commits.len(), "commit"),
        lines.join("\n")
    )
}

fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
