//! What would fail, why it matters, and the command that fixes it, in sentences.

use crate::doctor::{AuditDoubt, Finding, HookName, Said, Unlooked};
use crate::untrusted::{printable, shell_line};

/// What was found.
pub fn found(finding: &Finding) -> String {
    match finding {
        Finding::NoGit { said }
        | Finding::NoRepository { said }
        | Finding::NoConfiguration { said }
        | Finding::BrokenConfiguration { said }
        | Finding::NoPython { said }
        | Finding::DamagedJournal { said } => shown(said),
        Finding::OldGit { version, wanted, .. } => {
            format!("git is {version}, and {wanted} is needed")
        }
        Finding::Hindered { hindrance } => hindrance.words().to_owned(),
        Finding::NotKnown { said, .. } => format!("it could not be looked at: {}", shown(said)),
        Finding::BrokenThere { commit, said } => format!("the configuration of {commit}: {}", shown(said)),
        Finding::NoneThere { commit, path } => {
            format!("{commit} has no {}", printable(&path.display().to_string()))
        }
        Finding::NoInstaller { lock } => {
            let lock = printable(&lock.display().to_string());
            format!("neither uv nor pip is there to install what {lock} lists")
        }
        Finding::NeverAudited { checks } => format!("never audited: {}", list(checks)),
        Finding::Vacuous { check, audited } => format!(
            "{} passes whatever is broken: seen by the audit of {}",
            printable(check),
            audited.strftime("%Y-%m-%d")
        ),
        Finding::Doubtful { check, doubt } => {
            let why = match doubt {
                AuditDoubt::DidNotPass => "did not pass before a fault was injected",
                AuditDoubt::NoFault => "names no module to take away (`requires`), so no fault was injected",
            };
            format!("the last audit proves nothing of {}: it {why}", printable(check))
        }
        Finding::OldAudit { checks, days } => format!("audited {days} days ago: {}", list(checks)),
        Finding::NoGreen { check, elsewhere, .. } => {
            let check = printable(check);
            match elsewhere {
                None => format!("no commit was seen green by {check}"),
                Some(commit) => {
                    format!("{check} was seen green on {commit} alone, which is not in HEAD's history")
                }
            }
        }
        Finding::NothingGreen => "no commit was seen green by any check".to_owned(),
        Finding::NoRemote => "the repository has no remote".to_owned(),
        Finding::NoSuchRemote { remote } => format!("there is no remote {}", printable(remote)),
        Finding::SilentRemote { remote, said } => {
            format!("{} does not answer: {}", printable(remote), shown(said))
        }
        Finding::NoSuchBranch { remote, branch } => {
            format!("{} has no branch {}", printable(remote), short(branch))
        }
        Finding::PushRefused { remote, said } => {
            format!("{} refused a push: {}", printable(remote), shown(said))
        }
        Finding::ProbeLeft { remote, reference, said } => {
            format!("{reference} may still be on {}: {}", printable(remote), shown(said))
        }
        Finding::ProbeRemoved { remote, reference } => {
            format!("removed {reference} of {}, which a killed run had left", printable(remote))
        }
        Finding::Hook { hook, path, runs } => {
            let path = printable(&path.display().to_string());
            if *runs {
                format!("the {} hook runs: {path}", hook.file())
            } else {
                format!("the {} hook is not executable, and git ignores it: {path}", hook.file())
            }
        }
        Finding::NoCommit { signed: true, said } => format!("a signed commit fails: {}", shown(said)),
        Finding::NoCommit { signed: false, said } => format!("a commit fails: {}", shown(said)),
        Finding::NoRoom { folder, free, wanted } => {
            format!("{} has {free} free, and twice the files of HEAD are {wanted}", folder.display())
        }
        Finding::NotWritable { folder, said } => {
            format!("{} cannot be written: {}", folder.display(), shown(said))
        }
        Finding::OpenRollback { id } => format!("the rollback {id} was cut short"),
        Finding::OpenBisect { words } => {
            format!("a search stands open: {}", printable(&line(&["vitals", "bisect"], words)))
        }
        Finding::Locked { holder, path } => {
            format!("{} holds the lock {}", printable(holder), printable(&path.display().to_string()))
        }
        Finding::GitLock { path } => {
            format!("git has left or holds a lock: {}", printable(&path.display().to_string()))
        }
        Finding::NoContainment { checks } => {
            format!("no command contains a breach, and there are checks of security: {}", list(checks))
        }
        Finding::NoContainmentProbe => "no command shows whether a breach is contained".to_owned(),
        Finding::NoProgram { key, program } => {
            format!("{key}: there is no program {}", printable(program))
        }
        Finding::Escalation { mistakes: 1 } => {
            "levels, contacts and rules have a mistake, such as a placeholder".to_owned()
        }
        Finding::Escalation { mistakes } => {
            format!("levels, contacts and rules have {mistakes} mistakes, such as placeholders")
        }
        Finding::NeverDrilled => "no drill is in the history".to_owned(),
        Finding::OldDrill { days } => format!("the last drill was {days} days ago"),
    }
}

/// What would fail of it, or may.
pub fn consequence(finding: &Finding) -> &'static str {
    match finding {
        Finding::NoGit { .. }
        | Finding::OldGit { useless: true, .. }
        | Finding::NoRepository { .. }
        | Finding::Hindered { .. } => "`vitals rollback` would refuse",
        Finding::OldGit { .. } => "`vitals rollback plan --revert COMMIT` would fail",
        Finding::NotKnown { .. } => "whether it would fail is not known",
        Finding::NoConfiguration { .. } | Finding::BrokenConfiguration { .. } => {
            "no command of vitals knows what to check"
        }
        Finding::BrokenThere { .. } => "after a rollback to it no check would run",
        Finding::NoneThere { .. } => "after a rollback to it the checks are not configured",
        Finding::NoPython { .. } => "every check of the target would fail",
        Finding::NoInstaller { .. } => "`vitals bisect --lock` would refuse",
        Finding::NeverAudited { .. } | Finding::OldAudit { .. } | Finding::Doubtful { .. } => {
            "it may pass on a broken tree"
        }
        Finding::Vacuous { .. } => "a rollback to a broken tree would be verified",
        Finding::NoGreen { .. } | Finding::NothingGreen => "there is nothing known good to go back to",
        Finding::NoRemote | Finding::NoSuchRemote { .. } | Finding::NoSuchBranch { .. } => {
            "`vitals rollback publish` would refuse"
        }
        Finding::SilentRemote { .. } | Finding::PushRefused { .. } => "`vitals rollback publish` would fail",
        Finding::ProbeLeft { .. } | Finding::ProbeRemoved { .. } => "a ref of the probe stays on the remote",
        Finding::Hook { runs: false, .. } => "what it is there for is not done",
        Finding::Hook { hook: HookName::PostMerge, .. } => "it may change files after a rollback's move",
        Finding::Hook { hook: HookName::ReferenceTransaction, .. } => "it may refuse a rollback's move",
        Finding::Hook { hook: HookName::PrePush, .. } => "it may refuse `vitals rollback publish`",
        Finding::NoCommit { .. } => "a rollback makes a commit, and would fail",
        Finding::NoRoom { .. } | Finding::NotWritable { .. } => "a rollback would stop half-way or refuse",
        Finding::OpenRollback { .. } | Finding::DamagedJournal { .. } | Finding::Locked { .. } => {
            "`vitals rollback` would refuse"
        }
        Finding::OpenBisect { .. } => "another `vitals bisect` would refuse",
        Finding::GitLock { .. } => "git would refuse the move",
        Finding::NoContainment { .. } => "a breach would go on until the rollback is done",
        Finding::NoContainmentProbe => "nobody can say whether it holds, which counts as not contained",
        Finding::NoProgram { .. } => "the command would fail",
        Finding::Escalation { .. } => "the call may reach nobody",
        Finding::NeverDrilled | Finding::OldDrill { .. } => "the procedure is not rehearsed",
    }
}

/// What fixes it: a command wherever there is one.
pub fn fix(finding: &Finding) -> String {
    match finding {
        Finding::NoGit { said }
        | Finding::NoRepository { said }
        | Finding::NoConfiguration { said }
        | Finding::BrokenConfiguration { said }
        | Finding::NoPython { said }
        | Finding::NotKnown { said, .. }
        | Finding::NotWritable { said, .. }
        | Finding::DamagedJournal { said } => advice(said, "see the message"),
        Finding::BrokenThere { commit, .. } | Finding::NoneThere { commit, .. } => format!(
            "vitals health (on a commit whose configuration is whole, it becomes the last known good instead of {commit})"
        ),
        Finding::OldGit { .. } => "upgrade the git on PATH".to_owned(),
        Finding::Hindered { hindrance } => hindrance.way_out().to_owned(),
        Finding::NoInstaller { .. } => "pip install uv".to_owned(),
        Finding::NeverAudited { .. } | Finding::OldAudit { .. } => "vitals audit".to_owned(),
        Finding::Vacuous { check, .. } => {
            format!("{} shows how; then make it test something", only("audit", check))
        }
        Finding::Doubtful { check, doubt: AuditDoubt::DidNotPass } => {
            format!("{}; where it passes, {}", only("health", check), only("audit", check))
        }
        Finding::Doubtful { check, doubt: AuditDoubt::NoFault } => {
            format!("write `requires = [\"MODULE\"]` in its [[check]]; then {}", only("audit", check))
        }
        Finding::NoGreen { check, .. } => {
            format!("{} on a checkout without changes", only("health", check))
        }
        Finding::NothingGreen => "vitals health, on a checkout without changes".to_owned(),
        Finding::NoRemote => "git remote add origin URL".to_owned(),
        Finding::NoSuchRemote { remote } => {
            line(&["git", "remote", "add"], std::slice::from_ref(remote)) + " URL"
        }
        Finding::SilentRemote { remote, .. } => line(&["git", "ls-remote"], std::slice::from_ref(remote)),
        Finding::NoSuchBranch { remote, branch } => {
            line(&["git", "push", "--set-upstream"], &[remote.clone(), short(branch)])
        }
        Finding::PushRefused { remote, .. } => format!(
            "ask who runs {} for the right to push branches; then vitals doctor --push-test",
            printable(remote)
        ),
        Finding::ProbeLeft { remote, reference, .. } => {
            line(&["git", "push"], &[remote.clone(), format!(":{reference}")])
        }
        Finding::ProbeRemoved { .. } => "nothing: it is gone".to_owned(),
        Finding::Hook { path, runs: true, .. } => {
            format!("read it, and try it with a drill: {}", printable(&path.display().to_string()))
        }
        Finding::Hook { path, .. } => line(&["chmod", "+x"], &[path.display().to_string()]),
        Finding::NoCommit { signed: true, .. } => "git config user.signingKey KEY".to_owned(),
        Finding::NoCommit { .. } => "git config user.name NAME; git config user.email ADDRESS".to_owned(),
        Finding::NoRoom { folder, .. } => {
            line(&["df", "-h"], &[folder.display().to_string()])
                + ", and free some; TMPDIR names another folder for the checks"
        }
        Finding::OpenRollback { .. } => "vitals rollback recover".to_owned(),
        Finding::OpenBisect { .. } => "vitals bisect resume, or vitals bisect abandon".to_owned(),
        Finding::Locked { path, .. } => format!(
            "wait for it; where that process is dead, {}",
            line(&["rm"], &[path.display().to_string()])
        ),
        Finding::GitLock { path } => {
            format!("where no git is running here, {}", line(&["rm"], &[path.display().to_string()]))
        }
        Finding::NoContainment { .. } => {
            "write the command in vitals.toml: [respond] contain = [\"PROGRAM\", \"ARGUMENT\"]".to_owned()
        }
        Finding::NoContainmentProbe => {
            "write the command in vitals.toml: [respond] contained = [\"PROGRAM\", \"ARGUMENT\"]".to_owned()
        }
        Finding::NoProgram { key, program } => {
            format!("install {}, or correct {key}", printable(program))
        }
        Finding::Escalation { .. } => "vitals escalate lint".to_owned(),
        Finding::NeverDrilled | Finding::OldDrill { .. } => "vitals drill --all".to_owned(),
    }
}

/// Why nothing was looked at.
pub fn unlooked(why: Unlooked) -> &'static str {
    match why {
        Unlooked::NoGit => "there is no git",
        Unlooked::NoRepository => "there is no checkout",
        Unlooked::NoConfiguration => "there is no configuration that can be read",
        Unlooked::NoRemote => "there is no remote that answers",
        Unlooked::NoCommit => "nothing is committed yet",
        Unlooked::NotAsked => "only with --push-test",
    }
}

fn shown(said: &Said) -> String {
    printable(&said.what).to_string()
}

/// The first line of an advice.
fn advice(said: &Said, otherwise: &str) -> String {
    let advice = said.advice.as_deref().and_then(|advice| advice.lines().next());
    printable(advice.unwrap_or(otherwise)).to_string()
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| printable(name).to_string()).collect::<Vec<_>>().join(", ")
}

fn short(branch: &str) -> String {
    printable(branch.trim_start_matches("refs/heads/")).to_string()
}

/// A command, as a shell takes it.
fn line(words: &[&str], more: &[String]) -> String {
    printable(&shell_line(words.iter().copied().chain(more.iter().map(String::as_str)))).to_string()
}

fn only(command: &str, check: &str) -> String {
    line(&["vitals", command, "--only"], &[check.to_owned()])
}
